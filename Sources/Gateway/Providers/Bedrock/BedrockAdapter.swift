import Transport

/// AWS Bedrock's Converse and ConverseStream.
struct BedrockAdapter: ProviderAdapter {
  let name = "bedrock"

  func request(
    _ request: UnifiedRequest, for endpoint: ProviderEndpoint
  ) throws(ProviderFailure) -> UpstreamRequest {
    let body = try ConverseBody(request, model: endpoint.model, profile: endpoint.profile)
    let operation = request.isStreaming ? "converse-stream" : "converse"
    let accept = request.isStreaming ? "application/vnd.amazon.eventstream" : "application/json"
    return UpstreamRequest(
      url: UpstreamURL(
        base: endpoint.baseURL ?? BedrockAdapter.origin(region: endpoint.region),
        path: "/model/\(PercentEncoding.encode(endpoint.wireModel))/\(operation)"),
      headers: [HeaderField("content-type", "application/json"), HeaderField("accept", accept)]
        + endpoint.headers,
      body: body.bytes,
      credential: CredentialPlacement(
        signature: CredentialPlacement.SignatureScope(service: "bedrock", region: endpoint.region)),
      droppedFields: body.dropped)
  }

  /// Where a region's service is; the suffixes are those of the partitions in botocore's endpoint data.
  static func origin(region: String) -> String {
    let suffix =
      if region.hasPrefix("cn-") {
        "amazonaws.com.cn"
      } else if region.hasPrefix("eusc-") {
        "amazonaws.eu"
      } else if region.hasPrefix("eu-isoe-") {
        "cloud.adc-e.uk"
      } else {
        "amazonaws.com"
      }
    return "https://bedrock-runtime.\(region).\(suffix)"
  }

  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer { try ConverseAnswer.read(body) }

  func stream() -> any AnswerStream { ConverseStream() }

  func failure(_ response: FailedResponse) -> ProviderFailure { BedrockErrors.failure(response) }
}
