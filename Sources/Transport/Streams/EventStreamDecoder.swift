/// Takes `application/vnd.amazon.eventstream` apart, in whatever pieces it comes.
///
/// A frame is: total length, headers' length, CRC of these (each 4 bytes, big-endian), headers, payload, CRC of
/// everything before.
public struct EventStreamDecoder: Hashable, Sendable {
  /// What the decoder found.
  public enum Signal: Hashable, Sendable {
    /// Every byte was read and no message is complete.
    case needMore
    /// A message is complete and its checksums are right.
    case message(EventStreamMessage)
    /// The stream is broken; nothing more is read.
    case refused(EventStreamRefusal)
  }

  /// Longest headers of one message in bytes, as the AWS SDKs enforce it.
  public static let maximumHeaderBytes = 128 * 1024
  /// Longest payload of one message in bytes, as the AWS SDKs enforce it.
  public static let maximumPayloadBytes = 24 * 1024 * 1024
  static let preludeBytes = 12
  static let overheadBytes = 16

  private let payloadLimitBytes: Int
  private var frame: [UInt8] = []
  private var frameBytes: Int?
  private var refusal: EventStreamRefusal?

  /// Creates a decoder for one stream.
  ///
  /// - Parameter maximumPayloadBytes: longest payload of one message, in bytes.
  public init(maximumPayloadBytes: Int = Self.maximumPayloadBytes) {
    payloadLimitBytes = maximumPayloadBytes
  }

  /// Whether bytes of a message have come whose end has not.
  public var isInsideMessage: Bool { !frame.isEmpty }

  /// Reads on from `offset`, moves it past what was read, and stops after one message.
  ///
  /// - Returns: what was found.
  public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Signal {
    if let refusal {
      return .refused(refusal)
    }
    while offset < input.count {
      let wanted = (frameBytes ?? Self.preludeBytes) - frame.count
      let end = offset + min(wanted, input.count - offset)
      frame.append(copying: input, in: offset..<end)
      offset = end
      guard frame.count == frameBytes ?? Self.preludeBytes else {
        return .needMore
      }
      if frameBytes != nil {
        return readMessage()
      }
      if let refusal = readPrelude() {
        return refuse(refusal)
      }
    }
    return .needMore
  }

  private mutating func refuse(_ refusal: EventStreamRefusal) -> Signal {
    self.refusal = refusal
    frame = []
    return .refused(refusal)
  }

  private mutating func readPrelude() -> EventStreamRefusal? {
    let bytes = frame
    guard CRC32.checksum(bytes.span.extracting(0..<8)) == bytes.bigEndian(at: 8) else {
      return .preludeChecksum
    }
    let total = Int(bytes.bigEndian(at: 0) as UInt32)
    let headers = Int(bytes.bigEndian(at: 4) as UInt32)
    guard total >= Self.overheadBytes, headers <= total - Self.overheadBytes else {
      return .badLengths
    }
    guard headers <= Self.maximumHeaderBytes else {
      return .headersTooLong
    }
    guard total - headers - Self.overheadBytes <= payloadLimitBytes else {
      return .payloadTooLong
    }
    frameBytes = total
    return nil
  }

  private mutating func readMessage() -> Signal {
    let bytes = frame
    let bodyEnd = bytes.count - 4
    guard CRC32.checksum(bytes.span.extracting(0..<bodyEnd)) == bytes.bigEndian(at: bodyEnd) else {
      return refuse(.messageChecksum)
    }
    let headersEnd = Self.preludeBytes + Int(bytes.bigEndian(at: 4) as UInt32)
    var reader = HeaderReader(bytes: bytes, cursor: Self.preludeBytes, end: headersEnd)
    var message = EventStreamMessage()
    while !reader.isAtEnd {
      guard let header = reader.readHeader() else {
        return refuse(.badHeader)
      }
      message.headers.append(header)
    }
    message.payload = Array(bytes[headersEnd..<bodyEnd])
    frame.removeAll(keepingCapacity: frame.capacity <= 64 * 1024)
    frameBytes = nil
    return .message(message)
  }
}

/// Reads headers one after the other; every read checks that its bytes are there.
private struct HeaderReader {
  let bytes: [UInt8]
  var cursor: Int
  let end: Int

  var isAtEnd: Bool { cursor == end }

  mutating func readHeader() -> EventStreamMessage.Header? {
    guard let length: UInt8 = readInteger(), length > 0, let name = readText(Int(length)),
      let type: UInt8 = readInteger(), let value = readValue(type: type)
    else {
      return nil
    }
    return EventStreamMessage.Header(name: name, value: value)
  }

  private mutating func readValue(type: UInt8) -> EventStreamMessage.Value? {
    switch type {
    case 0: .bool(true)
    case 1: .bool(false)
    case 2: readInteger().map(EventStreamMessage.Value.int8)
    case 3: readInteger().map(EventStreamMessage.Value.int16)
    case 4: readInteger().map(EventStreamMessage.Value.int32)
    case 5: readInteger().map(EventStreamMessage.Value.int64)
    case 6: readCounted().map { .bytes(Array($0)) }
    case 7: readCounted().flatMap { String(validating: $0, as: UTF8.self) }.map { .string($0) }
    case 8: readInteger().map(EventStreamMessage.Value.timestamp(milliseconds:))
    case 9: readBytes(16).map { .uuid(Array($0)) }
    default: nil
    }
  }

  /// Reads a length of two bytes and so many bytes after it.
  private mutating func readCounted() -> ArraySlice<UInt8>? {
    guard let length: UInt16 = readInteger() else {
      return nil
    }
    return readBytes(Int(length))
  }

  private mutating func readInteger<Number: FixedWidthInteger>() -> Number? {
    let start = cursor
    guard readBytes(Number.bitWidth / 8) != nil else {
      return nil
    }
    return bytes.bigEndian(at: start)
  }

  private mutating func readBytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= end - cursor else {
      return nil
    }
    cursor += count
    return bytes[cursor - count..<cursor]
  }

  private mutating func readText(_ count: Int) -> String? {
    readBytes(count).flatMap { String(validating: $0, as: UTF8.self) }
  }
}

extension [UInt8] {
  /// The big-endian number that starts at an index.
  func bigEndian<Number: FixedWidthInteger>(at index: Int) -> Number {
    self[index..<index + Number.bitWidth / 8].reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  /// Appends a number, its highest byte first.
  mutating func append(bigEndian value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
