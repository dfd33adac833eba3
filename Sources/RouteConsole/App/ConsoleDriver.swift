// App: the loop on a real terminal: it sleeps until something comes.

internal import Wire

/// Runs a console until it is left.
enum ConsoleDriver {
  /// Runs on a terminal that was opened.
  ///
  /// - Parameters:
  ///   - terminal: the terminal; given back when this returns.
  ///   - start: the console.
  ///   - now: the monotonic time since any fixed moment.
  /// - Returns: why it ended.
  static func run(_ terminal: consuming Terminal, loop start: ConsoleLoop, now: () -> Duration) -> ExitReason
  {
    var loop = start
    while true {
      loop.turn(on: &terminal, now: now())
      if let reason = loop.exit { return reason }
      let moment = now()
      terminal.wait(
        until: loop.deadline(now: moment), now: moment, also: loop.wakeDescriptor.map { [$0] } ?? [])
    }
  }
}
