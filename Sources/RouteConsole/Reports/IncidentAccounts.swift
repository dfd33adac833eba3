internal import RoutingEngine
internal import Wire

/// What a report is made of.
extension IncidentReport {
  /// A time of which nothing was recorded.
  struct Silence: Hashable, Sendable {
    /// The last snapshot before it.
    var from: Moment
    /// The first one after it.
    var to: Moment
    /// When the process began that recorded again; nil where it is the same one.
    var restarted: Moment?

    /// Its length.
    var seconds: Double { to.seconds(since: from) }
  }

  /// Figures of everything together at an instant.
  struct Sample: Hashable, Sendable {
    var at: Moment
    var requestsPerSecond: Double?
    var errorRate: Double?
    var ttftP90: Double?
    /// Whether the process was up for long enough that these are the rates of a minute.
    var isSettled = true
  }

  /// What a feature went through.
  struct FeatureAccount: Hashable, Sendable {
    var id: String
    /// When it was at risk first and last; nil where it never was.
    var risk: ClosedRange<Moment>?
    /// For how many seconds it was at risk.
    var riskSeconds = 0.0
    /// Seconds in which nobody told how it did.
    var unknownSeconds = 0.0
    /// The quality it must have, from 0 to 1; nil for any.
    var qualityFloor: Double?
    /// Where its traffic went.
    var moves = ShareMoves()
    /// What failed, second by second.
    var errors = ErrorSeconds()
    var worstErrorRate = 0.0
    var worstTTFT: Double?
    var objectiveTTFT: Double?
    var worstShed = 0.0
    /// Endpoints that carried most of it at some time, in the order in which they first did.
    var servedBy: [String] = []
    /// Its primary and who serves it at the end.
    var primary = ""
    var serving: [ServedShare] = []
    /// Its requests a second at first and at the most; nil while none is known.
    var askedAtFirst: Double?
    var askedAtMost: Double?

    /// Failed requests divided by requests, summed up over the seconds; worked out, so about.
    var errorSeconds: Double { errors.total }
  }

  /// What an endpoint went through.
  struct EndpointAccount: Hashable, Sendable {
    var id: String
    var provider: String
    /// For how many seconds the breaker had it open, or something held it.
    var openSeconds = 0.0
    /// For how many seconds it was on the ramp.
    var rampSeconds = 0.0
    /// For how many seconds it was in doubt.
    var doubtSeconds = 0.0
    /// For how many seconds an operator's order was in force.
    var orderSeconds = 0.0
    /// The kinds of orders that were in force: `drain`, `forced_open`, `forced_closed`, `pinned`.
    var orders: Set<String> = []
    var worstErrorRate = 0.0
    /// The greatest part of its calls that it refused for its quota.
    var worstPushback = 0.0
    var worstTTFT: Double?
    /// Nine in ten first tokens came within so many milliseconds while it was well.
    var usualTTFT: Double?
    /// Why it was not well at its worst: what failed, else what its breaker says.
    var reason: String?
    /// Whether the reason is of failures that were counted; a breaker's own word is worth less.
    var isReasonCounted = false
    /// What failed when most of it failed, the most frequent class first, and the part that failed then.
    var failures: [EndpointStatus.ClassShare] = []
    var failuresRate = 0.0
    /// What it refused for what it was asked.
    var declined = Declined()
    /// Whether its capacity is paid for by the hour.
    var isProvisioned = false
    /// What held it out of service at some time: `auth`, `quota`, `retired`.
    var hold: String?
    /// The most frequent class of failures at its worst.
    var leadingClass: String?
    /// What is the matter with it at the end; nil where all is well.
    var plightAtEnd: Plight?
    /// The learned limit that it is sent no more than at the end, in requests a second; nil for none.
    var capAtEnd: Double?
    /// Whether an event tells that it was taken out: of several engines perhaps by some alone.
    var wasOpened = false
    /// Its state over time, and the order that was in force.
    var states = StateTrack()
    var standing = StateTrack()

    /// Whether all was well with it at the end.
    var isWellAtEnd: Bool { plightAtEnd == nil }

    /// Whether some of several engines took it out and the whole did not.
    var isPartlyOut: Bool { wasOpened && openSeconds == 0 }

    /// Whether there is anything to tell.
    var isAffected: Bool {
      wasOpened || openSeconds + rampSeconds + doubtSeconds + orderSeconds > 0 || !orders.isEmpty
        || !isWellAtEnd
    }

    /// Whether nothing happened to it but that it was doubted.
    var isOnlyInDoubt: Bool {
      doubtSeconds > 0 && !wasOpened && openSeconds + rampSeconds + orderSeconds == 0 && orders.isEmpty
    }

    /// Why it was not well, where its breaker alone does not say: `connect 100 %`.
    var why: String? { reason ?? failureWords }

