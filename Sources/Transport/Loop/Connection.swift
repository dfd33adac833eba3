/// One caller's connection: the codec's values and the bytes that wait.
///
/// It decides; the loop acts.
struct Connection {
  enum Phase: Hashable {
    case free
    case open
    /// The last answer is out and the caller still sends: what comes is thrown away.
    case lingering
  }

  var descriptor: Int32 = -1
  var generation: UInt32 = 0
  /// The tag of the listener that it came through.
  var listenerTag: UInt8 = 0
  var phase = Phase.free
  var decoder: RequestDecoder
  var encoder = ResponseEncoder()
  /// Bytes read and not yet decoded.
  var input: [UInt8] = []
  /// Bytes encoded and not yet sent.
  var output = ByteQueue()
  var interest: Poller.Interest = []
  /// Whether the handler knows of a request whose response has not ended.
  var isExchanging = false
  /// Whether the connection ends when the output is out.
  var closesAfterOutput = false
  var isFull = false
  /// Whether the caller has closed its sending side: no request follows those that are here.
  var hasEnded = false
  var isDirty = false
  var timer: TimerID?
  var timerDeadline = Instant(nanoseconds: .max)
  /// When the current wait began: for bytes, for the end of a head, or for the caller to take bytes.
  var waitsSince = Instant(nanoseconds: 0)

  /// When the head of the current request was complete.
  var bodySince = Instant(nanoseconds: 0)
  /// Bytes of its body so far.
  var bodyBytes = 0

  /// When the first byte of the current request came.
  var requestSince = Instant(nanoseconds: 0)

  init(limits: HTTPLimits) {
    decoder = RequestDecoder(limits: limits)
  }

  /// When the connection has been silent for too long, or `nil` where nothing is expected of the caller.
  func deadline(_ limits: LoopLimits) -> Instant? {
    switch phase {
    case .free: nil
    case .lingering: waitsSince.advanced(by: limits.lingerTimeout)
    case .open:
      if !output.isEmpty {
        waitsSince.advanced(by: limits.writeTimeout)
      } else if decoder.isIdle {
        waitsSince.advanced(by: limits.idleTimeout)
      } else if decoder.isInHead {
        waitsSince.advanced(by: limits.headTimeout)
      } else if !decoder.isComplete {
        min(
          waitsSince.advanced(by: limits.bodyTimeout), bodyDeadline(limits),
          requestSince.advanced(by: limits.requestTimeout))
      } else {
        nil
      }
    }
  }

  /// When a body that goes on no faster than it did so far is too slow.
  private func bodyDeadline(_ limits: LoopLimits) -> Instant {
    let paidFor = Duration.seconds(1) * bodyBytes / max(1, limits.bodyBytesPerSecond)
    return bodySince.advanced(by: limits.bodyTimeout + paidFor)
  }

  /// Whether the caller is connected, and nothing is under way for it.
  var isIdle: Bool {
    phase == .open && !isExchanging && !closesAfterOutput && decoder.isIdle && output.isEmpty && input.isEmpty
  }

  /// Whether the caller has begun a request, not ended it, and been told nothing.
  var owesRequest: Bool {
    phase == .open && !closesAfterOutput && output.isEmpty && encoder.isIdle && !decoder.isIdle
      && !decoder.isComplete
  }

  /// Whether a request is here in whole that has not been answered, or an answer has not been sent.
  var owesAnswer: Bool { (isExchanging && decoder.isComplete) || !output.isEmpty }

  /// Whether the caller has ended, and no request follows the one that is answered now.
  var isLast: Bool { hasEnded && input.isEmpty }

  /// Whether nothing is left to do for a caller that has ended.
  var isOver: Bool { isLast && !owesAnswer }

  /// What the connection waits for now.
  func wantedInterest(_ limits: LoopLimits) -> Poller.Interest {
    var wanted: Poller.Interest = []
    if !hasEnded, input.count < limits.pipelinedBytes {
      wanted.insert(.read)
    }
    if !output.isEmpty {
      wanted.insert(.write)
    }
    return wanted
  }

  /// Writes the head of the answer; one that comes before the end of the request is the connection's last.
  mutating func beginResponse(
    status: Int, fields: HeaderBlock, body: ResponseEncoder.Body, close: Bool, dateLine: [UInt8]
  ) {
    let head = decoder.head
    let isEarly = !decoder.isComplete && head.framing != .none
    encoder.begin(
      status: status, fields: fields, dateLine: dateLine, body: body, for: head, close: close || isEarly,
      into: &output)
  }

  mutating func writeContinue() {
    encoder.writeContinue(into: &output)
  }

  /// Writes what any client passes over, so that one that is gone answers with a reset; nothing where the answer is on
  /// its way already, or the client might not pass over it.
  mutating func writeProbe() {
    if output.isEmpty { encoder.writeProbe(for: decoder.head, into: &output) }
  }

  mutating func write(_ bytes: Span<UInt8>) {
    encoder.write(bytes, into: &output)
  }

  /// Ends the answer and makes ready for the next request; true where one may follow on this connection.
  mutating func endResponse() -> Bool {
    encoder.end(into: &output)
    isExchanging = false
    guard decoder.isComplete, !encoder.closes, !isLast else {
      closesAfterOutput = true
      return false
    }
    decoder.beginNextRequest()
    return true
  }
}
