/// One request to elsewhere: what has come and was not delivered, and which timeout is next.
///
/// It decides nothing about sockets; libcurl's callbacks write to it.
final class Transfer {
  /// Bytes of body storage that are kept between two pieces.
  static let retainedBodyBytes = 32 * 1024

  let easy: EasyHandle
  let index: Int
  var generation: UInt32 = 0
  private(set) var head = ResponseHead()
  /// Bytes of the body that have not been delivered.
  var body: [UInt8] = []
  private var timeouts = TransferTimeouts()
  private var limits = LoopLimits()
  private var startedAt = Instant(nanoseconds: 0)
  private var lastByteAt: Instant?
  private(set) var isHeadComplete = false
  private var headProblem: String?
  var isHeadDelivered = false
  /// Whether the handler asked to be left alone.
  var isHeld = false
  /// Whether libcurl was told to wait.
  private(set) var isPaused = false
  /// Whether libcurl was ever told to wait.
  private(set) var wasPaused = false
  /// Whether libcurl ended the transfer, well or not.
  var endedByItself = false
  private var hasBytes = false
  private var connected = false
  var isReady = false
  var timer: TimerID?
  var timerDeadline = Instant(nanoseconds: .max)
  private unowned let client: HTTPClient

  init(easy: EasyHandle, index: Int, client: HTTPClient) {
    self.easy = easy
    self.index = index
    self.client = client
  }

  /// Makes ready for another request.
  func begin(timeouts: TransferTimeouts, limits: LoopLimits, at now: Instant) {
    generation &+= 1
    head = ResponseHead()
    body.removeAll(keepingCapacity: body.capacity <= Self.retainedBodyBytes)
    self.timeouts = timeouts
    self.limits = limits
    startedAt = now
    lastByteAt = nil
    isHeadComplete = false
    headProblem = nil
    isHeadDelivered = false
    isHeld = false
    isPaused = false
    wasPaused = false
    endedByItself = false
    hasBytes = false
    connected = false
    isReady = false
    timer = nil
    timerDeadline = Instant(nanoseconds: .max)
  }

  var id: TransferID { TransferID(index: Int32(index), generation: generation) }

  /// Takes a line of the head; false ends the transfer.
  ///
  /// Trailers are left out.
  func takeHeadLine(_ line: Span<UInt8>) -> Bool {
    noteBytes()
    guard !isHeadComplete else {
      return true
    }
    switch head.take(line, limitBytes: limits.responseHeadBytes) {
    case .taken:
      return true
    case .tooLong:
      headProblem = "The response head is longer than \(limits.responseHeadBytes) bytes"
      return false
    case .badStatus:
      headProblem =
        head.status == 101
        ? "The response switches to another protocol (101), which nobody asked for"
        : "The response has the status \(head.status), which HTTP does not know"
      return false
    case .complete:
      isHeadComplete = true
      client.markReady(self)
      return true
    }
  }

  /// Takes a piece of the body; false asks libcurl to keep it and wait.
  func takeBody(_ piece: Span<UInt8>) -> Bool {
    noteBytes()
    guard !isHeld, body.count < limits.transferHighWaterBytes else {
      isPaused = true
      wasPaused = true
      return false
    }
    body.append(copying: piece)
    client.markReady(self)
    return true
  }

  /// Lets libcurl go on where it was told to wait and may.
  func resumeIfPaused() {
    guard isPaused, !isHeld else {
      return
    }
    isPaused = false
    // What the callback is offered again counts from now.
    lastByteAt = client.now
    easy.resume()
  }

  /// The next deadline and the timeout that it stands for, or `nil` where none is set.
  func nextTimeout() -> (deadline: Instant, phase: TransferFailure.Phase)? {
    timeouts.next(
      startedAt: startedAt, isConnected: connected, lastByteAt: lastByteAt, isHeld: isPaused || isHeld)
  }

  /// The timeout that has passed by now, if any.
  func passedTimeout(at now: Instant) -> TransferFailure.Phase? {
    guard let next = nextTimeout(), next.deadline <= now else {
      return nil
    }
    if next.phase == .connect, easy.isConnected {
      connected = true
      return passedTimeout(at: now)
    }
    return next.phase
  }

  /// Why a transfer that libcurl ended is a failure, or `nil` where it is none.
  func failure(code: Int32) -> TransferFailure? {
    guard let kind = FailureKind.of(code: code, hasBytes: hasBytes, isHeadComplete: isHeadComplete) else {
      return nil
    }
    if let headProblem {
      return TransferFailure(kind: .badResponse, detail: headProblem)
    }
    if code == 0 {
      return TransferFailure(kind: kind, detail: "The connection ended inside the response head")
    }
    return TransferFailure(kind: kind, detail: easy.failureText(code))
  }

  private func noteBytes() {
    hasBytes = true
    lastByteAt = client.now
  }
}
