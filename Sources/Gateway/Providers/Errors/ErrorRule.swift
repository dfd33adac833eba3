import RoutingEngine

/// One line of a provider's table of errors.
///
/// A line fits when everything it names fits; the first that fits decides.
struct ErrorRule: Sendable {
  /// The HTTP statuses it is for; none for all.
  var statuses: [Int] = []
  /// Codes or types of which one must be there; none for any.
  var codes: [String] = []
  /// Phrases of which the message must have one, in lower case; none for any.
  var phrases: [String] = []
  /// What it means.
  var outcome: OutcomeClass
  /// What else it says.
  var circumstance: ProviderFailure.Circumstance?

  /// A line of a table.
  init(
    _ statuses: [Int] = [], _ codes: [String] = [], says phrases: [String] = [], _ outcome: OutcomeClass,
    _ circumstance: ProviderFailure.Circumstance? = nil
  ) {
    self.statuses = statuses
    self.codes = codes
    self.phrases = phrases
    self.outcome = outcome
    self.circumstance = circumstance
  }

  /// Whether the line fits an error.
  func fits(status: Int, codes found: [String], message: String) -> Bool {
    (statuses.isEmpty || statuses.contains(status))
      && (codes.isEmpty || codes.contains { found.contains($0) })
      && (phrases.isEmpty || phrases.contains { message.contains($0) })
  }

  /// The code of an error that the line is for, the first one found otherwise.
  func code(among found: [String]) -> String? {
    found.first { codes.contains($0) } ?? found.first
  }
}

/// Turns an error into our vocabulary by a provider's table.
enum ErrorClassifier {
  /// A hint beyond this is no throttle any more, but a quota that is used up.
  static let longestThrottle = Nanoseconds.hours(1)

  /// What an error means: the first line that fits, else what its HTTP status means.
  ///
  /// For an error inside an answer the status is the one it stands for, and the reported one is 200.
  static func failure(
    status: Int, reportedStatus: Int? = nil, body: ErrorBody, rules: [ErrorRule], retryAfter: Nanoseconds?
  ) -> ProviderFailure {
    let message = body.message.lowercased()
    let rule = rules.first { $0.fits(status: status, codes: body.codes, message: message) }
    var outcome = rule?.outcome ?? byStatus(status)
    if rule == nil, status == 404, saysModelIsMissing(body.codes, message) { outcome = .modelGone }
    if outcome == .rateLimited, let retryAfter, retryAfter >= longestThrottle { outcome = .quotaExhausted }
    let code = rule?.code(among: body.codes) ?? body.code
    return ProviderFailure(
      outcome, status: reportedStatus ?? status, code: code,
      message: body.message.isEmpty ? "HTTP \(status) without a message" : body.message,
      param: body.param, retryAfter: retryAfter, circumstance: rule?.circumstance ?? circumstance(of: outcome)
    )
  }

  /// Codes of a 404 by which a provider says that it has no such model, deployment or resource.
  private static let missingCodes: Set<String> = [
    "model_not_found", "unknown_model", "invalid_model", "not_found_error", "DeploymentNotFound", "NOT_FOUND",
    "ResourceNotFoundException",
  ]

  /// Whether a 404 is the provider's word on the model, rather than that of a proxy which knows no such path.
  private static func saysModelIsMissing(_ codes: [String], _ message: String) -> Bool {
    if codes.contains(where: missingCodes.contains) { return true }
    // Whole words, for a path that is quoted may have `models` in it.
    let words = message.split { " `'\".,:;()\n".contains($0) }
    return words.contains { $0 == "model" || $0 == "deployment" }
  }

  /// What an HTTP status means where nothing else is known: every one means something.
  ///
  /// The caller's fault is only what providers document as that. All else is nobody's certain fault, and the endpoint's
  /// until another one answers alike: what is wrong with the method, the URL, the fields or the way to the host, which
  /// are the gateway's; what HTTP does not know; an interim status that is the last; a redirect, which is not followed;
  /// and the word that its client, which is the gateway, has gone (499), when nobody has.
  static func byStatus(_ status: Int) -> OutcomeClass {
    switch status {
    case 401: .auth
    case 402: .quotaExhausted
    case 403: .permission
    case 410: .modelGone
    case 400, 413, 415, 422: .invalidRequest
    case 429: .rateLimited
    case 498, 503, 529: .overloaded
    // A bare 404 is a balancer's or a wrong path's: the model may be well.
    default: .serverError
    }
  }

  /// What a class says by itself: a refused credential may just have expired.
  private static func circumstance(of outcome: OutcomeClass) -> ProviderFailure.Circumstance? {
    outcome == .auth ? .credentialExpired : nil
  }
}
