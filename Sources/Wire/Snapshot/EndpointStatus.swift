public import RoutingEngine

/// One endpoint as every screen and script sees it.
public struct EndpointStatus: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The provider it is called through.
  public var provider: String
  /// The cloud of the provider.
  public var cloud: String
  /// Its region; empty when it has none.
  public var region: String
  /// The model it serves.
  public var model: String
  /// `on-demand` or `provisioned`.
  public var capacityKind: String
  /// How urgent.
  public var severity: Severity
  /// The breaker's state: `closed`, `suspect`, `open`, `partial_open`.
  public var state: String
  /// On the ramp, the share of its fair share that it is let have, in percent.
  public var stagePercent: Double?
  /// Since when it is in this state.
  public var since: Moment?
  /// While open, until when at least.
  public var until: Moment?
  /// Seconds to the next expected probe; nil where none is expected.
  public var nextProbeSeconds: Double?
  /// What tripped it, while it is not closed.
  public var trigger: String?
  /// Why it is not well, for people: `5xx 71 % timeout 29 %`.
  public var reason: String?
  /// In advisory mode, the state the engine would choose; nil elsewhere.
  public var merit: String?
  /// The numbers behind the state.
  public var evidence: Evidence?
  /// The operator's order in force.
  public var override: Override?
  /// What holds it, though it may be healthy.
  public var hold: Hold?
  /// The hold with everything that came of it, until a call goes well again: it outlives tries to come back.
  public var held: Held?
  /// Its share of all requests, from 0 to 1; nil without data.
  public var share: Double?
  /// Attempts a second; nil without data.
  public var requestsPerSecond: Double?
  /// Calls in flight; nil where the source cannot know.
  public var inFlight: Int?
  /// The age of the oldest call in flight, in seconds.
  public var oldestInFlightSeconds: Double?
  /// Time to first token over a window; nil without samples.
  public var ttft: QuantileFigures?
  /// Whole answers over a window; nil without samples.
  public var latency: QuantileFigures?
  /// Time per output token over a window; nil without samples.
  public var tpot: QuantileFigures?
  /// Times to first token by range; nil where the source cannot tell, and in lists of endpoints.
  public var ttftHistogram: HistogramFigures?
  /// Failures divided by evidence, from 0 to 1; nil without evidence.
  public var errorRate: Double?
  /// Failed attempts by class, as percentages of all failed ones, by the name of the class.
  public var errors: [ClassShare]
  /// Pushback divided by attempts, from 0 to 1.
  public var pushbackRate: Double?
  /// The part of its answers in the last ten seconds that refused what was asked, from 0 to 1: they are answers, and
  /// no failures; nil where there were none.
  public var declinedRate: Double?
  /// How much of its quota is used.
  public var quota: Quota
  /// Cost over the last minute, in US dollars an hour.
  public var costPerHour: Double?
  /// The p90 of time to first token it is held to, in milliseconds; nil until it is learned.
  public var referenceTTFT: Double?
  /// Features whose primary it is.
  public var primaryOf: [String]
  /// Features that have it as a backup.
  public var backupOf: [String]
  /// Features for which alone it is open.
  public var openFor: [String]
  /// When the newest figure was observed.
  public var observedAt: Moment?
  /// Which source the figures come from.
  public var source: String
  /// What to press, and why; nil where nothing helps.
  public var advice: String?

  /// A class of failures and its part of all failures, in percent.
  public struct ClassShare: Sendable, Hashable {
    /// The name of the class.
    public var name: String
    /// Its part of all failures, in percent.
    public var percent: Double

    /// Pairs a class with its part.
    public init(name: String, percent: Double) {
      self.name = name
      self.percent = percent
    }
  }

  /// An operator's order in force.
  public struct Override: Sendable, Hashable {
    /// `drain`, `forced_open`, `forced_closed`, `pinned`.
    public var kind: String
    /// Of a drain: `draining` or `drained`.
    public var phase: String?
    /// Who ordered it.
    public var actor: String
    /// Why.
    public var reason: String
    /// Since when.
    public var since: Moment?
    /// When the lease ends.
    public var leaseEnds: Moment?
    /// Whether the lease has ended and the order stays all the same.
    public var isOverdue: Bool

    /// Describes an order.
    public init(
      kind: String, phase: String?, actor: String, reason: String, since: Moment?, leaseEnds: Moment?,
      isOverdue: Bool
    ) {
      self.kind = kind
      self.phase = phase
      self.actor = actor
      self.reason = reason
      self.since = since
      self.leaseEnds = leaseEnds
      self.isOverdue = isOverdue
    }
  }

  /// What keeps an endpoint out for a reason other than health.
  public struct Hold: Sendable, Hashable {
    /// `quota`, `auth`, `retired`.
    public var kind: String
    /// Until when; nil until the configuration changes.
    public var until: Moment?

    /// Describes a hold.
    public init(kind: String, until: Moment?) {
      self.kind = kind
      self.until = until
    }
  }

  /// A hold from its first refusal until a call goes well; tries in between end it and begin it anew.
  public struct Held: Sendable, Hashable {
    /// `quota`, `auth`, `retired`.
    public var kind: String
    /// Since when, the tries in between included.
    public var since: Moment?
    /// How many tries to come back were refused.
    public var refusedTries: Int
    /// The class of the last refusal: `auth`.
    public var refusal: String?
    /// When it was told.
    public var refusedAt: Moment?

    /// Describes a hold and its tries.
    public init(kind: String, since: Moment?, refusedTries: Int, refusal: String?, refusedAt: Moment?) {
      self.kind = kind
      self.since = since
      self.refusedTries = refusedTries
      self.refusal = refusal
      self.refusedAt = refusedAt
    }
  }

  /// How much of a quota is used, from 0 to 1; nil where no quota is declared.
  public struct Quota: Sendable, Hashable {
    /// Of the declared requests.
    public var requestsUsed: Double?
    /// Of the declared tokens.
    public var tokensUsed: Double?
    /// The cap learned from pushback, in requests a second.
    public var capRequestsPerSecond: Double?

    /// Describes what is used.
    public init(requestsUsed: Double? = nil, tokensUsed: Double? = nil, capRequestsPerSecond: Double? = nil) {
      self.requestsUsed = requestsUsed
      self.tokensUsed = tokensUsed
      self.capRequestsPerSecond = capRequestsPerSecond
    }
  }

  /// The numbers that decided, or will decide next.
  public struct Evidence: Sendable, Hashable {
    /// Samples in the window.
    public var samples: Int?
    /// Failures or slow calls among them.
    public var bad: Int?
    /// The limit, from 0 to 1.
    public var limit: Double?
    /// The length of the window in seconds.
    public var windowSeconds: Double?
    /// The stage of the ramp, from 0.
    public var stage: Int?
    /// Samples seen at this stage.
    public var stageSamples: Int?
    /// Samples this stage asks for.
    public var stageNeeded: Int?
    /// Failures at this stage.
    public var stageFailures: Int?
    /// Seconds until this stage may end at the earliest.
    public var holdSeconds: Double?
    /// Probes that have no first token yet.
    public var probesInFlight: Int?

    /// Makes evidence of which nothing is known.
    public init() {}
  }

  /// Describes an endpoint of which nothing but its place is known.
  public init(
    id: String, provider: String, cloud: String, region: String, model: String,
    capacityKind: String = "on-demand", source: String = "engine"
  ) {
    self.id = id
    self.provider = provider
    self.cloud = cloud
    self.region = region
    self.model = model
    self.capacityKind = capacityKind
    self.source = source
    severity = .stale
    state = "closed"
    errors = []
    quota = Quota()
    (primaryOf, backupOf, openFor) = ([], [], [])
  }
}
