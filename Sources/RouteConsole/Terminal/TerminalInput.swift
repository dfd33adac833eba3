// Terminal: everything that can come from the terminal's side.

/// One piece of news from the terminal.
enum TerminalInput: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Text was pasted; never to be taken for keys.
  case paste(Paste)
  /// The mouse was used; only while it is on.
  case mouse(MouseEvent)
  /// The terminal has a new size; several changes within 50 ms come as one.
  case resized(Size)
  /// The terminal answered a question about itself.
  case report(TerminalReport)
  /// The operator wants to suspend (Ctrl-Z).
  case suspendRequested
  /// The process was continued; the screen has been taken again and must be drawn whole.
  case continued
  /// A signal asks the program to end; its number. Ctrl-C comes as SIGINT.
  case endRequested(signal: Int32)
  /// The terminal is gone.
  case hungUp
}

/// Pasted text.
struct Paste: Hashable, Sendable {
  /// The longest text that is kept, in bytes.
  static let maximumBytes = 64 * 1_024

  /// The text; invalid UTF-8 is replaced.
  let text: String
  /// Whether more was pasted than is kept.
  let isTruncated: Bool
}

/// What a terminal said of itself.
enum TerminalReport: Hashable, Sendable {
  /// Whether output between two marks is shown at once (DEC private mode 2026).
  case synchronizedOutput(isSupported: Bool)
  /// The background colour.
  case background(RGB)
  /// The cursor's place, from 0.
  case cursor(Point)
  /// The columns an ambiguous character is drawn in; with 2 the ASCII sets are the ones to use.
  case ambiguousWidth(columns: Int)
  /// All earlier questions have been answered, as far as they ever will be.
  case attributes
}

/// A press, release or turn of the mouse.
struct MouseEvent: Hashable, Sendable {
  /// What was done.
  enum Action: Hashable, Sendable {
    case press, release, wheelUp, wheelDown
  }
  /// What was done.
  let action: Action
  /// The button, from 1; 0 where the terminal does not say.
  let button: Int
  /// The cell, from 0.
  let point: Point
}
