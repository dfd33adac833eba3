import Documents
import RoutingEngine

/// The bodies of errors, in each provider's words.
extension StubError {
  /// The body of the response.
  func body(as wire: StubProtocol) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      switch wire {
      case .openAI, .azure: $0.object("error") { openAI(&$0, wire) }
      case .anthropic:
        $0.field("type", "error")
        $0.object("error") {
          $0.field("type", anthropicType)
          $0.field("message", text(as: wire))
          if outcome == .quotaExhausted {
            $0.object("details") { $0.field("error_code", "enforced_spend_limit_reached") }
          }
        }
        $0.field("request_id", "req_stub")
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

  private func openAI(_ writer: inout JSONWriter, _ wire: StubProtocol) {
    writer.field("message", text(as: wire))
    if wire == .azure, let code = azureCode {
      writer.field("code", code)
      return
    }
    writer.field("type", openAIType)
    writer.field("param", String?.none)
    writer.field("code", openAICode)
    guard wire == .azure, outcome == .contentFiltered else { return }
    writer.field("status", 400)
    writer.object("innererror") {
      $0.field("code", "ResponsibleAIPolicyViolation")
      $0.object("content_filter_result") {
        $0.object("hate") {
          $0.field("filtered", true)
          $0.field("severity", "high")
        }
      }
    }
  }

  /// The message: the words by which some providers tell classes apart, and what was to be said.
  private func text(as wire: StubProtocol) -> String {
    let own = ownWords(as: wire)
    guard let message else { return own }
    switch (outcome, wire) {
    case (.contextLength, _), (.contentFiltered, .anthropic), (.quotaExhausted, .bedrock),
      (.quotaExhausted, .azure):
      return "\(own) \(message)"
    default: return message
    }
  }

  private func ownWords(as wire: StubProtocol) -> String {
    switch outcome {
    case .rateLimited, .quotaExhausted: limitWords(as: wire)
    case .overloaded:
      switch wire {
      case .openAI: "The server is currently overloaded with other requests."
      case .anthropic: "Overloaded"
      case .bedrock: "Bedrock is unable to process your request."
      case .vertex: "The model is overloaded. Please try again later."
      case .azure: "The service is temporarily unable to process your request."
      }
    case .auth:
      switch wire {
      case .openAI: "Incorrect API key provided."
      case .anthropic: "invalid x-api-key"
      case .bedrock: "The security token included in the request is expired"
      case .vertex: "Request had invalid authentication credentials."
      case .azure: "Access denied due to invalid subscription key or wrong API endpoint."
      }
    case .permission: "This credential may not use the model."
    case .modelGone:
      wire == .azure
        ? "The API deployment for this resource does not exist."
        : "The model does not exist or you do not have access to it."
    case .contextLength:
      switch wire {
      case .openAI, .azure: "This model's maximum context length is exceeded."
      case .anthropic: "prompt is too long"
      case .bedrock: "Input is too long for requested model."
      case .vertex: "The input token count exceeds the maximum number of tokens allowed."
      }
    case .contentFiltered:
      wire == .anthropic
        ? "Output blocked by content filtering policy" : "The request was blocked by a content filter."
    case .invalidRequest: "The request is not valid."
    default: "The server had an error while processing your request."
    }
  }

  private func limitWords(as wire: StubProtocol) -> String {
    let isQuota = outcome == .quotaExhausted
    switch wire {
    case .openAI:
      if isQuota { return "You exceeded your current quota, please check your plan and billing details." }
      let wait = retryAfterSeconds.map { " Please try again in \(plain($0))s." } ?? ""
      return "Rate limit reached for requests." + wait
    case .azure:
      let seconds = isQuota ? "86400" : retryAfterSeconds.map(plain)
      let wait = seconds.map { " Please retry after \($0) seconds." } ?? ""
      return "Requests have exceeded token rate limit of your current OpenAI S0 pricing tier." + wait
    case .anthropic:
      return isQuota
        ? "This organization has reached its monthly spend limit."
        : "This request would exceed your organization's rate limit."
    case .bedrock:
      return isQuota
        ? "Too many tokens per day, please wait before trying again."
        : "Too many requests, please wait before trying again."
    case .vertex:
      return "Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model."
    }
  }

  private func plain(_ seconds: Double) -> String {
    seconds == seconds.rounded() && seconds < 1e15 ? String(Int64(seconds)) : String(seconds)
  }

  // MARK: Codes

  /// The code of an error that comes from Azure itself rather than from the model.
  private var azureCode: String? {
    switch outcome {
    case .rateLimited, .quotaExhausted: "429"
    case .auth: "401"
    case .permission: "PermissionDenied"
    case .modelGone: "DeploymentNotFound"
    default: nil
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
    case .rateLimited, .quotaExhausted: "rate_limit_error"
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
        $0.field("retryDelay", "\(plain(seconds))s")
      }
    }
  }
}
