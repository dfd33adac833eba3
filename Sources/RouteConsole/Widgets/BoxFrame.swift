// Widgets: the frame of what lies over the screen.

/// A box with a line all round and a title in it.
struct BoxFrame: Hashable, Sendable {
  /// What the box is about.
  var title: String
  /// What the title means.
  var role: Role
  /// A mark at the right end of the title's line; nil for none.
  var mark: Span?

  /// Makes a frame.
  init(_ title: String, role: Role = .dialogTitle, mark: Span? = nil) {
    self.title = title
    self.role = role
    self.mark = mark
  }

  /// Clears an area of at least two rows and two columns and draws the frame at its edges.
  func draw(on surface: inout Surface, in area: Rect, glyphs: GlyphSet) {
    surface.fill(area, style: Style(.dialog, on: .dialog))
    let frame = glyphs.frame
    let style = Style(.dialogBorder, on: .dialog)
    func fill(_ column: Int, _ row: Int, _ columns: Int, _ rows: Int, _ glyph: Glyph) {
      surface.fill(
        Rect(column: column, row: row, columns: columns, rows: rows), with: glyph, style: style)
    }
    let (right, bottom) = (area.endColumn - 1, area.endRow - 1)
    fill(area.column, area.row, area.columns, 1, frame.horizontal)
    fill(area.column, bottom, area.columns, 1, frame.horizontal)
    fill(area.column, area.row, 1, area.rows, frame.vertical)
    fill(right, area.row, 1, area.rows, frame.vertical)
    fill(area.column, area.row, 1, 1, frame.topLeft)
    fill(right, area.row, 1, 1, frame.topRight)
    fill(area.column, bottom, 1, 1, frame.bottomLeft)
    fill(right, bottom, 1, 1, frame.bottomRight)
    let head = area.line(0).inset(columns: 2, rows: 0)
    TextLine(" \(title) ", role).draw(on: &surface, in: head, ground: .dialog, glyphs: glyphs)
    guard let mark else { return }
    TextLine([mark]).draw(
      on: &surface, in: head.dropping(left: head.columns - DisplayWidth.columns(of: mark.text)),
      ground: .dialog, glyphs: glyphs)
  }
}
