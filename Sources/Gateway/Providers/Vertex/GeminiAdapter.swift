import Transport

/// Gemini on Google's Vertex AI.
struct GeminiAdapter: ProviderAdapter {
  let name = "vertex-gemini"

  func request(
    _ request: UnifiedRequest, for endpoint: ProviderEndpoint
  ) throws(ProviderFailure) -> UpstreamRequest {
    let body = try GeminiBody(request, profile: endpoint.profile)
    var headers = UpstreamRequest.jsonHeaders(isStreaming: request.isStreaming)
    if let tier = request.serviceTier, tier == "flex" || tier == "priority" {
      headers.append(HeaderField("x-vertex-ai-llm-shared-request-type", tier))
    }
    return UpstreamRequest(
      url: VertexURL.model(
        endpoint, publisher: "google",
        method: request.isStreaming ? "streamGenerateContent" : "generateContent",
        query: request.isStreaming ? "alt=sse" : nil),
      headers: headers + endpoint.headers, body: body.bytes,
      credential: CredentialPlacement(keyHeader: "x-goog-api-key", tokenScope: VertexURL.tokenScope),
      droppedFields: body.dropped)
  }

  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer { try GeminiAnswer.read(body) }

  func stream() -> any AnswerStream { GeminiStream() }

  func failure(_ response: FailedResponse) -> ProviderFailure { GoogleErrors.failure(response) }
}
