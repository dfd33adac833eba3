import Documents
import RoutingEngine

/// Watches a stream of OpenAI's protocol that goes on to the caller as it is.
///
/// It steps through each chunk without building anything from it, and judges as the readers of other
/// protocols do: what is content, whether the answer is whole, what was used, what an error inside means.
struct PassthroughStream: Sendable {
  /// What to do with an event of the provider.
  enum Verdict: Sendable, Hashable {
    /// Send it on as it is; content shows that the model produces.
    case forward(isContent: Bool)
    /// Keep it: callers do not expect it.
    case withhold
    /// The answer is whole: send the usage if it is still owed, and the mark of the end.
    case complete
    /// The answer is broken.
    case fail(ProviderFailure)
  }

  /// What the provider says was used.
  private(set) var usage: TokenUsage?
  /// Bytes of content so far, for an estimate.
  private(set) var contentBytes = 0
  /// Why the answer ended; of several answers the last.
  private(set) var finish: Finish?
  /// Whether the usage was sent on.
  private(set) var hasForwardedUsage = false
  /// The first chunk with a piece of an answer.
  private var firstChunk: [UInt8]?

  private let rules: [ErrorRule]
  private let answerCount: Int
  private let wantsUsage: Bool
  /// Answers of which a piece came, a bit an index.
  private var begunAnswers: UInt128 = 0
  /// Answers whose finish reason came, likewise.
  private var finishedAnswers: UInt128 = 0
  private var meaning = FinishMeaning.finished(.stop)
  private var isOver = false

  /// What all chunks have in common, for a chunk of our own.
  var envelope: AnswerEnvelope? { firstChunk.flatMap { AnswerEnvelope(chunk: $0) } }

  /// Whether every answer that was asked for is there, so that only the usage and the mark of the end may follow.
  var isWhole: Bool { mayEnd && finishedAnswers.nonzeroBitCount >= answerCount }

  /// Whether the stream may end here: every answer that was begun has its finish reason.
  ///
  /// A server may send fewer answers than it was asked for.
  var mayEnd: Bool {
    guard !isOver, let finish else { return false }
    guard begunAnswers == finishedAnswers || finishedAnswers.nonzeroBitCount >= answerCount else {
      return false
    }
    let verdict = EndOfAnswer.verdict(meaning, word: finish.providerReason, hasContent: contentBytes > 0)
    return verdict != .hold
  }

  /// A watch over as many answers as the caller asked for, who wants the usage or not.
  init(rules: [ErrorRule], answerCount: Int, wantsUsage: Bool) {
    self.rules = rules
    self.answerCount = answerCount
    self.wantsUsage = wantsUsage
  }

  /// Takes the data of the next event; an error after all of the answer and its finish reason is the end of it.
  mutating func read(_ data: [UInt8]) -> Verdict {
    guard !isOver else { return .withhold }
    let wasWhole = contentBytes > 0 && isWhole
    let verdict = judge(data)
    guard wasWhole, case .fail = verdict else { return verdict }
    return .complete
  }

  private mutating func judge(_ data: [UInt8]) -> Verdict {
    if data.starts(with: "[DONE]".utf8) { return end() }
    var chunk = ChunkScan()
    guard chunk.read(data) else { return fail(.cut("an event of the stream is no JSON object")) }
    if chunk.hasError, let node = JSONText.parse(data),
      let failure = OpenAIErrors.failure(inBand: node, rules: rules)
    {
      return fail(failure)
    }
    contentBytes += chunk.contentBytes
    begunAnswers |= chunk.answers
    if let range = chunk.usage, let node = JSONText.parse(Array(data[range])) {
      usage = TokenUsage(openAI: node) ?? usage
    }
    for end in chunk.ends {
      if let failure = take(end.word(in: data), of: end.answer) { return fail(failure) }
    }
    guard chunk.hasAnswers else { return withoutAnswers(chunk) }
    if firstChunk == nil { firstChunk = data }
    return .forward(isContent: chunk.contentBytes > 0)
  }

  /// Takes the orderly end of the transport, or the provider's mark of the end.
  mutating func end() -> Verdict {
    guard !isOver else { return .withhold }
    guard mayEnd else {
      let isEmpty = contentBytes == 0 && begunAnswers == finishedAnswers
      if let finish, isEmpty { return fail(EndOfAnswer.empty(finish.providerReason)) }
      return fail(.cut("the stream ended before the answer had a finish reason"))
    }
    isOver = true
    return .complete
  }

  /// Notes why an answer ended; gives the failure that it means.
  private mutating func take(_ word: String, of answer: Int64) -> ProviderFailure? {
    meaning = OpenAIAnswer.meaning(of: word)
    finishedAnswers |= ChunkScan.bit(of: answer)
    switch EndOfAnswer.verdict(meaning, word: word, hasContent: contentBytes > 0) {
    case .deliver(let finish): self.finish = finish
    case .hold: finish = Finish(reason: .stop, providerReason: word)
    case .fail(let failure): return failure
    }
    return nil
  }

  /// A chunk without answers carries the usage, or notes of a filter on which callers are known to stumble.
  private mutating func withoutAnswers(_ chunk: ChunkScan) -> Verdict {
    guard chunk.usage != nil, wantsUsage else { return .withhold }
    hasForwardedUsage = true
    return .forward(isContent: false)
  }

  private mutating func fail(_ failure: ProviderFailure) -> Verdict {
    isOver = true
    return .fail(failure)
  }
}

extension AnswerEnvelope {
  /// What a chunk has in common with all others of its answer.
  fileprivate init?(chunk data: [UInt8]) {
    guard let root = JSONText.parse(data), let id = root["id"]?.string else { return nil }
    self.init(id: id, model: root["model"]?.string ?? "", created: root["created"]?.integer ?? 0)
  }
}
