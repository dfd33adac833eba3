import Documents
import RoutingEngine

/// The errors of OpenAI and of all who took over their shape.
enum OpenAIErrors {
  /// Codes of money and monthly limits, which hide under 429, and elsewhere under 400 and 403.
  static let moneyCodes = [
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_hard_limit_reached",
    "billing_not_active",
  ]

  /// Codes of a parameter that this model does not take and another one may.
  static let capabilityCodes = ["unsupported_parameter", "unsupported_value", "unknown_parameter"]

  /// Phrases of a prompt that is too long.
  static let contextPhrases = [
    "maximum context length", "input tokens exceed the configured limit",
    "exceeds the available context size",
    "context length exceeded", "context window",
  ]

  /// OpenAI's table.
  static let rules: [ErrorRule] = [
    ErrorRule([400, 413, 422], ["context_length_exceeded"], .contextLength),
    ErrorRule([400, 413, 422], says: contextPhrases, .contextLength),
    ErrorRule(
      [400], ["content_policy_violation", "invalid_prompt", "content_filter"], .contentFiltered),
    ErrorRule([400], capabilityCodes, .invalidRequest, .notForThisEndpoint),
    ErrorRule([400, 403, 429], moneyCodes, .quotaExhausted),
    ErrorRule([429], says: ["request too large for"], .rateLimited, .notForThisEndpoint),
    ErrorRule([429], ["slow_down", "flex_unavailable", "server_is_overloaded"], .overloaded),
    ErrorRule([503], ["server_is_overloaded"], .overloaded),
  ]

  /// What a response means by a table.
  static func failure(_ response: FailedResponse, rules: [ErrorRule]) -> ProviderFailure {
    let body = ErrorBody(response.body)
    return ErrorClassifier.failure(
      status: response.status, body: body, rules: rules, retryAfter: RetryHint.find(in: response, body: body))
  }

  /// What an error inside an answer means by a table; nil where there is none.
  ///
  /// It is a member `error`, or in the way of vLLM and Mistral the whole object.
  static func failure(inBand node: Node, rules: [ErrorRule]) -> ProviderFailure? {
    guard node["error"]?.isNull == false || node["object"]?.string == "error" else { return nil }
    let body = ErrorBody(node)
    return ErrorClassifier.failure(
      status: impliedStatus(body), reportedStatus: 200, body: body, rules: rules,
      retryAfter: RetryHint.inBody(body))
  }

  /// The HTTP status an error would have had outside of an answer.
  private static func impliedStatus(_ body: ErrorBody) -> Int {
    if let status = body.status, (400...599).contains(status) { return status }
    for code in body.codes {
      if let status = Int(code), (400...599).contains(status) { return status }
      if moneyCodes.contains(code) { return 429 }
      switch code {
      case "rate_limit_exceeded", "rate_limit_error", "slow_down", "requests", "tokens": return 429
      case "server_is_overloaded", "service_unavailable_error", "unavailable_error", "provider_overloaded",
        "overloaded", "overloaded_error":
        return 503
      case "authentication_error", "invalid_api_key": return 401
      case "permission_error": return 403
      case "model_not_found", "not_found_error": return 404
      case "invalid_request_error", "BadRequestError", "context_length_exceeded", "exceed_context_size_error",
        "content_filter", "content_policy_violation", "invalid_prompt":
        return 400
      default: continue
      }
    }
    return 500
  }
}
