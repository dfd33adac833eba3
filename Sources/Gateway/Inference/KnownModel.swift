public import RoutingEngine

/// What is known of a model by its name, for endpoints of which the configuration says nothing.
public struct KnownModel: Sendable, Hashable {
  /// What it can do.
  public let capabilities: Capabilities
  /// The longest prompt in tokens; nil where it is not known.
  public let contextTokens: UInt32?

  /// Looks a model up.
  ///
  /// A server that speaks OpenAI's protocol may lend any name to any model, so nothing is known of its models but
  /// that a beginning of the answer is not taken by every one.
  public init(_ model: String, providerKind: String) {
    guard providerKind != "openai-compatible" else {
      capabilities = Capabilities.all.subtracting(.prefill)
      contextTokens = nil
      return
    }
    let profile = ModelProfile.known(model)
    capabilities = profile.capabilities
    contextTokens = profile.mostInputTokens.map { UInt32(clamping: $0) }
  }
}
