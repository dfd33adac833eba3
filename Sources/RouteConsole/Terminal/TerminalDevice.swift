// Terminal: what the main loop needs of a screen, so that it runs on a real one and on one in memory alike.

/// What became of a picture.
enum Presentation: Hashable, Sendable {
  /// It was sent, in so many bytes; 0 when it was shown already.
  case sent(bytes: Int)
  /// The line is slow and still carries the last one. Present again once the terminal can be written to.
  case busy
  /// The terminal is gone.
  case lost
}

/// A screen with a keyboard.
protocol TerminalDevice: ~Copyable {
  /// The extent of the screen.
  var size: Size { get }
  /// What the terminal can do.
  var profile: TerminalProfile { get }
  /// When ``read(now:)`` must be called though nothing came; nothing while nothing is awaited.
  var deadline: Duration? { get }

  /// Shows a picture, and the terminal's own cursor where an input line has it.
  mutating func present(_ surface: Surface, cursor: Point?) -> Presentation
  /// Takes what has come, without waiting. `now` is the caller's monotonic time since any fixed moment.
  mutating func read(now: Duration) -> [TerminalInput]
  /// Changes the theme; the next picture is sent whole.
  mutating func use(_ theme: Theme)
  /// Makes the next picture a whole one, as after Ctrl-L.
  mutating func redraw()
  /// Turns reports of the mouse on or off.
  mutating func setMouse(isOn: Bool)
  /// Asks the terminal to put text on the clipboard (OSC 52); false when the text is longer than terminals take.
  mutating func copy(_ text: String) -> Bool
  /// Gives the terminal back, stops the process, and takes the terminal again when it is continued.
  mutating func suspend()
  /// Goes on though the program was asked to end, as while an act has no answer yet.
  borrowing func declineEnd()
}
