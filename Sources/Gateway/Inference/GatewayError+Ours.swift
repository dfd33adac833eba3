import Documents
import RoutingEngine

/// The errors that are the gateway's own.
extension GatewayError {
  /// A request without a caller's token, or with one that nobody has.
  static let unknownCaller = GatewayError(
    status: 401, type: "invalid_request_error", code: OutcomeClass.auth.name,
    message: "No caller has this token: send `Authorization: Bearer TOKEN` with the token of your team.")

  /// A deadline that is none.
  static func deadlineField(_ value: String) -> GatewayError {
    let most = InferencePart.longestDeadline.count / 1_000_000
    return .field(
      "x-route-deadline-ms",
      "The header `x-route-deadline-ms` must be a whole number of milliseconds from 1 to \(most), "
        + "is `\(SafeText.message(value, limit: 40))`.")
  }

  /// A path that this API does not have.
  static let unknownPath = GatewayError(
    status: 404, type: "invalid_request_error", code: Code.unknownPath,
    message: "There is no such path: this API has POST /v1/chat/completions and GET /v1/models.")

  /// A path that exists, by another method.
  static func wrongMethod(_ right: String) -> GatewayError {
    GatewayError(
      status: 405, type: "invalid_request_error", code: Code.wrongMethod,
      message: "The method does not fit the path: use \(right).")
  }

  /// A name that is no feature's, in the body's `model` or the field that goes before it.
  static func unknownFeature(_ name: String, known: [String], in field: String = "model") -> GatewayError {
    let shown = SafeText.message(name, limit: 100)
    let near = nearest(name, among: known).map { " Did you mean `\($0)`?" } ?? ""
    return GatewayError(
      status: 404, type: "invalid_request_error", code: Code.unknownFeature,
      message:
        "`\(field)` names a feature, and there is no feature `\(shown)`.\(near) GET /v1/models lists them.",
      param: field)
  }

  /// An endpoint behind the `@` of a name that does not exist.
  static func unknownEndpoint(_ id: String, in field: String) -> GatewayError {
    GatewayError(
      status: 404, type: "invalid_request_error", code: Code.unknownFeature,
      message: "`\(field)` names the endpoint `\(SafeText.message(id, limit: 100))`, which does not exist.",
      param: field)
  }

  /// An endpoint behind the `@` of a name that exists, and does not serve the feature before it.
  static func noCandidate(_ id: String, feature: String, in field: String) -> GatewayError {
    GatewayError(
      status: 404, type: "invalid_request_error", code: Code.unknownFeature,
      message: "`\(field)` names the endpoint `\(id)`, which is no candidate of the feature `\(feature)`.",
      param: field)
  }

  /// An endpoint behind the `@` of a name that an operator drains: a drain has no exceptions.
  static func drainedEndpoint(_ id: String, feature: String, in field: String) -> GatewayError {
    GatewayError(
      status: 403, type: "invalid_request_error", code: OutcomeClass.permission.name,
      message: "`\(field)` names the endpoint `\(id)`, which an operator drains: ask for `\(feature)` alone, "
        + "or end the drain first.",
      param: field)
  }

  /// A request that needs what no endpoint of its feature can do.
  static func incapable(_ feature: String, _ needs: UnmetNeeds) -> GatewayError {
    GatewayError(
      status: 400, type: "invalid_request_error", code: OutcomeClass.invalidRequest.name,
      message: "No endpoint of the feature `\(feature)` can do what the request needs: \(needs.text).",
      param: needs.field)
  }

  /// A request that the engine found no place for; where providers' limits alone are in the way it is 429.
  static func refused(
    _ cause: Refusal.Cause, feature: String, why: OutOfService, retryAfter: Nanoseconds
  ) -> GatewayError {
    let reason =
      switch cause {
      case .retriesSpent: "has used up its budget for retries"
      case .tooManyInFlight: "cannot be served: the gateway has too many requests in flight"
      case .shed where why.isBusy: "is at its limit, and this request was shed (endpoints: \(why.text))"
      case .incapable:
        "has no endpoint that can do what the request needs and may be asked now (\(why.text))"
      case .shed, .noCandidate: "has no endpoint that may be asked now (\(why.text))"
      }
    if why.isGone, cause != .tooManyInFlight, cause != .retriesSpent {
      return GatewayError(
        status: 503, type: "service_unavailable_error", code: OutcomeClass.modelGone.name,
        message: "The feature `\(feature)` \(reason). \(restoring)")
    }
    let isPushback = why.isPushback && cause != .tooManyInFlight
    let code: OutcomeClass = !isPushback ? .local : why.isQuota ? .quotaExhausted : .rateLimited
    return GatewayError(
      status: isPushback ? 429 : 503,
      type: isPushback ? "rate_limit_error" : "service_unavailable_error", code: code.name,
      message: "The feature `\(feature)` \(reason); try again in \(AnswerFields.seconds(retryAfter)) s.",
      retryAfter: retryAfter)
  }

  /// What ends the loss of a model.
  private static let restoring = "Only an operator or a new configuration brings it back; do not try again."

  /// A request of which every attempt failed.
  ///
  /// Where every provider asked for less traffic it is 429, else 503: the caller did nothing wrong. The time to wait
  /// is that of the endpoint that may be asked again first. `cause`: why nobody else was asked, where the engine says;
  /// `retryAfter`: nil where every model that could serve is gone.
  static func exhausted(
    _ last: ProviderFailure, from provider: String, feature: String, tries: [Exchange.Try],
    cause: Refusal.Cause? = nil, retryAfter: Nanoseconds?
  ) -> GatewayError {
    let isPushback = tries.allSatisfy(\.outcome.isPushback)
    let attempts = tries.count == 1 ? "1 attempt" : "\(tries.count) attempts"
    return GatewayError(
      status: isPushback ? 429 : 503,
      type: isPushback ? "rate_limit_error" : "service_unavailable_error", code: last.outcome.name,
      message: "The feature `\(feature)` could not be served in \(attempts); the last, at \(provider): "
        + "\(SafeText.sentence(last.message)) "
        + (cause == .retriesSpent
          ? "The feature's budget for retries is spent, so nobody else was asked. " : "")
        + (retryAfter.map { "Try again in \(AnswerFields.seconds($0)) s." } ?? restoring),
      provider: Provider(name: provider, status: last.status, code: last.code), retryAfter: retryAfter)
  }

  /// A stream that was still running when the request was too late.
  static func deadline(_ provider: String) -> GatewayError {
    GatewayError(
      status: 504, type: "server_error", code: Code.deadline,
      message: "The answer was not complete within the deadline of the request.",
      provider: Provider(name: provider, status: 200))
  }

  /// A stream or request that the gateway's own end cut.
  static let shuttingDown = GatewayError(
    status: 503, type: "service_unavailable_error", code: OutcomeClass.local.name,
    message: "The gateway is shutting down; try again.", retryAfter: .seconds(1))
}
