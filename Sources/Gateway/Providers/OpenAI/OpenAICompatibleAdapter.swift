import RoutingEngine

/// Any server that speaks OpenAI's protocol: vLLM, llama.cpp, Mistral, DeepSeek, Groq, Together, OpenRouter, ….
struct OpenAICompatibleAdapter: SplicingAdapter {
  let name = "openai-compatible"

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

  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    try OpenAIAnswer.read(body, rules: OpenAICompatibleErrors.rules)
  }

  func stream() -> any AnswerStream { OpenAIStream(rules: OpenAICompatibleErrors.rules) }

  func failure(_ response: FailedResponse) -> ProviderFailure {
    OpenAIErrors.failure(response, rules: OpenAICompatibleErrors.rules)
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

/// The errors of servers that took over OpenAI's protocol.
enum OpenAICompatibleErrors {
  /// The table: the peculiar ones first, then OpenAI's.
  static let rules: [ErrorRule] =
    [
      ErrorRule(
        [400, 413, 422], ["exceed_context_size_error", "context_length_exceeded"], .contextLength),
      ErrorRule(
        [400, 413, 422],
        says: [
          "too large for model", "prompt is too long", "maximum context", "longer than the model's context",
        ],
        .contextLength),
      // Together answers 403 to a prompt that does not fit.
      ErrorRule([403], says: ["context length", "max_new_tokens", "must be <="], .contextLength),
      ErrorRule([402], says: ["in-flight", "in flight"], .rateLimited),
      ErrorRule([429], says: ["service tier capacity exceeded"], .overloaded),
      ErrorRule([429, 503], ["unavailable_error", "provider_overloaded"], .overloaded),
    ] + OpenAIErrors.rules
}
