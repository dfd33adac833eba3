/// How an OpenAI-compatible endpoint wants a body that a caller wrote for OpenAI.
struct OpenAIDialect: Sendable, Hashable {
  /// The model or deployment to ask for.
  var model: String
  /// Fields the endpoint refuses.
  var removed: [String] = []
  /// Fields it knows under another name.
  var renamed: [Rename] = []
  /// Whether a stream must be asked for the usage; else the endpoint sends it anyhow.
  var asksForUsage = true

  /// A field and its name at the endpoint.
  struct Rename: Sendable, Hashable {
    /// What callers call it.
    var from: String
    /// What the endpoint calls it.
    var to: String
  }

  /// Fields by which callers steer how tokens are drawn.
  static let samplingFields = [
    "temperature", "top_p", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs",
  ]

  /// The dialect of OpenAI itself for a model.
  init(model: String, profile: ModelProfile) {
    self.model = model
    if profile.countsReasoning {
      renamed.append(
        Rename(from: OutputLimitKey.maxTokens.rawValue, to: OutputLimitKey.maxCompletionTokens.rawValue))
    }
    if !profile.takesSampling { removed += OpenAIDialect.samplingFields }
    if !profile.takesStop { removed.append("stop") }
  }

  /// What the endpoint calls a field; nil where it refuses it.
  func name(of field: String) -> String? {
    guard !removed.contains(field) else { return nil }
    return renamed.first { $0.from == field }?.to ?? field
  }
}
