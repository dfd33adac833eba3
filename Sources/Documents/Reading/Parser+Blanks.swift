/// Blanks and comments between the parts of a document.
extension Parser {
  /// Steps over blanks, line endings and, in JSON5, comments and the blanks of Unicode.
  mutating func skipBlanks() throws(DocumentError) {
    while index < bytes.count {
      switch bytes[index] {
      case Byte.space, Byte.tab: index += 1
      case Byte.lineFeed, Byte.carriageReturn: advanceLineEnding()
      case 0x21..<Byte.delete where bytes[index] != Byte.slash: return
      default:
        guard dialect == .json5, try skipWideBlank() else { return }
      }
    }
  }

  /// Steps over a comment or one of the blanks that only JSON5 knows; false if neither is next.
  private mutating func skipWideBlank() throws(DocumentError) -> Bool {
    switch bytes[index] {
    case Byte.verticalTab, Byte.formFeed:
      index += 1
    case Byte.slash:
      switch peekSecond {
      case Byte.slash: try skipLineComment()
      case Byte.star: try skipBlockComment()
      default: throw failure("a lone \"/\"; a comment begins with // or /*")
      }
    case 0x80...:
      let (scalar, length) = try decodeScalar()
      guard Parser.isBlank(scalar) else { return false }
      advanceScalar(length)
    default: return false
    }
    return true
  }

  private mutating func skipLineComment() throws(DocumentError) {
    while let byte = peek, byte != Byte.lineFeed, byte != Byte.carriageReturn {
      if byte < 0x80 {
        index += 1
      } else {
        let (scalar, length) = try decodeScalar()
        advanceScalar(length)
        if scalar == "\u{2028}" || scalar == "\u{2029}" { return }
      }
    }
  }

  private mutating func skipBlockComment() throws(DocumentError) {
    let opening = position
    index += 2
    while let byte = peek {
      switch byte {
      case Byte.star where peekSecond == Byte.slash:
        index += 2
        return
      case Byte.lineFeed, Byte.carriageReturn: advanceLineEnding()
      case 0x80...:
        let (_, length) = try decodeScalar()
        advanceScalar(length)
      default: index += 1
      }
    }
    throw DocumentError(.syntax, at: opening, "the comment that opens here is never closed; is */ missing?")
  }

  /// White space and line terminators of JSON5 (section 8) beyond ASCII.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{2028}", "\u{2029}", "\u{FEFF}": true
    default: scalar.properties.generalCategory == .spaceSeparator
    }
  }
}
