import Documents
import RoutingEngine

/// Judges a whole answer of OpenAI's protocol that goes on to the caller as it is.
struct PassthroughAnswer: Sendable, Hashable {
  /// Why it ended; of several answers the last.
  let finish: Finish
  /// What the provider says was used.
  let usage: TokenUsage?
  /// Bytes of content, for an estimate.
  let contentBytes: Int

  /// Steps through the body of a response with HTTP 200.
  ///
  /// - Throws: what it means where the body is no answer, or an empty one.
  init(_ body: [UInt8], rules: [ErrorRule]) throws(ProviderFailure) {
    var scan = ChunkScan()
    guard scan.read(body) else { throw .malformed("the body of the answer is no JSON object") }
    if scan.hasError, let node = JSONText.parse(body),
      let failure = OpenAIErrors.failure(inBand: node, rules: rules)
    {
      throw failure
    }
    guard scan.hasAnswers else { throw .malformed("the answer has no choices") }
    guard let word = scan.ends.last?.word(in: body) else {
      throw .malformed("the answer has no finish reason")
    }
    let hasContent = scan.contentBytes > 0
    switch EndOfAnswer.verdict(OpenAIAnswer.meaning(of: word), word: word, hasContent: hasContent) {
    case .deliver(let finish): self.finish = finish
    case .fail(let failure): throw failure
    case .hold: throw EndOfAnswer.empty(word)
    }
    usage = scan.usage.flatMap { JSONText.parse(Array(body[$0])) }.flatMap { TokenUsage(openAI: $0) }
    contentBytes = scan.contentBytes
  }
}
