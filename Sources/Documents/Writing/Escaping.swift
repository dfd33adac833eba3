/// Appends the inside of a JSON string.
///
/// Escaped are quote, backslash and control characters, as RFC 8259 demands, and further DEL, the controls
/// U+0080 to U+009F, which drive terminals, and U+2028 and U+2029, which end lines in JavaScript.
func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
  let units = text.utf8
  guard units.contains(where: mayNeedEscape) else {
    bytes.append(contentsOf: units)
    return
  }
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": bytes.append(contentsOf: "\\\"".utf8)
    case "\\": bytes.append(contentsOf: "\\\\".utf8)
    case "\n": bytes.append(contentsOf: "\\n".utf8)
    case "\r": bytes.append(contentsOf: "\\r".utf8)
    case "\t": bytes.append(contentsOf: "\\t".utf8)
    case "\u{08}": bytes.append(contentsOf: "\\b".utf8)
    case "\u{0C}": bytes.append(contentsOf: "\\f".utf8)
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
      let digits = String(scalar.value, radix: 16)
      bytes.append(contentsOf: "\\u".utf8)
      bytes.append(contentsOf: repeatElement(Byte.zero, count: 4 - digits.utf8.count))
      bytes.append(contentsOf: digits.utf8)
    default:
      if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
    }
  }
}

/// Whether a byte is, or begins, a character that is escaped; 0xC2 and 0xE2 begin others too.
private func mayNeedEscape(_ byte: UInt8) -> Bool {
  byte < 0x20 || byte == Byte.quote || byte == Byte.backslash || byte == Byte.delete
    || byte == 0xC2 || byte == 0xE2
}
