import Transport

/// OpenAI's chat completions.
struct OpenAIAdapter: SplicingAdapter {
  let name = "openai"

  var errorRules: [ErrorRule] { OpenAIErrors.rules }

  func dialect(for endpoint: ProviderEndpoint) -> OpenAIDialect {
    OpenAIDialect(model: endpoint.wireModel, profile: endpoint.profile)
  }

  func envelope(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamRequest {
    UpstreamRequest(
      url: UpstreamURL(base: endpoint.baseURL ?? "https://api.openai.com/v1", path: "/chat/completions"),
      headers: UpstreamRequest.jsonHeaders(isStreaming: isStreaming) + endpoint.headers, body: [],
      credential: CredentialPlacement(tokenScope: "https://api.openai.com/v1"))
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
