internal import RoutingEngine

extension SimulatedWorld {
  /// Fails when something in a scenario makes no sense in its world.
  static func check(_ scenario: Scenario, in geography: Geography) throws(SimulationError) {
    guard scenario.duration > .zero, scenario.duration <= Scenario.longestDuration else {
      throw .badDuration(seconds: scenario.duration.seconds)
    }
    guard scenario.traffic.scale >= 0, scenario.traffic.scale.isFinite else {
      throw .badNumber(what: "traffic.scale", value: scenario.traffic.scale)
    }
    if let trace = scenario.traffic.trace {
      guard trace.rate > 0, trace.rate.isFinite else {
        throw .badNumber(what: "traffic.rate", value: trace.rate)
      }
      if let feature = trace.feature, geography.feature(feature) == nil {
        throw .unknownName(kind: "feature", name: feature, place: "traffic")
      }
    }
    for fault in scenario.faults { try check(fault, in: geography) }
    for expectation in scenario.expectations {
      let place = "expectation " + expectation.metric.rawValue
      if let target = expectation.target { try geography.check(target, place: place) }
      if let feature = expectation.feature, geography.feature(feature) == nil {
        throw .unknownName(kind: "feature", name: feature, place: place)
      }
    }
  }

  /// Fails when a fault names what is not in the world.
  static func check(_ fault: Fault, in geography: Geography) throws(SimulationError) {
    let place = "fault " + fault.kind.name
    try geography.check(fault.target, place: place)
    if let feature = fault.condition.feature {
      try geography.check(.feature(feature), place: place)
    }
    if let replica = fault.condition.replica {
      try geography.check(.replica(replica), place: place)
    }
  }

  /// The whole run after the warm-up, then every span an expectation names.
  static func windows(of scenario: Scenario) -> [Window] {
    var windows = [Window(start: scenario.warmup, end: Scenario.longestDuration)]
    for expectation in scenario.expectations {
      if let window = expectation.window, !windows.contains(window) { windows.append(window) }
    }
    return windows
  }

  /// The benchmark scores of a world, feature by feature.
  static func scores(in geography: Geography) -> [QualityScore?] {
    geography.world.features.flatMap { feature in
      geography.world.endpoints.map { endpoint in
        feature.scores.first { $0.endpoint == endpoint.id }?.score
      }
    }
  }
}
