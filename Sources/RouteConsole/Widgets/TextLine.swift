// Widgets: a line made of pieces that mean different things.

/// A piece of a line.
struct Span: Hashable, Sendable {
  /// The words.
  var text: String
  /// What they mean.
  var role: Role

  /// Makes a piece.
  init(_ text: String, _ role: Role = .text) {
    self.text = text
    self.role = role
  }
}

/// Where text goes in the cells it has.
enum Alignment: Hashable, Sendable {
  case left, right, center
}

/// A line of pieces, drawn into one row.
struct TextLine: Hashable, Sendable {
  /// The pieces, from the left.
  var spans: [Span]

  /// Makes a line of pieces.
  init(_ spans: [Span]) {
    self.spans = spans
  }

  /// Makes a line of one piece.
  init(_ text: String, _ role: Role = .text) {
    spans = [Span(text, role)]
  }

  /// The columns the line takes; the limit when it takes that many or more.
  func columns(limit: Int = Size.maximumColumns) -> Int {
    var total = 0
    for span in spans where total < limit {
      total += DisplayWidth.columns(of: span.text, limit: limit - total)
    }
    return total
  }

  /// Draws the line into the first row of an area; what does not fit ends in the ellipsis.
  ///
  /// A number is worse than absent when its first digits are missing, so a line aligned to the right that does not
  /// fit loses its end too, visibly.
  func draw(
    on surface: inout Surface, in area: Rect, ground: Ground = .screen, alignment: Alignment = .left,
    glyphs: GlyphSet = .ascii
  ) {
    let row = area.line(0)
    guard !row.isEmpty else { return }
    let width = columns(limit: row.columns + 1)
    let isCut = width > row.columns
    let start: Int
    switch alignment {
    case .left: start = 0
    case .right: start = max(row.columns - width, 0)
    case .center: start = max((row.columns - width) / 2, 0)
    }
    var column = row.column + start
    let inner = isCut ? Rect(column: row.column, row: row.row, columns: row.columns - 1, rows: 1) : row
    for span in spans {
      guard column < inner.endColumn else { break }
      let style = Style(span.role, on: ground)
      surface.write(span.text, at: Point(column: column, row: row.row), style: style, within: inner)
      column += DisplayWidth.columns(of: span.text, limit: inner.endColumn - column)
    }
    if isCut {
      let role = spans.last?.role ?? .text
      surface.write(
        glyphs.ellipsis, at: Point(column: row.endColumn - 1, row: row.row), style: Style(role, on: ground),
        within: row)
    }
  }
}
