import Transport

/// Azure OpenAI and the models of Azure AI Foundry that speak OpenAI's protocol.
struct AzureAdapter: SplicingAdapter {
  let name = "azure-openai"

  /// The scope of a token; the newer `https://ai.azure.com/.default` is taken by Foundry only.
  static let tokenScope = "https://cognitiveservices.azure.com/.default"

  var errorRules: [ErrorRule] { AzureErrors.rules }

  func dialect(for endpoint: ProviderEndpoint) -> OpenAIDialect {
    OpenAIDialect(model: endpoint.wireModel, profile: endpoint.profile)
  }

  /// The version-free interface, or the dated one where the operator chose a version.
  func envelope(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamRequest {
    let base = endpoint.baseURL ?? "https://\(endpoint.resource).openai.azure.com"
    let url: UpstreamURL
    if let version = endpoint.apiVersion {
      let deployment = PercentEncoding.encode(endpoint.wireModel)
      url = UpstreamURL(
        base: base, path: "/openai/deployments/\(deployment)/chat/completions",
        query: "api-version=\(PercentEncoding.encode(version))")
    } else {
      url = UpstreamURL(base: base, path: "/openai/v1/chat/completions")
    }
    return UpstreamRequest(
      url: url, headers: UpstreamRequest.jsonHeaders(isStreaming: isStreaming) + endpoint.headers, body: [],
      credential: CredentialPlacement(keyHeader: "api-key", tokenScope: AzureAdapter.tokenScope))
  }
}
