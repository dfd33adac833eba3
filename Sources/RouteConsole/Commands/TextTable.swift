/// Rows of text in columns, two blanks apart.
struct TextTable {
  /// Columns that are set flush right, from 0: numbers.
  let rightAligned: Set<Int>
  /// What every line begins with.
  let indent: String
  private let columns: Int
  private var rows: [[String]] = []

  init(columns: Int, rightAligned: Set<Int> = [], indent: String = "") {
    self.columns = columns
    self.rightAligned = rightAligned
    self.indent = indent
  }

  /// Adds a row with a cell for each column; line ends and controls in a cell become `?`.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns, "A row of a table has a cell for each column.")
    rows.append(cells.map { SnapshotText.plain($0) })
  }

  /// The lines, without blanks at their ends; every column as wide as its widest cell.
  var text: String {
    var widths = [Int](repeating: 0, count: columns)
    for row in rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], DisplayWidth.columns(of: cell))
      }
    }
    var result = ""
    for row in rows {
      var line = indent
      for (column, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: max(widths[column] - DisplayWidth.columns(of: cell), 0))
        line += (column == 0 ? "" : "  ") + (rightAligned.contains(column) ? blanks + cell : cell + blanks)
      }
      while line.last == " " { line.removeLast() }
      result += line + "\n"
    }
    return result
  }
}
