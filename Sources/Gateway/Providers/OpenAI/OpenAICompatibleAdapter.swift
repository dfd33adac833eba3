import Transport

/// Any server that speaks OpenAI's protocol: vLLM, llama.cpp, Mistral, DeepSeek, Groq, Together, ….
struct OpenAICompatibleAdapter: SplicingAdapter {
  let name = "openai-compatible"

  var errorRules: [ErrorRule] { OpenAICompatibleErrors.rules }

  func dialect(for endpoint: ProviderEndpoint) -> OpenAIDialect {
    var profile = endpoint.profile
    // What the name of a model says of OpenAI's own service does not hold for a server that lends the name.
    profile.countsReasoning = false
    profile.takesSampling = true
    profile.takesStop = true
    var dialect = OpenAIDialect(model: endpoint.wireModel, profile: profile)
    if isMistral(endpoint) { mistral(&dialect) }
    return dialect
  }

  func envelope(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamRequest {
    UpstreamRequest(
      url: UpstreamURL(base: endpoint.baseURL ?? "http://127.0.0.1:8000/v1", path: "/chat/completions"),
      headers: UpstreamRequest.jsonHeaders(isStreaming: isStreaming) + endpoint.headers, body: [],
      credential: CredentialPlacement())
  }

  private func isMistral(_ endpoint: ProviderEndpoint) -> Bool {
    guard let base = endpoint.baseURL else { return false }
    return UpstreamURL(base: base, path: "").origin.hasSuffix("api.mistral.ai")
  }

  /// Mistral refuses fields it does not know, and sends the usage without being asked.
  private func mistral(_ dialect: inout OpenAIDialect) {
    dialect.asksForUsage = false
    dialect.renamed = [
      OpenAIDialect.Rename(
        from: OutputLimitKey.maxCompletionTokens.rawValue, to: OutputLimitKey.maxTokens.rawValue),
      OpenAIDialect.Rename(from: "seed", to: "random_seed"),
    ]
    dialect.removed = [
      "stream_options", "user", "safety_identifier", "store", "logit_bias", "verbosity", "modalities",
    ]
  }
}
