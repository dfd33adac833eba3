import Documents
import RoutingEngine

/// Writes answers as Anthropic's Messages do.
struct AnthropicEncoder: StubEncoder {
  private let envelope: AnswerEnvelope
  private var usage: TokenUsage
  private var stopReason = "end_turn"
  private var open: OpenBlock?
  private var blocks = 0

  private enum OpenBlock { case text, thinking, tool }

  init(_ envelope: AnswerEnvelope, usage: TokenUsage) {
    self.envelope = envelope
    self.usage = usage
  }

  func answer(_ answer: UnifiedAnswer) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      message(&$0)
      $0.array("content") { AnthropicEncoder.content(answer, &$0) }
      $0.field("stop_reason", AnthropicEncoder.word(answer.finish.reason))
      $0.field("stop_sequence", String?.none)
      $0.object("usage") {
        input(answer.usage ?? usage, &$0)
        AnthropicEncoder.output(answer.usage ?? usage, &$0)
      }
    }
    return writer.bytes
  }

  mutating func append(_ event: StreamEvent, to bytes: inout [UInt8]) {
    switch event {
    case .started: start(&bytes)
    case .text(let text), .refusal(let text):
      openBlock(.text, &bytes) {
        $0.field("type", "text")
        $0.field("text", "")
      }
      delta("text_delta", "text", text, &bytes)
    case .reasoning(let text):
      openBlock(.thinking, &bytes) {
        $0.field("type", "thinking")
        $0.field("thinking", "")
        $0.field("signature", "")
      }
      delta("thinking_delta", "thinking", text, &bytes)
    case .toolCall(_, let id, let name, _):
      closeBlock(&bytes)
      openBlock(.tool, &bytes) {
        $0.field("type", "tool_use")
        $0.field("id", id)
        $0.field("name", name)
        $0.object("input") { _ in }
      }
    case .toolArguments(_, let piece): delta("input_json_delta", "partial_json", piece, &bytes)
    case .usage(let usage): self.usage = usage
    case .finished(let finish): stopReason = AnthropicEncoder.word(finish.reason)
    case .completed: finish(&bytes)
    case .failed(let failure):
      write("error", StubError(failure).body(as: .anthropic), &bytes)
    }
  }

  // MARK: Pieces

  private func start(_ bytes: inout [UInt8]) {
    event("message_start", &bytes) {
      $0.object("message") {
        message(&$0)
        $0.array("content") { _ in }
        $0.field("stop_reason", String?.none)
        $0.field("stop_sequence", String?.none)
        $0.object("usage") {
          input(usage, &$0)
          $0.field("output_tokens", 1)
        }
      }
    }
    event("ping", &bytes) { _ in }
  }

  private mutating func openBlock(
    _ block: OpenBlock, _ bytes: inout [UInt8], _ fields: (inout JSONWriter) -> Void
  ) {
    guard open != block else { return }
    closeBlock(&bytes)
    open = block
    event("content_block_start", &bytes) {
      $0.field("index", blocks)
      $0.object("content_block", fields)
    }
  }

  private mutating func closeBlock(_ bytes: inout [UInt8]) {
    guard open != nil else { return }
    event("content_block_stop", &bytes) { $0.field("index", blocks) }
    open = nil
    blocks += 1
  }

  private func delta(_ type: String, _ key: String, _ piece: String, _ bytes: inout [UInt8]) {
    event("content_block_delta", &bytes) {
      $0.field("index", blocks)
      $0.object("delta") {
        $0.field("type", type)
        $0.field(key, piece)
      }
    }
  }

  private mutating func finish(_ bytes: inout [UInt8]) {
    closeBlock(&bytes)
    event("message_delta", &bytes) {
      $0.object("delta") {
        $0.field("stop_reason", stopReason)
        $0.field("stop_sequence", String?.none)
      }
      $0.object("usage") {
        input(usage, &$0)
        AnthropicEncoder.output(usage, &$0)
      }
    }
    event("message_stop", &bytes) { _ in }
  }

  private func event(_ type: String, _ bytes: inout [UInt8], _ fields: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object {
      $0.field("type", type)
      fields(&$0)
    }
    write(type, writer.bytes, &bytes)
  }

  private func write(_ type: String, _ data: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: "event: \(type)\ndata: ".utf8)
    bytes.append(contentsOf: data)
    bytes.append(contentsOf: "\n\n".utf8)
  }

  private func message(_ writer: inout JSONWriter) {
    writer.field("id", envelope.id)
    writer.field("type", "message")
    writer.field("role", "assistant")
    writer.field("model", envelope.model)
  }

  private func input(_ usage: TokenUsage, _ writer: inout JSONWriter) {
    writer.field("input_tokens", UInt64(usage.input))
    writer.field("cache_creation_input_tokens", UInt64(usage.cacheWrite))
    writer.field("cache_read_input_tokens", UInt64(usage.cachedInput))
  }

  private static func output(_ usage: TokenUsage, _ writer: inout JSONWriter) {
    writer.field("output_tokens", UInt64(usage.output))
    writer.object("output_tokens_details") { $0.field("thinking_tokens", UInt64(usage.reasoning)) }
  }

  private static func content(_ answer: UnifiedAnswer, _ writer: inout JSONWriter) {
    if !answer.reasoning.isEmpty {
      writer.object {
        $0.field("type", "thinking")
        $0.field("thinking", answer.reasoning)
        $0.field("signature", "")
      }
    }
    if !answer.text.isEmpty {
      writer.object {
        $0.field("type", "text")
        $0.field("text", answer.text)
      }
    }
    for call in answer.toolCalls {
      writer.object {
        $0.field("type", "tool_use")
        $0.field("id", call.id)
        $0.field("name", call.name)
        $0.field("input", JSONText.arguments(call.arguments) ?? Node(.object([])))
      }
    }
  }

  private static func word(_ reason: FinishReason) -> String {
    switch reason {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .toolCalls: "tool_use"
    case .contentFilter: "refusal"
    }
  }
}
