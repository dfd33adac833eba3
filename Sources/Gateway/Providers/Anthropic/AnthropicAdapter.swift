import Transport

/// Anthropic's Messages, at Anthropic itself and where Google and Microsoft offer it.
struct AnthropicAdapter: ProviderAdapter {
  /// Who offers the model.
  enum Host: Sendable, Hashable {
    /// Anthropic.
    case anthropic
    /// Google's Vertex AI: `rawPredict` and `streamRawPredict`.
    case vertex
    /// Azure AI Foundry.
    case foundry
  }

  /// The version of the interface that takes sampling parameters where the model does.
  static let defaultVersion = "2023-06-01"
  /// The version from which on sampling parameters are refused for all models.
  static let versionWithoutSampling = "2026-10-21"
  /// The version inside the body on Vertex.
  static let defaultVertexVersion = "vertex-2023-10-16"

  let host: Host

  var name: String {
    switch host {
    case .anthropic: "anthropic"
    case .vertex: "vertex-claude"
    case .foundry: "foundry-claude"
    }
  }

  func request(
    _ request: UnifiedRequest, for endpoint: ProviderEndpoint
  ) throws(ProviderFailure) -> UpstreamRequest {
    var profile = endpoint.profile
    if endpoint.apiVersion == AnthropicAdapter.versionWithoutSampling { profile.takesSampling = false }
    let body = try AnthropicBody(
      request, model: host == .vertex ? nil : endpoint.wireModel,
      version: host == .vertex ? endpoint.apiVersion ?? AnthropicAdapter.defaultVertexVersion : nil,
      profile: profile)
    var headers = UpstreamRequest.jsonHeaders(isStreaming: request.isStreaming)
    if host != .vertex {
      let version = endpoint.apiVersion ?? AnthropicAdapter.defaultVersion
      headers.append(HeaderField("anthropic-version", version))
    }
    return UpstreamRequest(
      url: url(for: endpoint, isStreaming: request.isStreaming), headers: headers + endpoint.headers,
      body: body.bytes, credential: credential, droppedFields: body.dropped)
  }

  private func url(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamURL {
    switch host {
    case .anthropic:
      return UpstreamURL(base: endpoint.baseURL ?? "https://api.anthropic.com", path: "/v1/messages")
    case .foundry:
      let base = endpoint.baseURL ?? "https://\(endpoint.resource).services.ai.azure.com/anthropic"
      return UpstreamURL(base: base, path: "/v1/messages")
    case .vertex:
      return VertexURL.model(
        endpoint, publisher: "anthropic", method: isStreaming ? "streamRawPredict" : "rawPredict")
    }
  }

  private var credential: CredentialPlacement {
    switch host {
    case .anthropic:
      CredentialPlacement(
        keyHeader: "x-api-key", tokenScope: "https://api.anthropic.com",
        tokenHeaders: [HeaderField("anthropic-beta", "oauth-2025-04-20")])
    case .foundry:
      CredentialPlacement(keyHeader: "x-api-key", tokenScope: "https://ai.azure.com/.default")
    case .vertex:
      CredentialPlacement(keyHeader: "x-goog-api-key", tokenScope: VertexURL.tokenScope)
    }
  }

  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer { try AnthropicAnswer.read(body) }

  func stream() -> any AnswerStream { AnthropicStream() }

  func failure(_ response: FailedResponse) -> ProviderFailure {
    AnthropicErrors.failure(response, isBehindGoogle: host == .vertex)
  }
}
