import RoutingEngine
import Transport

/// Reads what a provider answers to one attempt and judges it: bytes in, bytes for the caller and a verdict out.
///
/// It does no I/O and knows no time. One answer is read in one of four ways: as an error, whole, as a stream that
/// goes on as it is, or as a stream of another protocol that is translated.
struct AttemptReader: Sendable {
  /// What a piece led to.
  enum Step: Sendable, Hashable {
    /// Nothing is decided; what is for the caller was appended.
    case more
    /// The answer is whole, its end appended.
    case complete
    /// The answer is none, or broken.
    case failed(ProviderFailure)
  }

  /// Longest error that is read, in bytes; the rest is dropped.
  static let errorLimitBytes = 64 * 1024
  /// Longest whole answer in bytes; the images of one are counted in.
  static let answerLimitBytes = 16 * 1024 * 1024

  private enum Way: Sendable, Hashable {
    case unknown
    case error
    case whole
    case passedOn
    case translated
    case over
  }

  private let adapter: any ProviderAdapter
  private let splicing: (any SplicingAdapter)?
  private let wish: Wish
  private var way = Way.unknown
  private var head: ResponseHead?
  private var isMessages = false
  /// Whether nothing has come yet that tells a whole answer from a stream.
  private var isUnseen = true
  private var body: [UInt8] = []
  private var lines = SSEParser()
  private var frames: EventStreamDecoder?
  private var watch: PassthroughStream?
  private var stream: (any AnswerStream)?
  private var writer: ChunkWriter?
  private var events: [StreamEvent] = []
  private var translatedUsage: TokenUsage?
  /// What the provider says of the prompt before the answer; its count of the output is none yet.
  private var promptUsage: TokenUsage?
  private var translatedBytes = 0
  private var continuation: Continuation?
  /// Whether a piece of content was appended.
  private(set) var hasContent = false
  /// Whether the stream has come to its end, but for the usage and the mark of the end.
  private(set) var isWhole = false
  private var hasMoved = false
  /// The text so far and what became of it, for a rescue; nil where it is not tracked.
  private(set) var delivered: DeliveredText?
  /// What the chunks of the answer have in common, once one came.
  private(set) var envelope: AnswerEnvelope?

  /// A reader for the answer to a request whose body was the caller's own, or, without a scan, was written anew.
  init(_ target: EndpointTarget, scan: RequestScan?, wish: Wish, continuing: Continuation? = nil) {
    adapter = target.adapter
    splicing = scan == nil || continuing != nil ? nil : target.splicing
    self.wish = wish
    continuation = continuing
    if let scan, wish.isStreaming { watch = splicing?.passthrough(for: scan) }
    if wish.tracksText { delivered = DeliveredText() }
  }

  /// What was used, as far as is known: the provider's word, else an estimate that is marked so.
  var usage: TokenUsage {
    if let known = watch?.usage ?? translatedUsage { return known }
    var guess = TokenUsage.estimate(
      promptTokens: wish.promptTokens, outputBytes: (watch?.contentBytes ?? 0) + translatedBytes)
    if let known = promptUsage {
      (guess.input, guess.cachedInput, guess.cacheWrite) = (known.input, known.cachedInput, known.cacheWrite)
    }
    return guess
  }

  /// Whether the head came, and what it begins is an error.
  var isError: Bool { way == .error }

  /// Whether a streamed answer is complete if nothing more comes.
  var mayEnd: Bool { isWhole || (way == .passedOn && watch?.mayEnd == true) }

  /// Whether the caller has all of a streamed answer and why it ended; one that goes on may add nothing but its end.
  var isDelivered: Bool { isWhole && (hasContent || continuation != nil) }

  /// Whether content came, or the end of it, since this was asked last; pings and empty pieces do not count.
  mutating func takeProgress() -> Bool {
    defer { hasMoved = false }
    return hasMoved
  }

  /// The HTTP status; 0 before the head.
  var status: Int { head?.status ?? 0 }

  // MARK: Events of the transport

  /// Takes the head of the response.
  mutating func began(_ head: ResponseHead) {
    self.head = head
    guard (200...299).contains(head.status) else {
      way = .error
      return
    }
    guard wish.isStreaming else {
      way = .whole
      return
    }
    if head.text(of: "content-type")?.lowercased().hasPrefix("application/vnd.amazon.eventstream") == true {
      frames = EventStreamDecoder()
      isMessages = true
    }
    way = watch == nil ? .translated : .passedOn
    if way == .translated { stream = adapter.stream() }
  }

  /// Takes a piece of the body; appends what is for the caller.
  mutating func read(_ bytes: Span<UInt8>, into out: inout [UInt8]) -> Step {
    if isUnseen { look(at: bytes) }
    switch way {
    case .unknown, .over: return .more
    case .error:
      let room = AttemptReader.errorLimitBytes - body.count
      if room > 0 { body.append(copying: bytes.extracting(first: min(room, bytes.count))) }
      return .more
    case .whole:
      guard body.count + bytes.count <= AttemptReader.answerLimitBytes else {
        return end(
          .failed(.malformed("the answer is longer than \(AttemptReader.answerLimitBytes) bytes")), &out)
      }
      body.append(copying: bytes)
      return .more
    case .passedOn, .translated:
      return isMessages ? readMessages(bytes, &out) : readLines(bytes, &out)
    }
  }

