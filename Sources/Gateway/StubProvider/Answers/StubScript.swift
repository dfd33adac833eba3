import Documents
import RoutingEngine

/// The course of one answer: what goes out, and when, counted from the end of the request.
struct StubScript: Sendable {
  /// Something to do.
  enum Step: Sendable, Hashable {
    /// Begin with a status and fields; the length where it is known.
    case open(status: Int, isStream: Bool, StubHeaders, length: Int?)
    /// Send a piece of the body.
    case bytes([UInt8])
    /// End the response.
    case end
    /// Cut the connection.
    case disconnect
  }

  /// A step and its time.
  struct Timed: Sendable, Hashable {
    /// When, after the end of the request.
    var at: Nanoseconds
    /// What.
    var step: Step
  }

  private var steps: [Timed] = []
  private var position = 0
  private var encoder: (any StubEncoder)?
  private var pending: [StreamEvent] = []
  private var fate: StubFate
  private var breaksAt: Int?
  private var eventPosition = 0
  private var tokenPosition = 0
  private var isFinished = false

  /// The course of an answer without a stream, or of none.
  init(
    _ speech: StubSpeech, _ fate: StubFate, wire: StubProtocol, envelope: AnswerEnvelope,
    usage: TokenUsage, isStreaming: Bool, includesUsage: Bool, answers: Int = 1
  ) {
    self.fate = fate
    let headers = StubHeaders(wire: wire, id: envelope.id)
    var speech = speech
    switch fate.ending {
    case .silence: return
    case .disconnect:
      steps = [Timed(at: fate.ttft, step: .disconnect)]
      return
    case .refusal(let error):
      refuse(error, wire, headers)
      return
    case .filtered where wire != .bedrock && wire != .vertex:
      refuse(StubError(.contentFiltered), wire, headers)
      return
    case .filtered:
      speech.events = []
      speech.finish = .contentFilter
    case .empty:
      speech.events = []
      speech.finish = .stop
    case .whole, .broken: break
    }
    var spent = usage
    spent.output = UInt32(clamping: speech.events.count * answers)
    let encoder = wire.encoder(
      envelope, usage: spent, includesUsage: includesUsage, answers: answers)
    if isStreaming {
      stream(speech, envelope, headers, encoder)
    } else {
      answerWhole(speech.answer(envelope, usage: spent), speech.events.count, wire, headers, encoder)
    }
  }

  /// The next step, or nil after the last; a script without an end is never told to end.
  mutating func next() -> Timed? {
    if position < steps.count {
      position += 1
      return steps[position - 1]
    }
    return nextOfStream()
  }

  // MARK: Whole answers

  private mutating func refuse(_ error: StubError, _ wire: StubProtocol, _ headers: StubHeaders) {
    let response = error.response(as: wire)
    var headers = headers
    headers.own = response.headers
    send(
      response.body, at: fate.ttft, status: response.status, headers, announced: response.body.count,
      ends: true)
  }

  private mutating func answerWhole(
    _ answer: UnifiedAnswer, _ tokens: Int, _ wire: StubProtocol, _ headers: StubHeaders,
    _ encoder: any StubEncoder
  ) {
    let time = fate.ttft + fate.pace * Int64(max(0, tokens - 1))
    let body = encoder.answer(answer)
    guard case .broken(let how, _) = fate.ending else {
      send(body, at: time, status: 200, headers, announced: body.count, ends: true)
      return
    }
    let half = Array(body.prefix(body.count / 2))
    switch how {
    case .cut: send(half, at: time, status: 200, headers, announced: body.count, ends: true)
    // Without a length: within a chunked body the loop finds out that a caller has gone, else nobody ever would.
    case .stall: send(half, at: time, status: 200, headers, announced: nil, ends: false)
    case .malformed: send(half, at: time, status: 200, headers, announced: half.count, ends: true)
    case .error(let outcome):
      let error = StubError(outcome).body(as: wire)
      send(error, at: time, status: 200, headers, announced: error.count, ends: true)
    }
  }

  private mutating func send(
    _ body: [UInt8], at time: Nanoseconds, status: Int, _ headers: StubHeaders, announced: Int?, ends: Bool
  ) {
    steps.append(
      Timed(at: time, step: .open(status: status, isStream: false, headers, length: announced)))
    steps.append(Timed(at: time, step: .bytes(body)))
    if ends { steps.append(Timed(at: time, step: .end)) }
  }

  // MARK: Streams

  private mutating func stream(
    _ speech: StubSpeech, _ envelope: AnswerEnvelope, _ headers: StubHeaders, _ encoder: any StubEncoder
  ) {
    self.encoder = encoder
    pending = speech.events
    pending.append(.finished(Finish(reason: speech.finish, providerReason: "")))
    pending.append(.completed)
    if case .broken(_, let place) = fate.ending {
      breaksAt = min(place ?? speech.events.count / 2, speech.events.count)
    }
    // Providers announce an answer before they have the first token.
    let early = fate.ttft / 2
    steps = [Timed(at: early, step: .open(status: 200, isStream: true, headers, length: nil))]
    if let bytes = encode(.started(id: envelope.id, model: envelope.model)) {
      steps.append(Timed(at: early, step: .bytes(bytes)))
    }
  }

  private mutating func nextOfStream() -> Timed? {
    guard encoder != nil, !isFinished else { return nil }
    while eventPosition < pending.count {
      if tokenPosition == breaksAt { return breakHere() }
      let event = pending[eventPosition]
      eventPosition += 1
      let time = event.isContent ? now : lastTokenTime
      if event.isContent { tokenPosition += 1 }
      if let bytes = encode(event) { return Timed(at: time, step: .bytes(bytes)) }
    }
    isFinished = true
    return Timed(at: lastTokenTime, step: .end)
  }

  /// When the next token is due.
  private var now: Nanoseconds { fate.ttft + fate.pace * Int64(tokenPosition) }

  /// When the last token was due; an answer without any ends when its first would have come.
  private var lastTokenTime: Nanoseconds { fate.ttft + fate.pace * Int64(max(0, tokenPosition - 1)) }

  /// What comes in place of the next token.
  private mutating func breakHere() -> Timed? {
    guard case .broken(let how, _) = fate.ending else { return nil }
    breaksAt = nil
    let time = now
    switch how {
    case .cut:
      isFinished = true
      return Timed(at: time, step: .end)
    case .stall:
      encoder = nil
      isFinished = true
      return nil
    case .error(let outcome):
      eventPosition = pending.count
      let failure = ProviderFailure(outcome, status: 200, message: StubError.inBandMessage)
      return encode(.failed(failure)).map { Timed(at: time, step: .bytes($0)) }
    case .malformed:
      if pending[eventPosition].isContent {
        eventPosition += 1
        tokenPosition += 1
      }
      var bytes: [UInt8] = []
      encoder?.appendRaw(Array(#"{"id":"chunk","choices":[{"delta":{"content":"#.utf8), to: &bytes)
      return Timed(at: time, step: .bytes(bytes))
    }
  }

  private mutating func encode(_ event: StreamEvent) -> [UInt8]? {
    var bytes: [UInt8] = []
    encoder?.append(event, to: &bytes)
    return bytes.isEmpty ? nil : bytes
  }
}

extension StubError {
  /// What providers say inside an answer that breaks.
  static let inBandMessage = "The server had an error while processing your request."
}
