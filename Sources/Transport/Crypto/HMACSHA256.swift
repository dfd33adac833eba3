/// The keyed hash HMAC-SHA256 (RFC 2104).
public enum HMACSHA256 {
  /// The authentication code of a message under a key.
  ///
  /// - Returns: 32 bytes.
  public static func code(key: [UInt8], message: [UInt8]) -> [UInt8] {
    let short = key.count > SHA256.blockBytes ? SHA256.hash(key.span) : key
    let padded = short + repeatElement(0, count: SHA256.blockBytes - short.count)
    let innerPad = padded.map { $0 ^ 0x36 }
    let outerPad = padded.map { $0 ^ 0x5C }
    var inner = SHA256()
    inner.update(innerPad.span)
    inner.update(message.span)
    let innerDigest = inner.finalized()
    var outer = SHA256()
    outer.update(outerPad.span)
    outer.update(innerDigest.span)
    return outer.finalized()
  }
}

/// Whether two runs of bytes are equal, in a time that depends on nothing but their lengths.
///
/// - Returns: false where the lengths differ, at once.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else {
    return false
  }
  var difference: UInt8 = 0
  for index in left.indices {
    difference |= left[index] ^ right[index]
  }
  return difference == 0
}
