/// Takes a `text/event-stream` apart, in whatever pieces it comes (HTML standard §9.2.6).
///
/// Lines end in LF, CR or CRLF; a byte order mark at the start is dropped; `data` lines of one event are joined
/// by LF. Bytes are not decoded: a cut inside a character does no harm.
public struct SSEParser: Hashable, Sendable {
  /// What the parser found.
  public enum Signal: Hashable, Sendable {
    /// Every byte was read and no event is complete.
    case needMore
    /// An event is complete: see ``SSEParser/data`` and ``SSEParser/event``.
    case event
    /// A comment line: a sign of life and nothing else.
    case comment
    /// The stream breaks a limit; nothing more is read.
    case refused(Refusal)
  }

  /// Why a stream is given up.
  public enum Refusal: Hashable, Sendable {
    /// A line is longer than the limit.
    case lineTooLong
    /// The data of one event are longer than the limit.
    case eventTooLong
  }

  /// Longest data of one event, and longest value of one line, in bytes.
  public let maximumEventBytes: Int
  /// The data of the event, `data` lines joined by LF; valid until the next call.
  public private(set) var data: [UInt8] = []
  /// Whether the data came in several lines, so that there are LF between them.
  public private(set) var hasSeveralLines = false
  /// The type of the event; empty means `message`.
  public private(set) var event: [UInt8] = []
  /// The last id that the stream gave; it outlives the event (§9.2.6).
  public private(set) var lastID: [UInt8] = []
  /// The last reconnection time that the stream asked for, in milliseconds.
  public private(set) var retryMilliseconds: Int?

  private var line: [UInt8] = []
  private var hasData = false
  private var isDelivered = false
  private var afterReturn = false
  private var isFirstLine = true
  private var refusal: Refusal?

  /// Bytes of a field name, its colon and blank, and a byte order mark, which a line has beyond its value.
  private static let fieldPrefixBytes = 16

  /// Creates a parser for one stream.
  ///
  /// - Parameter maximumEventBytes: longest data of one event and longest value of one line, in bytes.
  public init(maximumEventBytes: Int = 8 * 1024 * 1024) {
    self.maximumEventBytes = maximumEventBytes
  }

  /// Whether bytes of an event have come whose end has not.
  public var isInsideEvent: Bool { !line.isEmpty || (hasData && !isDelivered) }

  /// Reads on from `offset`, moves it past what was read, and stops after one event or comment.
  ///
  /// - Returns: what was found.
  public mutating func next(_ input: Span<UInt8>, from offset: inout Int) -> Signal {
    if let refusal {
      return .refused(refusal)
    }
    forgetDelivered()
    while offset < input.count {
      if afterReturn {
        afterReturn = false
        if input[offset] == ByteClass.lineFeed {
          offset += 1
          continue
        }
      }
      let end = input.endOfLine(from: offset)
      guard line.count + end - offset <= maximumEventBytes + Self.fieldPrefixBytes else {
        return refuse(.lineTooLong)
      }
      line.append(copying: input, in: offset..<end)
      offset = end
      guard end < input.count else {
        return .needMore
      }
      afterReturn = input[end] == ByteClass.carriageReturn
      offset += 1
      if let signal = takeLine() {
        return signal
      }
    }
    return .needMore
  }

  /// Ends the stream: an event whose blank line is missing is delivered all the same.
  ///
  /// The HTML standard drops such an event; providers are known to close right after their last line.
  ///
  /// - Returns: the last event, or that there is none.
  public mutating func finish() -> Signal {
    if let refusal {
      return .refused(refusal)
    }
    forgetDelivered()
    if !line.isEmpty, let signal = takeLine(), signal != .comment {
      return signal
    }
    return dispatch() ?? .needMore
  }

  private mutating func refuse(_ refusal: Refusal) -> Signal {
    self.refusal = refusal
    line = []
    data = []
    return .refused(refusal)
  }

  private mutating func forgetDelivered() {
    guard isDelivered else {
      return
    }
    isDelivered = false
    hasData = false
    hasSeveralLines = false
    data.removeAll(keepingCapacity: true)
    event.removeAll(keepingCapacity: true)
  }

  private mutating func dispatch() -> Signal? {
    guard hasData else {
      event.removeAll(keepingCapacity: true)
      return nil
    }
    isDelivered = true
    return .event
  }

  /// Interprets the line that is complete.
  private mutating func takeLine() -> Signal? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) {
        line.removeFirst(3)
      }
    }
    guard let first = line.first else {
      return dispatch()
    }
    if first == ByteClass.colon {
      return .comment
    }
    let colon = line.firstIndex(of: ByteClass.colon) ?? line.count
    var start = min(colon + 1, line.count)
    if start < line.count, line[start] == ByteClass.space {
      start += 1
    }
    return takeField(name: 0..<colon, value: start..<line.count)
  }

  private mutating func takeField(name: Range<Int>, value: Range<Int>) -> Signal? {
    if line.matches(name, "data") {
      guard data.count + value.count + 1 <= maximumEventBytes else {
        return refuse(.eventTooLong)
      }
      if hasData {
        data.append(ByteClass.lineFeed)
        hasSeveralLines = true
      }
      data.append(contentsOf: line[value])
      hasData = true
    } else if line.matches(name, "event") {
      event.removeAll(keepingCapacity: true)
      event.append(contentsOf: line[value])
    } else if line.matches(name, "id") {
      if !line[value].contains(0) {
        lastID = Array(line[value])
      }
    } else if line.matches(name, "retry") {
      if !value.isEmpty, value.count <= 9, line[value].allSatisfy(ByteClass.isDigit) {
        retryMilliseconds = line[value].reduce(0) { $0 * 10 + Int($1 - 0x30) }
      }
    }
    return nil
  }
}
