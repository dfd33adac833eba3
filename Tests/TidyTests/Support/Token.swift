/// One piece of Swift source that a rule can look at: a word, a mark, a name in backticks, or a literal.
struct Token: Hashable {
  enum Kind: Hashable {
    /// An identifier, a keyword, a number, or an attribute's name.
    case word
    /// One punctuation character.
    case mark
    /// An identifier in backticks, without them.
    case quotedName
    /// A whole string or regular expression; its text is not kept, its interpolations follow as tokens.
    case literal
  }

  var kind: Kind
  var text: String
  /// Line number, from 1.
  var line: Int
  /// True when nothing stands between this token and the one before.
  var isGlued = false

  /// True for the word or mark that reads `text`.
  func reads(_ text: String) -> Bool {
    (kind == .word || kind == .mark) && self.text == text
  }
}

extension [Token] {
  /// The indices at which the words and marks of `pattern` stand one after another.
  func indices(of pattern: [String]) -> [Int] {
    guard let first = pattern.first, count >= pattern.count else { return [] }
    var found: [Int] = []
    for start in 0...(count - pattern.count) where self[start].reads(first) {
      let isMatch = pattern.indices.allSatisfy { offset in
        let token = self[start + offset]
        // `try !ready` negates, `try!` traps.
        return token.reads(pattern[offset]) && (offset == 0 || pattern[offset] != "!" || token.isGlued)
      }
      if isMatch { found.append(start) }
    }
    return found
  }

  /// Whether the call whose parenthesis opens at `open` has an argument with this label.
  func call(openedAt open: Int, hasLabel label: String) -> Bool {
    var depth = 0
    for index in open..<count {
      if self[index].reads("(") { depth += 1 }
      if self[index].reads(")") { depth -= 1 }
      if depth == 0 { return false }
      if depth == 1, self[index].reads(label), at(index + 1)?.reads(":") ?? false { return true }
    }
    return false
  }

  /// The token at `index`, or `nil` outside the file.
  func at(_ index: Int) -> Token? {
    indices.contains(index) ? self[index] : nil
  }
}
