// Widgets: a table, drawn.

/// A table: a line of heads, and the rows that fit.
struct Table<ID: Hashable & Sendable>: Sendable {
  /// The columns, from the left; those there is no room for are left out by priority.
  var columns: [TableColumn]
  /// The rows in order.
  var rows: [TableRow<ID>]
  /// What is drawn with.
  var glyphs: GlyphSet
  /// The columns between two neighbours.
  var gap: Int
  /// What an empty table says.
  var empty: String

  /// Makes a table.
  init(
    columns: [TableColumn], rows: [TableRow<ID>], glyphs: GlyphSet = .ascii, gap: Int = 1,
    empty: String = "nothing"
  ) {
    self.columns = columns
    self.rows = rows
    self.glyphs = glyphs
    self.gap = max(gap, 0)
    self.empty = empty
  }

  /// The mark of the row under the cursor: colour alone would be lost in mono.
  static var cursorMark: String { ">" }
  /// The mark of a marked row.
  static var selectionMark: String { "*" }

  /// The mark of a marked row that is under the cursor.
  static var bothMark: String { "#" }

  /// The rows a table of so many lines shows at once.
  static func visibleRows(height: Int) -> Int { max(height - 1, 0) }

  /// Draws the table; the state must have followed the rows.
  func draw(on surface: inout Surface, in area: Rect, state: TableState<ID>) {
    guard !area.isEmpty else { return }
    let places = places(in: area)
    let head = area.line(0)
    surface.fill(head, style: Style(.heading))
    for (column, place) in zip(columns, places) {
      guard let cell = cell(place, of: head) else { continue }
      TextLine(column.title, .heading).draw(
        on: &surface, in: cell, alignment: column.alignment, glyphs: glyphs)
    }
    let body = area.dropping(top: 1)
    surface.fill(body, style: .plain)
    guard !rows.isEmpty else {
      TextLine(empty, .dim).draw(on: &surface, in: body.dropping(left: 1), glyphs: glyphs)
      return
    }
    for line in 0..<body.rows where state.top + line < rows.count {
      draw(rows[state.top + line], on: &surface, in: body.line(line), places: places, state: state)
    }
    drawScrollbar(on: &surface, in: body, top: state.top)
  }

  /// Where the columns go.
  ///
  /// The first column belongs to the cursor's mark, the last one to the mark of more rows, where
  /// there are more and no column has to go for it.
  func places(in area: Rect) -> [Range<Int>?] {
    let whole = Track.place(columns.map(\.track), length: area.columns - 1, gap: gap)
    guard rows.count > area.rows - 1 else { return whole }
    let fewer = Track.place(columns.map(\.track), length: area.columns - 2, gap: gap)
    return fewer.count(where: { $0 == nil }) == whole.count(where: { $0 == nil }) ? fewer : whole
  }

  private func draw(
    _ row: TableRow<ID>, on surface: inout Surface, in line: Rect, places: [Range<Int>?],
    state: TableState<ID>
  ) {
    let isSelected = row.id == state.selected
    let isMarked = state.marked.contains(row.id)
    let ground: Ground = isSelected ? .selected : isMarked ? .marked : .screen
    surface.fill(line, style: Style(ground.role, on: ground))
    let mark =
      isSelected ? (isMarked ? Self.bothMark : Self.cursorMark) : isMarked ? Self.selectionMark : " "
    surface.write(mark, at: line.origin, style: Style(ground.role, on: ground), within: line)
    for (index, place) in places.enumerated() where index < row.cells.count {
      guard let cell = cell(place, of: line) else { continue }
      row.cells[index].draw(
        on: &surface, in: cell, ground: ground, alignment: columns[index].alignment, glyphs: glyphs)
    }
  }

  private func cell(_ place: Range<Int>?, of line: Rect) -> Rect? {
    place.map {
      Rect(column: line.column + 1 + $0.lowerBound, row: line.row, columns: $0.count, rows: line.rows)
    }
  }

  /// A mark at the right edge where there are more rows than fit.
  private func drawScrollbar(on surface: inout Surface, in body: Rect, top: Int) {
    guard rows.count > body.rows, body.rows > 1, body.columns > 8 else { return }
    let thumb = max(body.rows * body.rows / rows.count, 1)
    let start = min((body.rows - thumb) * top / max(rows.count - body.rows, 1), body.rows - thumb)
    for line in start..<min(start + thumb, body.rows) {
      let place = Rect(column: body.endColumn - 1, row: body.row + line, columns: 1, rows: 1)
      guard surface.bounds.contains(place.origin), surface[place.column, place.row].glyph == .blank else {
        continue
      }
      surface.fill(place, with: glyphs.thumb, style: Style(.scrollbar))
    }
  }
}
