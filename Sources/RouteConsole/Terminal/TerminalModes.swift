// Terminal: what is sent beside pictures: modes on the way in, the way out, and questions.

/// The sequences that set the console's modes, and unset them.
struct TerminalModes: Hashable, Sendable {
  /// Whether the terminal takes xterm's modes.
  let isXtermLike: Bool
  /// Whether the shell's screen comes back by itself; where not, the console's is wiped.
  let hasAlternateScreen: Bool
  /// Whether reports of the mouse are on.
  var isMouseOn = false
  /// What curses sends to leave, for the way out that does not pass through curses.
  let leave: String

  /// Sent after curses has entered the full screen: no cursor, pastes marked as such, no reordering of
  /// right-to-left text by the terminal, and the mouse if it was on.
  var enter: [UInt8] {
    var text = "\u{1B}[?25l"
    if isXtermLike { text += "\u{1B}[?2004h\u{1B}[8l" }
    if isMouseOn { text += Self.mouseOn }
    return Array(text.utf8)
  }

  /// Sent before curses leaves the full screen.
  ///
  /// The mouse goes first: what it reports would land in the shell.
  var exit: [UInt8] {
    var text = isXtermLike ? "\u{1B}[?1006l\u{1B}[?1000l\u{1B}[?2026l\u{1B}[?2004l\u{1B}[8h" : ""
    text += hasAlternateScreen ? "\u{1B}[m\u{1B}[?25h" : "\u{1B}[m\u{1B}[H\u{1B}[2J\u{1B}[?25h"
    return Array(text.utf8)
  }

  /// What the net sends: the way out, and what curses would send after it.
  var rescue: [UInt8] { exit + Array(leave.utf8) }

  /// Asks, in this order: is synchronized output understood (mode 2026), the background colour, how wide an
  /// ambiguous character is drawn (the cursor's place after one in row 2), and last what kind of terminal it is,
  /// which every terminal answers and which so ends the answers.
  static let questions = Array(
    "\u{1B}[?2026$p\u{1B}]11;?\u{1B}\\\u{1B}[2;1H\u{25CF}\u{1B}[6n\u{1B}[c".utf8)

  /// The row, from 0, in which the width of an ambiguous character is tried; the first frame draws over it.
  ///
  /// Not the first: a cursor's place in row 1 looks like a function key with modifiers.
  static let probeRow = 1

  /// Turns reports of the mouse on: presses and the wheel, in the form that has no last column.
  static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  /// Turns reports of the mouse off.
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"
}
