/// Percent-encoding (RFC 3986 §2.1).
public enum PercentEncoding {
  /// The text with every byte encoded but letters, digits, `-._~`, and `/` where it is kept.
  ///
  /// - Returns: ASCII text.
  public static func encode(_ text: String, keepSlash: Bool = false) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if ByteClass.isUnreserved(byte) || (keepSlash && byte == UInt8(ascii: "/")) {
        encoded.append(byte)
      } else {
        encoded.append(UInt8(ascii: "%"))
        encoded.append(contentsOf: Hex.encode([byte]).uppercased().utf8)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The text with every `%XX` turned back into its byte; one that is none stays, broken UTF-8 is repaired.
  public static func decode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = ByteClass.hexValue(bytes[index + 1]), let low = ByteClass.hexValue(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Names and values as `application/x-www-form-urlencoded`, in their order.
  ///
  /// - Returns: the body of a form.
  public static func form(_ fields: [(name: String, value: String)]) -> String {
    fields.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
  }
}
