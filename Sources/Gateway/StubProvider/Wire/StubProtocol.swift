import Documents
import RoutingEngine
import Transport

/// The wire protocols a stand-in provider can speak.
public enum StubProtocol: String, Sendable, Hashable, CaseIterable {
  /// OpenAI's chat completions.
  case openAI = "openai"
  /// Anthropic's Messages.
  case anthropic
  /// Bedrock's Converse and ConverseStream.
  case bedrock
  /// Vertex: Gemini, and Claude behind it.
  case vertex
  /// OpenAI's chat completions as Azure serves them.
  case azure

  /// The media type of its answers.
  func contentType(isStreaming: Bool) -> String {
    guard isStreaming else { return "application/json" }
    return self == .bedrock ? "application/vnd.amazon.eventstream" : "text/event-stream"
  }

  /// A writer of one answer; only OpenAI's protocol leaves the usage out of a stream unless it is asked for, and only
  /// that knows several answers.
  func encoder(
    _ envelope: AnswerEnvelope, usage: TokenUsage, includesUsage: Bool = true, answers: Int = 1
  ) -> any StubEncoder {
    switch self {
    case .openAI, .azure:
      OpenAIEncoder(
        envelope, usage: usage, includesUsage: includesUsage, answers: answers, isAzure: self == .azure)
    case .anthropic: AnthropicEncoder(envelope, usage: usage)
    case .bedrock: ConverseEncoder(usage: usage)
    case .vertex: GeminiEncoder(envelope, usage: usage)
    }
  }
}

/// Writes one answer in a provider's protocol, the mirror image of its `ProviderAdapter`.
protocol StubEncoder: Sendable {
  /// The body of a whole answer.
  func answer(_ answer: UnifiedAnswer) -> [UInt8]

  /// Appends what goes over the wire for the next event of a streamed answer.
  mutating func append(_ event: StreamEvent, to bytes: inout [UInt8])

  /// Appends an event with these bytes as its data, whatever they are.
  func appendRaw(_ data: [UInt8], to bytes: inout [UInt8])
}

extension StubEncoder {
  /// Appends a server-sent event.
  func appendRaw(_ data: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "data: ".utf8)
    bytes.append(contentsOf: data)
    bytes.append(contentsOf: "\n\n".utf8)
  }
}
