import RoutingEngine

/// What only a protocol of the callers' own can say, so that no translation keeps its meaning.
///
/// They are needs like the others, though no configuration names them: an endpoint's adapter decides whether it has
/// them. They lie above the engine's own bits, which it compares without knowing what they mean.
extension Capabilities {
  /// Several answers to one request: `n`.
  static let severalAnswers = Capabilities(rawValue: 1 << 12)
  /// Log probabilities in OpenAI's form: `logprobs`.
  static let logprobs = Capabilities(rawValue: 1 << 13)
  /// Tools that are no functions, and choices among them.
  static let otherTools = Capabilities(rawValue: 1 << 14)
  /// One of ``UnifiedRequest/meaningfulExtras``.
  static let ownFields = Capabilities(rawValue: 1 << 15)

  /// What every endpoint has that takes callers' bodies as they are, and no other.
  static let ofOwnProtocol: Capabilities = [.severalAnswers, .logprobs, .otherTools, .ownFields]
}
