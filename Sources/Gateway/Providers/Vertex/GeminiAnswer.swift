import Documents
import RoutingEngine

/// Reads answers of Gemini, which are of one form whole and streamed.
enum GeminiAnswer {
  /// Reads the body of a response with HTTP 200.
  static func read(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    guard let root = JSONText.parse(body), root.members != nil || root.array != nil else {
      throw .malformed("the body of the answer is no JSON object")
    }
    if let failure = GoogleErrors.failure(inAnswer: root) { throw failure }
    guard let candidate = root["candidates"]?.array?.first else {
      throw .malformed("the answer has no candidates")
    }
    guard let word = finishReason(candidate) else { throw .malformed("the answer has no finish reason") }
    var answer = UnifiedAnswer(finish: Finish(reason: .stop, providerReason: word))
    answer.id = root["responseId"]?.string
    answer.model = root["modelVersion"]?.string
    for part in parts(candidate) {
      switch part {
      case .text(let text): answer.text += text
      case .thought(let text): answer.reasoning += text
      case .call(let id, let name, let arguments, let signature):
        let id = id ?? callID(answer.id, answer.toolCalls.count)
        answer.toolCalls.append(ToolCall(id: id, name: name, arguments: arguments, signature: signature))
      }
    }
    answer.usage = root["usageMetadata"].flatMap { TokenUsage(gemini: $0) }
    try answer.end(meaning(of: word, callsTools: !answer.toolCalls.isEmpty), word: word)
    return answer
  }

  /// A piece of a candidate.
  enum Part: Sendable, Hashable {
    case text(String)
    case thought(String)
    case call(id: String?, name: String, arguments: String, signature: String?)
  }

  /// The pieces of a candidate that have a counterpart.
  static func parts(_ candidate: Node) -> [Part] {
    var parts: [Part] = []
    for part in candidate["content"]?["parts"]?.array ?? [] {
      if let text = part["text"]?.string {
        parts.append(part["thought"]?.bool == true ? .thought(text) : .text(text))
      } else if let call = part["functionCall"], let name = call["name"]?.string {
        let arguments = JSONText.text(of: call["args"] ?? Node(.object([])))
        parts.append(
          .call(
            id: call["id"]?.string, name: name, arguments: arguments,
            signature: part["thoughtSignature"]?.string))
      }
    }
    return parts
  }

  /// The finish reason of a candidate; nil while it is still running.
  static func finishReason(_ candidate: Node) -> String? {
    guard let word = candidate["finishReason"]?.string, word != "FINISH_REASON_UNSPECIFIED" else {
      return nil
    }
    return word
  }

  /// An id for a call that came without one, unlike any other of the conversation.
  static func callID(_ responseID: String?, _ index: Int) -> String {
    "call_" + (responseID.map { "\($0)_" } ?? "") + String(index)
  }

  /// What a finish reason means; an answer that calls tools ends with `STOP` too.
  static func meaning(of word: String, callsTools: Bool) -> FinishMeaning {
    switch word {
    case "STOP": .finished(callsTools ? .toolCalls : .stop)
    case "MAX_TOKENS", "CONTINUATION": .finished(.length)
    case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY",
      "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "JAILBREAK":
      .finished(.contentFilter)
    case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS":
      .failed
    default: .finishedIfUsable(callsTools ? .toolCalls : .stop)
    }
  }
}

extension TokenUsage {
  /// Reads Gemini's `usageMetadata`; its prompt includes the cache, its candidates exclude thought.
  init?(gemini node: Node) {
    guard let prompt = node["promptTokenCount"]?.integer else { return nil }
    let cached = (node["cachedContentTokenCount"]?.integer ?? 0).clamped
    let tools = (node["toolUsePromptTokenCount"]?.integer ?? 0).clamped
    let thoughts = (node["thoughtsTokenCount"]?.integer ?? 0).clamped
    let candidates = (node["candidatesTokenCount"]?.integer ?? 0).clamped
    self.init(
      input: UInt32(clamping: prompt.clamped - cached + tools), cachedInput: UInt32(clamping: cached),
      output: UInt32(clamping: candidates + thoughts), reasoning: UInt32(clamping: thoughts))
  }
}
