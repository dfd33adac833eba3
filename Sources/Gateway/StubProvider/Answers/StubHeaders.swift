import Transport

/// The fields that a provider's answers carry beside length and date.
struct StubHeaders: Sendable, Hashable {
  /// Whose they are.
  var wire: StubProtocol
  /// What the answer is called.
  var id: String
  /// Fields of this answer alone.
  var own: [HeaderField] = []

  /// The fields as they go out.
  func block(isStream: Bool) -> HeaderBlock {
    var block = HeaderBlock()
    block.add("content-type", wire.contentType(isStreaming: isStream))
    if isStream, wire != .bedrock { block.add("cache-control", "no-cache") }
    switch wire {
    case .openAI:
      block.add("x-request-id", "req_\(id)")
      block.add("openai-version", "2020-10-01")
      block.add("openai-processing-ms", 1)
    case .azure:
      block.add("x-request-id", id)
      block.add("apim-request-id", id)
      block.add("x-ms-region", "Stub")
    case .anthropic:
      block.add("request-id", "req_\(id)")
      block.add("anthropic-organization-id", "stub")
    case .bedrock: block.add("x-amzn-requestid", id)
    case .vertex: block.add("x-content-type-options", "nosniff")
    }
    for field in own { block.add(field) }
    return block
  }
}
