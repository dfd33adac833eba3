// Surface: how many columns a character takes, and what is drawn for one that must not be sent as it is.

/// A grapheme cluster made fit for a cell.
struct MeasuredGlyph: Hashable, Sendable {
  /// What to draw.
  let glyph: Glyph
  /// Columns it takes, 1 or 2.
  let columns: Int
  /// Whether terminals agree on the columns.
  let isWidthCertain: Bool
}

/// Columns of characters, by Unicode's East Asian Width with the rules terminals add for clusters.
///
/// - A cluster takes the columns of its first scalar; flags, keycaps and clusters with the emoji variation
///   selector take two.
/// - Ambiguous scalars take one. A terminal that draws them in two is found by the width probe, and the console
///   then uses the ASCII sets.
/// - What would steer the terminal or hide in the text (controls, bidirectional overrides, zero-width scalars)
///   is drawn as a visible mark of one column.
enum DisplayWidth {
  /// The most bytes of UTF-8 read for each column that is to be filled.
  static let maximumBytesPerColumn = 64

  /// The columns of a text; the limit when it has that many or more.
  static func columns(of text: String, limit: Int = Size.maximumColumns) -> Int {
    if startsInASCII(text, columns: limit) { return min(text.utf8.count, max(limit, 0)) }
    var total = 0
    for measured in glyphs(of: text, columns: limit) {
      total += measured.columns
    }
    return min(total, limit)
  }

  /// The glyphs of a text, at least as many as fill the columns, and never many more.
  static func glyphs(of text: String, columns: Int) -> [MeasuredGlyph] {
    guard columns > 0 else { return [] }
    var result: [MeasuredGlyph] = []
    result.reserveCapacity(min(columns, text.utf8.count))
    if startsInASCII(text, columns: columns) {
      for byte in text.utf8.prefix(columns) {
        result.append(MeasuredGlyph(glyph: Glyph(ascii: byte), columns: 1, isWidthCertain: true))
      }
      return result
    }
    var used = 0
    for character in bounded(text, bytes: columns * maximumBytesPerColumn) {
      guard used < columns else { break }
      for piece in pieces(of: character) {
        let measured = measure(piece)
        result.append(measured)
        used += measured.columns
      }
    }
    return result
  }

  /// The columns of one character.
  static func columns(of character: Character) -> Int {
    pieces(of: character).reduce(0) { $0 + measure($1).columns }
  }

  /// The parts of a cluster that take columns of their own: letters of India and South-East Asia that are read as
  /// one, and that terminals give a column each.
  private static func pieces(of character: Character) -> [Character] {
    let scalars = character.unicodeScalars
    guard let first = scalars.first, first.value > 0x2FF, !first.properties.isEmoji, mark(for: first) == nil,
      scalars.dropFirst().contains(where: takesColumn)
    else { return [character] }
    var parts: [String.UnicodeScalarView] = []
    for scalar in scalars {
      if parts.isEmpty || takesColumn(scalar) { parts.append(String.UnicodeScalarView()) }
      parts[parts.count - 1].append(scalar)
    }
    return parts.flatMap { Array(String($0)) }
  }

  /// Whether a scalar inside a cluster takes a column of its own; the vowels and finals of Hangul do not.
  private static func takesColumn(_ scalar: Unicode.Scalar) -> Bool {
    !isZeroWidth(scalar) && mark(for: scalar) == nil && !(0x1160...0x11FF).contains(scalar.value)
  }

  /// Whether so many columns of a text are printable ASCII, and no combining mark follows the last of them.
  private static func startsInASCII(_ text: String, columns: Int) -> Bool {
    var left = columns
    for byte in text.utf8 {
      if left <= 0 { return byte < 0x80 }
      guard byte >= 0x20, byte < 0x7F else { return false }
      left -= 1
    }
    return true
  }

