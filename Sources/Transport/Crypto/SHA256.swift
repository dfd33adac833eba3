/// The hash function SHA-256 (FIPS 180-4).
public struct SHA256: Hashable, Sendable {
  /// Length of a digest in bytes.
  public static let digestBytes = 32
  static let blockBytes = 64

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
  private static let constants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]

  private var hash: [UInt32] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]
  private var pending: [UInt8] = []
  private var messageBytes: UInt64 = 0

  /// Starts a hash over no bytes.
  public init() {}

  /// Takes a run of bytes in.
  public mutating func update(_ bytes: Span<UInt8>) {
    messageBytes += UInt64(bytes.count)
    var offset = 0
    if !pending.isEmpty {
      offset = min(Self.blockBytes - pending.count, bytes.count)
      pending.append(copying: bytes, in: 0..<offset)
      guard pending.count == Self.blockBytes else {
        return
      }
      let block = pending
      compress(block.span, at: 0)
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - offset >= Self.blockBytes {
      compress(bytes, at: offset)
      offset += Self.blockBytes
    }
    pending.append(copying: bytes, in: offset..<bytes.count)
  }

  /// The digest of the bytes so far.
  ///
  /// - Returns: 32 bytes.
  public func finalized() -> [UInt8] {
    var copy = self
    let used = Int(messageBytes % UInt64(Self.blockBytes))
    var padding: [UInt8] = [0x80]
    padding.append(contentsOf: repeatElement(0, count: (used < 56 ? 55 : 119) - used))
    padding.append(bigEndian: messageBytes * 8)
    copy.update(padding.span)
    var digest: [UInt8] = []
    digest.reserveCapacity(Self.digestBytes)
    for word in copy.hash {
      digest.append(bigEndian: word)
    }
    return digest
  }

  /// The digest of a run of bytes.
  ///
  /// - Returns: 32 bytes.
  public static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalized()
  }

  /// Takes one block of 64 bytes in (FIPS 180-4 §6.2.2).
  private mutating func compress(_ bytes: Span<UInt8>, at start: Int) {
    var schedule = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<16 {
      let place = start + index * 4
      schedule[index] =
        UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
        | UInt32(bytes[place + 3])
    }
    for index in 16..<64 {
      let early = schedule[index - 15]
      let late = schedule[index - 2]
      let first = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ early >> 3
      let second = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
    let constants = Self.constants
    var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
    var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
    for index in 0..<64 {
      let mixed = Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ mixed &+ choice &+ constants[index] &+ schedule[index]
      let spread = Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ spread &+ majority)
    }
    hash[0] &+= a
    hash[1] &+= b
    hash[2] &+= c
    hash[3] &+= d
    hash[4] &+= e
    hash[5] &+= f
    hash[6] &+= g
    hash[7] &+= h
  }

  private static func rotate(_ word: UInt32, _ places: UInt32) -> UInt32 {
    word &>> places | word &<< (32 - places)
  }
}
