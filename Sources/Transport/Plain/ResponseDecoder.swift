/// Turns the bytes of a plain connection into one response, one event at a time.
///
/// A value without I/O; the counterpart of ``RequestDecoder`` for the few requests that are sent without libcurl.
struct ResponseDecoder: Hashable {
  /// What the decoder found.
  enum Event: Hashable {
    /// Every byte was read and the response is not complete.
    case needMore
    /// ``ResponseDecoder/head`` is complete.
    case head
    /// A piece of the body, as a range of the bytes that were fed.
    case body(Range<Int>)
    /// The response is complete.
    case end
    /// What came is no response that this program understands.
    case refused
  }

  private enum State: Hashable {
    case head
    case length(remaining: Int)
    case chunked
    case untilClose
    case complete
    case refused
  }

  private(set) var head = ResponseHead()
  private var state = State.head
  private var line: [UInt8] = []
  private var chunks = ChunkedDecoder()
  private let headLimitBytes: Int
  private let chunkLimits: HTTPLimits

  init(headLimitBytes: Int) {
    self.headLimitBytes = headLimitBytes
    var limits = HTTPLimits()
    // A stream has no end; whoever takes the pieces bounds what is kept of them.
    limits.bodyBytes = .max
    chunkLimits = limits
  }

  /// Whether the head has come.
  var hasHead: Bool { state != .head && state != .refused }

  /// Whether the end of the connection is the end of the response.
  var mayEndHere: Bool { state == .untilClose || state == .complete }

  /// Reads on from `offset`, moves it past what was read, and stops after one event.
  mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Event {
    switch state {
    case .head: return takeHead(input, from: &offset)
    case .length(let remaining):
      guard remaining > 0 else {
        state = .complete
        return .end
      }
      guard offset < input.count else { return .needMore }
      let end = offset + min(remaining, input.count - offset)
      defer { offset = end }
      state = .length(remaining: remaining - (end - offset))
      return .body(offset..<end)
    case .chunked:
      switch chunks.next(input, from: &offset, limits: chunkLimits) {
      case .needMore: return .needMore
      case .body(let range): return .body(range)
      case .refused: return refuse()
      case .end:
        state = .complete
        return .end
      }
    case .untilClose:
      guard offset < input.count else { return .needMore }
      defer { offset = input.count }
      return .body(offset..<input.count)
    case .complete: return .needMore
    case .refused: return .refused
    }
  }

  private mutating func refuse() -> Event {
    state = .refused
    return .refused
  }

  private mutating func takeHead(_ input: Span<UInt8>, from offset: inout Int) -> Event {
    while offset < input.count {
      let feed = input.firstIndex(of: ByteClass.lineFeed, from: offset)
      let end = feed.map { $0 + 1 } ?? input.count
      guard line.count + end - offset <= headLimitBytes else { return refuse() }
      line.append(copying: input, in: offset..<end)
      offset = end
      guard feed != nil else { return .needMore }
      var whole: [UInt8] = []
      swap(&whole, &line)
      let verdict = head.take(whole.span, limitBytes: headLimitBytes)
      switch verdict {
      case .taken: continue
      case .complete: return beginBody()
      case .tooLong, .badStatus: return refuse()
      }
    }
    return .needMore
  }

  private mutating func beginBody() -> Event {
    if head.status == 204 || head.status == 304 {
      state = .length(remaining: 0)
    } else if let coding = head.text(of: "transfer-encoding") {
      guard coding.lowercased() == "chunked" else { return refuse() }
      state = .chunked
    } else if let text = head.text(of: "content-length") {
      guard let length = Int(text), length >= 0 else { return refuse() }
      state = .length(remaining: length)
    } else {
      state = .untilClose
    }
    return .head
  }
}
