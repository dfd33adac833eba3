internal import Glibc
internal import Synchronization

/// Notes that somebody asked the program to end: SIGTERM, or SIGINT from the keyboard.
///
/// A second signal ends it at once, as it would have without this.
enum EndSignals {
  private static let raised = Atomic<Bool>(false)

  /// Whether a signal has come.
  static var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Has SIGQUIT end the program, as it ends every other.
  ///
  /// The Swift runtime answers it with a report that takes a minute, until the console's own net is spread.
  static func letQuitEnd() { _ = signal(SIGQUIT, SIG_DFL) }

  /// Catches both signals from now on.
  static func watch() {
    // The flag exists before a handler may look for it.
    _ = isRaised
    for number in [SIGTERM, SIGINT] {
      _ = signal(number) { number in
        EndSignals.raised.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }
}
