import Documents
import RoutingEngine

/// The errors of Bedrock's runtime, as HTTP responses and as messages of a stream.
enum BedrockErrors {
  /// Codes of credentials and signatures that are not accepted.
  private static let credentialCodes = [
    "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException",
    "IncompleteSignature", "IncompleteSignatureException", "NotAuthorized", "MissingAuthenticationToken",
  ]

  /// Codes of throttling, as botocore lists them.
  private static let throttlingCodes = [
    "ThrottlingException", "Throttling", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "RequestLimitExceeded", "LimitExceededException", "RequestThrottled",
    "SlowDown", "ProvisionedThroughputExceededException",
  ]

  /// The table.
  static let rules: [ErrorRule] = [
    ErrorRule(
      [], ["ValidationException"],
      says: [
        "input is too long", "prompt is too long", "too many input tokens", "too many tokens",
        "expected maxlength", "exceeds the context", "exceed context limit", "context window",
      ], .contextLength),
    ErrorRule(
      [], ["ValidationException"], says: ["model identifier is invalid", "on-demand throughput"], .modelGone),
    ErrorRule(
      [], ["ValidationException"],
      says: ["extra inputs are not permitted", "is not supported", "doesn't support", "does not support"],
      .invalidRequest, .notForThisEndpoint),
    ErrorRule([], ["ValidationException"], .invalidRequest),
    ErrorRule([], ["ServiceQuotaExceededException"], .rateLimited),
    ErrorRule([], ["ExpiredTokenException", "ExpiredToken"], .auth, .credentialExpired),
    ErrorRule(
      [], ["InvalidSignatureException", "RequestExpired", "SignatureDoesNotMatch"], .auth, .clockSkew),
    ErrorRule([], credentialCodes, .auth, .credentialExpired),
    ErrorRule([], ["AccessDeniedException", "FTUFormNotFilled"], .permission),
    ErrorRule([], ["ResourceNotFoundException"], .modelGone),
    ErrorRule([], throttlingCodes, says: ["per day"], .quotaExhausted),
    ErrorRule([], throttlingCodes, .rateLimited),
    ErrorRule(
      [], ["ModelNotReadyException", "ServiceUnavailableException", "ServiceUnavailable"], .overloaded),
    ErrorRule(
      [], ["InternalServerException", "InternalFailure", "ModelTimeoutException"], .serverError),
  ]

  /// What a response means.
  static func failure(_ response: FailedResponse) -> ProviderFailure {
    var body = ErrorBody(response.body)
    if let header = response.header("x-amzn-errortype") {
      let type = String(header.prefix { $0 != ":" })
      body.codes.removeAll { $0 == type }
      if !type.isEmpty { body.codes.insert(type, at: 0) }
    }
    return failure(
      status: response.status, reportedStatus: response.status, body,
      retryAfter: RetryHint.find(in: response, body: body))
  }

  /// What a message of a stream that is no event means.
  static func failure(
    inBand kind: UpstreamEvent.MessageKind, type: String, payload: [UInt8]
  ) -> ProviderFailure {
    var body = ErrorBody(payload)
    // Exceptions have the lower camel case of their member in the stream's union.
    let code = type.prefix(1).uppercased() + type.dropFirst()
    body.codes.insert(code, at: 0)
    return failure(
      status: status(of: code), reportedStatus: 200, body, retryAfter: RetryHint.inBody(body))
  }

  private static func failure(
    status: Int, reportedStatus: Int, _ body: ErrorBody, retryAfter: Nanoseconds?
  ) -> ProviderFailure {
    var failure = ErrorClassifier.failure(
      status: status, reportedStatus: reportedStatus, body: body, rules: rules, retryAfter: retryAfter)
    // The model behind the service failed: its own status says how.
    if let original = body.originalStatus, body.codes.contains(where: modelErrors.contains) {
      failure.outcome = ErrorClassifier.byStatus(original)
    }
    return failure
  }

  private static let modelErrors = ["ModelErrorException", "ModelStreamErrorException"]

  private static func status(of code: String) -> Int {
    switch code {
    case "ValidationException": 400
    case "AccessDeniedException": 403
    case "ModelTimeoutException": 408
    case "ModelErrorException", "ModelStreamErrorException": 424
    case "ThrottlingException", "ModelNotReadyException": 429
    case "ServiceUnavailableException": 503
    default: 500
    }
  }
}
