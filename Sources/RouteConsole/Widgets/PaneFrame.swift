// Widgets: the title line above a pane, and the lines between panes.

/// The line that names a pane.
struct PaneFrame: Hashable, Sendable {
  /// What the pane shows.
  var title: String
  /// Whether the pane has the keys.
  var isFocused: Bool

  /// Makes a title line.
  init(_ title: String, isFocused: Bool = false) {
    self.title = title
    self.isFocused = isFocused
  }

  /// Draws the title into the first row, and gives the area below it.
  @discardableResult
  func draw(on surface: inout Surface, in area: Rect, glyphs: GlyphSet = .ascii) -> Rect {
    let row = area.line(0)
    let line = Style(isFocused ? .focus : .border)
    surface.fill(row, with: glyphs.frame.horizontal, style: line)
    let room = row.dropping(left: 2)
    let width = min(DisplayWidth.columns(of: title) + 2, room.columns)
    TextLine(" \(title) ", .paneTitle).draw(
      on: &surface, in: Rect(column: room.column, row: room.row, columns: width, rows: room.rows),
      glyphs: glyphs)
    return area.dropping(top: 1)
  }

  /// Draws a vertical line, as between two panes side by side.
  static func drawSeparator(
    on surface: inout Surface, column: Int, rows: Range<Int>, glyphs: GlyphSet = .ascii
  ) {
    surface.fill(
      Rect(column: column, row: rows.lowerBound, columns: 1, rows: rows.count), with: glyphs.frame.vertical,
      style: Style(.border))
  }
}
