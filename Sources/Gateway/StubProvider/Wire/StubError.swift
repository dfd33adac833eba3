import Documents
import RoutingEngine
import Transport

/// An error as each provider would answer it.
struct StubError: Sendable, Hashable {
  /// What it is to mean.
  var outcome: OutcomeClass
  /// Its text; nil for the provider's own words.
  var message: String?
  /// How long to stay away: seconds, or whatever a provider might write; nil for no hint.
  var retryAfter: String?

  /// An HTTP response.
  struct Response: Sendable, Hashable {
    /// The status.
    var status: Int
    /// Fields beside type and length.
    var headers: [HeaderField]
    /// The body.
    var body: [UInt8]
  }

  /// An error of a class.
  init(_ outcome: OutcomeClass, message: String? = nil, retryAfter: String? = nil) {
    self.outcome = outcome
    self.message = message
    // Money and daily limits come without a hint.
    self.retryAfter = outcome == .quotaExhausted ? nil : retryAfter
  }

  /// The error that a failure stands for.
  init(_ failure: ProviderFailure) {
    self.init(
      failure.outcome, message: failure.message,
      retryAfter: failure.retryAfter.map { String($0.count / 1_000_000_000) })
  }

  /// The response of a provider.
  func response(as wire: StubProtocol) -> Response {
    Response(status: status(as: wire), headers: headers(as: wire), body: body(as: wire))
  }

  /// The name of Bedrock's exception.
  var exceptionName: String {
    switch outcome {
    case .rateLimited, .quotaExhausted: "ThrottlingException"
    case .overloaded: "ServiceUnavailableException"
    case .auth: "ExpiredTokenException"
    case .permission: "AccessDeniedException"
    case .modelGone: "ResourceNotFoundException"
    case .invalidRequest, .contextLength, .contentFiltered: "ValidationException"
    default: "InternalServerException"
    }
  }

  /// The hint in seconds, where it is a number.
  var retryAfterSeconds: Double? {
    guard let seconds = retryAfter.flatMap({ RetryHint.decimal($0) }), seconds.isFinite else { return nil }
    return seconds
  }

  /// The HTTP status that a provider gives it.
  func status(as wire: StubProtocol) -> Int {
    switch outcome {
    case .rateLimited, .quotaExhausted: 429
    case .overloaded: wire == .anthropic ? 529 : 503
    case .auth: wire == .bedrock ? 403 : 401
    case .permission: wire == .azure ? 401 : 403
    case .modelGone: 404
    case .invalidRequest, .contextLength, .contentFiltered: 400
    default: 500
    }
  }

  /// Google says when to come back in the body, unless it is no number; Azure says it twice.
  private func headers(as wire: StubProtocol) -> [HeaderField] {
    var headers: [HeaderField] = []
    if let retryAfter, wire != .vertex || retryAfterSeconds == nil {
      headers.append(HeaderField("retry-after", retryAfter))
    }
    if wire == .azure, let seconds = retryAfterSeconds, seconds < 1_000_000 {
      headers.append(HeaderField("retry-after-ms", String(Int(seconds * 1_000))))
    }
    if wire == .bedrock {
      let type = exceptionName + ":http://internal.amazon.com/coral/com.amazon.bedrock/"
      headers.append(HeaderField("x-amzn-errortype", type))
    }
    return headers
  }
}
