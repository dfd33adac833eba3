/// What the parser says when it cannot go on.
extension Parser {
  /// A syntax error at the cursor.
  func failure(_ message: String) -> DocumentError { failure(.syntax, message) }

  /// An error at the cursor.
  func failure(_ kind: DocumentError.Kind, _ message: String) -> DocumentError {
    DocumentError(kind, at: position, message)
  }

  /// What stands at the cursor, for a message; of a word only its first character.
  var found: String {
    guard let byte = peek else { return "the end of the document" }
    switch byte {
    case Byte.quote: return "a quotation mark"
    case Byte.apostrophe: return "an apostrophe"
    case 0x21..<Byte.delete: return "\"\(Character(Unicode.Scalar(byte)))\""
    case 0x80...:
      return peekScalar.map { quoted(String($0.scalar)) } ?? "bytes that are not UTF-8"
    default: return "the control character \(hex(byte))"
    }
  }

  /// The error for a character that begins no value.
  func unexpectedValue() -> DocumentError {
    switch peek {
    case Byte.apostrophe:
      failure("JSON strings stand in double quotes; write \"…\"")
    case Byte.plus:
      failure("a JSON number has no plus sign; leave it out")
    case Byte.dot:
      failure("a JSON number begins with a digit; write 0 before the point")
    case Byte.slash where dialect == .json:
      failure("JSON has no comments; remove it, or use JSON5 where that is accepted")
    case Byte.comma:
      failure("expected a value, found \",\"; remove the comma or write the value before it")
    default:
      failure("expected a value, found \(found)")
    }
  }
}

/// A byte as people write it.
func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count < 2 ? "0" : "") + digits
}
