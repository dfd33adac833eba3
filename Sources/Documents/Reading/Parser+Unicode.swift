/// Characters beyond ASCII.
extension Parser {
  /// The character at the cursor and its length in bytes.
  func decodeScalar() throws(DocumentError) -> (Unicode.Scalar, length: Int) {
    guard let (scalar, length) = peekScalar else { throw notUTF8() }
    return (scalar, length)
  }

  /// The same, nil if there is none: well-formed UTF-8 by table 3-7 of the Unicode Standard.
  var peekScalar: (scalar: Unicode.Scalar, length: Int)? {
    guard let lead = peek else { return nil }
    let length: Int
    let secondRange: ClosedRange<UInt8>
    var bits: UInt32
    switch lead {
    case 0x00..<0x80: return (Unicode.Scalar(lead), 1)
    case 0xC2...0xDF: (length, secondRange, bits) = (2, 0x80...0xBF, UInt32(lead & 0x1F))
    case 0xE0: (length, secondRange, bits) = (3, 0xA0...0xBF, 0)
    case 0xED: (length, secondRange, bits) = (3, 0x80...0x9F, UInt32(lead & 0x0F))
    case 0xE1...0xEF: (length, secondRange, bits) = (3, 0x80...0xBF, UInt32(lead & 0x0F))
    case 0xF0: (length, secondRange, bits) = (4, 0x90...0xBF, 0)
    case 0xF1...0xF3: (length, secondRange, bits) = (4, 0x80...0xBF, UInt32(lead & 0x07))
    case 0xF4: (length, secondRange, bits) = (4, 0x80...0x8F, UInt32(lead & 0x07))
    default: return nil
    }
    guard index + length <= bytes.count, secondRange.contains(bytes[index + 1]) else { return nil }
    for offset in 1..<length {
      let byte = bytes[index + offset]
      guard byte & 0xC0 == 0x80 else { return nil }
      bits = bits << 6 | UInt32(byte & 0x3F)
    }
    return Unicode.Scalar(bits).map { ($0, length) }
  }

  /// The error for bytes at the cursor that are no character.
  func notUTF8() -> DocumentError {
    let byte = peek.map(hex) ?? "missing"
    return failure(.encoding, "byte \(byte) here is not UTF-8; save the document as UTF-8")
  }
}
