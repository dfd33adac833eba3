/// Classes of ASCII bytes that the parsers of this module share.
enum ByteClass {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let tab: UInt8 = 0x09
  static let colon: UInt8 = 0x3A

  /// Whether a byte may stand in a method or a field name (`tchar`, RFC 9110 §5.6.2).
  static func isToken(_ byte: UInt8) -> Bool {
    isMember(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
  }

  /// Whether a byte needs no percent-encoding anywhere (`unreserved`, RFC 3986 §2.3).
  static func isUnreserved(_ byte: UInt8) -> Bool {
    isMember(byte, low: 0x03FF_6000_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
  }

  /// Whether a byte may stand in a field value: visible, blank, or beyond ASCII (RFC 9110 §5.5).
  static func isFieldValue(_ byte: UInt8) -> Bool {
    byte >= 0x20 ? byte != 0x7F : byte == tab
  }

  /// Whether a byte is a visible ASCII character.
  static func isVisible(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || byte == tab
  }

  /// The value of a hexadecimal digit, or `nil` for any other byte.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// Tests a byte against a set of ASCII characters kept as two 64-bit masks.
  private static func isMember(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
    switch byte >> 6 {
    case 0: (low >> UInt64(byte)) & 1 == 1
    case 1: (high >> UInt64(byte & 63)) & 1 == 1
    default: false
    }
  }
}
