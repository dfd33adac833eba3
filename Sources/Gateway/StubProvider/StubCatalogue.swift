import Documents
import Transport

/// What a stand-in provider tells of its models.
struct StubCatalogue: Sendable {
  let wire: StubProtocol
  let models: [String]

  /// The body for a path that lists models or describes one; nil where there is none.
  func body(at path: String) -> [UInt8]? {
    let bare = path.prefix { $0 != "?" }
    guard let place = listPlace(bare) else { return nil }
    let name = PercentEncoding.decode(String(bare[place...].drop { $0 == "/" }))
    var writer = JSONWriter()
    if name.isEmpty {
      writer.object(list)
    } else {
      guard models.contains(name) else { return nil }
      writer.object { describe(name, &$0) }
    }
    return writer.bytes
  }

  /// Where the path of the list ends.
  private func listPlace(_ path: Substring) -> Substring.Index? {
    let names =
      switch wire {
      case .openAI, .anthropic: ["/v1/models", "/models"]
      case .azure: ["/openai/v1/models", "/openai/models", "/openai/deployments"]
      case .bedrock: ["/foundation-models"]
      case .vertex: ["/publishers/google/models", "/v1beta/models", "/v1/models"]
      }
    for name in names {
      guard let found = path.firstRange(of: name) else { continue }
      let rest = path[found.upperBound...]
      if rest.isEmpty || rest.hasPrefix("/") { return found.upperBound }
    }
    return nil
  }

  private func list(_ writer: inout JSONWriter) {
    switch wire {
    case .openAI, .azure:
      writer.field("object", "list")
      items("data", &writer)
    case .anthropic:
      items("data", &writer)
      writer.field("has_more", false)
      writer.field("first_id", models.first)
      writer.field("last_id", models.last)
    case .bedrock: items("modelSummaries", &writer)
    case .vertex: items("publisherModels", &writer)
    }
  }

  private func items(_ key: String, _ writer: inout JSONWriter) {
    writer.array(key) { list in
      for model in models { list.object { describe(model, &$0) } }
    }
  }

  private func describe(_ model: String, _ writer: inout JSONWriter) {
    switch wire {
    case .openAI, .azure:
      writer.field("id", model)
      writer.field("object", "model")
      writer.field("created", StubCatalogue.created)
      writer.field("owned_by", "stub")
    case .anthropic:
      writer.field("type", "model")
      writer.field("id", model)
      writer.field("display_name", model)
      writer.field("created_at", "2026-01-01T00:00:00Z")
    case .bedrock:
      writer.field("modelId", model)
      writer.field("modelName", model)
      writer.field("providerName", "stub")
      writer.field("responseStreamingSupported", true)
    case .vertex:
      writer.field("name", "publishers/google/models/\(model)")
      writer.field("versionId", "default")
      writer.field("launchStage", "GA")
    }
  }

  /// When everything here was made: 2026-01-01, in seconds since 1970, so that answers repeat.
  static let created: Int64 = 1_767_225_600
}

extension StubProtocol {
  /// Models that a provider of the protocol has.
  var usualModels: [String] {
    switch self {
    case .openAI: ["gpt-6.1-sol", "gpt-4o-mini"]
    case .anthropic: ["claude-sonnet-5-5", "claude-haiku-4-5"]
    case .bedrock: ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-lite-v1:0"]
    case .vertex: ["gemini-3.8-flash", "gemini-2.5-pro"]
    case .azure: ["gpt-6.1-sol", "gpt-4o"]
    }
  }
}
