import Documents
import RoutingEngine

/// Reads `chat.completion` objects.
enum OpenAIAnswer {
  /// Reads a whole answer; of several choices the first.
  static func read(_ body: [UInt8], rules: [ErrorRule]) throws(ProviderFailure) -> UnifiedAnswer {
    guard let root = JSONText.parse(body) else {
      throw .malformed("the body of the answer is no JSON")
    }
    if let failure = OpenAIErrors.failure(inBand: root, rules: rules) { throw failure }
    guard let choice = root["choices"]?.array?.first, let message = choice["message"] else {
      throw .malformed("the answer has no choices")
    }
    guard let word = choice["finish_reason"]?.string else {
      throw .malformed("the answer has no finish reason")
    }
    var answer = UnifiedAnswer(finish: Finish(reason: .stop, providerReason: word))
    answer.id = root["id"]?.string
    answer.model = root["model"]?.string
    let content = OpenAIContent(message)
    answer.text = content.text
    answer.reasoning = content.reasoning
    answer.refusal = message["refusal"]?.string ?? ""
    answer.toolCalls = toolCalls(message)
    answer.usage = root["usage"].flatMap { TokenUsage(openAI: $0) }
    try answer.end(meaning(of: word), word: word)
    return answer
  }

  /// What a finish reason means; servers have invented some.
  static func meaning(of word: String) -> FinishMeaning {
    switch word {
    case "stop", "eos", "end_turn", "stop_sequence": .finished(.stop)
    case "length", "model_length", "max_tokens": .finished(.length)
    case "tool_calls", "function_call", "tool_use": .finished(.toolCalls)
    case "content_filter": .finished(.contentFilter)
    case "error": .failed
    default: .finishedIfUsable(.stop)
    }
  }

  private static func toolCalls(_ message: Node) -> [ToolCall] {
    var calls: [ToolCall] = []
    for (index, call) in (message["tool_calls"]?.array ?? []).enumerated() {
      guard let function = call["function"], let name = function["name"]?.string else { continue }
      calls.append(
        ToolCall(
          id: call["id"]?.string ?? "call_\(index)", name: name,
          arguments: OpenAIContent.arguments(function["arguments"]) ?? "{}",
          signature: call["extra_content"]?["google"]?["thought_signature"]?.string))
    }
    if calls.isEmpty, let function = message["function_call"], let name = function["name"]?.string {
      let arguments = OpenAIContent.arguments(function["arguments"]) ?? "{}"
      calls.append(ToolCall(id: "call_0", name: name, arguments: arguments))
    }
    return calls
  }
}

/// The text and the thought of a message or of a piece of one.
struct OpenAIContent {
  /// What the model says.
  private(set) var text = ""
  /// What it thinks.
  private(set) var reasoning = ""

  /// Reads `content`, `reasoning_content` and `reasoning`; content may be a list of typed pieces.
  init(_ message: Node) {
    reasoning = message["reasoning_content"]?.string ?? message["reasoning"]?.string ?? ""
    guard let content = message["content"] else { return }
    if let string = content.string {
      text = string
      return
    }
    for piece in content.array ?? [] {
      switch piece["type"]?.string {
      case "text": text += piece["text"]?.string ?? ""
      case "thinking":
        for thought in piece["thinking"]?.array ?? [] { reasoning += thought["text"]?.string ?? "" }
      default: continue
      }
    }
  }

  /// The text of a tool call's arguments; some servers send the object itself.
  static func arguments(_ node: Node?) -> String? {
    guard let node, !node.isNull else { return nil }
    return node.string ?? JSONText.text(of: node)
  }
}
