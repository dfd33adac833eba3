internal import RoutingEngine

/// Decides for one replica; the surface of the engine, so that others can stand in its place.
protocol RoutingPolicy: Sendable {
  /// Decides the first attempt of a request.
  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision
  /// Decides what happens after an attempt ended before its first token.
  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision
  /// Takes an input in and says what follows from it.
  mutating func handle(_ input: Input, at now: Timestamp) -> [Action]
  /// What this replica tells the others; nil where replicas do not talk.
  func digest(at now: Timestamp) -> ReplicaDigest?
  /// The whole engine at an instant; nil where there is none.
  func snapshot(at now: Timestamp) -> EngineSnapshot?
  /// What an act would do; nil where there are no acts.
  func preview(_ act: Act, at now: Timestamp) -> Preview?
  /// The name of an endpoint's state.
  func stateName(of endpoint: Int, at now: Timestamp) -> String
  /// The engine itself, to be looked at beside the other replicas'; nil for another policy.
  var fleetMember: RoutingEngine? { get }
  /// What it booked for its attempts; nil where it keeps no books.
  var books: Ledger.Entry? { get }
  /// Counts the changes an operator could be surprised by.
  var revision: UInt64 { get }
  /// Decides for a caller from outside the world; nil for another policy.
  mutating func decide(_ request: inout RoutedRequest, at now: Timestamp) -> Decision?
}

extension RoutingPolicy {
  func digest(at now: Timestamp) -> ReplicaDigest? { nil }
  func snapshot(at now: Timestamp) -> EngineSnapshot? { nil }
  func preview(_ act: Act, at now: Timestamp) -> Preview? { nil }
  var fleetMember: RoutingEngine? { nil }
  var books: Ledger.Entry? { nil }
  var revision: UInt64 { 0 }
  mutating func decide(_ request: inout RoutedRequest, at now: Timestamp) -> Decision? { nil }
}

/// One request as a policy holds it between attempts.
struct PolicyCall: Sendable {
  /// What the engine knows of it.
  var request: RoutedRequest
  /// The endpoints a comparison policy has tried, in order.
  var tried: [Int] = []

  init(_ request: RoutedRequest) { self.request = request }
}

/// One call to make; what the simulated caller needs of the engine's `Attempt`.
struct PlannedAttempt: Sendable, Hashable {
  /// Its name at the policy.
  var id: AttemptID
  /// Where to send it.
  var endpoint: Int
  /// Why there.
  var reason: DecisionReason
  /// The endpoint's generation at admission.
  var generation: UInt32
  /// How long to wait for the first token.
  var budget: Nanoseconds
}

/// What a policy says, at first or after an attempt.
enum PolicyDecision: Sendable, Hashable {
  /// Make this call, now.
  case attempt(PlannedAttempt)
  /// Make this call after a wait.
  case attemptAfter(Nanoseconds, PlannedAttempt)
  /// Tell the caller that it failed.
  case refuse(Refusal.Cause?)
}
