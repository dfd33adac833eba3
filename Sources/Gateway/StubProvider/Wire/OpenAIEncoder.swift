import Documents
import RoutingEngine

/// Writes answers as OpenAI and Azure do.
struct OpenAIEncoder: StubEncoder {
  private let envelope: AnswerEnvelope
  private let usage: TokenUsage
  private let isAzure: Bool
  private var writer: ChunkWriter
  private var hasStarted = false

  init(_ envelope: AnswerEnvelope, usage: TokenUsage, includesUsage: Bool, isAzure: Bool) {
    self.envelope = envelope
    self.usage = usage
    self.isAzure = isAzure
    writer = ChunkWriter(envelope, includesUsage: includesUsage, provider: "stub")
  }

  func answer(_ answer: UnifiedAnswer) -> [UInt8] {
    AnswerWriter.body(answer, envelope, estimate: usage)
  }

  mutating func append(_ event: StreamEvent, to bytes: inout [UInt8]) {
    if isAzure, !hasStarted {
      // Azure begins with a chunk without answers.
      bytes.append(
        contentsOf:
          #"data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]}"#.utf8)
      bytes.append(contentsOf: "\n\n".utf8)
    }
    hasStarted = true
    if case .failed(let failure) = event {
      bytes.append(contentsOf: "data: ".utf8)
      bytes.append(contentsOf: StubError(failure).body(as: isAzure ? .azure : .openAI))
      bytes.append(contentsOf: "\n\n".utf8)
      return
    }
    writer.append(event, to: &bytes, estimate: usage)
  }
}
