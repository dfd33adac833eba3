// Terminal: what a terminal can do, decided from its entry and the environment. Reads neither itself.

/// What the terminal's entry says, as far as the console uses it.
struct TerminalEntry: Hashable, Sendable {
  /// The entry's name, from `TERM`.
  var name: String
  /// Colours; 0 where there are none.
  var colours: Int
  /// Whether the entry promises 24-bit colours.
  var hasDirectColour: Bool
  /// Whether erased cells take the background that is set.
  var erasesWithBackground: Bool
  /// Whether the last column can be written without the screen scrolling.
  var keepsLastColumn: Bool
  /// Whether the entry says that it understands xterm's modes; an entry that does not may only be old.
  var saysXtermLike: Bool
  /// The attributes it has.
  var attributes: TextAttributes
  /// How it moves the cursor; nothing when it cannot.
  var cursorAddress: String?
  /// Whether the shell's screen comes back by itself.
  var hasAlternateScreen: Bool
  /// What leaves the full screen and the keypad mode.
  var leave: String
}

/// How the console asks for colours to be chosen.
enum ColourChoice: Hashable, Sendable {
  /// As the terminal and the environment say, `NO_COLOR` included.
  case automatic
  /// This tier, whatever they say: the operator asked for it.
  case fixed(ColourTier)
}

/// What a terminal can do, and how it is spoken to.
struct TerminalProfile: Hashable, Sendable {
  /// How many colours are used.
  var tier: ColourTier
  /// Whether characters outside ASCII are sent.
  var isUTF8: Bool
  /// Whether a frame is sent between marks that make it appear at once (DEC private mode 2026).
  var hasSynchronizedOutput = false
  /// Whether erased cells take the background that is set.
  var erasesWithBackground: Bool
  /// Whether the bottom right cell can be written.
  var keepsLastColumn: Bool
  /// Whether the terminal is asked about itself and given xterm's modes.
  var isXtermLike: Bool
  /// The attributes it has.
  var attributes: TextAttributes

  /// Decides from the entry and the environment.
  ///
  /// - Parameters:
  ///   - entry: what the entry says.
  ///   - environment: `COLORTERM`, `NO_COLOR` and `TMUX` are used.
  ///   - isUTF8: what the locale says.
  ///   - colours: what the operator asked for, which goes before the environment.
  init(entry: TerminalEntry, environment: [String: String], isUTF8: Bool, colours: ColourChoice = .automatic)
  {
    self.isUTF8 = isUTF8
    isXtermLike = Self.isXtermLike(entry: entry, environment: environment)
    tier =
      switch colours {
      case .automatic: Self.tier(entry: entry, environment: environment, isXtermLike: isXtermLike)
      case .fixed(let tier): tier
      }
    erasesWithBackground = entry.erasesWithBackground
    keepsLastColumn = entry.keepsLastColumn
    attributes = entry.attributes
  }

  /// Terminals by whose name we know them, whatever their entry says.
  private static let xtermLikeNames = [
    "xterm", "tmux", "alacritty", "foot", "ghostty", "kitty", "rxvt-unicode", "vte",
  ]

  private static func isXtermLike(entry: TerminalEntry, environment: [String: String]) -> Bool {
    entry.saysXtermLike || xtermLikeNames.contains { entry.name.hasPrefix($0) }
      || (entry.name.hasPrefix("screen") && environment["TMUX"] != nil)
  }

  private static func tier(
    entry: TerminalEntry, environment: [String: String], isXtermLike: Bool
  ) -> ColourTier {
    if let value = environment["NO_COLOR"], !value.isEmpty { return .mono }
    guard entry.colours >= 8 else { return .mono }
    // GNU screen passes COLORTERM on and cannot show what it promises; tmux, which also calls itself screen, can.
    let isScreen = entry.name.hasPrefix("screen") && environment["TMUX"] == nil
    let promisesDirect = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    if entry.hasDirectColour || (promisesDirect && isXtermLike && !isScreen) { return .direct }
    switch entry.colours {
    case 256...: return .indexed256
    case 16...: return .indexed16
    default: return .indexed8
    }
  }
}

extension TerminalEntry {
  /// Whether the cursor is moved the way ECMA-48 says, which is the only one the console speaks.
  var speaksECMA48: Bool {
    guard let cursorAddress else { return false }
    let withoutDelay = cursorAddress.split(separator: "$", maxSplits: 1).first.map(String.init) ?? ""
    return withoutDelay == "\u{1B}[%i%p1%d;%p2%dH"
  }
}
