import RoutingEngine

/// What a caller's own deadline takes away from an attempt.
enum CallersDeadline {
  /// The part of the feature's own time from which on a timeout is evidence, whatever the caller's deadline: callers who
  /// all wait a little less than their feature must not hide an endpoint that hangs.
  private static let evidentPart: Int64 = 4

  /// Whether an attempt has much less time than its feature's own deadlines would have given it: less than a quarter.
  ///
  /// The engine gives an attempt a share of what remains of the deadline, or all of it where nobody else is left, unless
  /// the first token's own limits are tighter: then the caller's deadline has changed nothing, and a timeout is evidence
  /// against the endpoint like any other.
  ///
  /// - Parameters:
  ///   - attempt: as the engine gave it.
  ///   - request: whose attempt.
  ///   - wish: how long the caller waits; nil where it did not say.
  ///   - wait: how long the attempt does not begin yet.
  ///   - configuration: the engine's.
  ///   - now: when the engine gave it.
  /// - Returns: whether running out of time is the caller's doing.
  static func cutsShort(
    _ attempt: Attempt, of request: RoutedRequest?, wish: Nanoseconds?, after wait: Nanoseconds,
    _ configuration: EngineConfiguration, at now: Timestamp
  ) -> Bool {
    guard let request, let wish else { return false }
    let objectives = configuration.features[request.feature.value].objectives
    guard wish < objectives.deadline else { return false }
    let left = max(attempt.deadline - now, .milliseconds(1))
    let isAll = attempt.budget == left
    let isPart = attempt.budget == left.scaled(by: configuration.retry.remainingShare)
    let endsWithDeadline = now + wait + attempt.budget > attempt.deadline
    guard isAll || isPart || endsWithDeadline else { return false }
    let ownLeft = request.arrived + objectives.deadline - now
    var own = isPart ? ownLeft.scaled(by: configuration.retry.remainingShare) : ownLeft
    // Nobody waits longer for a first token, whatever the deadline.
    if request.isStreaming { own = min(own, objectives.ttftDeadline) }
    let given = min(attempt.budget, left - wait)
    return given * evidentPart < own
  }
}
