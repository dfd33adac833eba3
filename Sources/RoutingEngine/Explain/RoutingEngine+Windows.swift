/// What an endpoint's windows hold, for a display; nothing is computed unless asked for.
extension RoutingEngine {
  /// What calls are measured by.
  public enum SpeedMeasure: Sendable, Hashable, CaseIterable {
    /// Time to first token.
    case firstToken
    /// Time per output token.
    case token
    /// Whole answers.
    case answer
  }

  /// How many of the last minute's calls at this replica lie in each of the ranges that rising bounds cut.
  ///
  /// The last range is open, so there is one count more than bounds. Counts of replicas add up exactly.
  public func distribution(
    of endpoint: EndpointIndex, by measure: SpeedMeasure, below bounds: [Nanoseconds]
  ) -> [Int] {
    let window = endpoints[endpoint.value].window
    guard window >= 0 else { return [Int](repeating: 0, count: bounds.count + 1) }
    switch measure {
    case .firstToken: return windows[window].ttft.histogram(below: bounds)
    case .token: return windows[window].tpot.histogram(below: bounds)
    case .answer: return windows[window].latency.histogram(below: bounds)
    }
  }

  /// The last calls of an endpoint at this replica that did not end well, the newest first; at most 16.
  public func recentFailures(of endpoint: EndpointIndex) -> [FailureSeen] {
    let window = endpoints[endpoint.value].window
    guard window >= 0 else { return [] }
    return windows[window].failures.newestFirst.map { failure in
      var shown = failure
      shown.at = clock.shown(failure.at)
      return shown
    }
  }
}
