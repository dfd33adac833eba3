/// Pushback in a row that does not say how long to wait.
///
/// A provider that refuses some calls is met by the learned cap. One that refuses all of them is left alone, longer
/// each time, as if it had asked for it; the first call that it takes ends that.
struct PushbackRun: Sendable, Hashable {
  private var run = FailureRun()
  private var pauses: Int64 = 0

  /// Takes pushback without a hint in; how long the endpoint is now left alone, nil while it is asked on.
  mutating func take(
    started: Timestamp, isPaused: Bool, _ configuration: SelectionConfiguration, at now: Timestamp
  ) -> Nanoseconds? {
    run.fail(started: started, at: now)
    // What was sent before a pause and comes back during it says nothing new.
    guard run.count >= configuration.pushbackRun, !isPaused else { return nil }
    let wait = configuration.pushbackPause.count << min(pauses, 8)
    pauses += 1
    return min(Nanoseconds(wait), configuration.pushbackPauseMax)
  }

  /// Whether it refuses everything, and not only a call or two.
  func isLong(_ configuration: SelectionConfiguration) -> Bool { run.count >= configuration.pushbackRun }

  /// What speaks for taking the endpoint out: nothing but pushback for so long; nil while that is not so.
  func firing(after span: Nanoseconds, _ configuration: SelectionConfiguration, at now: Timestamp) -> Firing?
  {
    guard run.count >= configuration.pushbackRun, run.span(at: now) >= span else { return nil }
    return Firing(.pushback, k: run.count, n: run.count, limit: 1, window: run.span(at: now))
  }

  /// Forgets the run: what comes next is new evidence.
  mutating func forget() { run.reset() }

  /// Takes in a call that was served; one that began before the run says nothing about what came after.
  @inline(__always)
  mutating func succeed(started: Timestamp) {
    guard run.count > 0 else { return }
    run.succeed(started: started)
    if run.count == 0 { pauses = 0 }
  }
}
