/// All wire protocols and which of them an endpoint speaks.
enum ProviderTable {
  /// One protocol, and who speaks it.
  struct Entry: Sendable {
    /// The configuration's `kind` of provider.
    let kind: String
    /// The beginning of the ids of the models it is for; nil for all others.
    let modelFamily: String?
    /// The protocol.
    let adapter: any ProviderAdapter
  }

  /// The protocols; of one kind the first whose model family fits is taken.
  static let entries: [Entry] = [
    Entry(kind: "openai", modelFamily: nil, adapter: OpenAIAdapter()),
    Entry(kind: "openai-compatible", modelFamily: nil, adapter: OpenAICompatibleAdapter()),
    Entry(kind: "azure-openai", modelFamily: "claude", adapter: AnthropicAdapter(host: .foundry)),
    Entry(kind: "azure-openai", modelFamily: nil, adapter: AzureAdapter()),
    Entry(kind: "anthropic", modelFamily: nil, adapter: AnthropicAdapter(host: .anthropic)),
    Entry(kind: "aws-bedrock", modelFamily: nil, adapter: BedrockAdapter()),
    Entry(kind: "gcp-vertex", modelFamily: "claude", adapter: AnthropicAdapter(host: .vertex)),
    Entry(kind: "gcp-vertex", modelFamily: nil, adapter: GeminiAdapter()),
  ]

  /// The kinds of provider a configuration may name, each once, in the order of the table.
  static var kinds: [String] {
    var kinds: [String] = []
    for entry in entries where !kinds.contains(entry.kind) { kinds.append(entry.kind) }
    return kinds
  }

  /// The protocol a provider of this kind speaks for a model; nil for a kind that does not exist.
  static func adapter(kind: String, model: String) -> (any ProviderAdapter)? {
    entries.first { entry in
      entry.kind == kind && (entry.modelFamily.map { model.hasPrefix($0) } ?? true)
    }?.adapter
  }
}
