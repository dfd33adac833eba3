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
      // The model's name is ours, not the caller's.
      ErrorRule([400], ["unknown_model", "invalid_model", "model_not_found"], .modelGone),
      // Together answers 403 to a prompt that does not fit.
      ErrorRule([403], says: ["context length", "max_new_tokens", "must be <="], .contextLength),
      ErrorRule(
        [400, 403],
        says: ["credit balance", "insufficient balance", "insufficient credits", "billing details"],
        .quotaExhausted),
      ErrorRule([402], says: ["in-flight", "in flight"], .rateLimited),
      ErrorRule([429], says: ["service tier capacity exceeded"], .overloaded),
      ErrorRule([429, 503], ["unavailable_error", "provider_overloaded"], .overloaded),
    ] + OpenAIErrors.rules
}
