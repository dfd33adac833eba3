import RoutingEngine
import Transport

/// Why a provider gave no answer, or cannot be asked for one.
struct ProviderFailure: Error, Sendable, Hashable {
  /// In our vocabulary.
  ///
  /// An error inside a stream has the class its code has outside, whatever was delivered before.
  var outcome: OutcomeClass
  /// The HTTP status; 200 for an error inside an answer, 0 where the provider was not asked.
  var status: Int
  /// The provider's own code.
  var code: String?
  /// The provider's message, shortened, without control characters and without credentials.
  var message: String
  /// The field of the request that the provider finds wrong.
  var param: String?
  /// How long the provider wants to be left alone, at most `RetryHint.longest`.
  var retryAfter: Nanoseconds?
  /// What else is known.
  var circumstance: Circumstance?

  /// What decides how to go on beside the class.
  enum Circumstance: Sendable, Hashable {
    /// The request is fine, but not for this endpoint: another one may serve it.
    case notForThisEndpoint
    /// The credential expired or was revoked: a fresh one may do.
    case credentialExpired
    /// The signature's time is off: the response's `Date` tells by how much.
    case clockSkew
    /// The model's own refusal or the provider's filter, after HTTP 200.
    case refusedAnswer
    /// The caller's own deadline left less time than the feature's would have: no evidence against the endpoint.
    case callersHaste
  }

  /// Describes a failure; the message is made fit to be shown.
  init(
    _ outcome: OutcomeClass, status: Int, code: String? = nil, message: String,
    param: String? = nil, retryAfter: Nanoseconds? = nil, circumstance: Circumstance? = nil
  ) {
    self.outcome = outcome
    self.status = status
    self.code = code.map { SafeText.message($0, limit: 128) }
    self.message = SafeText.message(message)
    self.param = param.map { SafeText.message($0, limit: 128) }
    self.retryAfter = retryAfter
    self.circumstance = circumstance
  }

  /// The failure without the credential that the request was sent with, which some providers quote.
  func hiding(_ credential: Credential?) -> ProviderFailure {
    var shown = self
    guard let credential else { return self }
    let mask = CredentialMask(credential.literals)
    shown.message = mask.hiding(in: shown.message)
    shown.code = shown.code.map { mask.hiding(in: $0) }
    shown.param = shown.param.map { mask.hiding(in: $0) }
    return shown
  }

  /// The refusal to send a request that would lose its meaning in a provider's protocol.
  static func untranslatable(_ field: String, _ reason: String) -> ProviderFailure {
    ProviderFailure(
      .invalidRequest, status: 0, code: "untranslatable", message: "\(field): \(reason)",
      circumstance: .notForThisEndpoint)
  }

  /// The refusal to translate a request that holds what is not known here; a provider of its own protocol may know it.
  static func unreadable(_ error: GatewayError) -> ProviderFailure {
    ProviderFailure(
      .invalidRequest, status: 0, code: "untranslatable", message: error.message, param: error.param,
      circumstance: .notForThisEndpoint)
  }

  /// Whether the request is wrong for this endpoint alone.
  var isElsewhereFine: Bool { circumstance == .notForThisEndpoint && outcome == .invalidRequest }

  /// The end of a stream that has no end.
  static func cut(_ what: String) -> ProviderFailure {
    ProviderFailure(.cut, status: 200, message: what)
  }

  /// An answer that is none.
  static func malformed(_ what: String) -> ProviderFailure {
    ProviderFailure(.serverError, status: 200, code: malformedCode, message: what)
  }

  private static let malformedCode = "malformed_answer"

  /// Whether what came under HTTP 200 made no sense.
  var isUnreadable: Bool { status == 200 && (outcome == .cut || code == ProviderFailure.malformedCode) }
}

extension Credential {
  /// Every text that the provider was sent, or signs with, and nobody else may see.
  fileprivate var literals: [String] {
    switch self {
    case .key(let secret), .bearer(let secret): [secret.reveal()]
    case .aws(let key):
      [key.accessKeyID, key.secretAccessKey.reveal()] + (key.sessionToken.map { [$0.reveal()] } ?? [])
    }
  }
}