  /// Measures one character, replacing what must not be sent.
  static func measure(_ character: Character) -> MeasuredGlyph {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else {
      return MeasuredGlyph(glyph: .blank, columns: 1, isWidthCertain: true)
    }
    if let mark = mark(for: first) {
      return MeasuredGlyph(glyph: mark, columns: 1, isWidthCertain: true)
    }
    let isSingle = scalars.count == 1
    if isZeroWidth(first) {
      // A mark without a base is shown on a dotted circle.
      return MeasuredGlyph(
        glyph: Glyph(["\u{25CC}"] + scalars.prefix(4)), columns: 1, isWidthCertain: false)
    }
    if isSingle {
      let columns = isWide(first) ? 2 : 1
      return MeasuredGlyph(glyph: Glyph(first), columns: columns, isWidthCertain: isCertain(first))
    }
    let drawn = drawn(scalars, first)
    let isFlag = isRegionalIndicator(first) && drawn.dropFirst().first.map(isRegionalIndicator) ?? false
    let isEmojiStyled = drawn.contains("\u{FE0F}") || drawn.contains("\u{20E3}")
    let columns = isFlag || isEmojiStyled || isWide(first) ? 2 : 1
    return MeasuredGlyph(
      glyph: Glyph(drawn.filter { mark(for: $0) == nil || $0 == "\u{200D}" }), columns: columns,
      isWidthCertain: false)
  }

  /// The scalars of a cluster that are drawn: of joined emoji the first one, without a tone of skin.
  ///
  /// A terminal draws joined emoji as one, or all of them side by side, or a swatch of colour beside a hand; the
  /// first of them takes two columns everywhere.
  private static func drawn(
    _ scalars: Character.UnicodeScalarView, _ first: Unicode.Scalar
  ) -> [Unicode.Scalar] {
    guard first.value > 0x2000, first.properties.isEmoji else { return Array(scalars) }
    return [first]
      + scalars.dropFirst().prefix { $0 != "\u{200D}" && !(0x1F3FB...0x1F3FF).contains($0.value) }
  }

  /// The visible mark for a scalar that must not be sent, or nothing when it may be.
  ///
  /// C0 controls and DEL have pictures of their own in Unicode; the others share U+2426, the picture for a
  /// substitute.
  static func mark(for scalar: Unicode.Scalar) -> Glyph? {
    switch scalar.value {
    case 0x20...0x7E: nil
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value).map { Glyph($0) }
    case 0x7F: Glyph("\u{2421}")
    case 0x80...0x9F, 0xAD, 0x200B...0x200F, 0x2028...0x202F, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0x061C, 0x180E, 0x115F...0x1160, 0x3164, 0xFFA0, 0x1D173...0x1D17A, 0xE0000...0xE0FFF, 0xE000...0xF8FF,
      0xF0000...0x10FFFF:
      Glyph("\u{2426}")
    case 0xA0: .blank
    default: nil
    }
  }

  /// Whether the scalar takes two columns.
  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    guard value >= wideScalarBounds[0] else { return false }
    var low = 0
    var high = wideScalarBounds.count / 2
    while low < high {
      let middle = (low + high) / 2
      if wideScalarBounds[middle * 2 + 1] < value {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < wideScalarBounds.count / 2 && wideScalarBounds[low * 2] <= value
  }

  /// Whether the scalar is a combining mark.
  static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }

  /// Whether every terminal gives the single scalar the same columns, and leaves it where it is put.
  ///
  /// Uncertain are: right-to-left scripts, which some terminals reorder; scripts of South and South-East Asia,
  /// which some compose; and symbols that some draw as emoji.
  static func isCertain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x58F: true
    case 0x1E00...0x22FF, 0x2400...0x259F, 0x2800...0x28FF: true
    case 0x3041...0x33FF, 0x3400...0x9FFF, 0xAC00...0xD7A3, 0xFF01...0xFF9F: true
    default: false
    }
  }

  private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
    (0x1F1E6...0x1F1FF).contains(scalar.value)
  }

  /// The start of a text, cut at a scalar boundary, so that reading a hostile one stays cheap.
  private static func bounded(_ text: String, bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      used += UTF8.width(scalar)
      guard used <= bytes else { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}
