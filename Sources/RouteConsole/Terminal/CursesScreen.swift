// Terminal: every call into curses and the net, as Swift. The only file that imports the shim.

internal import CursesShim
internal import Glibc

/// The C side: descriptors, terminfo and the net.
enum CursesScreen {
  /// Sets the locale; whether characters are UTF-8.
  static func setLocale() -> Bool { shim_set_locale() }

  /// Opens the terminal of standard output.
  static func openTTY() throws(TerminalError) -> Int32 {
    let descriptor = shim_open_tty()
    guard descriptor >= 0 else { throw .notATerminal(reason: lastError()) }
    return descriptor
  }

  /// Opens the pipe on which signals arrive.
  static func openSignals() throws(TerminalError) -> Int32 {
    let descriptor = shim_signal_pipe()
    guard descriptor >= 0 else { throw .noSignals(reason: lastError()) }
    return descriptor
  }

  /// The size of the terminal; 80×24 where it says none, as a serial line does.
  static func size(of tty: Int32) -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard unsafe shim_window_size(tty, &columns, &rows), columns > 0, rows > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(columns), rows: Int(rows))
  }

  /// Starts curses on the terminal.
  static func start(name: String, tty: Int32, escapeDelay: Duration) throws(TerminalError) {
    let milliseconds = Int32(escapeDelay / .milliseconds(1))
    guard unsafe shim_start(name, tty, milliseconds) else { throw .unknownTerminal(name: name) }
  }

  /// Whether a terminal is known and cannot place its cursor; asked before anything is sent to it.
  static func cannotPlaceCursor(name: String, tty: Int32) -> Bool {
    unsafe shim_terminfo_lacks_cursor(name, tty)
  }

  /// Gives the full screen back.
  static func end() { shim_end() }
  /// Takes the full screen again.
  static func resume() { shim_resume() }
  /// Frees what ``start(name:tty:escapeDelay:)`` took.
  static func free() { shim_free() }
  /// Throws away what was typed and not read.
  static func flushInput(of tty: Int32) { shim_flush_input(tty) }

  /// What the terminal's entry says.
  static func entry(name: String) -> TerminalEntry {
    var attributes: TextAttributes = []
    let sequences: [(String, TextAttributes)] = [
      ("bold", .bold), ("dim", .dim), ("sitm", .italic), ("smul", .underline), ("rev", .reverse),
    ]
    for (capability, attribute) in sequences where string(capability) != nil { attributes.insert(attribute) }
    return TerminalEntry(
      name: name, colours: max(number("colors"), 0), hasDirectColour: flag("RGB") || flag("Tc"),
      erasesWithBackground: flag("bce"), keepsLastColumn: flag("xenl") || !flag("am"),
      saysXtermLike: flag("XT") || string("BE") != nil,
      attributes: attributes, cursorAddress: string("cup"),
      hasAlternateScreen: string("rmcup") != nil,
      leave: withoutDelays((string("rmkx") ?? "") + (string("rmcup") ?? "")))
  }

  /// Spreads the net; see `shim_net_spread`.
  static func spreadNet(tty: Int32, restore: [UInt8]) {
    unsafe restore.withUnsafeBufferPointer { bytes in
      unsafe shim_net_spread(tty, bytes.baseAddress, bytes.count)
    }
  }

  /// Says where a crash is reported: a file in a folder, named for the process.
  static func reportCrashes(in folder: String) {
    unsafe shim_net_report_to(
      "\(folder)/route-console-crash-\(Glibc.getpid()).txt",
      "route-console \(ProgramVersion.text), process \(Glibc.getpid())")
  }

  /// Changes what leaves the modes when the net catches.
  static func setNetRestore(_ restore: [UInt8]) {
    unsafe restore.withUnsafeBufferPointer { bytes in
      unsafe shim_net_restore_bytes(bytes.baseAddress, bytes.count)
    }
  }

  /// Takes the net in.
  static func liftNet() { shim_net_lift() }
  /// Tells the net that the program goes on though it was asked to end.
  static func declineEnd() { shim_net_decline_end() }
  /// Tells the net whether there is something to give back.
  static func armNet(_ isArmed: Bool) { shim_net_arm(isArmed) }
  /// Stops the process as Ctrl-Z would.
  static func stopSelf() { shim_stop_self() }
  /// Keeps standard error off the screen.
  static func keepStandardError() { shim_keep_stderr() }
  /// Keeps what is kept within its bound.
  static func boundStandardError() { shim_bound_stderr() }
  /// Shows what was kept.
  static func showStandardError() { shim_show_stderr() }

  private static func number(_ name: String) -> Int { Int(unsafe shim_terminfo_number(name)) }
  private static func flag(_ name: String) -> Bool { unsafe shim_terminfo_flag(name) }
  private static func string(_ name: String) -> String? {
    guard let text = unsafe shim_terminfo_string(name) else { return nil }
    return unsafe String(cString: text)
  }

  /// A sequence without the delays that terminals of the 1970s needed (`$<5>`).
  private static func withoutDelays(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      rest = rest[start...]
      guard rest.dropFirst().first == "<", let end = rest.firstIndex(of: ">") else {
        result.append("$")
        rest = rest.dropFirst()
        continue
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  /// The system's words for the last error.
  static func lastError() -> String { unsafe String(cString: strerror(errno)) }
}
