/// Decisions for somebody who keeps no request between attempts.
extension RoutingEngine {
  /// Decides where a request goes, or goes next where it names endpoints that it tried.
  public mutating func decide(_ request: inout RoutedRequest, at instant: Timestamp) -> Decision {
    guard request.attempts > 0 else { return route(&request, at: instant) }
    request.sequence = requests
    switch next(&request, after: .unknown, retryAfter: nil, at: instant) {
    case .attempt(let attempt), .attemptAfter(_, let attempt): return .attempt(attempt)
    case .done: return .refuse(Refusal(cause: .noCandidate, retryAfter: .seconds(1)))
    case .fail(let cause, let retryAfter):
      return .refuse(Refusal(cause: cause ?? .noCandidate, retryAfter: retryAfter))
    }
  }

  /// Whether the outcome of an attempt is still awaited.
  public func isAwaited(_ attempt: AttemptID) -> Bool { inFlight.place(of: attempt) != nil }
}
