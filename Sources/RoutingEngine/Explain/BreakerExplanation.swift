/// The numbers behind a breaker's state: every trigger with its evidence, the ramp, and what comes next.
public struct BreakerExplanation: Sendable, Hashable {
  /// Which endpoint.
  public var endpoint: EndpointIndex
  /// When, on the caller's clock.
  public var at: Timestamp
  /// The state.
  public var state: BreakerState
  /// Since when.
  public var since: Timestamp
  /// The generation that evidence must have to count.
  public var generation: UInt32
  /// What tripped it last, while it is not closed.
  public var trigger: Trigger?
  /// Why it is in doubt, while it is.
  public var doubt: DoubtReason?
  /// When the next probe is let through at the earliest, while it is open; nil while something else keeps it
  /// shut, or while it is not open.
  public var nextProbe: Timestamp?
  /// The ramp, while it is on one.
  public var ramp: RampExplanation?
  /// Every trigger, in the order of `Trigger.allCases`, without `probe`; what it has seen and what it takes.
  public var triggers: [TriggerEvidence]
  /// Its own error rate in good times, from 0 to 1.
  public var errorBaseline: Double
  /// A first token of a typical request counts as slow above this; nil until it is learned.
  public var slowFirstToken: Nanoseconds?
  /// A stream counts as slow above this time per output token; nil until it is learned.
  public var slowToken: Nanoseconds?
  /// Features for which alone it is not closed, with their state.
  public var features: [ScopedBreaker]
  /// Whether most of the other replicas have it open.
  public var isOpenElsewhere: Bool
  /// The hold it is under, or was under last without a call that went well since; nil where there is none.
  public var hold: HoldExplanation?
}

/// A hold from its first refusal until a call goes well: tries in between end it and begin it anew.
public struct HoldExplanation: Sendable, Hashable {
  /// What it is, or was last.
  public var hold: Hold
  /// When it began at first.
  public var since: Timestamp
  /// How often it began anew, because a try was refused.
  public var refusedTries: Int
  /// How the last call ended that was refused.
  public var refusal: OutcomeClass
  /// When that was reported.
  public var refusedAt: Timestamp
}

/// A breaker of one endpoint for one feature alone.
public struct ScopedBreaker: Sendable, Hashable {
  /// Which feature.
  public var feature: FeatureIndex
  /// Its state.
  public var state: BreakerState
  /// Since when.
  public var since: Timestamp
  /// What tripped it.
  public var trigger: Trigger?
  /// The ramp, while it is on one.
  public var ramp: RampExplanation?
}

/// Why an endpoint is in doubt rather than open.
public enum DoubtReason: String, Sendable, Hashable, CaseIterable {
  /// A small, lasting rise over its own baseline.
  case gray
  /// A trigger fired, and its pool could not bear the trip.
  case refused = "ejection_refused"
  /// It is certainly down, and its pool has nobody else.
  case hardDown = "hard_down"
}

/// What one trigger has seen, and what it takes to fire.
public struct TriggerEvidence: Sendable, Hashable {
  /// Which trigger.
  public var trigger: Trigger
  /// Failures, slow calls, overdue calls or pushback.
  public var k: Int
  /// Samples.
  public var n: Int
  /// Samples it takes at least.
  public var needed: Int
  /// The share that must certainly be exceeded, from 0 to 1; nil for a run of failures.
  public var limit: Double?
  /// The length of the window; nil for a run of failures, which has none.
  public var window: Nanoseconds?
  /// How near it is to firing: 0 for no evidence, 1 and above fires.
  public var closeness: Double
  /// Whether the rule is switched off.
  public var isOff: Bool
}

/// A ramp with what its stage asks for and what it has.
public struct RampExplanation: Sendable, Hashable {
  /// The stage, from 0.
  public var stage: Int
  /// How many there are.
  public var stages: Int
  /// Its share of the fair share, in millionths.
  public var millionths: Int
  /// Since when it is at this stage.
  public var since: Timestamp
  /// When the stage may be left at the earliest.
  public var holdUntil: Timestamp
  /// Samples at this stage.
  public var samples: Int
  /// Samples it takes to go on.
  public var samplesNeeded: Int
  /// Failures among the last `samplesNeeded`.
  public var failures: Int
  /// Failures among them that are tolerated.
  public var failuresAllowed: Int
  /// Slow ones among the last `samplesNeeded`.
  public var slow: Int
  /// Slow ones among them that are tolerated.
  public var slowAllowed: Int
  /// Probes that have no first token yet.
  public var probesInFlight: Int
  /// When the last probe was let through; nil before the first.
  public var lastProbe: Timestamp?
  /// The highest stage the other replicas' evidence allows; nil for no limit.
  public var ceiling: Int?
}
