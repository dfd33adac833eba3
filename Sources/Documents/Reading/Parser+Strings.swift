/// Strings and their escapes.
extension Parser {
  /// A string; its opening quote is next and says how it closes.
  mutating func string() throws(DocumentError) -> String {
    let opening = position
    let first = index
    let quote = bytes[index]
    index += 1
    var runStart = index
    var hasEscapes = false
    while true {
      guard index < bytes.count else { throw neverClosed(opening) }
      let byte = bytes[index]
      if byte == quote { break }
      if byte >= 0x80 {
        let (_, length) = try decodeScalar()
        advanceScalar(length)
      } else if byte == Byte.backslash {
        if !hasEscapes { scratch.removeAll(keepingCapacity: true) }
        hasEscapes = true
        scratch.append(contentsOf: bytes[runStart..<index])
        try escape(opening)
        runStart = index
      } else if byte < Byte.space {
        try control(byte, opening)
      } else {
        index += 1
      }
    }
    let run = bytes[runStart..<index]
    index += 1
    guard index - first <= limits.stringBytes else {
      throw DocumentError(.limit, at: opening, "a string is longer than \(limits.stringBytes) bytes")
    }
    guard hasEscapes else { return String(decoding: run, as: UTF8.self) }
    scratch.append(contentsOf: run)
    return String(decoding: scratch, as: UTF8.self)
  }

  private func neverClosed(_ opening: Position) -> DocumentError {
    DocumentError(.syntax, at: opening, "the string that opens here is never closed; is a quote missing?")
  }

  /// Steps over a raw tab in JSON5; any other control character is an error.
  private mutating func control(_ byte: UInt8, _ opening: Position) throws(DocumentError) {
    switch byte {
    case Byte.lineFeed, Byte.carriageReturn:
      throw DocumentError(
        .syntax, at: opening,
        "the string that opens here does not close on its line; add the quote, or write a line break as \\n")
    case Byte.tab where dialect == .json5:
      index += 1
    case Byte.tab:
      throw failure("a tab inside a string; write \\t")
    default:
      throw failure("the control character \(hex(byte)) inside a string; write it as \\u and four hex digits")
    }
  }

  /// An escape; its backslash is next, its meaning goes to `scratch`.
  private mutating func escape(_ opening: Position) throws(DocumentError) {
    guard let byte = peekSecond else { throw neverClosed(opening) }
    let plain: UInt8
    switch byte {
    case Byte.quote, Byte.backslash, Byte.slash: plain = byte
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = Byte.formFeed
    case UInt8(ascii: "n"): plain = Byte.lineFeed
    case UInt8(ascii: "r"): plain = Byte.carriageReturn
    case UInt8(ascii: "t"): plain = Byte.tab
    case UInt8(ascii: "u"):
      append(try unicodeEscape())
      return
    default:
      guard dialect == .json5 else {
        throw failure("JSON has no such escape; after \\ come \" \\ / b f n r t or u and four hex digits")
      }
      try escapeJSON5(byte)
      return
    }
    scratch.append(plain)
    index += 2
  }

  /// The escapes that only JSON5 has (section 5.1).
  private mutating func escapeJSON5(_ byte: UInt8) throws(DocumentError) {
    switch byte {
    case Byte.lineFeed, Byte.carriageReturn:
      index += 1
      advanceLineEnding()
    case UInt8(ascii: "v"):
      scratch.append(Byte.verticalTab)
      index += 2
    case UInt8(ascii: "x"):
      append(Unicode.Scalar(UInt8(truncatingIfNeeded: try hexDigits(2, from: index + 2))))
      index += 4
    case Byte.zero...Byte.nine:
      let third = index + 2 < bytes.count ? bytes[index + 2] : Byte.quote
      guard byte == Byte.zero, !(Byte.zero...Byte.nine).contains(third) else {
        throw failure("a digit after \\ is no escape; write \\x and two hex digits")
      }
      scratch.append(0)
      index += 2
    default:
      index += 1
      let (scalar, length) = try decodeScalar()
      guard byte >= Byte.space || byte == Byte.tab else {
        throw failure("the control character \(hex(byte)) inside a string; write \\x and two hex digits")
      }
      advanceScalar(length)
      // U+2028 and U+2029 after a backslash continue the line, and mean nothing.
      if scalar != "\u{2028}", scalar != "\u{2029}" { append(scalar) }
    }
  }

  /// The character of `\uXXXX` or of a pair of them; the backslash is next.
  mutating func unicodeEscape() throws(DocumentError) -> Unicode.Scalar {
    let unit = try hexDigits(4, from: index + 2)
    if let scalar = Unicode.Scalar(unit) {
      index += 6
      return scalar
    }
    guard (0xD800..<0xDC00).contains(unit), index + 7 < bytes.count,
      bytes[index + 6] == Byte.backslash, bytes[index + 7] == UInt8(ascii: "u")
    else { throw loneSurrogate() }
    let low = try hexDigits(4, from: index + 8)
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw loneSurrogate() }
    index += 12
    return scalar
  }

  private func loneSurrogate() -> DocumentError {
    failure(.encoding, "half of a surrogate pair is no character; write both halves, \\uD83D\\uDE00")
  }

  /// The number that `count` hexadecimal digits spell.
  private func hexDigits(_ count: Int, from start: Int) throws(DocumentError) -> UInt32 {
    var number: UInt32 = 0
    for place in start..<(start + count) {
      guard place < bytes.count, let digit = Byte.hexDigit(bytes[place]) else {
        throw failure("this escape needs \(count) hex digits")
      }
      number = number << 4 | digit
    }
    return number
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if let units = UTF8.encode(scalar) { scratch.append(contentsOf: units) }
  }
}
