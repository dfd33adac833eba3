/// Takes a chunked body apart (RFC 9112 §7.1): strict line ends, bounded sizes, extensions and trailers read
/// and dropped.
struct ChunkedDecoder: Hashable {
  enum Event: Hashable {
    case needMore
    case body(Range<Int>)
    case end
    case refused(RequestRefusal)
  }

  private enum State: Hashable {
    case size(value: Int, digits: Int)
    case extensions(size: Int)
    case sizeLineFeed(size: Int)
    case data(remaining: Int)
    case dataReturn
    case dataLineFeed
    case trailer
    case trailerLineFeed
    case end
  }

  private var state = State.size(value: 0, digits: 0)
  private var bodyBytes = 0
  private var extensionBytes = 0
  private var trailerBytes = 0
  private var trailerFields = 0
  private var line: [UInt8] = []

  /// Reads on from `offset` and stops after one event.
  mutating func next(_ input: Span<UInt8>, from offset: inout Int, limits: HTTPLimits) -> Event {
    while offset < input.count {
      if case .data(let remaining) = state {
        let end = offset + min(remaining, input.count - offset)
        let body = offset..<end
        state = body.count == remaining ? .dataReturn : .data(remaining: remaining - body.count)
        offset = end
        return .body(body)
      }
      let byte = input[offset]
      offset += 1
      if let refusal = take(byte, limits: limits) {
        return .refused(refusal)
      }
      if state == .end {
        return .end
      }
    }
    return .needMore
  }

  private mutating func take(_ byte: UInt8, limits: HTTPLimits) -> RequestRefusal? {
    switch state {
    case .size(let value, let digits):
      return takeSize(byte, value: value, digits: digits, limits: limits)
    case .extensions(let size):
      return takeExtension(byte, size: size, limits: limits)
    case .sizeLineFeed(let size):
      guard byte == ByteClass.lineFeed else {
        return .badChunkSize
      }
      state = size == 0 ? .trailer : .data(remaining: size)
      return nil
    case .dataReturn:
      state = .dataLineFeed
      return byte == ByteClass.carriageReturn ? nil : .badChunkEnd
    case .dataLineFeed:
      state = .size(value: 0, digits: 0)
      return byte == ByteClass.lineFeed ? nil : .badChunkEnd
    case .trailer, .trailerLineFeed:
      return takeTrailer(byte, limits: limits)
    case .data, .end:
      preconditionFailure("Chunk data and the end of a body are not read byte by byte.")
    }
  }

  private mutating func takeSize(
    _ byte: UInt8, value: Int, digits: Int, limits: HTTPLimits
  ) -> RequestRefusal? {
    if let digit = ByteClass.hexValue(byte) {
      guard digits < HTTPLimits.chunkSizeDigits else {
        return .badChunkSize
      }
      state = .size(value: value << 4 | Int(digit), digits: digits + 1)
      return nil
    }
    guard digits > 0 else {
      return .badChunkSize
    }
    guard value <= limits.bodyBytes - bodyBytes else {
      return .bodyTooLong
    }
    switch byte {
    case ByteClass.carriageReturn: state = .sizeLineFeed(size: value)
    case UInt8(ascii: ";"): state = .extensions(size: value)
    default: return .badChunkSize
    }
    bodyBytes += value
    return nil
  }

  private mutating func takeExtension(_ byte: UInt8, size: Int, limits: HTTPLimits) -> RequestRefusal? {
    if byte == ByteClass.carriageReturn {
      state = .sizeLineFeed(size: size)
      return nil
    }
    extensionBytes += 1
    guard extensionBytes <= limits.chunkExtensionBytes else {
      return .chunkExtensionsTooLong
    }
    return ByteClass.isFieldValue(byte) ? nil : .badChunkExtension
  }

  private mutating func takeTrailer(_ byte: UInt8, limits: HTTPLimits) -> RequestRefusal? {
    trailerBytes += 1
    guard trailerBytes <= limits.trailerBytes else {
      return .trailersTooLong
    }
    guard state == .trailerLineFeed else {
      if byte == ByteClass.carriageReturn {
        state = .trailerLineFeed
      } else {
        line.append(byte)
      }
      return nil
    }
    guard byte == ByteClass.lineFeed else {
      return .badTrailer
    }
    guard !line.isEmpty else {
      state = .end
      return nil
    }
    trailerFields += 1
    guard trailerFields <= limits.headerFields, case .field = FieldLine.parse(line, 0..<line.count) else {
      return .badTrailer
    }
    line.removeAll(keepingCapacity: true)
    state = .trailer
    return nil
  }
}
