/// Base64 in its two alphabets (RFC 4648 §4 and §5).
public enum Base64 {
  /// Which characters stand for 62 and 63, and whether `=` fills the end.
  public enum Alphabet: Hashable, Sendable {
    /// `+` and `/`, filled to a multiple of four.
    case standard
    /// `-` and `_`, not filled.
    case url
  }

  /// The text of the bytes.
  ///
  /// - Returns: text without line ends.
  public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32((3 - group.count) * 8)
      for place in 0...group.count {
        text.append(character(UInt8(bits >> UInt32(18 - place * 6) & 63), alphabet))
      }
      if alphabet == .standard {
        text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - group.count))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of the text.
  ///
  /// - Returns: `nil` where the text is not the one right text of any bytes: blanks, wrong filling and bits left
  ///   over are refused.
  public static func decode(_ text: String, _ alphabet: Alphabet = .standard) -> [UInt8]? {
    var characters = Array(text.utf8)
    if alphabet == .standard {
      guard characters.count.isMultiple(of: 4) else {
        return nil
      }
      for _ in 0..<2 where characters.last == UInt8(ascii: "=") {
        characters.removeLast()
      }
    }
    guard characters.count % 4 != 1 else {
      return nil
    }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for character in characters {
      guard let value = value(character, alphabet) else {
        return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        bits &= (1 << count) - 1
      }
    }
    return bits == 0 ? bytes : nil
  }

  private static func character(_ value: UInt8, _ alphabet: Alphabet) -> UInt8 {
    switch value {
    case 0..<26: 0x41 + value
    case 26..<52: 0x61 + value - 26
    case 52..<62: 0x30 + value - 52
    case 62: alphabet == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
    default: alphabet == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
    }
  }

  private static func value(_ character: UInt8, _ alphabet: Alphabet) -> UInt8? {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case self.character(62, alphabet): 62
    case self.character(63, alphabet): 63
    default: nil
    }
  }
}
