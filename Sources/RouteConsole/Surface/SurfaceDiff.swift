// Surface: which cells differ between two pictures.

/// Neighbouring cells of one row.
struct CellRun: Hashable, Sendable {
  /// The row, from the top.
  let row: Int
  /// The columns, from the left.
  let columns: Range<Int>
}

extension Surface {
  /// How far a character whose width is in doubt may spill to the right, in columns.
  ///
  /// Letters that some terminals compose and others draw side by side take the most.
  static let spill = 6

  /// The fewest and shortest runs of cells that turn another picture of the same size into this one.
  ///
  /// A run never splits a wide character. After a changed character whose width is in doubt the next
  /// ``spill`` columns count as changed, because a terminal may have drawn over them.
  func changes(from old: Surface) -> [CellRun] {
    precondition(size == old.size, "Pictures of different sizes have no difference; draw the new one whole.")
    var runs: [CellRun] = []
    for row in 0..<size.rows {
      let start = row * size.columns
      let line = start..<(start + size.columns)
      guard cells[line] != old.cells[line] else { continue }
      appendChanges(ofRow: row, from: old, to: &runs)
    }
    return runs
  }

  private func appendChanges(ofRow row: Int, from old: Surface, to runs: inout [CellRun]) {
    let start = row * size.columns
    var runStart: Int?
    var spillEnd = 0
    var column = 0
    while column < size.columns {
      let end = min(column + max(Int(cells[start + column].width), 1), size.columns)
      var isChanged = column < spillEnd
      for index in column..<end where cells[start + index] != old.cells[start + index] {
        isChanged = true
        spillEnd = max(spillEnd, spill(of: cells[start + index], at: index))
        spillEnd = max(spillEnd, spill(of: old.cells[start + index], at: index))
      }
      if isChanged {
        runStart = runStart ?? column
        if !cells[start + column].isWidthCertain { spillEnd = max(spillEnd, end + Self.spill) }
      } else if let begun = runStart {
        runs.append(CellRun(row: row, columns: begun..<column))
        runStart = nil
      }
      column = end
    }
    if let begun = runStart { runs.append(CellRun(row: row, columns: begun..<size.columns)) }
  }

  /// How far to the right a cell may have been drawn over its neighbours.
  private func spill(of cell: Cell, at column: Int) -> Int {
    cell.isWidthCertain ? 0 : column + Int(cell.width) + Self.spill
  }
}
