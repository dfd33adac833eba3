import Transport

/// OpenAI's chat completions.
struct OpenAIAdapter: SplicingAdapter {
  let name = "openai"

  func dialect(for endpoint: ProviderEndpoint) -> OpenAIDialect {
    OpenAIDialect(model: endpoint.wireModel, profile: endpoint.profile)
  }

  func envelope(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamRequest {
    UpstreamRequest(
      url: UpstreamURL(base: endpoint.baseURL ?? "https://api.openai.com/v1", path: "/chat/completions"),
      headers: UpstreamRequest.jsonHeaders(isStreaming: isStreaming) + endpoint.headers, body: [],
      credential: CredentialPlacement(tokenScope: "https://api.openai.com/v1"))
  }

  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    try OpenAIAnswer.read(body, rules: OpenAIErrors.rules)
  }

  func stream() -> any AnswerStream { OpenAIStream(rules: OpenAIErrors.rules) }

  func failure(_ response: FailedResponse) -> ProviderFailure {
    OpenAIErrors.failure(response, rules: OpenAIErrors.rules)
  }
}

extension UpstreamRequest {
  /// The fields of every request with a JSON body.
  static func jsonHeaders(isStreaming: Bool) -> [HeaderField] {
    [
      HeaderField("content-type", "application/json"),
      HeaderField("accept", isStreaming ? "text/event-stream" : "application/json"),
    ]
  }
}
