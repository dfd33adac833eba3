// Surface: the picture as text, for snapshots, `--once` and incident reports.

extension Surface {
  /// Each row as text, trailing blanks kept.
  var lines: [String] {
    (0..<size.rows).map { row in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size.columns)
      for column in 0..<size.columns { self[column, row].glyph.append(to: &bytes) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Each row as text without trailing blanks, for a ticket.
  var trimmedLines: [String] {
    lines.map { line in
      var end = line.utf8.endIndex
      while end > line.utf8.startIndex {
        let before = line.utf8.index(before: end)
        guard line.utf8[before] == 0x20 else { break }
        end = before
      }
      return String(line[..<end])
    }
  }

  /// The picture with a mark at both edges of each row, so that trailing blanks survive in a literal.
  var text: String { lines.map { "|\($0)|" }.joined(separator: "\n") }

  /// What the cells of each row mean: each run of one style as its name and its columns.
  ///
  /// A row of 80 columns with a mark and a word reads `crit 2, text 78`.
  var roles: String {
    (0..<size.rows).map { row in
      var parts: [String] = []
      var column = 0
      while column < size.columns {
        let style = self[column, row].style
        let start = column
        while column < size.columns, self[column, row].style == style { column += 1 }
        parts.append("\(style.name) \(column - start)")
      }
      return parts.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}
