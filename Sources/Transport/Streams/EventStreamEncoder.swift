extension EventStreamMessage {
  /// The message as one frame of `application/vnd.amazon.eventstream`.
  ///
  /// Names longer than 255 bytes, values longer than 32767 bytes and UUIDs of another length than 16 bytes are a
  /// programmer's mistake and trap.
  ///
  /// - Returns: the bytes of the frame.
  public func encoded() -> [UInt8] {
    var encodedHeaders: [UInt8] = []
    for header in headers {
      Self.append(header, to: &encodedHeaders)
    }
    precondition(
      encodedHeaders.count <= EventStreamDecoder.maximumHeaderBytes
        && payload.count <= EventStreamDecoder.maximumPayloadBytes,
      "The message is longer than the protocol allows.")
    let total = EventStreamDecoder.overheadBytes + encodedHeaders.count + payload.count
    var frame: [UInt8] = []
    frame.reserveCapacity(total)
    frame.append(bigEndian: UInt32(total))
    frame.append(bigEndian: UInt32(encodedHeaders.count))
    frame.append(bigEndian: CRC32.checksum(frame.span))
    frame.append(contentsOf: encodedHeaders)
    frame.append(contentsOf: payload)
    frame.append(bigEndian: CRC32.checksum(frame.span))
    return frame
  }

  private static func append(_ header: Header, to bytes: inout [UInt8]) {
    precondition(
      (1...255).contains(header.name.utf8.count), "A header name has 1 to 255 bytes of UTF-8.")
    bytes.append(UInt8(header.name.utf8.count))
    bytes.append(contentsOf: header.name.utf8)
    switch header.value {
    case .bool(let value):
      bytes.append(value ? 0 : 1)
    case .int8(let value):
      append(type: 2, value, to: &bytes)
    case .int16(let value):
      append(type: 3, value, to: &bytes)
    case .int32(let value):
      append(type: 4, value, to: &bytes)
    case .int64(let value):
      append(type: 5, value, to: &bytes)
    case .bytes(let value):
      append(type: 6, counted: value, to: &bytes)
    case .string(let value):
      append(type: 7, counted: Array(value.utf8), to: &bytes)
    case .timestamp(let milliseconds):
      append(type: 8, milliseconds, to: &bytes)
    case .uuid(let value):
      precondition(value.count == 16, "A UUID has 16 bytes.")
      bytes.append(9)
      bytes.append(contentsOf: value)
    }
  }

  private static func append(type: UInt8, _ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    bytes.append(type)
    bytes.append(bigEndian: value)
  }

  private static func append(type: UInt8, counted value: [UInt8], to bytes: inout [UInt8]) {
    precondition(value.count <= 32767, "A header value has at most 32767 bytes.")
    bytes.append(type)
    bytes.append(bigEndian: UInt16(value.count))
    bytes.append(contentsOf: value)
  }
}
