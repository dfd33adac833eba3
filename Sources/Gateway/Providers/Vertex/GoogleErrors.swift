import Documents
import RoutingEngine

/// The errors of Google's front ends, `google.rpc.Status` in JSON.
enum GoogleErrors {
  /// The table.
  static let rules: [ErrorRule] = [
    ErrorRule(
      [400], says: ["exceeds the maximum number of tokens", "payload size exceeds the limit"],
      .contextLength),
    ErrorRule([400], ["API_KEY_INVALID"], .auth),
    ErrorRule([400], says: ["api key not valid"], .auth),
    ErrorRule([400], ["FAILED_PRECONDITION"], .permission),
    ErrorRule(
      [400], says: ["is not supported", "not enabled for", "thought_signature"], .invalidRequest,
      .notForThisEndpoint),
    ErrorRule([429], ["QUOTA_PER_DAY"], .quotaExhausted),
    ErrorRule([429], says: ["exceeded the provisioned throughput", "out of capacity"], .overloaded),
    ErrorRule([429], says: ["quota exceeded for", "exceeded your current quota"], .rateLimited),
    ErrorRule([429], ["QUOTA_FAILURE"], .rateLimited),
    // Capacity that all customers share says nothing more than this.
    ErrorRule([429], says: ["resource exhausted", "resource has been exhausted"], .overloaded),
    ErrorRule([504], ["DEADLINE_EXCEEDED"], .serverError),
  ]

  /// What a response means.
  static func failure(_ response: FailedResponse) -> ProviderFailure {
    var body = ErrorBody(response.body)
    addQuotaCodes(&body)
    return ErrorClassifier.failure(
      status: status(response.status, body), reportedStatus: response.status, body: body, rules: rules,
      retryAfter: RetryHint.find(in: response, body: body))
  }

  /// What an error inside an answer means.
  static func failure(inBand node: Node) -> ProviderFailure {
    var body = ErrorBody(node)
    addQuotaCodes(&body)
    return ErrorClassifier.failure(
      status: status(500, body), reportedStatus: 200, body: body, rules: rules,
      retryAfter: RetryHint.inBody(body))
  }

  /// The failure an answer of Gemini consists of: an error, or a blocked prompt; nil where there is none.
  static func failure(inAnswer root: Node) -> ProviderFailure? {
    let node = root.array?.first ?? root
    if let error = node["error"], !error.isNull { return failure(inBand: root) }
    guard let reason = node["promptFeedback"]?["blockReason"]?.string, reason != "BLOCKED_REASON_UNSPECIFIED",
      node["candidates"]?.array?.isEmpty ?? true
    else { return nil }
    let message = node["promptFeedback"]?["blockReasonMessage"]?.string
    return ProviderFailure(
      .contentFiltered, status: 200, code: reason, message: message ?? "the prompt was blocked (\(reason))",
      circumstance: .refusedAnswer)
  }

  /// The status that counts: some front ends wrap a 429 in a 5xx.
  private static func status(_ http: Int, _ body: ErrorBody) -> Int {
    guard http >= 500, let inner = body.status, (400...599).contains(inner) else { return http }
    return inner
  }

  /// Turns the details of a quota into codes that the table knows.
  private static func addQuotaCodes(_ body: inout ErrorBody) {
    for detail in body.details {
      guard detail["@type"]?.string?.hasSuffix("google.rpc.QuotaFailure") == true else { continue }
      let violations = detail["violations"]?.array ?? []
      let isDaily = violations.contains { $0["quotaId"]?.string?.contains("PerDay") == true }
      body.codes.append(isDaily ? "QUOTA_PER_DAY" : "QUOTA_FAILURE")
    }
  }
}
