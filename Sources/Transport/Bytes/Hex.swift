/// Lower-case hexadecimal digits.
public enum Hex {
  /// Two digits for each byte.
  ///
  /// - Returns: text twice as long as the bytes.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that pairs of digits stand for.
  ///
  /// - Returns: `nil` where the text is not pairs of digits.
  public static func decode(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { ByteClass.hexValue($0) }
    guard digits.count.isMultiple(of: 2) else {
      return nil
    }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}