    /// `refused what was asked (filtered)`; nil where it did not.
    var refusalWords: String? {
      guard declined.isTold else { return nil }
      return "refused what was asked" + (declined.outcome.map { " (\(ClassWords.short($0)))" } ?? "")
    }

    /// What failed, as far as it was more than a little: `5xx 96 % timeout 4 %`.
    var failureWords: String? {
      guard failuresRate >= 0.01, !failures.isEmpty else { return nil }
      return failures.prefix(3).map { "\(ClassWords.short($0.name)) \(Figures.fixed($0.percent, 0)) %" }
        .joined(separator: " ")
    }
  }

  /// Answers of an endpoint that refuse what was asked: no failures of its health, and not counted among them.
  struct Declined: Hashable, Sendable {
    /// So large a part of its answers is worth telling, and so many are, from 0 to 1 and in calls.
    static let telling = (part: 0.05, calls: 10.0)

    /// When it refused so large a part first and last; nil where it never did.
    var span: ClosedRange<Moment>?
    /// How many calls, worked out from parts and rates, so about.
    var calls = 0.0
    /// The largest part, from 0 to 1.
    var worst = 0.0
    /// The most frequent class of these refusals.
    var outcome: String?

    /// Whether there is enough of it to tell.
    var isTold: Bool { span != nil && calls >= Self.telling.calls }
  }

  /// What is the matter with an endpoint that is not well.
  enum Plight: String, CaseIterable, Hashable, Sendable {
    case out = "out of service"
    case held = "held out of service"
    case ramp = "on the ramp"
    case doubt = "in doubt"
    case drain = "drained"
    case order = "under an order"

    /// Nil for an endpoint that is well.
    init?(of endpoint: EndpointStatus) {
      if let kind = endpoint.override?.kind {
        self = kind == "drain" ? .drain : .order
      } else if endpoint.hold != nil {
        self = .held
      } else {
        switch endpoint.state {
        case "closed": return nil
        case "partial_open": self = .ramp
        case "suspect": self = .doubt
        default: self = .out
        }
      }
    }
  }
}

/// What holds an endpoint, in words.
enum HoldWords {
  /// `credential missing or not accepted (401)`: whether there was one to send is not told apart.
  static func reason(_ kind: String) -> String {
    switch kind {
    case "auth": "credential missing or not accepted (401)"
    case "quota": "quota used up"
    case "retired": "the model is gone"
    default: "held: \(kind)"
    }
  }

  /// How a hold ends: `the credential is accepted again`.
  static func end(_ kind: String) -> String {
    switch kind {
    case "auth": "the credential is accepted again"
    case "quota": "the quota lets calls through again"
    case "retired": "the model answers again"
    default: "it answers again"
    }
  }

  /// The class of outcomes that holds it; nil for a kind that is not known.
  static func outcome(_ kind: String) -> String? {
    switch kind {
    case "auth": OutcomeClass.auth.name
    case "quota": OutcomeClass.quotaExhausted.name
    case "retired": OutcomeClass.modelGone.name
    default: nil
    }
  }

  /// The kind of hold that an event tells of; nil for others.
  static func kind(of event: EventLine) -> String? {
    switch EventKind(rawValue: event.kind) {
    case .authHold: "auth"
    case .quotaHold: "quota"
    case .retired: "retired"
    default: nil
    }
  }
}

extension IncidentReport.FeatureAccount {
  /// Takes how many requests a second it was asked; nil where that says nothing.
  mutating func note(asked rate: Double?) {
    guard let rate else { return }
    askedAtFirst = askedAtFirst ?? rate
    askedAtMost = max(askedAtMost ?? rate, rate)
  }
}

extension IncidentReport.EndpointAccount {
  /// Outcomes that refuse what was asked, or ask for less: no failures.
  private static let noFailures: Set<String> = Set(
    (SnapshotMaker.declining + [.rateLimited]).map(\.name))

  /// Takes what failed just now, and which part of the last minute's calls did.
  mutating func note(failures shares: [EndpointStatus.ClassShare], rate: Double) {
    guard rate > failuresRate else { return }
    let failing = shares.filter { !Self.noFailures.contains($0.name) }
    guard !failing.isEmpty else { return }
    (failures, failuresRate) = (failing, rate)
  }

  /// Takes which part of its answers refused what was asked.
  mutating func note(declinedBy endpoint: EndpointStatus, at: Moment, seconds: Double) {
    guard let part = endpoint.declinedRate, part >= IncidentReport.Declined.telling.part else { return }
    declined.span = (declined.span?.lowerBound ?? at)...at
    declined.calls += part * (endpoint.requestsPerSecond ?? 0) * seconds
    guard part > declined.worst else { return }
    declined.worst = part
    let names = SnapshotMaker.declining.map(\.name)
    declined.outcome = endpoint.errors.first { names.contains($0.name) }?.name ?? declined.outcome
  }
}
