/// One message of `application/vnd.amazon.eventstream`: headers in their order, and a payload.
public struct EventStreamMessage: Hashable, Sendable {
  /// A named header.
  public struct Header: Hashable, Sendable {
    /// The name, 1 to 255 bytes of UTF-8.
    public var name: String
    /// The value.
    public var value: Value

    /// Creates a header.
    public init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a header, one case for each type of the protocol.
  public enum Value: Hashable, Sendable {
    case bool(Bool)
    case int8(Int8)
    case int16(Int16)
    case int32(Int32)
    case int64(Int64)
    case bytes([UInt8])
    case string(String)
    /// Milliseconds since 1970-01-01 00:00 UTC.
    case timestamp(milliseconds: Int64)
    /// Sixteen bytes.
    case uuid([UInt8])
  }

  /// The headers in their order.
  public var headers: [Header]
  /// The payload.
  public var payload: [UInt8]

  /// Creates a message.
  public init(headers: [Header] = [], payload: [UInt8] = []) {
    self.headers = headers
    self.payload = payload
  }

  /// The text of the first header of that name.
  ///
  /// - Returns: `nil` where the header is missing or no string.
  public func text(of name: String) -> String? {
    for header in headers where header.name == name {
      if case .string(let text) = header.value {
        return text
      }
    }
    return nil
  }
}

/// Why a binary event stream is given up; its frames cannot be found again after any of these.
public enum EventStreamRefusal: Hashable, Sendable {
  /// The checksum over the two lengths does not match.
  case preludeChecksum
  /// The checksum over the message does not match.
  case messageChecksum
  /// The lengths of the prelude contradict each other.
  case badLengths
  /// The headers are longer than 128 KiB.
  case headersTooLong
  /// The payload is longer than the limit.
  case payloadTooLong
  /// A header is cut, has an unknown type, an empty name or broken UTF-8.
  case badHeader
}
