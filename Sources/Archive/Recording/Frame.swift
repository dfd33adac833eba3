internal import Transport

/// One piece of a recording: what it is, how long it is, and a checksum over all of it.
///
/// Layout, integers little-endian: marker (4 bytes), kind (1), length of the payload (4), CRC-32 over kind,
/// length and payload (4), payload. Frames follow each other without gaps. Where one is damaged, reading goes
/// on at the next marker whose frame is whole.
struct Frame: Hashable {
  /// What a frame holds.
  enum Kind: UInt8, CaseIterable {
    /// A whole snapshot, readable without anything before it: the beginning of a block.
    case key = 1
    /// What changed since the snapshot before.
    case delta = 2
    /// An event, as JSON.
    case event = 3
    /// A line of the audit log, as JSON.
    case audit = 4
    /// What everything has cost so far, as JSON.
    case cost = 5
  }

  /// The most bytes of a payload.
  static let largestPayload = 16 << 20
  /// The bytes before the payload.
  static let headerLength = 13
  static let marker: [UInt8] = [0xF3, 0x72, 0x63, 0x0A]

  var kind: Kind
  var payload: [UInt8]

  /// The frame as it lies in the file.
  var bytes: [UInt8] {
    var bytes = Self.marker
    bytes.reserveCapacity(Self.headerLength + payload.count)
    bytes.append(kind.rawValue)
    bytes.append(littleEndian: UInt32(payload.count))
    bytes.append(littleEndian: Self.checksum(kind.rawValue, payload))
    bytes += payload
    return bytes
  }

  /// What the bytes before a payload say.
  struct Header: Hashable {
    var kind: Kind
    var length: Int
    var checksum: UInt32

    /// Reads a header at a place; nil where none stands there.
    init?(_ bytes: [UInt8], at place: Int = 0) {
      guard place >= 0, place + Frame.headerLength <= bytes.count,
        bytes[place..<place + 4].elementsEqual(Frame.marker), let kind = Kind(rawValue: bytes[place + 4])
      else { return nil }
      let length = Int(bytes.littleEndian32(at: place + 5))
      guard length <= Frame.largestPayload else { return nil }
      self.kind = kind
      self.length = length
      checksum = bytes.littleEndian32(at: place + 9)
    }

    /// Whether a payload is the one that was written.
    func matches(_ payload: [UInt8]) -> Bool {
      payload.count == length && Frame.checksum(kind.rawValue, payload) == checksum
    }
  }

  private static func checksum(_ kind: UInt8, _ payload: [UInt8]) -> UInt32 {
    var head = [kind]
    head.append(littleEndian: UInt32(payload.count))
    var crc = CRC32()
    crc.update(head.span)
    crc.update(payload.span)
    return crc.value
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func append(littleEndian value: UInt64) {
    append(littleEndian: UInt32(truncatingIfNeeded: value))
    append(littleEndian: UInt32(truncatingIfNeeded: value >> 32))
  }

  func littleEndian32(at place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[place + $1]) << UInt32(8 * $1) }
  }

  func littleEndian64(at place: Int) -> UInt64 {
    UInt64(littleEndian32(at: place)) | UInt64(littleEndian32(at: place + 4)) << 32
  }
}
