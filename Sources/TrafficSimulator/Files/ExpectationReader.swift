internal import Documents
internal import RoutingEngine

/// Reads what a scenario expects.
struct ExpectationReader {
  let names: TargetNames
  let duration: Nanoseconds

  /// The expectation of an entry, or nil with the problems reported.
  func read(_ entry: ObjectReader) -> Expectation? {
    guard let metric = entry.choice("metric", as: Metric.self) else { return nil }
    var expectation = Expectation(metric)
    expectation.target = names.optionalTarget("target", of: entry)
    if let feature = entry.optionalString("feature"),
      names.known(feature, among: names.features, "feature", "feature", entry)
    {
      expectation.feature = feature
    }
    if metric == .eventCount { expectation.kind = entry.choice("kind", as: EventKind.self) }
    if metric == .state {
      expectation.at = entry.duration("at", in: 0...duration.count).map { Nanoseconds($0) }
      expectation.state = entry.choice("is", of: Expectation.stateNames)
    } else {
      readBounds(entry, into: &expectation)
      expectation.window = window(entry)
    }
    if metric.needsTarget, !entry.has("target") {
      entry.report("metric", "the metric \(metric.rawValue) needs a \"target\"", hint: "add \"endpoint:ID\"")
    }
    entry.finish()
    return expectation
  }

  private func readBounds(_ entry: ObjectReader, into expectation: inout Expectation) {
    let range = -1e15...1e15
    expectation.min = entry.optionalNumber("min", in: range)
    expectation.max = entry.optionalNumber("max", in: range)
    if !entry.has("min"), !entry.has("max") {
      entry.report(
        "metric", "the expectation of \(expectation.metric.rawValue) has no bound",
        hint: "add \"min\" or \"max\"")
    }
    if let least = expectation.min, let most = expectation.max, least > most {
      entry.report("min", "\"min\" is more than \"max\" in \(entry.what)")
    }
  }

  private func window(_ entry: ObjectReader) -> Window? {
    guard let nodes = entry.optionalArray("window") else { return nil }
    let bounds = nodes.compactMap(\.string).compactMap { text -> Int64? in
      do { return try DurationText.parse(text) } catch { return nil }
    }
    guard nodes.count == 2, bounds.count == 2, bounds[0] >= 0, bounds[0] < bounds[1],
      bounds[1] <= duration.count
    else {
      entry.report(
        "window", "\"window\" in \(entry.what) must be two durations of the run, the earlier one first",
        hint: "write [\"5m\", \"15m\"]; the run lasts \(DurationText.format(duration.count))")
      return nil
    }
    return Window(start: Nanoseconds(bounds[0]), end: Nanoseconds(bounds[1]))
  }
}

extension Metric {
  /// Whether the metric means nothing without saying of what.
  var needsTarget: Bool {
    switch self {
    case .detectionSeconds, .recoveryPeak, .recoveryOverload, .recoveryRestore, .recoveryRetrips, .share,
      .state, .flapsPerHour:
      true
    default: false
    }
  }
}
