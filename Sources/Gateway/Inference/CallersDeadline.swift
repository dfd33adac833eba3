import RoutingEngine

/// What a caller's own deadline takes away from an attempt.
enum CallersDeadline {
  /// Whether an attempt has less time than its feature's own deadlines would have given it.
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
    if now + wait + attempt.budget > attempt.deadline { return true }
    // Nobody waits longer for a first token, whatever the deadline.
    if request.isStreaming, attempt.budget >= objectives.ttftDeadline { return false }
    let left = max(attempt.deadline - now, .milliseconds(1))
    return attempt.budget == left || attempt.budget == left.scaled(by: configuration.retry.remainingShare)
  }
}
