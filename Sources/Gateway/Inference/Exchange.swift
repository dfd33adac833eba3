import RoutingEngine
import Transport

/// One caller's request from its head to the end of its answer.
///
/// A class, because it is large and handed around while it changes; one owner, the data path, has it.
final class Exchange {
  /// What the exchange waits for.
  enum Phase: Sendable, Hashable {
    /// Nothing: no request is under way on the connection.
    case idle
    /// The rest of the request.
    case reading
    /// A credential.
    case authorizing
    /// The moment an endpoint asked to be left alone until.
    case pausing
    /// The provider.
    case asking
  }

  /// What a request asks for.
  enum Purpose: Sendable, Hashable {
    /// An answer of a model.
    case chat
    /// The list of features.
    case models
    /// One feature.
    case model(String)
    /// Nothing that there is.
    case refused(GatewayError)
  }

  /// What the caller's header fields say about the way.
  struct Hints: Sendable, Hashable {
    /// The feature, over the body's `model`.
    var feature: String?
    /// Hash of the session; 0 for none.
    var session: UInt64 = 0
    /// How long the caller waits.
    var deadline: Nanoseconds?
    /// What is wrong with the fields.
    var fault: GatewayError?
  }

  /// An attempt that has ended, for the journal.
  struct Try: Sendable, Hashable {
    var endpoint: String
    var reason: DecisionReason
    var outcome: OutcomeClass
    /// Nanoseconds since 1970.
    var startedAt: Int64
    var ttft: Nanoseconds?
    var latency: Nanoseconds
    var usage: TokenUsage
    /// In nano-dollars; nil where the price is not known.
    var cost: Int64?
    var code: String?
    /// When the provider wants to be asked again; nil where it did not say.
    var retryAt: Timestamp?
  }

  var connection: ConnectionID
  var phase = Phase.reading
  var purpose: Purpose
  /// The caller's name; nil where nobody needs one.
  var caller: String?
  var hints = Hints()
  var number: UInt64 = 0
  var arrived: Timestamp
  /// Nanoseconds since 1970.
  var arrivedAt: Int64
  var body: [UInt8] = []
  var chat: ChatRequest?
  var routed: RoutedRequest?
  /// The feature's id, once it is known.
  var feature: String?
  var attempt: Attempt?
  /// Whom the attempt asks.
  var target: EndpointTarget?
  /// Where an attempt went whose endpoint or feature is no longer configured; nil for all others.
  var former: FormerCall?
  var attemptStarted: Timestamp
  /// Whether the caller's own deadline leaves the attempt less time than its feature's would.
  var isCutShort = false
  var transfer: TransferID?
  var credential: Credential?
  /// Until when the attempt waits for a credential; nil for its budget.
  var credentialBy: Timestamp?
  /// The credential that the provider refused in this attempt, and how; the attempt is sent once more with another.
  var refusal: (credential: Credential, failure: ProviderFailure)?
  var reader: AttemptReader?
  /// Bytes for the caller that wait for the first content.
  var held: [UInt8] = []
  /// Whether the caller has got content: from then on the answer belongs to its endpoint.
  var isCommitted = false
  var firstToken: Timestamp?
  var lastProgress: Timestamp
  /// When the head of an error came.
  var headCame: Timestamp
  /// Since when the provider is made to wait for the caller; nil while it is not.
  private(set) var heldUpSince: Timestamp?
  /// How long it was made to wait before that, in this attempt.
  private var heldUpBefore = Nanoseconds.zero
  var timer: TimerID?
  var timerAt = Timestamp(nanoseconds: .max)
  var tries: [Try] = []
  /// Why the last attempt failed that an endpoint took on, whatever others said after it that cannot take the request.
  var cause: (failure: ProviderFailure, provider: String)?
  var droppedFields: [String] = []
  /// What the caller was sent, for a full journal.
  var shown: [UInt8] = []
  /// What rescues may still try, in order.
  var rescues: [FeatureConfiguration.Rescue] = []
  /// What has been delivered by attempts that broke.
  var rescued: RescuedAnswer?

  init(_ connection: ConnectionID, _ purpose: Purpose, at now: Timestamp, wall: Int64) {
    self.connection = connection
    self.purpose = purpose
    arrived = now
    arrivedAt = wall
    attemptStarted = now
    lastProgress = now
    headCame = now
  }

  /// Whether the provider is made to wait for the caller.
  var isHeldUp: Bool { heldUpSince != nil }

  /// Notes that the provider is made to wait from now on.
  func holdUp(at now: Timestamp) { heldUpSince = heldUpSince ?? now }

  /// Notes that the provider may go on.
  func letGoOn(at now: Timestamp) {
    if let since = heldUpSince { heldUpBefore = heldUpBefore + (now - since) }
    heldUpSince = nil
  }

  /// How long the provider was made to wait in the attempt that ends now; the next one begins with nothing.
  func takeHeldUp(at now: Timestamp) -> Nanoseconds {
    letGoOn(at: now)
    defer { heldUpBefore = .zero }
    return heldUpBefore
  }

  /// When the exchange has waited too long, in its present phase.
  func limit(interToken: Nanoseconds) -> Timestamp {
    guard let attempt else { return Timestamp(nanoseconds: .max) }
    switch phase {
    case .idle, .reading: return Timestamp(nanoseconds: .max)
    case .pausing: return attemptStarted
    case .authorizing, .asking:
      let own =
        if reader?.isWhole == true {
          lastProgress + min(interToken, InferencePart.graceAtEnd)
        } else if reader?.hasContent == true {
          lastProgress + interToken
        } else if reader?.isError == true {
          min(headCame + InferencePart.graceOfError, attemptStarted + attempt.budget)
        } else {
          attemptStarted + attempt.budget
        }
      let patience = phase == .authorizing ? credentialBy ?? own : own
      return min(own, patience, lastMoment(of: attempt))
    }
  }

  /// When the whole request is too late.
  ///
  /// What the caller wished holds to the end. The feature's own deadline is for a whole answer, and for the first
  /// content of a stream: one that delivers is bounded by silence, and by the longest deadline there is.
  func lastMoment(of attempt: Attempt) -> Timestamp {
    let isDelivering = chat?.isStreaming == true && (isCommitted || reader?.hasContent == true)
    guard isDelivering, hints.deadline == nil else { return attempt.deadline }
    return max(attempt.deadline, arrived + InferencePart.longestDeadline)
  }
}

/// The name of a request, in the journal and in the field `x-request-id`.
struct RequestID: Sendable, Hashable {
  /// The prefix of this run's ids.
  var run: String
  /// Counts from 1.
  var number: UInt64

  /// `req-RUN-NUMBER`.
  var text: String { "req-\(run)-\(number)" }
}
