/// The kinds of line in the engine's append-only event log.
public enum EventKind: String, Sendable, Hashable, CaseIterable {
  /// A trigger fired and the breaker acted on it.
  case tripped
  /// A trigger fired while an operator's override was in force.
  case wouldTrip = "would_trip"
  /// The endpoint is in doubt and keeps at most a quarter of its share.
  case suspect
  /// The breaker opened until an instant.
  case opened
  /// The endpoint is let back in at a stage of the ramp.
  case partialOpen = "partial_open"
  /// The ramp went one stage on.
  case advanced
  /// The ramp went back.
  case regressed
  /// The breaker closed.
  case closed
  /// A stage of the ramp sees no traffic.
  case probeStarved = "probe_starved"
  /// A spend or daily limit holds the endpoint.
  case quotaHold = "quota_hold"
  /// A credential that is not accepted holds the endpoint.
  case authHold = "auth_hold"
  /// The model is gone.
  case retired
  /// The learned cap moved.
  case capChanged = "cap_changed"
  /// An operator's order came into force.
  case overrideSet = "override_set"
  /// An operator's order ended.
  case overrideEnded = "override_ended"
  /// A drain's lease ended and the drain stays.
  case leaseOverdue = "lease_overdue"
  /// A trip was refused because the rest of a pool could not carry the load.
  case ejectionRefused = "ejection_refused"
  /// A pool is reduced to its least bad endpoint.
  case panic
  /// A pool has a healthy candidate again.
  case panicEnded = "panic_ended"
  /// Latency rose at several providers at once: it is probably us.
  case correlatedSuspect = "correlated_suspect"
  /// No outcomes arrive from anywhere although calls are in flight.
  case telemetryGap = "telemetry_gap"
  /// The shares of a feature changed by an act or a transition.
  case shareChanged = "share_changed"
  /// A feature's traffic left its primary.
  case failover
  /// A backup has been better than the primary for long enough.
  case flipProposed = "flip_proposed"
  /// A configuration, a price or a benchmark result came into force.
  case configApplied = "config_applied"
  /// An operator's act was refused.
  case actRefused = "act_refused"
}

/// The numbers that decided an event; those that do not apply are nil.
public struct EventDetail: Sendable, Hashable {
  /// Samples in the window.
  public var n: Int?
  /// Failures or slow calls among them.
  public var k: Int?
  /// The limit that was crossed, as a share from 0 to 1.
  public var limit: Double?
  /// The length of the window.
  public var window: Nanoseconds?
  /// The stage of the ramp, from 0.
  public var stage: Int?
  /// The share of a feature or of a fair share, from 0 to 1.
  public var share: Double?
  /// Until when.
  public var until: Timestamp?
  /// A rate, in requests a second.
  public var rate: Double?
  /// Who acted.
  public var actor: String?
  /// The act that came to nothing, as it is typed.
  public var act: String?
  /// Why, in the operator's words or ours.
  public var reason: String?
  /// The other endpoint concerned, for a failover or a flip.
  public var other: EndpointIndex?

  /// Makes a detail without any number.
  public init() {}
}

/// One line of the event log.
public struct Event: Sendable, Hashable {
  /// Counts up from 1 in one engine.
  public var id: UInt64
  /// When, on the caller's clock.
  public var at: Timestamp
  /// What happened.
  public var kind: EventKind
  /// To which endpoint.
  public var endpoint: EndpointIndex?
  /// To which feature, or for which feature alone.
  public var feature: FeatureIndex?
  /// The endpoint's state before, by name.
  public var from: String?
  /// The endpoint's state after, by name.
  public var to: String?
  /// What tripped, for trips.
  public var trigger: Trigger?
  /// The numbers that decided.
  public var detail: EventDetail
  /// The endpoint's generation after the event.
  public var generation: UInt32
  /// The engine's revision after the event.
  public var revision: UInt64
}

/// What the owner of an engine has to do for it, or learns from it.
public enum Action: Sendable, Hashable {
  /// Append this line to the event log.
  case record(Event)
  /// An act was judged; here is what came of it.
  case answer(Receipt)
  /// A drain's deadline passed: end these calls, they are still open.
  case cut([AttemptID])
}
