import Documents

/// A request for an answer, whatever protocol it came in.
///
/// The vocabulary is that of OpenAI's chat completions, the richest of the protocols callers speak.
struct UnifiedRequest: Sendable, Equatable {
  /// The feature id, or `feature@endpoint`, as the caller wrote it.
  var model: String
  /// The conversation, at least one message.
  var messages: [Message]
  /// The functions the model may call.
  var tools: [Tool] = []
  /// Whether and which tools must be called; nil for the protocol's default.
  var toolChoice: ToolChoice?
  /// Whether several tools may be called at once; nil for the protocol's default.
  var allowsParallelToolCalls: Bool?
  /// What form the answer must have; nil for the protocol's default.
  var responseFormat: ResponseFormat?
  /// The most tokens of the answer; nil for the model's own limit.
  var maxOutputTokens: Int?
  /// How the caller spelt the limit.
  var outputLimitKey = OutputLimitKey.maxCompletionTokens
  /// Texts that end the answer, at most four.
  var stop: [String] = []
  /// How tokens are drawn.
  var sampling = Sampling()
  /// How many answers; nil for one.
  var answerCount: Int?
  /// How much to think; nil for the model's default.
  var reasoningEffort: ReasoningEffort?
  /// Whether the answer is wanted in pieces.
  var isStreaming = false
  /// Whether the stream must end with the usage.
  var wantsUsageInStream = false
  /// The caller's user, opaque.
  var user: String?
  /// The caller's user under its newer name, opaque.
  var safetyIdentifier: String?
  /// The class of service: `auto`, `default`, `flex`, `priority` and whatever comes.
  var serviceTier: String?
  /// Labels for the provider's bookkeeping, an object of strings.
  var metadata: Node?
  /// Fields that are not read here, in the order written; for providers of the same protocol.
  var extras: [Member] = []

  /// A request without options.
  init(model: String, messages: [Message]) {
    self.model = model
    self.messages = messages
  }
}

extension UnifiedRequest {
  /// Fields of `extras` without which the answer would be another one.
  ///
  /// A provider that does not know them must not be asked; all others may be left out.
  static let meaningfulExtras = [
    "functions", "function_call", "audio", "modalities", "web_search_options", "data_sources",
    "tool_resources",
  ]

  /// The first field of `extras` that must not be left out.
  var firstMeaningfulExtra: String? {
    extras.first { UnifiedRequest.meaningfulExtras.contains($0.key) && !isDefaultModality($0) }?.key
  }

  /// Whether a field says no more than that the answer is text.
  private func isDefaultModality(_ member: Member) -> Bool {
    guard member.key == "modalities", let items = member.value.array else { return false }
    return items.allSatisfy { $0.string == "text" }
  }
}
