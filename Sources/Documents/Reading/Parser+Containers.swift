/// Objects and lists.
extension Parser {
  /// From this many members on, an object's keys are looked up in a table instead of one by one.
  private static let keyTableMembers = 16

  /// An object; its brace is next.
  mutating func object(depth: Int) throws(DocumentError) -> [Member] {
    let opening = try enter(depth)
    var members: [Member] = []
    var places: [String: Position] = [:]
    while try !closes(Byte.closeBrace, "object", opening, isEmpty: members.isEmpty) {
      let keyPosition = position
      let key = try key()
      if let first = earlier(key, members, &places) {
        throw DocumentError(
          .duplicateKey, at: keyPosition,
          "duplicate key \(quoted(key)): it stands at \(first) already; remove one of them")
      }
      try skipBlanks()
      guard peek == Byte.colon else {
        throw failure("expected \":\" after the key \(quoted(key)), found \(found)")
      }
      index += 1
      try skipBlanks()
      let value = try value(depth: depth + 1)
      members.append(Member(key: key, keyPosition: keyPosition, value: value))
      if members.count >= Parser.keyTableMembers { places[key] = keyPosition }
    }
    return members
  }

  /// A list; its bracket is next.
  mutating func array(depth: Int) throws(DocumentError) -> [Node] {
    let opening = try enter(depth)
    var nodes: [Node] = []
    while try !closes(Byte.closeBracket, "list", opening, isEmpty: nodes.isEmpty) {
      nodes.append(try value(depth: depth + 1))
    }
    return nodes
  }

  /// Steps over the opening bracket, unless that is one too deep.
  private mutating func enter(_ depth: Int) throws(DocumentError) -> Position {
    guard depth < limits.depth else {
      throw failure(.depth, "lists and objects stand inside each other more than \(limits.depth) deep")
    }
    defer { index += 1 }
    return position
  }

  /// Steps over the closing bracket, or to the next item; true when the container ends here.
  private mutating func closes(
    _ closing: UInt8, _ container: String, _ opening: Position, isEmpty: Bool
  ) throws(DocumentError) -> Bool {
    try skipBlanks()
    guard peek != closing else {
      index += 1
      return true
    }
    let bracket = closing == Byte.closeBrace ? "}" : "]"
    guard index < bytes.count else {
      throw failure("the \(container) that opens at \(opening) is never closed; is \"\(bracket)\" missing?")
    }
    guard !isEmpty else { return false }
    guard peek == Byte.comma else {
      throw failure("expected \",\" or \"\(bracket)\" after the value, found \(found)")
    }
    let comma = position
    index += 1
    try skipBlanks()
    guard peek == closing else {
      guard index < bytes.count else {
        throw failure("the \(container) that opens at \(opening) is never closed; is \"\(bracket)\" missing?")
      }
      return false
    }
    guard dialect == .json5 else {
      throw DocumentError(.syntax, at: comma, "JSON has no comma after the last value; remove it")
    }
    index += 1
    return true
  }

  /// Where this key stands in the object already.
  ///
  /// Keys are the same when Swift's `==` says so: canonically equivalent spellings are one key.
  private func earlier(
    _ key: String, _ members: [Member], _ places: inout [String: Position]
  ) -> Position? {
    guard members.count >= Parser.keyTableMembers else {
      return members.first { $0.key == key }?.keyPosition
    }
    if places.count < members.count {
      for member in members { places[member.key] = member.keyPosition }
    }
    return places[key]
  }

  private mutating func key() throws(DocumentError) -> String {
    switch peek {
    case Byte.quote: return try string()
    case Byte.apostrophe where dialect == .json5: return try string()
    default:
      if dialect == .json5 { return try name() }
      throw failure("expected a key in double quotes, found \(found)")
    }
  }
}
