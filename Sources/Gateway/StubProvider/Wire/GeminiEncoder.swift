import Documents
import RoutingEngine

/// Writes answers as Gemini does; tool calls go out whole, when their arguments are.
struct GeminiEncoder: StubEncoder {
  private let envelope: AnswerEnvelope
  private var usage: TokenUsage
  private var call: ToolCall?
  private var finish: FinishReason?

  init(_ envelope: AnswerEnvelope, usage: TokenUsage) {
    self.envelope = envelope
    self.usage = usage
  }

  func answer(_ answer: UnifiedAnswer) -> [UInt8] {
    response(finish: answer.finish.reason, usage: answer.usage ?? usage) {
      if !answer.reasoning.isEmpty { GeminiEncoder.text(answer.reasoning, isThought: true, &$0) }
      if !answer.text.isEmpty { GeminiEncoder.text(answer.text, isThought: false, &$0) }
      for call in answer.toolCalls { GeminiEncoder.call(call, &$0) }
    }
  }

  mutating func append(_ event: StreamEvent, to bytes: inout [UInt8]) {
    switch event {
    case .started: break
    case .text(let text), .refusal(let text):
      chunk(&bytes) { GeminiEncoder.text(text, isThought: false, &$0) }
    case .reasoning(let text): chunk(&bytes) { GeminiEncoder.text(text, isThought: true, &$0) }
    case .toolCall(_, let id, let name, let signature):
      flushCall(&bytes)
      call = ToolCall(id: id, name: name, arguments: "", signature: signature)
    case .toolArguments(_, let piece): call?.arguments += piece
    case .usage(let usage): self.usage = usage
    case .finished(let finish): self.finish = finish.reason
    case .completed:
      flushCall(&bytes)
      write(response(finish: finish ?? .stop, usage: usage) { _ in }, &bytes)
    case .failed(let failure): write(StubError(failure).body(as: .vertex), &bytes)
    }
  }

  // MARK: Pieces

  private mutating func flushCall(_ bytes: inout [UInt8]) {
    guard let call else { return }
    self.call = nil
    chunk(&bytes) { GeminiEncoder.call(call, &$0) }
  }

  private func chunk(_ bytes: inout [UInt8], _ parts: (inout JSONWriter) -> Void) {
    write(response(finish: nil, usage: nil, parts), &bytes)
  }

  private func write(_ data: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: "data: ".utf8)
    bytes.append(contentsOf: data)
    bytes.append(contentsOf: "\r\n\r\n".utf8)
  }

  private func response(
    finish: FinishReason?, usage: TokenUsage?, _ parts: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.array("candidates") {
        $0.object {
          $0.field("index", 0)
          $0.object("content") {
            $0.field("role", "model")
            $0.array("parts", parts)
          }
          if let finish { $0.field("finishReason", GeminiEncoder.word(finish)) }
        }
      }
      if let usage { $0.object("usageMetadata") { GeminiEncoder.counts(usage, &$0) } }
      $0.field("modelVersion", envelope.model)
      $0.field("responseId", envelope.id)
    }
    return writer.bytes
  }

  private static func text(_ text: String, isThought: Bool, _ writer: inout JSONWriter) {
    writer.object {
      $0.field("text", text)
      if isThought { $0.field("thought", true) }
    }
  }

  private static func call(_ call: ToolCall, _ writer: inout JSONWriter) {
    writer.object {
      $0.object("functionCall") {
        $0.field("id", call.id)
        $0.field("name", call.name)
        $0.field("args", JSONText.arguments(call.arguments) ?? Node(.object([])))
      }
      if let signature = call.signature { $0.field("thoughtSignature", signature) }
    }
  }

  private static func counts(_ usage: TokenUsage, _ writer: inout JSONWriter) {
    let thought = min(usage.reasoning, usage.output)
    writer.field("promptTokenCount", usage.promptTokens)
    writer.field("cachedContentTokenCount", UInt64(usage.cachedInput))
    writer.field("candidatesTokenCount", UInt64(usage.output - thought))
    writer.field("thoughtsTokenCount", UInt64(thought))
    writer.field("totalTokenCount", usage.promptTokens + UInt64(usage.output))
  }

  private static func word(_ reason: FinishReason) -> String {
    switch reason {
    case .stop, .toolCalls: "STOP"
    case .length: "MAX_TOKENS"
    case .contentFilter: "SAFETY"
    }
  }
}
