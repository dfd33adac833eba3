/// Writes one response after the other, each with the framing that its request allows.
///
/// A value without I/O: bytes go to the queue that the caller hands in.
public struct ResponseEncoder: Hashable, Sendable {
  /// What is known of the length of the body when the head is written.
  public enum Body: Hashable, Sendable {
    /// Exactly so many bytes follow.
    case length(Int)
    /// The end is known only when it comes: chunked, or the end of the connection for HTTP/1.0.
    case stream
  }

  private enum State: Hashable {
    case idle
    case length(remaining: Int)
    case chunked
    case untilClose
    case withoutBody
  }

  private var state = State.idle
  /// Whether the connection has to close after the current response.
  public private(set) var closes = false

  /// Creates an encoder for one connection.
  public init() {}

  /// Whether no response is under way.
  public var isIdle: Bool { state == .idle }

  /// Writes the interim answer to `Expect: 100-continue`.
  public func writeContinue(into output: inout ByteQueue) {
    precondition(state == .idle, "An interim response comes before the final one.")
    output.append("HTTP/1.1 100 Continue\r\n\r\n")
  }

  /// Writes the least that a client has to read over.
  ///
  /// That is an interim response before the answer, and within a chunked body the first zero of the next chunk's size. A
  /// client of HTTP/1.0 knows neither.
  public func writeProbe(for request: RequestHead, into output: inout ByteQueue) {
    switch state {
    case .idle where !request.isOldVersion: writeContinue(into: &output)
    case .chunked: output.append("0")
    case .idle, .length, .untilClose, .withoutBody: break
    }
  }

  /// Writes status line and fields.
  ///
  /// - Parameters:
  ///   - status: from 200 to 599.
  ///   - fields: all but Date, Content-Length, Transfer-Encoding and Connection, which are written here.
  ///   - dateLine: the Date field with its line end, or nothing where there is no clock.
  ///   - body: what is known of its length.
  ///   - request: the head that is answered.
  ///   - close: whether the connection ends after this response whatever the caller wishes.
  ///   - output: takes the bytes.
  public mutating func begin(
    status: Int, fields: HeaderBlock, dateLine: [UInt8] = [], body: Body, for request: RequestHead,
    close: Bool, into output: inout ByteQueue
  ) {
    precondition(state == .idle, "A response begins only after the one before has ended.")
    precondition((200...599).contains(status), "A final status lies between 200 and 599.")
    let hasBody = request.method != .head && status != 204 && status != 304
    closes = close || !request.keepsAlive || (body == .stream && request.isOldVersion && hasBody)
    output.append("HTTP/1.1 ")
    output.append(decimal: status)
    output.append(" ")
    output.append(ReasonPhrase.text(of: status))
    output.append("\r\n")
    output.append(dateLine)
    output.append(fields.bytes)
    switch body {
    case .length(let length) where status != 204 && status != 304:
      output.append("content-length: ")
      output.append(decimal: length)
      output.append("\r\n")
    case .stream where hasBody && !request.isOldVersion:
      output.append("transfer-encoding: chunked\r\n")
    default:
      break
    }
    if closes {
      output.append("connection: close\r\n")
    } else if request.isOldVersion {
      output.append("connection: keep-alive\r\n")
    }
    output.append("\r\n")
    switch body {
    case _ where !hasBody: state = .withoutBody
    case .length(let length): state = .length(remaining: length)
    case .stream: state = request.isOldVersion ? .untilClose : .chunked
    }
  }

  /// Writes a piece of the body; an empty piece writes nothing.
  ///
  /// More bytes than were announced are a programmer's mistake and trap.
  public mutating func write(_ bytes: Span<UInt8>, into output: inout ByteQueue) {
    guard !bytes.isEmpty else {
      return
    }
    switch state {
    case .idle:
      preconditionFailure("A body is written only after its head.")
    case .length(let remaining):
      precondition(bytes.count <= remaining, "The body is longer than its Content-Length.")
      state = .length(remaining: remaining - bytes.count)
      output.append(bytes)
    case .chunked:
      output.append(hexadecimal: bytes.count)
      output.append("\r\n")
      output.append(bytes)
      output.append("\r\n")
    case .untilClose:
      output.append(bytes)
    case .withoutBody:
      break
    }
  }

  /// Ends the response.
  ///
  /// - Returns: false where fewer bytes came than were announced: the connection has to be cut, so that the
  ///   caller sees the damage.
  @discardableResult
  public mutating func end(into output: inout ByteQueue) -> Bool {
    defer { state = .idle }
    switch state {
    case .idle:
      preconditionFailure("A response ends only after it has begun.")
    case .length(let remaining):
      closes = closes || remaining > 0
      return remaining == 0
    case .chunked:
      output.append("0\r\n\r\n")
      return true
    case .untilClose, .withoutBody:
      return true
    }
  }
}

/// The reason phrases of RFC 9110 §15 that this gateway sends.
enum ReasonPhrase {
  static func text(of status: Int) -> StaticString {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 417: "Expectation Failed"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
