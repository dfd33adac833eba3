import RoutingEngine

/// The errors of servers that took over OpenAI's protocol.
enum OpenAICompatibleErrors {
  /// The table: the peculiar ones first, then OpenAI's.
  static let rules: [ErrorRule] =
    [
      ErrorRule(
        [400, 413, 422], ["exceed_context_size_error", "context_length_exceeded"], .contextLength),
      ErrorRule(
        [400, 413, 422],
        says: [
          "too large for model", "prompt is too long", "maximum context", "longer than the model's context",
        ],
        .contextLength),
      // Together answers 403 to a prompt that does not fit.
      ErrorRule([403], says: ["context length", "max_new_tokens", "must be <="], .contextLength),
      ErrorRule([402], says: ["in-flight", "in flight"], .rateLimited),
      ErrorRule([429], says: ["service tier capacity exceeded"], .overloaded),
      ErrorRule([429, 503], ["unavailable_error", "provider_overloaded"], .overloaded),
    ] + OpenAIErrors.rules
}
