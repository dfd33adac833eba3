import Documents
import RoutingEngine
import Transport

/// An error as each provider would answer it.
struct StubError: Sendable, Hashable {
  /// What it is to mean.
  var outcome: OutcomeClass
  /// Its text.
  var message: String
  /// How long to stay away, in whole seconds; said in each provider's own way.
  var retryAfterSeconds: Int64?

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
  init(_ outcome: OutcomeClass, message: String, retryAfterSeconds: Int64? = nil) {
    self.outcome = outcome
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// The error that a failure stands for.
  init(_ failure: ProviderFailure) {
    self.init(
      failure.outcome, message: failure.message,
      retryAfterSeconds: failure.retryAfter.map { $0.count / 1_000_000_000 })
  }

  /// The response of a provider.
  func response(as wire: StubProtocol) -> Response {
    var headers: [HeaderField] = []
    if let seconds = retryAfterSeconds, wire != .vertex, wire != .bedrock {
      headers.append(HeaderField("retry-after", String(seconds)))
    }
    if wire == .bedrock { headers.append(HeaderField("x-amzn-errortype", exceptionName)) }
    return Response(status: status(as: wire), headers: headers, body: body(as: wire))
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

  private func status(as wire: StubProtocol) -> Int {
    switch outcome {
    case .rateLimited: 429
    case .quotaExhausted: wire == .anthropic ? 402 : 429
    case .overloaded: wire == .anthropic ? 529 : 503
    case .auth: wire == .bedrock ? 403 : 401
    case .permission: 403
    case .modelGone: 404
    case .invalidRequest, .contextLength, .contentFiltered: 400
    default: 500
    }
  }

  private func body(as wire: StubProtocol) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      switch wire {
      case .openAI, .azure:
        $0.object("error") {
          $0.field("message", message)
          $0.field("type", openAIType)
          $0.field("param", String?.none)
          $0.field("code", openAICode)
        }
      case .anthropic:
        $0.field("type", "error")
        $0.object("error") {
          $0.field("type", anthropicType)
          $0.field("message", text(as: wire))
        }
      case .bedrock: $0.field("message", text(as: wire))
      case .vertex:
        $0.object("error") {
          $0.field("code", status(as: wire))
          $0.field("message", text(as: wire))
          $0.field("status", googleStatus)
          if outcome == .rateLimited || outcome == .quotaExhausted { googleDetails(&$0) }
        }
      }
    }
    return writer.bytes
  }

  /// The message, with the words by which some providers tell classes apart.
  private func text(as wire: StubProtocol) -> String {
    switch (outcome, wire) {
    case (.contextLength, .vertex): "\(message): exceeds the maximum number of tokens allowed"
    case (.contextLength, .bedrock): "Input is too long for requested model. \(message)"
    case (.contextLength, _): "prompt is too long: \(message)"
    case (.contentFiltered, .anthropic): "Output blocked by content filtering policy: \(message)"
    case (.quotaExhausted, .bedrock): "Too many tokens per day, please wait before trying again. \(message)"
    default: message
    }
  }

  private var openAIType: String {
    switch outcome {
    case .rateLimited: "requests"
    case .quotaExhausted: "insufficient_quota"
    case .overloaded: "service_unavailable_error"
    case .auth, .modelGone, .invalidRequest, .contextLength, .contentFiltered: "invalid_request_error"
    case .permission: "permission_error"
    default: "server_error"
    }
  }

  private var openAICode: String? {
    switch outcome {
    case .rateLimited: "rate_limit_exceeded"
    case .quotaExhausted: "insufficient_quota"
    case .overloaded: "server_is_overloaded"
    case .auth: "invalid_api_key"
    case .modelGone: "model_not_found"
    case .contextLength: "context_length_exceeded"
    case .contentFiltered: "content_filter"
    default: nil
    }
  }

  private var anthropicType: String {
    switch outcome {
    case .rateLimited: "rate_limit_error"
    case .quotaExhausted: "billing_error"
    case .overloaded: "overloaded_error"
    case .auth: "authentication_error"
    case .permission: "permission_error"
    case .modelGone: "not_found_error"
    case .invalidRequest, .contextLength, .contentFiltered: "invalid_request_error"
    default: "api_error"
    }
  }

  private var googleStatus: String {
    switch outcome {
    case .rateLimited, .quotaExhausted: "RESOURCE_EXHAUSTED"
    case .overloaded: "UNAVAILABLE"
    case .auth: "UNAUTHENTICATED"
    case .permission: "PERMISSION_DENIED"
    case .modelGone: "NOT_FOUND"
    case .invalidRequest, .contextLength, .contentFiltered: "INVALID_ARGUMENT"
    default: "INTERNAL"
    }
  }

  private func googleDetails(_ writer: inout JSONWriter) {
    writer.array("details") {
      $0.object {
        $0.field("@type", "type.googleapis.com/google.rpc.QuotaFailure")
        $0.array("violations") {
          $0.object {
            $0.field("quotaId", outcome == .quotaExhausted ? "RequestsPerDay" : "RequestsPerMinute")
          }
        }
      }
      guard let seconds = retryAfterSeconds else { return }
      $0.object {
        $0.field("@type", "type.googleapis.com/google.rpc.RetryInfo")
        $0.field("retryDelay", "\(seconds)s")
      }
    }
  }
}
