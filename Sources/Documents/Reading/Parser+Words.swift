/// Words without quotes: `true`, `false`, `null`, and in JSON5 `NaN`, `Infinity` and the names of keys.
extension Parser {
  /// A value that is a bare word; its first letter is next.
  mutating func word() throws(DocumentError) -> Node.Value {
    let start = index
    var end = index
    while end < bytes.count, Byte.isWord(bytes[end]) { end += 1 }
    let length = end - start
    let word = length <= 9 ? String(decoding: bytes[start..<end], as: UTF8.self) : ""
    let value: Node.Value
    switch word {
    case "true": value = .bool(true)
    case "false": value = .bool(false)
    case "null": value = .null
    case "NaN" where dialect == .json5: value = .number(.nan)
    case "Infinity" where dialect == .json5: value = .number(.infinity)
    default: throw unknownWord(word)
    }
    index = end
    return value
  }

  /// The error for a word that means nothing; it is not repeated, for it may be a secret without quotes.
  private func unknownWord(_ word: String) -> DocumentError {
    if let byte = peek, byte >= 0x80 { return unknownCharacter() }
    switch word {
    case "NaN", "Infinity":
      return failure("JSON has no \(word); write a number, or null")
    case "None", "nil", "undefined", "NULL", "none":
      return failure("unknown word \"\(word)\"; did you mean null?")
    case "yes", "on": return failure("unknown word \"\(word)\"; did you mean true?")
    case "no", "off": return failure("unknown word \"\(word)\"; did you mean false?")
    default: break
    }
    if let near = nearest(word, among: ["true", "false", "null"]) {
      return failure("unknown word; did you mean \(near)? Text needs quotes")
    }
    return failure("a word without quotes; text needs quotes, only true, false and null do not")
  }

  private func unknownCharacter() -> DocumentError {
    switch peekScalar?.scalar {
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{201A}", "\u{AB}", "\u{BB}":
      failure("a typographic quote; write a straight one: \"")
    case "\u{FEFF}": failure("a byte order mark inside the document; remove it")
    case nil: notUTF8()
    default: failure("expected a value, found \(found)")
    }
  }

  /// The name of a key without quotes, an `IdentifierName` of ECMAScript 5.1; its first letter is next.
  mutating func name() throws(DocumentError) -> String {
    let start = position
    let first = index
    scratch.removeAll(keepingCapacity: true)
    while index < bytes.count {
      let before = index
      let scalar: Unicode.Scalar
      if bytes[index] == Byte.backslash, peekSecond == UInt8(ascii: "u") {
        scalar = try unicodeEscape()
      } else {
        let (decoded, length) = try decodeScalar()
        scalar = decoded
        guard Parser.isNamePart(scalar) else { break }
        advanceScalar(length)
      }
      guard before == first ? Parser.isNameStart(scalar) : Parser.isNamePart(scalar) else {
        throw DocumentError(.syntax, at: start, "a key without quotes cannot be spelled so; put it in quotes")
      }
      if let units = UTF8.encode(scalar) { scratch.append(contentsOf: units) }
    }
    guard index > first else { throw failure("expected a key, found \(found)") }
    guard index - first <= limits.stringBytes else {
      throw DocumentError(.limit, at: start, "a key is longer than \(limits.stringBytes) bytes")
    }
    if peek == Byte.minus || peek == Byte.slash || peek == Byte.dot {
      throw failure("a key with \(found) in it needs quotes")
    }
    return String(decoding: scratch, as: UTF8.self)
  }

  private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "_", "$": return true
    case "\0"..."\u{7F}": return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
      return true
    default: return false
    }
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    if isNameStart(scalar) || ("0"..."9").contains(scalar) { return true }
    if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    guard scalar.value >= 0x80 else { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}
