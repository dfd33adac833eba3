import Transport

/// Steps through JSON without building anything from it, strict in structure.
///
/// It accepts exactly the documents that RFC 8259 accepts, except that it does not look into the UTF-8 of
/// strings: `isUTF8` does. So no reader that follows the standard can see other keys.
struct JSONScanner {
  /// Deepest nesting that is stepped through.
  static let deepest = 128

  let bytes: [UInt8]
  /// The next byte.
  var index = 0
  /// Bytes inside strings that hold data URIs.
  var dataBytes = 0
  /// Keys met anywhere since the watch began, of those that tell what a conversation needs.
  var sightings: Sightings = []

  /// Keys that tell what a conversation needs.
  struct Sightings: OptionSet {
    let rawValue: UInt8
    static let image = Sightings(rawValue: 1)
    static let toolCalls = Sightings(rawValue: 2)
    static let toolResult = Sightings(rawValue: 4)
  }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next byte; 0, which no value begins with, at the end.
  var peek: UInt8 { index < bytes.count ? bytes[index] : 0 }

  mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  /// Steps over a byte that must be next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  /// Steps over one value; false where there is none.
  mutating func skipValue(depth: Int = 0) -> Bool {
    switch peek {
    case UInt8(ascii: "\""): return skipString() != nil
    case UInt8(ascii: "{"): return skipContainer(depth: depth, isObject: true)
    case UInt8(ascii: "["): return skipContainer(depth: depth, isObject: false)
    case UInt8(ascii: "t"): return skipWord("true")
    case UInt8(ascii: "f"): return skipWord("false")
    case UInt8(ascii: "n"): return skipWord("null")
    default: return skipNumber()
    }
  }

  /// Steps over an object; the visitor steps over the value of each key, and says whether it could.
  mutating func members(_ visit: (Range<Int>, inout JSONScanner) -> Bool) -> Bool {
    guard take(UInt8(ascii: "{")) else { return false }
    skipBlanks()
    if take(UInt8(ascii: "}")) { return true }
    while true {
      guard let key = skipString(), !key.isEscaped else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return false }
      skipBlanks()
      guard visit(key.inside, &self) else { return false }
      skipBlanks()
      if take(UInt8(ascii: "}")) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
      skipBlanks()
    }
  }

  /// Steps over a list; the visitor steps over each item, and says whether it could.
  mutating func items(_ visit: (inout JSONScanner) -> Bool) -> Bool {
    guard take(UInt8(ascii: "[")) else { return false }
    skipBlanks()
    if take(UInt8(ascii: "]")) { return true }
    while true {
      guard visit(&self) else { return false }
      skipBlanks()
      if take(UInt8(ascii: "]")) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
      skipBlanks()
    }
  }

  /// Steps over a string; gives the bytes between its quotes and whether any of them is escaped.
  mutating func skipString() -> (inside: Range<Int>, isEscaped: Bool)? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = index
    var isEscaped = false
    while true {
      index = bytes.endOfJSONText(from: index)
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let inside = start..<index
        index += 1
        if inside.count > 64, hasPrefix("data:", inside) { dataBytes += inside.count }
        return (inside, isEscaped)
      }
      guard byte == UInt8(ascii: "\\"), skipEscape() else { return nil }
      isEscaped = true
    }
  }

  /// Whether a range of the document begins with a text.
  func hasPrefix(_ text: StaticString, _ range: Range<Int>) -> Bool {
    text.utf8CodeUnitCount <= range.count
      && bytes.matches(range.lowerBound..<(range.lowerBound + text.utf8CodeUnitCount), text)
  }

  /// Whether a range of the document is a text.
  func equals(_ text: StaticString, _ range: Range<Int>) -> Bool { bytes.matches(range, text) }

  // MARK: Pieces

  private mutating func skipEscape() -> Bool {
    index += 1
    switch peek {
    case UInt8(ascii: "u"):
      guard index + 4 < bytes.count else { return false }
      for offset in 1...4 where !isHexDigit(bytes[index + offset]) { return false }
      index += 5
      return true
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 1
      return true
    default:
      return false
    }
  }

  private mutating func skipContainer(depth: Int, isObject: Bool) -> Bool {
    guard depth < JSONScanner.deepest else { return false }
    let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    index += 1
    skipBlanks()
    if take(closing) { return true }
    while true {
      if isObject {
        guard let key = skipString() else { return false }
        note(key.inside)
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { return false }
        skipBlanks()
      }
      guard skipValue(depth: depth + 1) else { return false }
      skipBlanks()
      if take(closing) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
      skipBlanks()
    }
  }

  private mutating func note(_ key: Range<Int>) {
    switch key.count {
    case 9 where equals("image_url", key): sightings.insert(.image)
    case 10 where equals("tool_calls", key): sightings.insert(.toolCalls)
    case 12 where equals("tool_call_id", key): sightings.insert(.toolResult)
    default: break
    }
  }

  private mutating func skipWord(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count, equals(word, index..<end) else { return false }
    index = end
    return true
  }

  private mutating func skipNumber() -> Bool {
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) {
      guard skipDigits() else { return false }
    }
    if take(UInt8(ascii: ".")) {
      guard skipDigits() else { return false }
    }
    if peek | 0x20 == UInt8(ascii: "e") {
      index += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
      guard skipDigits() else { return false }
    }
    return true
  }

  private mutating func skipDigits() -> Bool {
    let start = index
    while (0x30...0x39).contains(peek) { index += 1 }
    return index > start
  }

  private func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}

extension [UInt8] {
  /// Whether the bytes are UTF-8, as JSON must be.
  var isUTF8: Bool {
    do {
      _ = try UTF8Span(validating: span)
      return true
    } catch {
      return false
    }
  }
}