  /// Finds out whether a stream that was asked for comes whole, which servers do without saying so, or saying so of what
  /// is a stream: no line of one begins with a brace.
  private mutating func look(at bytes: Span<UInt8>) {
    for index in bytes.indices where bytes[index] > UInt8(ascii: " ") {
      isUnseen = false
      let isStream = way == .passedOn || way == .translated
      if isStream, !isMessages, bytes[index] == UInt8(ascii: "{") { way = .whole }
      return
    }
  }

  /// Takes the end of the transfer; appends what is for the caller.
  mutating func ended(_ failure: TransferFailure?, at wall: WallTime, into out: inout [UInt8]) -> Step {
    if way == .error, let head {
      // What cannot be read says nothing, and is not shown.
      if head.coding != nil, JSONText.parse(body) == nil { body = [] }
      return end(.failed(adapter.verdict(on: FailedResponse(head, body: body, receivedAt: wall))), &out)
    }
    if let failure { return end(broken(failure, &out), &out) }
    switch way {
    case .unknown, .error: return end(.failed(.cut("the provider ended without an answer")), &out)
    case .over: return .more
    case .whole: return end(endOfBody(&out), &out)
    case .passedOn, .translated:
      if !isMessages, lines.finish() == .event, let step = take(lines.data, &out) { return end(step, &out) }
      if way == .over { return .more }
      return end(endOfStream(&out), &out)
    }
  }

  /// Whoever has all of an answer and why it ended learns nothing from how the connection ends.
  private mutating func broken(_ failure: TransferFailure, _ out: inout [UInt8]) -> Step {
    if (hasContent && mayEnd) || isDelivered { return endOfWholeStream(&out) }
    if way == .whole, case .complete = endOfBody(&out) { return .complete }
    return .failed(ProviderFailure(failure))
  }

  private mutating func endOfBody(_ out: inout [UInt8]) -> Step {
    if body.starts(with: [0xEF, 0xBB, 0xBF]) { body.removeFirst(3) }  // a byte order mark
    return wish.isStreaming ? wholeAsStream(&out) : whole(&out)
  }

  /// Ends the reading; an error, or what makes no sense, after all of the answer and its finish reason is no part of it.
  private mutating func end(_ step: Step, _ out: inout [UInt8]) -> Step {
    var step = step
    if case .failed = step, isDelivered { step = endOfWholeStream(&out) }
    way = .over
    body = []
    guard case .failed(let failure) = step, !hasContent else { return step }
    return .failed(failure.sayingCoding(of: head))
  }

  // MARK: Streams

  private mutating func readLines(_ bytes: Span<UInt8>, _ out: inout [UInt8]) -> Step {
    var offset = 0
    while true {
      switch lines.next(bytes, from: &offset) {
      case .needMore: return .more
      case .comment: continue
      case .event:
        if let step = take(lines.data, &out) { return end(step, &out) }
      case .refused:
        return end(
          .failed(.malformed("an event of the stream is longer than \(lines.maximumEventBytes) bytes")), &out)
      }
    }
  }

  private mutating func readMessages(_ bytes: Span<UInt8>, _ out: inout [UInt8]) -> Step {
    var offset = 0
    while true {
      guard let signal = frames?.next(bytes, from: &offset) else { return .more }
      switch signal {
      case .needMore: return .more
      case .message(let message):
        if let step = translate(UpstreamEvent(message), &out) { return end(step, &out) }
      case .refused(let refusal):
        return end(.failed(.cut("the event stream is broken (\(refusal))")), &out)
      }
    }
  }

  /// Takes the data of a server-sent event; gives the step that ends the answer.
  private mutating func take(_ data: [UInt8], _ out: inout [UInt8]) -> Step? {
    guard way == .passedOn else { return translate(.data(data), &out) }
    guard let verdict = watch?.read(data) else { return nil }
    switch verdict {
    case .withhold: return nil
    case .forward(let isContent):
      if isContent {
        (hasContent, hasMoved) = (true, true)
        delivered?.append(chunk: data)
      }
      if !isWhole, watch?.isWhole == true { (isWhole, hasMoved) = (true, true) }
      append(data, to: &out)
      return nil
    case .complete:
      completePassedOn(&out)
      return .complete
    case .fail(let failure): return .failed(failure)
    }
  }

