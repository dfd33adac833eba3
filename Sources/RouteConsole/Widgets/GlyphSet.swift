// Widgets: the characters drawings are made of, in three sets, so that any font and any locale shows them.

/// The characters that lines, bars and charts are drawn with.
enum GlyphSet: String, CaseIterable, Hashable, Sendable {
  /// Braille dots: two values a column; one column wide in every terminal.
  case braille
  /// Block elements: eight heights.
  case block
  /// Seven bits only.
  case ascii

  /// Growing heights, from nothing to a full cell.
  var heights: [Glyph] {
    switch self {
    case .braille: Self.brailleHeights
    case .block: Self.blockHeights
    case .ascii: Self.asciiHeights
    }
  }

  /// A full cell of a horizontal bar.
  var bar: Glyph {
    switch self {
    case .braille, .block: Glyph("\u{2588}")
    case .ascii: Glyph(ascii: UInt8(ascii: "#"))
    }
  }

  /// Parts of a cell from the left, an eighth each, for the end of a bar; none in ASCII.
  var barEnds: [Glyph] {
    self == .ascii ? [] : Self.blockEnds
  }

  /// The part of a scroll bar that shows where one is.
  var thumb: Glyph {
    self == .ascii ? Glyph(ascii: UInt8(ascii: "#")) : Glyph("\u{2590}")
  }

  /// The lines of frames.
  var frame: FrameGlyphs { self == .ascii ? .ascii : .lines }

  /// What stands where text was cut off.
  var ellipsis: String { self == .ascii ? ">" : "\u{2026}" }

  private static let brailleHeights = [" ", "\u{28C0}", "\u{28E4}", "\u{28F6}", "\u{28FF}"]
    .compactMap { $0.unicodeScalars.first.map { Glyph($0) } }
  private static let blockHeights: [Glyph] =
    [.blank] + (UInt32(0x2581)...0x2588).compactMap { Unicode.Scalar($0).map { Glyph($0) } }
  private static let asciiHeights = "_.-=+#@".unicodeScalars.map { Glyph($0) }
  private static let blockEnds: [Glyph] =
    (UInt32(0x2589)...0x258F).reversed().compactMap { Unicode.Scalar($0).map { Glyph($0) } }
}

/// The lines and corners of frames.
struct FrameGlyphs: Hashable, Sendable {
  let horizontal: Glyph
  let vertical: Glyph
  let topLeft: Glyph
  let topRight: Glyph
  let bottomLeft: Glyph
  let bottomRight: Glyph
  /// Where a vertical line leaves a horizontal one downwards.
  let teeDown: Glyph
  /// Where a vertical line meets a horizontal one from above.
  let teeUp: Glyph

  /// Box-drawing lines.
  static let lines = FrameGlyphs("\u{2500}\u{2502}\u{250C}\u{2510}\u{2514}\u{2518}\u{252C}\u{2534}")
  /// Seven bits.
  static let ascii = FrameGlyphs("-|++++++")

  private init(_ text: String) {
    let glyphs = text.unicodeScalars.map { Glyph($0) }
    precondition(glyphs.count == 8, "A frame has two lines, four corners and two tees.")
    (horizontal, vertical) = (glyphs[0], glyphs[1])
    (topLeft, topRight, bottomLeft, bottomRight) = (glyphs[2], glyphs[3], glyphs[4], glyphs[5])
    (teeDown, teeUp) = (glyphs[6], glyphs[7])
  }
}
