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
  private var expectsStatus = true
  private var isPersistent = false
  /// Whether any byte has come.
  private(set) var hasBytes = false
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
  private(set) var hasHead = false

  /// Whether the connection is fit for another request: the response is complete, and nothing says otherwise.
  var keepsConnection: Bool { state == .complete && isPersistent }

  /// Whether the end of the connection is the end of the response.
  var mayEndHere: Bool { state == .untilClose || state == .complete }

  /// Reads on from `offset`, moves it past what was read, and stops after one event.
  mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Event {
    hasBytes = hasBytes || offset < input.count
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
      guard let verdict = takeLine() else { return refuse() }
      switch verdict {
      case .taken: continue
      case .complete: return beginBody()
      case .tooLong, .badStatus: return refuse()
      }
    }
    return .needMore
  }

  /// Takes the line that is complete; nil where a status line was expected and none came.
  private mutating func takeLine() -> ResponseHead.Line? {
    var whole: [UInt8] = []
    swap(&whole, &line)
    if expectsStatus {
      guard whole.count > 12, whole.matches(0..<7, "HTTP/1.") else { return nil }
      isPersistent = whole[7] != UInt8(ascii: "0")
      expectsStatus = false
    }
    let verdict = head.take(whole.span, limitBytes: headLimitBytes)
    let isBlank = whole.count == 1 || (whole.count == 2 && whole[0] == ByteClass.carriageReturn)
    // After an interim head comes another one.
    if isBlank, verdict == .taken { expectsStatus = true }
    whole.removeAll(keepingCapacity: true)
    swap(&whole, &line)
    return verdict
  }

  private mutating func beginBody() -> Event {
    guard let framing = framing() else { return refuse() }
    if head.status == 204 || head.status == 304 {
      state = .length(remaining: 0)
    } else if framing.isChunked {
      state = .chunked
      // Both together is what smuggling looks like: the body is read as chunks, the connection not used again.
      if framing.length != nil { isPersistent = false }
    } else if let length = framing.length {
      state = .length(remaining: length)
    } else {
      state = .untilClose
    }
    hasHead = true
    return .head
  }

  /// What the fields say of the body's length; nil where they contradict each other or are not understood.
  private mutating func framing() -> (isChunked: Bool, length: Int?)? {
    var isChunked = false
    var length: Int?
    for field in head.fields {
      switch field.name.count {
      case 17 where head.bytes.matches(field.name, "transfer-encoding"):
        guard head.bytes.matches(field.value, ignoringCase: "chunked"), !isChunked else { return nil }
        isChunked = true
      case 14 where head.bytes.matches(field.name, "content-length"):
        guard let value = Int(decimal: head.bytes, field.value), length ?? value == value else { return nil }
        length = value
      case 10 where head.bytes.matches(field.name, "connection"):
        if !head.bytes.matches(field.value, ignoringCase: "keep-alive") { isPersistent = false }
      default: continue
      }
    }
    return (isChunked, length)
  }
}

extension Int {
  /// A number of at most 18 digits and nothing else.
  fileprivate init?(decimal bytes: [UInt8], _ range: Range<Int>) {
    guard !range.isEmpty, range.count <= 18, bytes[range].allSatisfy(ByteClass.isDigit) else { return nil }
    self = bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
