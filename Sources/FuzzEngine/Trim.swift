internal import RoutingEngine
internal import TrafficSimulator

/// What is left of a seed's scenario; everything unless it says otherwise.
struct Trim: Hashable {
  /// The faults that are kept, by their places; nil for all.
  var faults: [Int]?
  /// The acts that are kept, by their places; nil for all.
  var acts: [Int]?
  /// The endpoints that are kept, by their places; nil for all.
  var endpoints: [Int]?
  /// Replicas; nil for the scenario's own.
  var replicas: Int?
  /// How long the run lasts, in seconds; nil for the scenario's own.
  var seconds: Int?

  /// The scenario of a seed, trimmed; nil where nothing is left to run.
  func scenario(seed: UInt64) -> Scenario? {
    var scenario = RandomScenario.make(seed: seed)
    if let faults {
      scenario.faults = faults.filter(scenario.faults.indices.contains).map { scenario.faults[$0] }
    }
    if let acts { scenario.acts = acts.filter(scenario.acts.indices.contains).map { scenario.acts[$0] } }
    if let seconds { scenario.duration = .seconds(Int64(seconds)) }
    if let replicas { scenario.world.replicas = replicas }
    if let endpoints { keep(endpoints, in: &scenario) }
    return scenario.world.endpoints.isEmpty || scenario.world.features.isEmpty ? nil : scenario
  }

  private func keep(_ places: [Int], in scenario: inout Scenario) {
    let world = scenario.world
    scenario.world.endpoints = places.filter(world.endpoints.indices.contains).map { world.endpoints[$0] }
    let ids = scenario.world.endpoints.map(\.id)
    scenario.world.features = world.features.compactMap { feature in
      let pool = ([feature.primary] + feature.backups).filter(ids.contains)
      guard let primary = pool.first else { return nil }
      var feature = feature
      feature.primary = primary
      feature.backups = Array(pool.dropFirst())
      feature.scores.removeAll { !ids.contains($0.endpoint) }
      return feature
    }
  }

  /// The options of the command line.
  var words: [String] {
    func list(_ name: String, _ places: [Int]?) -> [String] {
      places.map { [name, $0.isEmpty ? "none" : $0.map(String.init).joined(separator: ",")] } ?? []
    }
    return list("--faults", faults) + list("--acts", acts) + list("--endpoints", endpoints)
      + (replicas.map { ["--replicas", String($0)] } ?? [])
      + (seconds.map { ["--seconds", String($0)] } ?? [])
  }

  /// Smaller ones, each with one thing less, the greatest savings first.
  func smaller(than scenario: Scenario) -> [Trim] {
    var trims: [Trim] = []
    let length = Int(scenario.duration.count / 1_000_000_000)
    for next in [length / 2, length * 3 / 4, length - 1] where next >= 1 && next < length {
      trims.append(with { $0.seconds = next })
    }
    if scenario.world.replicas > 1 { trims.append(with { $0.replicas = 1 }) }
    if scenario.world.replicas > 2 { trims.append(with { $0.replicas = 2 }) }
    let all = RandomScenario.make(seed: scenario.seed)
    let kept = (faults ?? Array(all.faults.indices), acts ?? Array(all.acts.indices))
    let places = endpoints ?? Array(all.world.endpoints.indices)
    for place in kept.0 { trims.append(with { $0.faults = kept.0.filter { $0 != place } }) }
    for place in kept.1 { trims.append(with { $0.acts = kept.1.filter { $0 != place } }) }
    for place in places where places.count > 1 {
      trims.append(with { $0.endpoints = places.filter { $0 != place } })
    }
    return trims
  }

  private func with(_ change: (inout Trim) -> Void) -> Trim {
    var copy = self
    change(&copy)
    return copy
  }
}
