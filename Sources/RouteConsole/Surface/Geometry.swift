// Surface: places and areas on the screen, in character cells. Knows nothing of what is drawn.

/// The extent of a screen or an area, in character cells.
struct Size: Hashable, Sendable {
  /// The widest screen the console draws, in columns; what a terminal claims beyond it stays blank.
  static let maximumColumns = 1_000
  /// The tallest screen the console draws, in rows; what a terminal claims beyond it stays blank.
  static let maximumRows = 500

  /// Columns, 0 to ``maximumColumns``.
  let columns: Int
  /// Rows, 0 to ``maximumRows``.
  let rows: Int

  /// Makes a size; a number outside the bounds is moved to the nearest bound.
  init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 0), Self.maximumColumns)
    self.rows = min(max(rows, 0), Self.maximumRows)
  }

  /// The whole area of this size, from the top left corner.
  var bounds: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }
}

/// A cell's place: column and row count from 0 at the top left, and may lie outside the screen.
struct Point: Hashable, Sendable {
  /// Cells from the left edge.
  var column: Int
  /// Cells from the top edge.
  var row: Int
}

/// An area of cells; never negative in extent, possibly empty, possibly outside the screen.
struct Rect: Hashable, Sendable {
  /// The leftmost column.
  var column: Int
  /// The topmost row.
  var row: Int
  /// The extent to the right, at least 0.
  private(set) var columns: Int
  /// The extent downwards, at least 0.
  private(set) var rows: Int

  /// Makes an area; negative extents count as 0.
  init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(columns, 0)
    self.rows = max(rows, 0)
  }

  /// The column just right of the area.
  var endColumn: Int { column + columns }
  /// The row just below the area.
  var endRow: Int { row + rows }
  /// The top left cell.
  var origin: Point { Point(column: column, row: row) }
  /// Whether the area holds no cell.
  var isEmpty: Bool { columns == 0 || rows == 0 }
  /// The extent alone.
  var size: Size { Size(columns: columns, rows: rows) }

  /// Whether a cell lies in the area.
  func contains(_ point: Point) -> Bool {
    point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
  }

  /// The cells that lie in both areas.
  func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn) - left,
      rows: min(endRow, other.endRow) - top)
  }

  /// The area with a margin taken off on each side.
  func inset(columns margin: Int, rows rowMargin: Int) -> Rect {
    Rect(
      column: column + margin, row: row + rowMargin, columns: columns - 2 * margin,
      rows: rows - 2 * rowMargin)
  }

  /// One row of the area, counted from its top; empty when the area has no such row.
  func line(_ index: Int) -> Rect {
    Rect(column: column, row: row + index, columns: columns, rows: index >= 0 && index < rows ? 1 : 0)
  }

  /// The area without its first rows.
  func dropping(top count: Int) -> Rect {
    let cut = min(max(count, 0), rows)
    return Rect(column: column, row: row + cut, columns: columns, rows: rows - cut)
  }

  /// The area without its last rows.
  func dropping(bottom count: Int) -> Rect {
    Rect(column: column, row: row, columns: columns, rows: rows - max(count, 0))
  }

  /// The area without its leftmost columns.
  func dropping(left count: Int) -> Rect {
    let cut = min(max(count, 0), columns)
    return Rect(column: column + cut, row: row, columns: columns - cut, rows: rows)
  }

  /// An area of the given extent in the middle of this one, cut to it.
  func centered(columns wanted: Int, rows wantedRows: Int) -> Rect {
    let width = min(max(wanted, 0), columns)
    let height = min(max(wantedRows, 0), rows)
    return Rect(
      column: column + (columns - width) / 2, row: row + (rows - height) / 2, columns: width, rows: height)
  }
}
