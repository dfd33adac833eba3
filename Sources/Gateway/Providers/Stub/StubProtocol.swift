import Documents
import RoutingEngine
import Transport

/// The wire protocols a stand-in provider can speak.
enum StubProtocol: String, Sendable, Hashable, CaseIterable {
  case openAI = "openai"
  case azure
  case anthropic
  case bedrock
  case vertex

  /// The media type of its answers.
  func contentType(isStreaming: Bool) -> String {
    guard isStreaming else { return "application/json" }
    return self == .bedrock ? "application/vnd.amazon.eventstream" : "text/event-stream"
  }

  /// A writer of one answer.
  func encoder(_ envelope: AnswerEnvelope, usage: TokenUsage) -> any StubEncoder {
    switch self {
    case .openAI: OpenAIEncoder(envelope, usage: usage, isAzure: false)
    case .azure: OpenAIEncoder(envelope, usage: usage, isAzure: true)
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
}

/// What a request asks a stand-in provider, as far as it needs to know.
struct StubRoute: Sendable, Hashable {
  /// The protocol in which it asks.
  var wire: StubProtocol
  /// The model it asks for.
  var model: String
  /// Whether it wants the answer in pieces.
  var isStreaming: Bool

  /// Finds out from the path, encoded, and the body; nil for a path that no provider has.
  init?(path: String, body: [UInt8]) {
    let bare = path.prefix { $0 != "?" }
    let root = JSONText.parse(body)
    let named = root?["model"]?.string ?? ""
    let streams = root?["stream"]?.bool ?? false
    if bare.hasSuffix("/chat/completions") {
      self.init(wire: bare.contains("/openai/") ? .azure : .openAI, model: named, isStreaming: streams)
    } else if bare.hasSuffix("/v1/messages") {
      self.init(wire: .anthropic, model: named, isStreaming: streams)
    } else if bare.hasPrefix("/model/"), let slash = bare.lastIndex(of: "/") {
      let operation = bare[bare.index(after: slash)...]
      guard operation == "converse" || operation == "converse-stream" else { return nil }
      let model = String(bare[..<slash].dropFirst("/model/".count))
      self.init(wire: .bedrock, model: model, isStreaming: operation == "converse-stream")
    } else {
      guard let slash = bare.lastIndex(of: "/"), let colon = bare[slash...].lastIndex(of: ":") else {
        return nil
      }
      let model = String(bare[bare.index(after: slash)..<colon])
      switch bare[bare.index(after: colon)...] {
      case "generateContent": self.init(wire: .vertex, model: model, isStreaming: false)
      case "streamGenerateContent": self.init(wire: .vertex, model: model, isStreaming: true)
      case "rawPredict": self.init(wire: .anthropic, model: model, isStreaming: false)
      case "streamRawPredict": self.init(wire: .anthropic, model: model, isStreaming: true)
      default: return nil
      }
    }
  }

  /// A route whose parts are known.
  init(wire: StubProtocol, model: String, isStreaming: Bool) {
    self.wire = wire
    self.model = model
    self.isStreaming = isStreaming
  }
}
