// Widgets: a line too long for its row, over several rows.

extension TextLine {
  /// The line in rows of at most so many columns, cut between words, and within a word that is longer than a row.
  ///
  /// - Parameters:
  ///   - columns: the width of a row; with less than 1 there are no rows.
  ///   - limit: the most rows.
  /// - Returns: the rows; a single blank one for a blank line.
  func wrapped(columns: Int, limit: Int) -> [TextLine] {
    guard columns > 0, limit > 0 else { return [] }
    var rows: [TextLine] = []
    var row: [Span] = []
    var used = 0
    func finish() {
      rows.append(TextLine(row))
      row = []
      used = 0
    }
    for span in spans {
      for word in Self.words(of: span.text) {
        guard rows.count < limit else { return rows }
        let width = DisplayWidth.columns(of: word)
        if used + width > columns, used > 0, word != " " { finish() }
        guard !(used == 0 && word == " " && !rows.isEmpty) else { continue }
        var rest = word[...]
        while DisplayWidth.columns(of: String(rest)) > columns - used, rows.count < limit {
          let part = Self.prefix(of: rest, columns: columns - used)
          guard !part.isEmpty else { break }
          Self.append(String(part), span.role, to: &row)
          rest = rest.dropFirst(part.count)
          finish()
        }
        guard !rest.isEmpty, used < columns else { continue }
        Self.append(String(rest), span.role, to: &row)
        used += DisplayWidth.columns(of: String(rest))
      }
    }
    if !row.isEmpty || rows.isEmpty { finish() }
    return Array(rows.prefix(limit))
  }

  /// Words and the blanks between them, each blank by itself; hostile lengths are cut.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    for character in text.prefix(4 * Size.maximumColumns) {
      if character == " " {
        words.append(" ")
      } else if let last = words.last, last != " " {
        words[words.count - 1].append(character)
      } else {
        words.append(String(character))
      }
    }
    return words
  }

  private static func prefix(of text: Substring, columns: Int) -> Substring {
    var used = 0
    return text.prefix { character in
      used += DisplayWidth.columns(of: character)
      return used <= columns
    }
  }

  private static func append(_ text: String, _ role: Role, to row: inout [Span]) {
    if let last = row.last, last.role == role {
      row[row.count - 1].text += text
    } else {
      row.append(Span(text, role))
    }
  }
}
