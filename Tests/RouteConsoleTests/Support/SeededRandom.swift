/// Random numbers that a seed repeats (SplitMix64, Steele, Lea and Flood, 2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Text that breaks screens: controls, escapes, wide and joined characters, marks without a base, endless names.
enum HostileText {
  static let samples = [
    "", " ", "use1/sonnet", "a\nb\tc\rd", "\u{1B}[31mred\u{1B}[0m", "\u{7}\u{0}\u{7F}\u{9B}2J",
    "東京/モデル", "混ぜmix", "e\u{301}te\u{301}", "\u{301}\u{301}", "👩‍🚀👨‍👩‍👧‍👦", "🇫🇷🇩🇪🇫", "1️⃣☎️", "שלום/עולם", "مرحبا",
    "\u{202E}evil\u{202C}", "zero\u{200B}width\u{FEFF}", "क्षि", "한국어", String(repeating: "長", count: 900),
    String(repeating: "x", count: 5_000), "z" + String(repeating: "\u{300}", count: 3_000),
    "\u{10FFFF}\u{E000}",
  ]

  static func random(_ random: inout SeededRandom) -> String {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in samples.randomElement(using: &random) ?? "" }
      .joined()
  }
}
