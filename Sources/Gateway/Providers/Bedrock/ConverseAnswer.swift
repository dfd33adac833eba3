import Documents
import RoutingEngine

/// Reads whole answers of Bedrock's Converse.
enum ConverseAnswer {
  /// Reads the body of a response with HTTP 200.
  static func read(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    guard let root = JSONText.parse(body) else {
      throw .malformed("the body of the answer is no JSON")
    }
    guard let content = root["output"]?["message"]?["content"]?.array else {
      throw .malformed("the answer has no message")
    }
    guard let word = root["stopReason"]?.string else { throw .malformed("the answer has no stop reason") }
    var answer = UnifiedAnswer(finish: Finish(reason: .stop, providerReason: word))
    for block in content { read(block, into: &answer) }
    answer.usage = root["usage"].flatMap { TokenUsage(converse: $0) }
    try answer.end(meaning(of: word), word: word)
    return answer
  }

  /// What a stop reason means.
  static func meaning(of word: String) -> FinishMeaning {
    switch word {
    case "end_turn", "stop_sequence": .finished(.stop)
    case "max_tokens", "model_context_window_exceeded": .finished(.length)
    case "tool_use": .finished(.toolCalls)
    case "guardrail_intervened", "content_filtered", "refusal": .finished(.contentFilter)
    case "malformed_model_output", "malformed_tool_use": .failed
    default: .finishedIfUsable(.stop)
    }
  }

  private static func read(_ block: Node, into answer: inout UnifiedAnswer) {
    if let text = block["text"]?.string { answer.text += text }
    answer.reasoning += block["reasoningContent"]?["reasoningText"]?["text"]?.string ?? ""
    guard let use = block["toolUse"], let id = use["toolUseId"]?.string, let name = use["name"]?.string else {
      return
    }
    let input = use["input"] ?? Node(.object([]))
    answer.toolCalls.append(ToolCall(id: id, name: name, arguments: JSONText.text(of: input)))
  }
}

extension TokenUsage {
  /// Reads Bedrock's `usage`, whose `inputTokens` exclude what the cache was read for and written with.
  init?(converse node: Node) {
    guard let input = node["inputTokens"]?.integer else { return nil }
    self.init(
      input: UInt32(clamping: input),
      cachedInput: UInt32(clamping: node["cacheReadInputTokens"]?.integer ?? 0),
      cacheWrite: UInt32(clamping: node["cacheWriteInputTokens"]?.integer ?? 0),
      output: UInt32(clamping: node["outputTokens"]?.integer ?? 0))
  }
}
