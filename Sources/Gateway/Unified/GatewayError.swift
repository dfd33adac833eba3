import Documents
import RoutingEngine

/// An error as a caller gets it, in the shape of OpenAI's errors.
struct GatewayError: Error, Sendable, Hashable {
  /// The HTTP status.
  var status: Int
  /// OpenAI's `type`.
  var type: String
  /// A stable code: the name of an outcome class, or one of `Code`.
  var code: String
  /// What was tried, what came back, what to do.
  var message: String
  /// The field of the request that is wrong, such as `messages[0].content`.
  var param: String?
  /// What the provider said, where one was asked.
  var provider: Provider?
  /// How long waiting helps; nil where it does not.
  var retryAfter: Nanoseconds?
  /// Whether the request holds what is not known here, and somebody else may know.
  var isOfUnknownKind = false

  /// A provider's part in an error.
  struct Provider: Sendable, Hashable {
    /// The endpoint's provider.
    var name: String
    /// Its HTTP status; 200 for an error inside an answer.
    var status: Int
    /// Its own code.
    var code: String?
  }

  /// Codes beside the outcome classes, for errors that reach no provider.
  enum Code {
    /// The body is no JSON, or more of it than is allowed.
    static let invalidJSON = "invalid_json"
    /// A field has the wrong type or value.
    static let invalidField = "invalid_request"
    /// The path is not of this API.
    static let unknownPath = "unknown_path"
    /// The path is of this API, and the method does not fit it.
    static let wrongMethod = "wrong_method"
    /// No feature or endpoint has the name, in OpenAI's word for it.
    static let unknownFeature = "model_not_found"
    /// The answer was not complete when the request was too late.
    static let deadline = "deadline_exceeded"
  }

  /// The refusal of a request because of one field.
  static func field(_ param: String?, _ message: String) -> GatewayError {
    GatewayError(
      status: 400, type: "invalid_request_error", code: Code.invalidField, message: message, param: param)
  }
}

extension GatewayError {
  /// The refusal of a request because of a field whose value is none of those that are known here.
  static func unknownKind(_ param: String, _ message: String) -> GatewayError {
    var error = field(param, message)
    error.isOfUnknownKind = true
    return error
  }

  /// What a caller is told of a provider's failure after which nobody else was asked.
  ///
  /// The credentials are the gateway's, so that a caller never sees 401 or 403 for them.
  init(_ failure: ProviderFailure, from provider: String) {
    var form = GatewayError.form(of: failure.outcome)
    if form.status == 400, GatewayError.callersFaults.contains(failure.status) {
      form.status = failure.status
    }
    self.init(
      status: form.status, type: form.type, code: failure.outcome.name, message: failure.message,
      param: failure.param, provider: Provider(name: provider, status: failure.status, code: failure.code),
      retryAfter: form.waitingHelps ? failure.retryAfter : nil)
  }

  /// Statuses by which providers say what is wrong with a request, and after which callers' SDKs do not try again.
  private static let callersFaults: Set<Int> = [400, 413, 414, 415, 422, 431, 451]

  private static func form(of outcome: OutcomeClass) -> (status: Int, type: String, waitingHelps: Bool) {
    switch outcome {
    case .rateLimited: (429, "rate_limit_error", true)
    case .quotaExhausted: (429, "insufficient_quota", true)
    case .overloaded, .local: (503, "service_unavailable_error", true)
    case .ttftTimeout, .stalled: (504, "server_error", false)
    case .modelGone: (404, "invalid_request_error", false)
    case .invalidRequest, .contextLength, .contentFiltered: (400, "invalid_request_error", false)
    case .cancelled: (499, "invalid_request_error", false)
    case .ok, .serverError, .connect, .cut, .empty, .auth, .permission, .unknown: (502, "server_error", false)
    }
  }

  /// Whether the caller's SDK should try again; it does on 408, 409, 429 and 5xx unless told not to.
  var isWorthRetrying: Bool {
    guard code != OutcomeClass.quotaExhausted.name else { return false }
    if code == OutcomeClass.modelGone.name, retryAfter == nil { return false }
    return status == 429 || status >= 500
  }
}

extension GatewayError: JSONWritable {
  /// Writes `{"error": …}`.
  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.object("error") {
        $0.field("message", message)
        $0.field("type", type)
        $0.field("param", param)
        $0.field("code", code)
        guard let provider else { return }
        $0.object("provider") {
          $0.field("name", provider.name)
          $0.field("status", provider.status)
          $0.field("code", provider.code)
        }
      }
    }
  }

  /// The body of the HTTP response.
  var body: [UInt8] { JSONText.bytes(of: self) }
}
