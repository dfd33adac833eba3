/// Where an event loop reads the time.
public enum LoopClock: Hashable, Sendable {
  /// The machine's monotonic clock.
  case system
  /// A moment that stands still until ``EventLoop/advanceClock(by:)``, so that tests need not wait.
  case manual(Instant)

  var now: Instant {
    switch self {
    case .system: SystemCalls.monotonicNow()
    case .manual(let instant): instant
    }
  }
}
