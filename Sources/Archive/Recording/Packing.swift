/// Appends numbers in few bytes: seven bits a byte, the lowest first.
struct Packer {
  var bytes: [UInt8] = []

  mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func count(_ value: Int) { number(UInt64(value)) }

  mutating func run(_ run: [UInt8]) {
    count(run.count)
    bytes += run
  }

  /// Small numbers of either sign become small numbers without one.
  static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
}

/// Reads what a packer wrote; every reading says when there is nothing that makes sense.
struct Unpacker {
  private let bytes: [UInt8]
  private(set) var place: Int

  init(_ bytes: [UInt8], from place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  var isAtEnd: Bool { place == bytes.count }

  mutating func byte() -> UInt8? {
    guard place < bytes.count else { return nil }
    place += 1
    return bytes[place - 1]
  }

  mutating func number() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard let byte = byte() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return shift < 63 || byte <= 1 ? value : nil }
    }
    return nil
  }

  /// A number of things that is at most so large.
  mutating func count(atMost limit: Int) -> Int? {
    number().flatMap { $0 <= UInt64(limit) ? Int($0) : nil }
  }

  mutating func run() -> [UInt8]? {
    guard let count = count(atMost: bytes.count - place) else { return nil }
    place += count
    return Array(bytes[place - count..<place])
  }

  mutating func run(of count: Int) -> [UInt8]? {
    guard count <= bytes.count - place else { return nil }
    place += count
    return Array(bytes[place - count..<place])
  }

  static func zigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1))) }
}
