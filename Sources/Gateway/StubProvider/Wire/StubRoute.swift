import Documents
import Transport

/// Where a request to a stand-in provider leads.
struct StubRoute: Sendable, Hashable {
  /// What it wants there.
  enum Operation: Sendable, Hashable {
    /// An answer, whole or in pieces.
    case answer(isStreaming: Bool)
    /// The tokens of a prompt.
    case countTokens
  }

  /// The protocol of the answer.
  var wire: StubProtocol
  /// The model it asks for, percent-decoded.
  var model: String
  /// What it wants.
  var operation: Operation

  /// Whether it wants an answer in pieces.
  var isStreaming: Bool { operation == .answer(isStreaming: true) }

  /// A route whose parts are known.
  init(wire: StubProtocol, model: String, operation: Operation) {
    self.wire = wire
    self.model = PercentEncoding.decode(model)
    self.operation = operation
  }

  /// Finds out from the path, encoded, and the body; nil for a path that no provider has.
  init?(path: String, body: [UInt8]) {
    self.init(path: path, root: JSONText.parse(body))
  }

  /// Finds out from the path, encoded, and the body as a document.
  init?(path: String, root: Node?) {
    let bare = String(path.prefix { $0 != "?" })
    let named = root?["model"]?.string ?? ""
    let streams = root?["stream"]?.bool ?? false
    if bare.hasSuffix("/chat/completions") {
      let isAzure = bare.contains("/openai/")
      self.init(
        wire: isAzure ? .azure : .openAI, model: Self.deployment(in: bare) ?? named,
        operation: .answer(isStreaming: streams))
    } else if bare.hasSuffix("/v1/messages") {
      self.init(wire: .anthropic, model: named, operation: .answer(isStreaming: streams))
    } else if bare.hasSuffix("/v1/messages/count_tokens") {
      self.init(wire: .anthropic, model: named, operation: .countTokens)
    } else if bare.hasPrefix("/model/") {
      self.init(bedrock: bare)
    } else {
      self.init(google: bare)
    }
  }

  private init?(bedrock path: String) {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let model = String(path[..<slash].dropFirst("/model/".count))
    guard !model.isEmpty else { return nil }
    switch path[path.index(after: slash)...] {
    case "converse": self.init(wire: .bedrock, model: model, operation: .answer(isStreaming: false))
    case "converse-stream": self.init(wire: .bedrock, model: model, operation: .answer(isStreaming: true))
    case "count-tokens": self.init(wire: .bedrock, model: model, operation: .countTokens)
    default: return nil
    }
  }

  private init?(google path: String) {
    guard let slash = path.lastIndex(of: "/"), let colon = path[slash...].lastIndex(of: ":") else {
      return nil
    }
    let model = String(path[path.index(after: slash)..<colon])
    switch path[path.index(after: colon)...] {
    case "generateContent": self.init(wire: .vertex, model: model, operation: .answer(isStreaming: false))
    case "streamGenerateContent":
      self.init(wire: .vertex, model: model, operation: .answer(isStreaming: true))
    case "countTokens": self.init(wire: .vertex, model: model, operation: .countTokens)
    case "rawPredict" where model == "count-tokens":
      self.init(wire: .anthropic, model: model, operation: .countTokens)
    case "rawPredict": self.init(wire: .anthropic, model: model, operation: .answer(isStreaming: false))
    case "streamRawPredict":
      self.init(wire: .anthropic, model: model, operation: .answer(isStreaming: true))
    default: return nil
    }
  }

  /// The deployment that Azure's dated paths name.
  private static func deployment(in path: String) -> String? {
    guard let found = path.firstRange(of: "/openai/deployments/") else { return nil }
    return String(path[found.upperBound...].prefix { $0 != "/" })
  }

  /// Whether a provider of a protocol has the path.
  func isServed(by provider: StubProtocol) -> Bool {
    switch provider {
    case .vertex, .azure: wire == provider || wire == .anthropic
    case .openAI, .anthropic, .bedrock: wire == provider
    }
  }
}
