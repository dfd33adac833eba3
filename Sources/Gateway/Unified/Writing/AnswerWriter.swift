import Documents
import RoutingEngine

/// What an answer carries beside what the model said.
struct AnswerEnvelope: Sendable, Hashable {
  /// The id of the answer.
  var id: String
  /// The model that answered.
  var model: String
  /// When it answered, in seconds since 1970.
  var created: Int64
}

/// Writes a whole answer in the form of OpenAI's `chat.completion`.
enum AnswerWriter {
  /// The body of the HTTP response, with the answer so many times; the estimate is for answers that came without a
  /// count of tokens.
  static func body(
    _ answer: UnifiedAnswer, _ envelope: AnswerEnvelope, estimate: TokenUsage, times: Int = 1
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.reserve(bytes: 512 + answer.text.utf8.count + answer.reasoning.utf8.count)
    writer.object {
      $0.field("id", envelope.id)
      $0.field("object", "chat.completion")
      $0.field("created", envelope.created)
      $0.field("model", envelope.model)
      $0.array("choices") {
        for index in 0..<times {
          $0.object {
            $0.field("index", index)
            $0.object("message") { message(answer, &$0) }
            $0.field("logprobs", String?.none)
            $0.field("finish_reason", answer.finish.reason.rawValue)
          }
        }
      }
      $0.field("usage", OpenAIUsage(usage: answer.usage ?? estimate))
    }
    return writer.bytes
  }

  private static func message(_ answer: UnifiedAnswer, _ writer: inout JSONWriter) {
    writer.field("role", "assistant")
    let isSilent = answer.text.isEmpty && (!answer.toolCalls.isEmpty || !answer.refusal.isEmpty)
    writer.field("content", isSilent ? nil : answer.text)
    writer.field("refusal", answer.refusal.isEmpty ? nil : answer.refusal)
    if !answer.reasoning.isEmpty { writer.field("reasoning_content", answer.reasoning) }
    if !answer.toolCalls.isEmpty { writer.field("tool_calls", answer.toolCalls) }
  }
}

extension ToolCall: JSONWritable {
  /// Writes a tool call in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("type", "function")
      $0.object("function") {
        $0.field("name", name)
        $0.field("arguments", arguments)
      }
      if let signature { ToolCall.write(signature: signature, to: &$0) }
    }
  }

  /// Writes the field in which Gemini's own OpenAI-compatible interface carries the thought's proof.
  static func write(signature: String, to writer: inout JSONWriter) {
    writer.object("extra_content") {
      $0.object("google") { $0.field("thought_signature", signature) }
    }
  }
}
