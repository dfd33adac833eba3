// Surface: the screen as a value. Widgets write cells here; nothing in this room touches a terminal.

/// A grid of cells: what the screen is to show.
///
/// Every write is clipped, so drawing outside the grid is allowed and does nothing. A wide character is either
/// whole or absent: where an edge or a later write cuts it, the half that is left becomes a blank.
struct Surface: Hashable, Sendable {
  /// The extent of the grid.
  let size: Size
  /// The cells, row by row.
  private(set) var cells: [Cell]

  /// Makes a grid filled with blanks.
  init(size: Size, style: Style = .plain) {
    self.size = size
    self.cells = Array(repeating: .blank(style), count: size.columns * size.rows)
  }

  /// The whole grid as an area.
  var bounds: Rect { size.bounds }

  /// The cell at a place inside the grid.
  subscript(column: Int, row: Int) -> Cell {
    precondition(
      column >= 0 && column < size.columns && row >= 0 && row < size.rows,
      "A cell outside the surface was asked for.")
    return cells[row * size.columns + column]
  }

  /// Writes text from a place to the right.
  ///
  /// - Parameters:
  ///   - text: any text; controls are drawn as marks, line ends too.
  ///   - point: where the first character goes; it may lie left of the area.
  ///   - style: how it looks.
  ///   - area: what may be drawn on, the whole grid when absent.
  /// - Returns: the columns the text took inside the area.
  @discardableResult
  mutating func write(_ text: String, at point: Point, style: Style, within area: Rect? = nil) -> Int {
    let clip = (area ?? bounds).intersection(bounds)
    guard point.row >= clip.row, point.row < clip.endRow, point.column < clip.endColumn, !clip.isEmpty else {
      return 0
    }
    var column = point.column
    let wanted = min(clip.endColumn - point.column, 4 * Size.maximumColumns)
    for measured in DisplayWidth.glyphs(of: text, columns: wanted) {
      guard column < clip.endColumn else { break }
      put(measured, column: column, row: point.row, style: style, clip: clip)
      column += measured.columns
    }
    return max(min(column, clip.endColumn) - max(point.column, clip.column), 0)
  }

  /// Fills an area with one glyph of one column.
  mutating func fill(_ area: Rect, with glyph: Glyph = .blank, style: Style) {
    let clip = area.intersection(bounds)
    let cell = Cell(glyph: glyph, width: 1, isWidthCertain: true, style: style)
    for row in clip.row..<max(clip.endRow, clip.row) {
      for column in clip.column..<max(clip.endColumn, clip.column) { store(cell, column: column, row: row) }
    }
  }

  /// Lays an area on a ground, keeping what its cells mean.
  mutating func lay(_ area: Rect, on ground: Ground) {
    let clip = area.intersection(bounds)
    for row in clip.row..<max(clip.endRow, clip.row) {
      for column in clip.column..<max(clip.endColumn, clip.column) {
        cells[row * size.columns + column].style.ground = ground
      }
    }
  }

  /// Copies another grid so that its top left corner comes to a place, as far as the area allows.
  mutating func draw(_ other: Surface, at point: Point, within area: Rect? = nil) {
    let target = Rect(
      column: point.column, row: point.row, columns: other.size.columns, rows: other.size.rows)
    let clip = target.intersection((area ?? bounds).intersection(bounds))
    for row in clip.row..<max(clip.endRow, clip.row) {
      for column in clip.column..<max(clip.endColumn, clip.column) {
        let cell = other[column - point.column, row - point.row]
        switch cell.width {
        case 0 where column == clip.column: store(.blank(cell.style), column: column, row: row)
        case 2 where column + 1 == clip.endColumn: store(.blank(cell.style), column: column, row: row)
        case 0: continue
        case 2: storeWide(cell, column: column, row: row)
        default: store(cell, column: column, row: row)
        }
      }
    }
  }

  /// The same picture with every character outside 7 bits replaced by `?`.
  var sevenBit: Surface {
    var copy = self
    for index in copy.cells.indices where copy.cells[index].glyph.ascii == nil || copy.cells[index].width != 1
    {
      copy.cells[index] = Cell(
        glyph: Glyph(ascii: 0x3F), width: 1, isWidthCertain: true, style: copy.cells[index].style)
    }
    return copy
  }

  private mutating func put(_ measured: MeasuredGlyph, column: Int, row: Int, style: Style, clip: Rect) {
    let cell = Cell(
      glyph: measured.glyph, width: UInt8(measured.columns), isWidthCertain: measured.isWidthCertain,
      style: style)
    guard measured.columns == 2 else {
      if column >= clip.column { store(cell, column: column, row: row) }
      return
    }
    switch (column >= clip.column, column + 1 >= clip.column && column + 1 < clip.endColumn) {
    case (true, true): storeWide(cell, column: column, row: row)
    case (true, false): store(.blank(style), column: column, row: row)
    case (false, true): store(.blank(style), column: column + 1, row: row)
    case (false, false): break
    }
  }

  private mutating func storeWide(_ cell: Cell, column: Int, row: Int) {
    store(.blank(cell.style), column: column, row: row)
    store(.blank(cell.style), column: column + 1, row: row)
    let index = row * size.columns + column
    cells[index] = cell
    cells[index + 1] = Cell(glyph: .continuation, width: 0, isWidthCertain: true, style: cell.style)
  }

  /// Stores a cell of one column, blanking the other half of a wide character it cuts.
  private mutating func store(_ cell: Cell, column: Int, row: Int) {
    let index = row * size.columns + column
    switch cells[index].width {
    case 0: cells[index - 1] = .blank(cells[index - 1].style)
    case 2: cells[index + 1] = .blank(cells[index + 1].style)
    default: break
    }
    cells[index] = cell
  }
}
