import Documents
import RoutingEngine

/// Writes a streamed answer in the form of OpenAI's `chat.completion.chunk`, as server-sent events.
///
/// The role comes first, then content as it comes, then the finish reason, the usage where the caller asked
/// for it, and `[DONE]`. After a failure comes a typed error event and nothing more: a broken stream never
/// looks like a whole one.
struct ChunkWriter: Sendable {
  /// Everything of a chunk before its `delta`.
  private let head: [UInt8]
  /// Everything of a chunk after its choice.
  private let tail: [UInt8]
  private let envelope: AnswerEnvelope
  private let includesUsage: Bool
  private let provider: String
  private var hasRole = false
  private var usage: TokenUsage?
  private var isOver = false

  /// A writer for one answer of a provider; the usage is a last chunk for callers that asked for it.
  ///
  /// One that continues an answer does not open it again. Of several answers each has its index.
  init(
    _ envelope: AnswerEnvelope, includesUsage: Bool, provider: String, continues: Bool = false, index: Int = 0
  ) {
    hasRole = continues
    self.envelope = envelope
    self.includesUsage = includesUsage
    self.provider = provider
    let start = JSONText.bytes(of: ChunkStart(envelope: envelope)).dropLast()
    head = Array("data: ".utf8) + start + Array(",\"choices\":[{\"index\":\(index),\"delta\":".utf8)
    tail = Array((includesUsage ? "}],\"usage\":null}\n\n" : "}]}\n\n").utf8)
  }

  /// Appends what the caller is to see of an event.
  ///
  /// The estimate is the usage to report where the provider reported none; it is read at the end only.
  mutating func append(
    _ event: StreamEvent, to bytes: inout [UInt8], estimate: @autoclosure () -> TokenUsage
  ) {
    guard !isOver else { return }
    switch event {
    case .started: openIfNeeded(&bytes)
    case .text(let text): delta(&bytes) { $0.field("content", text) }
    case .refusal(let text): delta(&bytes) { $0.field("refusal", text) }
    case .reasoning(let text): delta(&bytes) { $0.field("reasoning_content", text) }
    case .toolCall(let index, let id, let name, let signature):
      delta(&bytes) { ChunkWriter.toolCall(index, id, name, signature, &$0) }
    case .toolArguments(let index, let piece):
      delta(&bytes) { ChunkWriter.toolArguments(index, piece, &$0) }
    case .usage(let usage): self.usage = usage
    case .finished(let finish): appendFinish(finish.reason, &bytes)
    case .completed:
      appendUsage(usage ?? estimate(), &bytes)
      bytes.append(contentsOf: "data: [DONE]\n\n".utf8)
      isOver = true
    case .failed(let failure):
      bytes.append(contentsOf: "data: ".utf8)
      bytes.append(contentsOf: GatewayError(failure, from: provider).body)
      bytes.append(contentsOf: "\n\n".utf8)
      isOver = true
    }
  }

  // MARK: Chunks

  private mutating func openIfNeeded(_ bytes: inout [UInt8]) {
    guard !hasRole else { return }
    hasRole = true
    chunk(&bytes, finish: nil) {
      $0.field("role", "assistant")
      $0.field("content", "")
    }
  }

  private mutating func delta(_ bytes: inout [UInt8], _ fields: (inout JSONWriter) -> Void) {
    openIfNeeded(&bytes)
    chunk(&bytes, finish: nil, fields)
  }

  private mutating func appendFinish(_ reason: FinishReason, _ bytes: inout [UInt8]) {
    openIfNeeded(&bytes)
    chunk(&bytes, finish: reason) { _ in }
  }

  private func chunk(
    _ bytes: inout [UInt8], finish: FinishReason?, _ fields: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter()
    writer.object(fields)
    bytes.append(contentsOf: head)
    bytes.append(contentsOf: writer.bytes)
    bytes.append(contentsOf: ",\"logprobs\":null,\"finish_reason\":".utf8)
    if let finish {
      bytes.append(contentsOf: "\"\(finish.rawValue)\"".utf8)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
    bytes.append(contentsOf: tail)
  }

  private func appendUsage(_ usage: TokenUsage, _ bytes: inout [UInt8]) {
    guard includesUsage else { return }
    bytes.append(contentsOf: ChunkWriter.usageEvent(usage, envelope))
  }

  /// The event with the usage of an answer, for callers that asked for it.
  static func usageEvent(_ usage: TokenUsage, _ envelope: AnswerEnvelope) -> [UInt8] {
    var bytes = Array("data: ".utf8)
    bytes.append(contentsOf: JSONText.bytes(of: ChunkStart(envelope: envelope)).dropLast())
    bytes.append(contentsOf: ",\"choices\":[],\"usage\":".utf8)
    bytes.append(contentsOf: JSONText.bytes(of: OpenAIUsage(usage: usage)))
    bytes.append(contentsOf: "}\n\n".utf8)
    return bytes
  }

  private static func toolCall(
    _ index: Int, _ id: String, _ name: String, _ signature: String?, _ writer: inout JSONWriter
  ) {
    writer.array("tool_calls") {
      $0.object {
        $0.field("index", index)
        $0.field("id", id)
        $0.field("type", "function")
        $0.object("function") {
          $0.field("name", name)
          $0.field("arguments", "")
        }
        if let signature { ToolCall.write(signature: signature, to: &$0) }
      }
    }
  }

  private static func toolArguments(_ index: Int, _ piece: String, _ writer: inout JSONWriter) {
    writer.array("tool_calls") {
      $0.object {
        $0.field("index", index)
        $0.object("function") { $0.field("arguments", piece) }
      }
    }
  }
}

/// The fields that are the same in every chunk.
private struct ChunkStart: JSONWritable {
  let envelope: AnswerEnvelope

  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", envelope.id)
      $0.field("object", "chat.completion.chunk")
      $0.field("created", envelope.created)
      $0.field("model", envelope.model)
    }
  }
}
