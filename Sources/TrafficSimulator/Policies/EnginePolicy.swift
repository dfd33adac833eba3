internal import RoutingEngine

/// The product's own engine, called as its owner calls it.
struct EnginePolicy: RoutingPolicy {
  private var engine: RoutingEngine

  init(configuration: EngineConfiguration, at now: Timestamp) {
    engine = RoutingEngine(configuration: configuration, at: now)
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    switch engine.route(&call.request, at: now) {
    case .attempt(let attempt): .attempt(PlannedAttempt(attempt))
    case .refuse(let refusal): .refuse(refusal.cause)
    }
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    switch engine.next(&call.request, after: ending, retryAfter: retryAfter, at: now) {
    case .done: .refuse(nil)
    case .attempt(let attempt): .attempt(PlannedAttempt(attempt))
    case .attemptAfter(let wait, let attempt): .attemptAfter(wait, PlannedAttempt(attempt))
    case .fail(let cause, _): .refuse(cause)
    }
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] { engine.handle(input, at: now) }

  func digest(at now: Timestamp) -> ReplicaDigest? { engine.digest(at: now) }

  func snapshot(at now: Timestamp) -> EngineSnapshot? { engine.snapshot(at: now) }

  func preview(_ act: Act, at now: Timestamp) -> Preview? { engine.preview(act, at: now) }

  func stateName(of endpoint: Int, at now: Timestamp) -> String {
    let endpoints = engine.snapshot(at: now).endpoints
    guard endpoint < endpoints.count else { return BreakerState.closed.name }
    return endpoints[endpoint].stateName
  }

  var fleetMember: RoutingEngine? { engine }

  var books: Ledger.Entry? { engine.ledger.total }

  var revision: UInt64 { engine.revision }

  mutating func decide(_ request: inout RoutedRequest, at now: Timestamp) -> Decision? {
    engine.decide(&request, at: now)
  }
}

extension EndpointSnapshot {
  /// The name a scenario's `state` uses: an operator's order first, then a hold, then the breaker.
  var stateName: String {
    switch override?.kind {
    case .drain: return isDrained ? "drained" : "draining"
    case .forcedOpen: return "forced_open"
    case .forcedClosed: return "forced_closed"
    case .pinned: return "pinned"
    case nil: return hold == nil ? state.name : "hold"
    }
  }
}

extension PlannedAttempt {
  /// Takes what the caller needs of the engine's attempt.
  init(_ attempt: Attempt) {
    self.init(
      id: attempt.id, endpoint: attempt.endpoint.value, reason: attempt.reason,
      generation: attempt.generation, budget: attempt.budget)
  }
}
