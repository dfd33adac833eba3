/// Why an answer ended, in OpenAI's words.
enum FinishReason: String, Sendable, Hashable, CaseIterable {
  /// The model was done, or met a stop text.
  case stop
  /// A token limit was met: the caller's, the model's, or its context.
  case length
  /// The model calls tools.
  case toolCalls = "tool_calls"
  /// A filter of the provider, or the model's refusal, cut it off.
  case contentFilter = "content_filter"
}

/// Why an answer ended, in ours and in the provider's words.
struct Finish: Sendable, Hashable {
  /// In OpenAI's words.
  var reason: FinishReason
  /// In the provider's words.
  var providerReason: String
}

/// What a provider's word for the end of an answer means.
enum FinishMeaning: Sendable, Hashable {
  /// The answer ended for this reason.
  case finished(FinishReason)
  /// It ended for this reason, provided that there is something to deliver; else the model failed.
  case finishedIfUsable(FinishReason)
  /// The model failed.
  case failed
}
