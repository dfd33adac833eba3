/// The CRC-32 of IEEE 802.3 and zlib: reflected polynomial 0xEDB88320, start and final xor all ones.
public struct CRC32: Hashable, Sendable {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  private var register: UInt32 = 0xFFFF_FFFF

  /// Starts a checksum over no bytes.
  public init() {}

  /// The checksum of the bytes so far.
  public var value: UInt32 { ~register }

  /// Takes a run of bytes in.
  public mutating func update(_ bytes: Span<UInt8>) {
    let table = Self.table
    var register = register
    for index in bytes.indices {
      register = register >> 8 ^ table[Int((register ^ UInt32(bytes[index])) & 0xFF)]
    }
    self.register = register
  }

  /// The checksum of a run of bytes.
  ///
  /// - Returns: the finished checksum.
  public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }
}