  /// Appends an event in one line: between the tokens of JSON a blank is as good as the end of a line.
  private func append(_ data: [UInt8], to out: inout [UInt8]) {
    out.append(literal: "data: ")
    if lines.hasSeveralLines {
      out.append(contentsOf: data.lazy.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 })
    } else {
      out.append(contentsOf: data)
    }
    out.append(literal: "\n\n")
  }

  private mutating func completePassedOn(_ out: inout [UInt8]) {
    if wish.wantsUsage, watch?.hasForwardedUsage == false {
      let envelope = watch?.envelope ?? newEnvelope(id: nil, model: nil)
      out.append(contentsOf: ChunkWriter.usageEvent(usage, envelope))
    }
    out.append(literal: "data: [DONE]\n\n")
  }

  private mutating func translate(_ event: UpstreamEvent, _ out: inout [UInt8]) -> Step? {
    events.removeAll(keepingCapacity: true)
    stream?.read(event, into: &events)
    return write(&out)
  }

  private mutating func endOfStream(_ out: inout [UInt8]) -> Step {
    if way == .passedOn {
      switch watch?.end() {
      case .complete:
        completePassedOn(&out)
        return .complete
      case .fail(let failure): return .failed(failure)
      case .forward, .withhold, nil: return .failed(.cut("the stream ended before the answer did"))
      }
    }
    events.removeAll(keepingCapacity: true)
    stream?.end(into: &events)
    return write(&out) ?? .failed(.cut("the stream ended before the answer did"))
  }

  /// Supplies what is owed to a stream whose answer came to its end, though the transport did not.
  private mutating func endOfWholeStream(_ out: inout [UInt8]) -> Step {
    guard way == .translated else { return endOfStream(&out) }
    events = [.completed]
    return write(&out) ?? .complete
  }

  /// Writes the events that were read; gives the step that ends the answer.
  private mutating func write(_ out: inout [UInt8]) -> Step? {
    for event in events {
      if let failure = continuation?.objection(to: event) { return .failed(failure) }
      if continuation == nil {
        if let step = write(event, &out) { return step }
      } else {
        for event in continuation?.rest(of: event) ?? [] {
          if let step = write(event, &out) { return step }
        }
      }
    }
    return nil
  }

  private mutating func write(_ event: StreamEvent, _ out: inout [UInt8]) -> Step? {
    var event = event
    switch event {
    case .started(let id, let model):
      if writer == nil { begin(newEnvelope(id: id, model: model)) }
    case .failed(let failure): return .failed(failure)
    case .usage(let usage) where usage.isEstimate:
      promptUsage = usage
      return nil
    case .usage(let usage):
      translatedUsage = usage
      if let continuation { event = .usage(continuation.told(usage)) }
    default: note(event)
    }
    if writer == nil { begin(newEnvelope(id: nil, model: nil)) }
    let estimate = continuation?.told(usage) ?? usage
    writer?.append(event, to: &out, estimate: estimate)
    if case .completed = event { return .complete }
    return nil
  }

  private mutating func note(_ event: StreamEvent) {
    if case .finished = event { (isWhole, hasMoved) = (true, true) }
    guard event.isContent else { return }
    (hasContent, hasMoved) = (true, true)
    delivered?.append(event)
    switch event {
    case .text(let text), .refusal(let text), .reasoning(let text), .toolArguments(_, let text):
      translatedBytes += text.utf8.count
    case .toolCall(_, let id, let name, _): translatedBytes += id.utf8.count + name.utf8.count
    default: break
    }
  }

  private mutating func begin(_ envelope: AnswerEnvelope) {
    self.envelope = envelope
    writer = ChunkWriter(
      envelope, includesUsage: wish.wantsUsage, provider: wish.provider, continues: continuation != nil)
  }

  private func newEnvelope(id: String?, model: String?) -> AnswerEnvelope {
    AnswerEnvelope(
      id: continuation?.id ?? id ?? "chatcmpl-" + wish.requestID.text, model: model ?? wish.model,
      created: wish.created)
  }

  // MARK: Whole answers

  private mutating func whole(_ out: inout [UInt8]) -> Step {
    do {
      if let splicing {
        let answer = try PassthroughAnswer(body, rules: splicing.errorRules)
        translatedUsage = answer.usage
        translatedBytes = answer.contentBytes
        out.append(contentsOf: body)
      } else {
        let answer = try adapter.answer(body)
        note(answer)
        out.append(
          contentsOf: AnswerWriter.body(
            answer, newEnvelope(id: answer.id, model: answer.model), estimate: usage))
      }
      (hasContent, hasMoved) = (true, true)
      return .complete
    } catch {
      return .failed(error)
    }
  }

  /// An answer that came whole though it was asked for in pieces.
  private mutating func wholeAsStream(_ out: inout [UInt8]) -> Step {
    do {
      let answer = try adapter.answer(body)
      note(answer)
      translatedBytes = 0
      watch = nil
      events = answer.events
      return write(&out) ?? .failed(.cut("the answer has no end"))
    } catch {
      return .failed(error)
    }
  }

  private mutating func note(_ answer: UnifiedAnswer) {
    translatedUsage = answer.usage
    translatedBytes = answer.text.utf8.count + answer.reasoning.utf8.count + answer.refusal.utf8.count
    for call in answer.toolCalls { translatedBytes += call.name.utf8.count + call.arguments.utf8.count }
  }
}
