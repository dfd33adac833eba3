// Terminal: why there is no full screen.

/// Why the terminal could not be opened.
///
/// Each has a way on: `--plain` needs none of what is missing.
enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard output is no terminal, or it could not be opened.
  case notATerminal(reason: String)
  /// The terminal's name is not known on this system.
  case unknownTerminal(name: String)
  /// The terminal cannot move its cursor, or not as ECMA-48 says.
  case cannotMoveCursor(name: String)
  /// The pipe for signals could not be made.
  case noSignals(reason: String)

  var description: String {
    switch self {
    case .notATerminal(let reason):
      "opening the terminal of standard output failed: \(reason); use --plain where there is none"
    case .unknownTerminal(let name):
      "the terminal `\(name)` is not known here; set TERM to one that is, such as xterm-256color, or use --plain"
    case .cannotMoveCursor(let name):
      "the terminal `\(name)` cannot place its cursor, so there is no full screen; use --plain"
    case .noSignals(let reason): "making a pipe for signals failed: \(reason)"
    }
  }
}
