import Documents
import RoutingEngine

/// Reads whole answers of Anthropic's Messages.
enum AnthropicAnswer {
  /// Reads the body of a response with HTTP 200.
  static func read(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    guard let root = JSONText.parse(body) else {
      throw .malformed("the body of the answer is no JSON")
    }
    if let failure = AnthropicErrors.failure(inBand: root) { throw failure }
    guard let content = root["content"]?.array else { throw .malformed("the answer has no content") }
    guard let word = root["stop_reason"]?.string else { throw .malformed("the answer has no stop reason") }
    var answer = UnifiedAnswer(finish: Finish(reason: .stop, providerReason: word))
    answer.id = root["id"]?.string
    answer.model = root["model"]?.string
    for block in content { read(block, into: &answer) }
    if let usage = root["usage"] {
      var counts = AnthropicUsage()
      counts.merge(usage)
      answer.usage = counts.usage
    }
    try answer.end(meaning(of: word), word: word)
    return answer
  }

  /// What a stop reason means.
  static func meaning(of word: String) -> FinishMeaning {
    switch word {
    case "end_turn", "stop_sequence", "pause_turn": .finished(.stop)
    case "max_tokens", "model_context_window_exceeded": .finished(.length)
    case "tool_use": .finished(.toolCalls)
    case "refusal": .finished(.contentFilter)
    default: .finishedIfUsable(.stop)
    }
  }

  private static func read(_ block: Node, into answer: inout UnifiedAnswer) {
    switch block["type"]?.string {
    case "text": answer.text += block["text"]?.string ?? ""
    case "thinking": answer.reasoning += block["thinking"]?.string ?? ""
    case "tool_use":
      guard let id = block["id"]?.string, let name = block["name"]?.string else { return }
      let input = block["input"] ?? Node(.object([]))
      answer.toolCalls.append(ToolCall(id: id, name: name, arguments: JSONText.text(of: input)))
    default: break
    }
  }
}

/// The token counts of Anthropic, which come in parts.
///
/// Its `input_tokens` exclude what was read from and written to the cache; `output_tokens` include thought.
struct AnthropicUsage: Sendable, Hashable {
  /// What is known so far.
  private(set) var usage = TokenUsage()
  /// Whether anything is.
  private(set) var isKnown = false

  /// Takes counts that replace earlier ones of the same name.
  mutating func merge(_ node: Node) {
    replace(\.input, by: node["input_tokens"])
    replace(\.cachedInput, by: node["cache_read_input_tokens"])
    replace(\.cacheWrite, by: node["cache_creation_input_tokens"])
    replace(\.output, by: node["output_tokens"])
    replace(\.reasoning, by: node["output_tokens_details"]?["thinking_tokens"])
  }

  private mutating func replace(_ count: WritableKeyPath<TokenUsage, UInt32>, by node: Node?) {
    guard let value = node?.integer else { return }
    usage[keyPath: count] = UInt32(clamping: value)
    isKnown = true
  }
}
