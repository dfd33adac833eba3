internal import RoutingEngine

/// A request between its arrival and its end; times are nanoseconds since the beginning of the run.
struct LiveRequest: Sendable {
  /// What the policy knows of it.
  var call: PolicyCall
  /// What everything drawn for it derives from.
  var key: UInt64
  /// Its place among the feature's requests, from 0.
  var number: UInt64
  var feature: Int
  var replica: Int
  var arrived: Int64
  /// When the caller gives up.
  var deadline: Int64
  var promptTokens: UInt32
  var outputTokens: UInt32
  /// Attempts made.
  var attempts: UInt64 = 0
  /// How often the caller had asked before.
  var callerTries: Int
}

/// An attempt between its admission and its end.
struct LiveAttempt: Sendable {
  /// What the policy said.
  var planned: PlannedAttempt
  /// The request's slot.
  var request: Int
  /// When it was sent.
  var started: Int64
  /// How it will go.
  var plan: ServicePlan
  /// Whether it probes an endpoint that was open or at the ramp's first two stages.
  var isTrial = false
  /// The endpoint's price when it was sent.
  var price: Price
}

/// An outcome on its way to the policy.
struct LateOutcome: Sendable {
  var replica: Int
  var id: AttemptID
  var outcome: Outcome
}

/// A request that its caller will make again.
struct CallerRetry: Sendable {
  var feature: Int
  var key: UInt64
  var number: UInt64
  var promptTokens: UInt32
  var outputTokens: UInt32
  var tries: Int
}
