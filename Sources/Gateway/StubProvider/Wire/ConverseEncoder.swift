import Documents
import RoutingEngine
import Transport

/// Writes answers as Bedrock's Converse and ConverseStream do.
struct ConverseEncoder: StubEncoder {
  private var usage: TokenUsage
  private var open: OpenBlock?
  private var blocks = 0

  private enum OpenBlock { case text, thinking, tool }

  init(usage: TokenUsage) {
    self.usage = usage
  }

  func answer(_ answer: UnifiedAnswer) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.object("output") {
        $0.object("message") {
          $0.field("role", "assistant")
          $0.array("content") { ConverseEncoder.content(answer, &$0) }
        }
      }
      $0.field("stopReason", ConverseEncoder.word(answer.finish.reason))
      ConverseEncoder.metadata(answer.usage ?? usage, &$0)
    }
    return writer.bytes
  }

  mutating func append(_ event: StreamEvent, to bytes: inout [UInt8]) {
    switch event {
    case .started: message("messageStart", &bytes) { $0.field("role", "assistant") }
    case .text(let text), .refusal(let text):
      openBlock(.text, &bytes)
      delta(&bytes) { $0.field("text", text) }
    case .reasoning(let text):
      openBlock(.thinking, &bytes)
      delta(&bytes) { $0.object("reasoningContent") { $0.field("text", text) } }
    case .toolCall(_, let id, let name, _):
      closeBlock(&bytes)
      openBlock(.tool, &bytes)
      message("contentBlockStart", &bytes) {
        $0.field("contentBlockIndex", blocks)
        $0.object("start") {
          $0.object("toolUse") {
            $0.field("toolUseId", id)
            $0.field("name", name)
          }
        }
      }
    case .toolArguments(_, let piece):
      delta(&bytes) { $0.object("toolUse") { $0.field("input", piece) } }
    case .usage(let usage): self.usage = usage
    case .finished(let finish):
      closeBlock(&bytes)
      message("messageStop", &bytes) { $0.field("stopReason", ConverseEncoder.word(finish.reason)) }
    case .completed: message("metadata", &bytes) { ConverseEncoder.metadata(usage, &$0) }
    case .failed(let failure): exception(StubError(failure), &bytes)
    }
  }

  func appendRaw(_ data: [UInt8], to bytes: inout [UInt8]) {
    frame(":event-type", "contentBlockDelta", kind: "event", data, &bytes)
  }

  // MARK: Pieces

  /// Turns to a block of another sort; only tool calls announce theirs.
  private mutating func openBlock(_ block: OpenBlock, _ bytes: inout [UInt8]) {
    guard open != block else { return }
    closeBlock(&bytes)
    open = block
  }

  private mutating func closeBlock(_ bytes: inout [UInt8]) {
    guard open != nil else { return }
    message("contentBlockStop", &bytes) { $0.field("contentBlockIndex", blocks) }
    open = nil
    blocks += 1
  }

  private func delta(_ bytes: inout [UInt8], _ fields: (inout JSONWriter) -> Void) {
    message("contentBlockDelta", &bytes) {
      $0.field("contentBlockIndex", blocks)
      $0.object("delta", fields)
    }
  }

  private func message(_ type: String, _ bytes: inout [UInt8], _ fields: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object(fields)
    frame(":event-type", type, kind: "event", writer.bytes, &bytes)
  }

  private func exception(_ error: StubError, _ bytes: inout [UInt8]) {
    let name = error.exceptionName
    let member = name.prefix(1).lowercased() + name.dropFirst()
    frame(":exception-type", member, kind: "exception", error.body(as: .bedrock), &bytes)
  }

  private func frame(_ key: String, _ type: String, kind: String, _ payload: [UInt8], _ bytes: inout [UInt8])
  {
    let headers = [(key, type), (":content-type", "application/json"), (":message-type", kind)]
      .map { EventStreamMessage.Header(name: $0.0, value: .string($0.1)) }
    bytes.append(contentsOf: EventStreamMessage(headers: headers, payload: payload).encoded())
  }

  private static func metadata(_ usage: TokenUsage, _ writer: inout JSONWriter) {
    writer.object("usage") {
      $0.field("inputTokens", UInt64(usage.input))
      $0.field("outputTokens", UInt64(usage.output))
      $0.field("totalTokens", usage.promptTokens + UInt64(usage.output))
      $0.field("cacheReadInputTokens", UInt64(usage.cachedInput))
      $0.field("cacheWriteInputTokens", UInt64(usage.cacheWrite))
    }
    writer.object("metrics") { $0.field("latencyMs", 1) }
  }

  private static func content(_ answer: UnifiedAnswer, _ writer: inout JSONWriter) {
    if !answer.reasoning.isEmpty {
      writer.object {
        $0.object("reasoningContent") { $0.object("reasoningText") { $0.field("text", answer.reasoning) } }
      }
    }
    if !answer.text.isEmpty { writer.object { $0.field("text", answer.text) } }
    for call in answer.toolCalls {
      writer.object {
        $0.object("toolUse") {
          $0.field("toolUseId", call.id)
          $0.field("name", call.name)
          $0.field("input", JSONText.arguments(call.arguments) ?? Node(.object([])))
        }
      }
    }
  }

  private static func word(_ reason: FinishReason) -> String {
    switch reason {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .toolCalls: "tool_use"
    case .contentFilter: "content_filtered"
    }
  }
}
