// Terminal: a screen in memory, for tests and rehearsals.

/// A screen that records what it is shown, and a keyboard that was typed beforehand.
struct FakeTerminal: TerminalDevice {
  var size: Size
  var profile: TerminalProfile
  var deadline: Duration? { nil }

  /// What ``read(now:)`` returns, a batch a call.
  var script: [[TerminalInput]]
  /// The last picture.
  private(set) var shown: Surface?
  /// Where the terminal's own cursor shows.
  private(set) var cursor: Point?
  /// How many pictures were presented.
  private(set) var pictures = 0
  /// The bytes a real terminal would have been sent.
  private(set) var bytesSent = 0
  /// The last text put on the clipboard.
  private(set) var clipboard: String?
  /// Whether the mouse is on.
  private(set) var isMouseOn = false
  /// How often the process would have been stopped.
  private(set) var suspensions = 0
  /// What becomes of the next pictures; while it is empty they are sent.
  var outcomes: [Presentation] = []

  private var writer: FrameWriter

  /// Makes a screen of a size.
  init(
    size: Size, script: [[TerminalInput]] = [], theme: Theme = .embedded, profile: TerminalProfile = .modern
  ) {
    self.size = size
    self.script = script
    self.profile = profile
    writer = FrameWriter(profile: profile, palette: theme.palette(tier: profile.tier))
  }

  mutating func present(_ surface: Surface, cursor: Point?) -> Presentation {
    if !outcomes.isEmpty {
      let outcome = outcomes.removeFirst()
      guard case .sent = outcome else { return outcome }
    }
    let bytes = writer.frame(surface, cursor: cursor).count
    shown = surface
    self.cursor = cursor
    pictures += 1
    bytesSent += bytes
    return .sent(bytes: bytes)
  }

  mutating func read(now: Duration) -> [TerminalInput] {
    guard !script.isEmpty else { return [] }
    let inputs = script.removeFirst()
    for case .resized(let size) in inputs { self.size = size }
    return inputs
  }

  mutating func use(_ theme: Theme) { writer.palette = theme.palette(tier: profile.tier) }
  mutating func redraw() { writer.forget() }
  mutating func setMouse(isOn: Bool) { isMouseOn = isOn }
  mutating func suspend() { suspensions += 1 }
  func declineEnd() {}

  mutating func copy(_ text: String) -> Bool {
    guard text.utf8.count <= Clipboard.maximumBytes else { return false }
    clipboard = text
    return true
  }
}

extension TerminalProfile {
  /// A present-day terminal: 24-bit colours, UTF-8, every attribute.
  static let modern = TerminalProfile(
    entry: TerminalEntry(
      name: "xterm-256color", colours: 256, hasDirectColour: true, erasesWithBackground: true,
      keepsLastColumn: true, saysXtermLike: true, attributes: [.bold, .dim, .italic, .underline, .reverse],
      cursorAddress: "\u{1B}[%i%p1%d;%p2%dH", hasAlternateScreen: true, leave: ""),
    environment: [:], isUTF8: true)
}
