import Testing

@testable import RouteConsole

@Suite struct DisplayWidthTests {
  static let widths: [(Character, Int)] = [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("東", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("⣿", 1), ("█", 1), ("─", 1),
    ("👍", 2), ("👍🏽", 2), ("👩‍🚀", 2), ("🇫🇷", 2), ("🇫", 1), ("1️⃣", 2), ("☎", 1), ("☎️", 2), ("⛔", 2), ("ש", 1),
    ("\u{301}", 1), ("\u{0}", 1), ("\u{1B}", 1), ("\u{85}", 1), ("\u{200B}", 1), ("\u{FEFF}", 1),
    ("\u{2028}", 1),
    ("\u{1FAE9}", 2), ("🫨", 2), ("\u{A0}", 1), ("𠀀", 2),
  ]

  @Test(arguments: widths)
  func `characters take the columns terminals give them`(character: Character, columns: Int) {
    #expect(DisplayWidth.measure(character).columns == columns)
  }

  @Test func `no control or hidden scalar is ever sent`() {
    var sent: [String] = []
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
        // Prepended marks of Arabic, Syriac, Kaithi and the Egyptian joiners draw something themselves.
        let drawn: [ClosedRange<UInt32>] = [
          0x600...0x605, 0x6DD...0x6DD, 0x70F...0x70F, 0x890...0x891, 0x8E2...0x8E2, 0x110BD...0x110CD,
          0x13430...0x1343F, 0x1BCA0...0x1BCA3,
        ]
        guard !drawn.contains(where: { $0.contains(value) }) else { continue }
        if DisplayWidth.measure(Character(scalar)).glyph == Glyph(scalar) {
          sent.append(String(value, radix: 16))
        }
      default: continue
      }
    }
    #expect(sent.isEmpty)
  }

  @Test func `the table of wide scalars is in order`() {
    let isAscending = zip(wideScalarBounds, wideScalarBounds.dropFirst()).allSatisfy { $0 <= $1 }
    #expect(isAscending && wideScalarBounds.count.isMultiple(of: 2))
  }

  @Test func `columns are counted to the limit only`() {
    #expect(DisplayWidth.columns(of: String(repeating: "長", count: 5_000), limit: 11) == 11)
  }

  @Test(arguments: ["👨‍👩‍👧‍👦", "👨🏽‍🚀", "👨🏿", "👨‍👩"]) func `joined emoji are drawn as their first`(cluster: String) {
    let measured = DisplayWidth.glyphs(of: cluster, columns: 9)
    #expect(measured.map(\.glyph.text) == ["👨"])
    #expect(measured.map(\.columns) == [2])
  }

  @Test(arguments: [("क्ष", 2), ("จำ", 2), ("नी", 2), ("한", 2), ("e\u{301}", 1), ("ẹ́", 1), ("\r\n", 1)])
  func `letters that are read as one keep all their columns`(text: String, columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
    let drawn = DisplayWidth.glyphs(of: text, columns: 9).map(\.glyph.text).joined()
    #expect(Array(drawn.unicodeScalars) == Array(text.unicodeScalars) || text == "\r\n")
  }

  @Test func `an overlong cluster is cut at a scalar`() {
    let glyph = DisplayWidth.measure(Character("e" + String(repeating: "\u{301}", count: 12))).glyph
    #expect(glyph.text == "e" + String(repeating: "\u{301}", count: 7))
  }

  @Test(arguments: ["a", "é", "東", "👍", "👨‍👩", "e\u{301}\u{302}\u{303}"])
  func `a glyph gives back its text`(text: String) {
    let glyph = Glyph(text.unicodeScalars)
    #expect(glyph.text == text && glyph.byteCount == text.utf8.count)
  }
}
