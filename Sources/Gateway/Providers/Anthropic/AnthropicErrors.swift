import Documents
import RoutingEngine

/// The errors of Anthropic's Messages.
enum AnthropicErrors {
  /// The table.
  static let rules: [ErrorRule] = [
    ErrorRule(
      [400, 413], says: ["prompt is too long", "exceed context limit", "exceeds the context window"],
      .contextLength),
    ErrorRule(
      [400],
      says: [
        "specified api usage limits", "specified workspace api usage limits", "reached your specified",
        "credit balance is too low",
      ], .quotaExhausted),
    ErrorRule([400], says: ["output blocked by content filtering policy"], .contentFiltered),
    ErrorRule(
      [400],
      says: ["extra inputs are not permitted", "prefill", "does not support", "is not supported"],
      .invalidRequest,
      .notForThisEndpoint),
    ErrorRule([400], ["organization_on_hold"], .permission),
    ErrorRule([], ["billing_error"], .quotaExhausted),
    ErrorRule([429], ["enforced_spend_limit_reached", "contract_spend_limit_reached"], .quotaExhausted),
    ErrorRule([409], [], .serverError),
    ErrorRule([501, 503], ["cmek_key_unreachable", "cmek_context_unavailable"], .serverError),
    ErrorRule([], ["overloaded_error"], .overloaded),
  ]

  /// What a response means; where Google's front end may have written it, its shape tells.
  static func failure(_ response: FailedResponse, isBehindGoogle: Bool) -> ProviderFailure {
    let body = ErrorBody(response.body)
    let isAnthropics = JSONText.parse(response.body)?["type"]?.string == "error"
    let rules = isBehindGoogle && !isAnthropics ? GoogleErrors.rules : self.rules
    return ErrorClassifier.failure(
      status: response.status, body: body, rules: rules, retryAfter: RetryHint.find(in: response, body: body))
  }

  /// What an error inside an answer means; nil where there is none.
  static func failure(inBand root: Node) -> ProviderFailure? {
    let node = root.array?.first ?? root
    guard let error = node["error"], !error.isNull else { return nil }
    guard node["type"]?.string == "error" else { return GoogleErrors.failure(inBand: root) }
    let body = ErrorBody(node)
    return ErrorClassifier.failure(
      status: status(of: body.codes), reportedStatus: 200, body: body, rules: rules,
      retryAfter: RetryHint.inBody(body))
  }

  /// The HTTP status an error type has outside of a stream.
  private static func status(of codes: [String]) -> Int {
    for code in codes {
      switch code {
      case "invalid_request_error": return 400
      case "authentication_error": return 401
      case "billing_error": return 402
      case "permission_error": return 403
      case "not_found_error": return 404
      case "conflict_error": return 409
      case "request_too_large": return 413
      case "rate_limit_error": return 429
      case "timeout_error": return 504
      case "overloaded_error": return 529
      default: continue
      }
    }
    return 500
  }
}
