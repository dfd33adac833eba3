/// Turns the bytes of a connection into requests, one event at a time.
///
/// A value without I/O: the caller feeds a span and an offset, and feeds the rest of the same bytes again until
/// the answer is ``Event/needMore``. After ``Event/end`` the decoder stands still until
/// ``beginNextRequest()``, so that pipelined requests are answered in order.
public struct RequestDecoder: Hashable, Sendable {
  /// What the decoder found.
  public enum Event: Hashable, Sendable {
    /// Every byte was read and the request is not complete.
    case needMore
    /// ``RequestDecoder/head`` is complete and obeys every rule.
    case head
    /// A piece of the body, as a range of the bytes that were fed.
    case body(Range<Int>)
    /// The request is complete, trailers included.
    case end
    /// The request breaks a rule; nothing more is read from this connection.
    case refused(RequestRefusal)
  }

  private enum State: Hashable {
    case head
    case body(remaining: Int)
    case chunked
    case ending
    case complete
    case refused(RequestRefusal)
  }

  /// The head of the current request, valid from ``Event/head`` until ``beginNextRequest()``.
  public private(set) var head = RequestHead()
  /// The bounds that are enforced.
  public let limits: HTTPLimits
  private var state = State.head
  private var lineStart = 0
  private var emptyLines = 0
  private var chunks = ChunkedDecoder()

  /// Creates a decoder for one connection.
  public init(limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
  }

  /// Whether no byte of the current request has been read.
  public var isIdle: Bool { state == .head && head.bytes.isEmpty }

  /// Whether the head of the current request has begun and is not complete.
  public var isInHead: Bool { state == .head && !head.bytes.isEmpty }

  /// Whether the current request has been read to its end.
  public var isComplete: Bool { state == .complete || state == .ending }

  /// Reads on from `offset`, moves it past what was read, and stops after one event.
  public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Event {
    switch state {
    case .head:
      return takeHead(input, from: &offset)
    case .body(let remaining):
      guard offset < input.count else {
        return .needMore
      }
      let end = offset + min(remaining, input.count - offset)
      let body = offset..<end
      state = body.count == remaining ? .ending : .body(remaining: remaining - body.count)
      offset = end
      return .body(body)
    case .chunked:
      switch chunks.next(input, from: &offset, limits: limits) {
      case .needMore: return .needMore
      case .body(let range): return .body(range)
      case .refused(let refusal): return refuse(refusal)
      case .end:
        state = .complete
        return .end
      }
    case .ending:
      state = .complete
      return .end
    case .complete:
      return .needMore
    case .refused(let refusal):
      return .refused(refusal)
    }
  }

  /// Makes ready for the next request on the connection.
  ///
  /// Calling it before the request ``isComplete`` is a programmer's mistake and traps.
  public mutating func beginNextRequest() {
    precondition(isComplete, "The next request begins only after the end of the one before.")
    head.reset()
    state = .head
    lineStart = 0
    emptyLines = 0
  }

  private mutating func refuse(_ refusal: RequestRefusal) -> Event {
    state = .refused(refusal)
    return .refused(refusal)
  }

  /// Collects lines until the empty one, then parses the head.
  private mutating func takeHead(_ input: Span<UInt8>, from offset: inout Int) -> Event {
    while offset < input.count {
      let lineFeed = input.firstIndex(of: ByteClass.lineFeed, from: offset)
      let end = lineFeed.map { $0 + 1 } ?? input.count
      guard end - offset <= limits.headBytes - head.bytes.count else {
        return refuse(lineStart == 0 ? .targetTooLong : .headTooLong)
      }
      head.bytes.append(copying: input, in: offset..<end)
      offset = end
      guard lineFeed != nil else {
        return .needMore
      }
      let length = head.bytes.count - lineStart
      guard length >= 2, head.bytes[head.bytes.count - 2] == ByteClass.carriageReturn else {
        return refuse(.bareLineFeed)
      }
      if length > 2 {
        lineStart = head.bytes.count
      } else if lineStart > 0 {
        return parseHead()
      } else {
        emptyLines += 1
        guard emptyLines <= HTTPLimits.leadingEmptyLines else {
          return refuse(.badRequestLine)
        }
        head.bytes.removeAll(keepingCapacity: true)
      }
    }
    return .needMore
  }

  private mutating func parseHead() -> Event {
    if let refusal = head.parse(limits: limits) {
      return refuse(refusal)
    }
    switch head.framing {
    case .none: state = .ending
    case .length(let length): state = .body(remaining: length)
    case .chunked:
      state = .chunked
      chunks = ChunkedDecoder()
    }
    return .head
  }
}
