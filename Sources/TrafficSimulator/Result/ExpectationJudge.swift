internal import RoutingEngine

/// Reads metrics off a run and holds expectations against them.
struct ExpectationJudge {
  let world: SimulatedWorld
  let detection: [DetectionRow]
  let recovery: [RecoveryRow]

  /// What was expected and what came.
  func row(_ place: Int) -> ExpectationRow {
    let expectation = world.scenario.expectations[place]
    let found = value(of: expectation, place: place)
    return ExpectationRow(expectation: expectation, value: found, pass: Self.passes(expectation, found))
  }

  /// Whether a value is as expected; one that is not known passes nothing.
  static func passes(_ expectation: Expectation, _ value: MetricValue?) -> Bool {
    switch value {
    case nil: false
    case .name(let name): name == expectation.state
    case .number(let number):
      number >= expectation.min ?? -.infinity && number <= expectation.max ?? .infinity
    }
  }

  private func value(of expectation: Expectation, place: Int) -> MetricValue? {
    if expectation.metric == .state {
      return Self.mostCommon(world.statesSeen[place]).map(MetricValue.name)
    }
    let window = expectation.window ?? world.measured
    guard let tally = world.tally(of: expectation.window) else { return nil }
    let number =
      counted(expectation.metric, tally) ?? timed(expectation, tally)
      ?? recovered(expectation) ?? logged(expectation, window)
    return number.map(MetricValue.number)
  }

  /// The name that most replicas hold; the first in the alphabet where two are as common.
  static func mostCommon(_ names: [String]) -> String? {
    var best: (name: String, count: Int)?
    for name in names.sorted() {
      let count = names.count { $0 == name }
      if count > best?.count ?? 0 { best = (name, count) }
    }
    return best?.name
  }

  private func counted(_ metric: Metric, _ tally: Tally) -> Double? {
    switch metric {
    case .requests: Double(tally.requests)
    case .succeeded: Double(tally.succeeded)
    case .failedPreToken: Double(tally.failed.preToken)
    case .failedMidStream: Double(tally.failed.midStream)
    case .failedShed: Double(tally.failed.shed)
    case .partial: Double(tally.partial)
    case .userVisibleErrorSeconds: world.userVisibleErrorSeconds(tally)
    case .attemptsPerRequest: ratio(tally.attempts, tally.requests)
    case .probesWhileOpen: Double(tally.trialProbes)
    case .probeFailures: Double(tally.probeFailures)
    case .sessionMoves: Double(tally.sessionMoves)
    case .qualityMean: tally.qualityMean
    case .cost: Double(tally.cost) / 1e12
    case .costWasted: Double(tally.costWasted) / 1e12
    default: nil
    }
  }

  private func timed(_ expectation: Expectation, _ tally: Tally) -> Double? {
    let place = expectation.feature.flatMap { world.geography.feature($0) }
    let ttft = place.map { tally.ttftOfFeature[$0] } ?? tally.ttft
    let latency = place.map { tally.latencyOfFeature[$0] } ?? tally.latency
    switch expectation.metric {
    case .ttftP50: return ttft.percentiles?.p50
    case .ttftP90: return ttft.percentiles?.p90
    case .ttftP99: return ttft.percentiles?.p99
    case .latencyP50: return latency.percentiles?.p50
    case .latencyP90: return latency.percentiles?.p90
    case .latencyP99: return latency.percentiles?.p99
    case .share: return share(expectation, tally, feature: place)
    case .sloViolationSeconds:
      if case .feature(let name)? = expectation.target, let feature = world.geography.feature(name) {
        return Double(tally.violations[feature])
      }
      return Double(place.map { tally.violations[$0] } ?? tally.violations.reduce(0, +))
    default: return nil
    }
  }

  private func share(_ expectation: Expectation, _ tally: Tally, feature: Int?) -> Double? {
    let mask = world.geography.endpoints(of: expectation.target ?? .all)
    var here = 0
    var all = 0
    for row in world.geography.world.features.indices where feature == nil || feature == row {
      for endpoint in mask.indices {
        let count = tally.attemptsAt[row * mask.count + endpoint]
        all += count
        here += mask[endpoint] ? count : 0
      }
    }
    return ratio(here, all)
  }

  /// The worst of the rows the target names; nil where one of them is not known, or there is none.
  private func recovered(_ expectation: Expectation) -> Double? {
    let mask = world.geography.endpoints(of: expectation.target ?? .all)
    func isMeant(_ id: String) -> Bool {
      mask.indices.contains { mask[$0] && world.geography.world.endpoints[$0].id == id }
    }
    func worst(_ values: [Double?]) -> Double? {
      values.contains(nil) ? nil : values.compactMap { $0 }.max()
    }
    let rows = recovery.filter { isMeant($0.endpoint) }
    switch expectation.metric {
    case .detectionSeconds:
      let meant = detection.filter { row in
        isMeant(row.endpoint)
          && expectation.window?.contains(Nanoseconds(world.faults.all[row.fault].start)) != false
      }
      return worst(meant.map(\.seconds))
    case .recoveryPeak: return worst(rows.map(\.peakOfferedOverCapacity))
    case .recoveryOverload: return worst(rows.map(\.overloadSeconds))
    case .recoveryRestore: return worst(rows.map(\.restoreSeconds))
    case .recoveryRetrips: return worst(rows.map { Double($0.retrips) })
    default: return nil
    }
  }

  private func logged(_ expectation: Expectation, _ window: Window) -> Double? {
    let mask = world.geography.endpoints(of: expectation.target ?? .all)
    switch expectation.metric {
    case .falseTrips: return Double(world.unexplained(world.recorder.openings, in: window, mask).count)
    case .falseSuspects: return Double(world.unexplained(world.recorder.suspicions, in: window, mask).count)
    case .flapsPerHour:
      return mask.indices.filter { mask[$0] }.map { world.flapsPerHour(endpoint: $0, in: window) }.max()
    case .shareChurn: return world.recorder.timeline.churnPerHour(in: world.seconds(of: window))
    case .probePeakShare: return world.recorder.timeline.peakTrialShare(in: world.seconds(of: window))
    case .previewError: return world.recorder.previews.error(in: window, endingAt: world.time)
    case .eventCount:
      return Double(world.recorder.events.count { isMeant($0, expectation, mask, window) })
    default: return nil
    }
  }

  private func isMeant(
    _ line: SimulatedEvent, _ expectation: Expectation, _ mask: [Bool], _ window: Window
  ) -> Bool {
    if let kind = expectation.kind, line.event.kind != kind { return false }
    if expectation.window != nil, !window.contains(line.at) { return false }
    switch expectation.target {
    case nil, .all: return true
    case .feature(let name): return line.event.feature?.value == world.geography.feature(name)
    case .replica(let number): return line.replica == number
    case .provider, .cloud, .region, .endpoint, .model:
      return line.event.endpoint.map { mask[$0.value] } ?? false
    }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
