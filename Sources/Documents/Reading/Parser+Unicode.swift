/// Characters beyond ASCII.
extension Parser {
  /// The character at the cursor and its length in bytes, strictly by table 3-7 of the Unicode Standard.
  func decodeScalar() throws(DocumentError) -> (Unicode.Scalar, length: Int) {
    let lead = bytes[index]
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
    default: throw notUTF8()
    }
    guard index + length <= bytes.count, secondRange.contains(bytes[index + 1]) else { throw notUTF8() }
    for offset in 1..<length {
      let byte = bytes[index + offset]
      guard byte & 0xC0 == 0x80 else { throw notUTF8() }
      bits = bits << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(bits) else { throw notUTF8() }
    return (scalar, length)
  }

  private func notUTF8() -> DocumentError {
    failure(.encoding, "byte \(hex(bytes[index])) here is not UTF-8; save the document as UTF-8")
  }
}
