import Transport

/// Masks secrets in texts of those who were sent them, in whatever dress they come back.
///
/// A secret is found as it is, in Base64 wherever it begins there, and in hexadecimal of either case; and each of
/// these with any of its characters percent-encoded, once or several times over.
struct CredentialMask {
  /// Shorter secrets are left alone: placeholders such as `none` for servers that ask for no key.
  private static let shortest = 8
  private static let mark = UInt8(ascii: "%")

  private struct Form {
    var bytes: [UInt8]
    var ignoresCase = false
  }

  private let forms: [Form]

  init(_ secrets: [String]) {
    forms = secrets.flatMap(CredentialMask.forms)
  }

  private static func forms(of secret: String) -> [Form] {
    let bytes = Array(secret.utf8)
    guard bytes.count >= shortest else { return [] }
    var forms = [Form(bytes: bytes), Form(bytes: Array(Base64.encode(bytes).utf8))]
    for before in 0..<3 {
      // The first and last characters may belong to what stands around it, too.
      let shifted = [UInt8](repeating: 0, count: before) + bytes
      let encoded = Base64.encode(shifted).prefix(shifted.count * 8 / 6).dropFirst((before * 8 + 5) / 6)
      forms.append(Form(bytes: Array(encoded.utf8)))
      let isPlain = encoded.allSatisfy { $0 != "+" && $0 != "/" }
      if !isPlain {
        let safe = String(encoded).replacing("+", with: "-").replacing("/", with: "_")
        forms.append(Form(bytes: Array(safe.utf8)))
      }
    }
    forms.append(Form(bytes: Array(Hex.encode(bytes).utf8), ignoresCase: true))
    return forms
  }

  /// A text in which the secrets are masked, the beginning of one too where the text ends within it.
  func hiding(in text: String) -> String {
    guard !forms.isEmpty else { return text }
    let bytes = Array(text.utf8)
    let end = text.hasSuffix("…") ? bytes.count - "…".utf8.count : bytes.count
    var shown: [UInt8] = []
    shown.reserveCapacity(bytes.count)
    var index = 0
    while index < end {
      if let next = endOfSecret(in: bytes, from: index, to: end) {
        shown += SafeText.mask.utf8
        index = next
      } else {
        shown.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: shown + bytes[end...], as: UTF8.self)
  }

  private func endOfSecret(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    for form in forms {
      if let found = CredentialMask.match(form, bytes, from: start, to: end) { return found }
    }
    return nil
  }

  /// Where a form of a secret ends that begins at a place; the end of the text where that comes first.
  private static func match(_ form: Form, _ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var index = start
    for (count, wanted) in form.bytes.enumerated() {
      guard index < end else { return count >= shortest ? end : nil }
      if isSame(bytes[index], wanted, form) {
        // A percent sign of the secret's own may be encoded like any other character.
        index += wanted == mark && isEscapedMark(bytes, after: index, to: end) ? 3 : 1
        continue
      }
      guard bytes[index] == mark else { return nil }
      var digits = index + 1
      while isEscapedMark(bytes, after: digits - 1, to: end) { digits += 2 }
      guard digits + 1 < end else { return count >= shortest ? end : nil }
      guard let high = hexValue(bytes[digits]), let low = hexValue(bytes[digits + 1]),
        isSame(high << 4 | low, wanted, form)
      else { return nil }
      index = digits + 2
    }
    return index
  }

  /// Whether `25` follows, which makes a percent sign of one that stands before it.
  private static func isEscapedMark(_ bytes: [UInt8], after index: Int, to end: Int) -> Bool {
    index + 2 < end && bytes[index + 1] == UInt8(ascii: "2") && bytes[index + 2] == UInt8(ascii: "5")
  }

  private static func isSame(_ byte: UInt8, _ wanted: UInt8, _ form: Form) -> Bool {
    // Of letters in hexadecimal the cases differ in one bit, which digits have set.
    byte == wanted || (form.ignoresCase && byte | 0x20 == wanted && byte >= 0x30)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }
}
