import Documents
import RoutingEngine

/// Writes answers as OpenAI and Azure do; where several are asked for, the same one under each index.
struct OpenAIEncoder: StubEncoder {
  private let envelope: AnswerEnvelope
  private let usage: TokenUsage
  private let isAzure: Bool
  private var writers: [ChunkWriter]
  private var hasStarted = false

  init(_ envelope: AnswerEnvelope, usage: TokenUsage, includesUsage: Bool, answers: Int, isAzure: Bool) {
    self.envelope = envelope
    self.usage = usage
    self.isAzure = isAzure
    writers = (0..<answers).map {
      ChunkWriter(envelope, includesUsage: includesUsage, provider: "stub", index: $0)
    }
  }

  func answer(_ answer: UnifiedAnswer) -> [UInt8] {
    AnswerWriter.body(answer, envelope, estimate: usage, times: writers.count)
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
    for index in writers.indices {
      // The usage and the mark of the end are those of all.
      if case .completed = event, index > 0 { continue }
      writers[index].append(event, to: &bytes, estimate: usage)
    }
  }
}
