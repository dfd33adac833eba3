// Terminal: putting text on the clipboard of the terminal, wherever that is (OSC 52).

/// The sequence that puts text on the clipboard.
enum Clipboard {
  /// The longest text, in bytes: what xterm takes once it is encoded.
  static let maximumBytes = 74_994

  /// The sequence, nothing when the text is too long.
  static func sequence(for text: String) -> [UInt8]? {
    guard text.utf8.count <= maximumBytes else { return nil }
    return Array("\u{1B}]52;c;".utf8) + base64(Array(text.utf8)) + [0x07]
  }

  /// Base 64 as RFC 4648, section 4, says.
  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let group = bytes[index..<min(index + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        out.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
      index += 3
    }
    return out
  }
}
