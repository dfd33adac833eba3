/// How an attempt ended, in one vocabulary for all providers.
public enum OutcomeClass: UInt8, Sendable, Hashable, CaseIterable {
  /// The answer is complete: a terminal marker and content were seen.
  case ok
  /// The provider failed: 500, 502, 503, 504 and their like.
  case serverError
  /// The provider says that it is overloaded: 529, `overloaded_error`, admission refused.
  case overloaded
  /// No connection: DNS, TCP, TLS, or a reset before the response began.
  case connect
  /// No first token within the budget.
  case ttftTimeout
  /// Tokens stopped for longer than the inactivity limit.
  case stalled
  /// The stream ended without its terminal marker.
  case cut
  /// HTTP 200 and a clean end without any content.
  case empty
  /// Pushback: 429, try again later.
  case rateLimited
  /// A spend or daily limit: 429 or 402 that a retry does not help.
  case quotaExhausted
  /// The credential was not accepted: 401.
  case auth
  /// The credential may not do this: 403.
  case permission
  /// The model is not there any more: 404 model not found, 410.
  case modelGone
  /// The request itself is wrong: 400, 413, 422.
  case invalidRequest
  /// The prompt does not fit the model's context.
  case contextLength
  /// The provider refused the content.
  case contentFiltered
  /// The caller went away.
  case cancelled
  /// Our own refusal: breaker, limiter, shedding.
  case local
  /// Nothing above fits.
  case unknown

  /// How many there are: a constant, where `allCases.count` is a call.
  @inline(__always) static var count: Int { Int(unknown.rawValue) + 1 }

  /// Whether the endpoint is to blame, so that error triggers and ramps count it as a failure.
  ///
  /// Pushback, client errors, cancellations and our own refusals are never the endpoint's failure.
  @inlinable public var isFailure: Bool {
    switch self {
    case .serverError, .overloaded, .connect, .ttftTimeout, .stalled, .cut, .empty: true
    default: false
    }
  }

  /// Whether the caller has an answer, if only that the request itself was wrong, or does not want one any more.
  @inlinable public var isAnswer: Bool {
    switch self {
    case .ok, .cancelled, .invalidRequest, .contextLength, .contentFiltered: true
    default: false
    }
  }

  /// Whether the endpoint asks for less traffic.
  @inlinable public var isPushback: Bool { self == .rateLimited || self == .quotaExhausted }

  /// Whether the outcome says anything about the endpoint's health: a success or a failure.
  @inlinable public var isEvidence: Bool { self == .ok || isFailure }

  /// The name in files, JSON and metrics.
  public var name: String {
    switch self {
    case .ok: "ok"
    case .serverError: "server_error"
    case .overloaded: "overloaded"
    case .connect: "connect"
    case .ttftTimeout: "ttft_timeout"
    case .stalled: "stalled"
    case .cut: "cut"
    case .empty: "empty"
    case .rateLimited: "rate_limited"
    case .quotaExhausted: "quota_exhausted"
    case .auth: "auth"
    case .permission: "permission"
    case .modelGone: "model_gone"
    case .invalidRequest: "invalid_request"
    case .contextLength: "context_length"
    case .contentFiltered: "content_filtered"
    case .cancelled: "cancelled"
    case .local: "local"
    case .unknown: "unknown"
    }
  }

  /// The class with a name, or nil when no class has it.
  public init?(name: String) {
    guard let found = OutcomeClass.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
