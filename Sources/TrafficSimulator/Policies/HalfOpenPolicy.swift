internal import RoutingEngine

/// A classic breaker: half of the last 100 calls failed, 60 s out, ten trial calls, then all traffic.
///
/// The shape and the numbers of a well-known library. Trial calls are let in as they come; when all ten have
/// ended, half or more of them failed means out for another 60 s. While every candidate is out, requests are
/// refused.
struct HalfOpenPolicy: RoutingPolicy {
  /// Calls in the window.
  static let window = 100
  /// Failures among them that open.
  static let failuresToOpen = 50
  /// How long it is out.
  static let wait: Nanoseconds = .seconds(60)
  /// Trial calls.
  static let trials = 10
  /// Failures among them that open again.
  static let trialFailuresToOpen = 5

  private enum Phase: Sendable {
    case closed
    case open(until: Timestamp)
    case halfOpen(admitted: Int, ended: Int, failed: Int)
  }

  private struct Endpoint: Sendable {
    var phase = Phase.closed
    var window = CallWindow(size: HalfOpenPolicy.window)
  }

  private var kit: PolicyKit
  private var endpoints: [Endpoint]

  init(configuration: EngineConfiguration) {
    kit = PolicyKit(configuration)
    endpoints = (0..<configuration.endpoints.count).map { _ in Endpoint() }
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    guard let endpoint = available(call, at: now) else {
      return .refuse(.noCandidate)
    }
    return .attempt(admit(&call, to: endpoint, reason: .share, at: now))
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    guard PolicyKit.isRetried(ending), call.tried.count < PolicyKit.attemptsAtMost,
      let endpoint = available(call, at: now)
    else { return .refuse(nil) }
    return .attempt(admit(&call, to: endpoint, reason: .failover, at: now))
  }

  private func available(_ call: PolicyCall, at now: Timestamp) -> Int? {
    kit.first(call) { place in
      switch endpoints[place].phase {
      case .closed: true
      case .open(let until): until <= now
      case .halfOpen(let admitted, _, _): admitted < Self.trials
      }
    }
  }

  private mutating func admit(
    _ call: inout PolicyCall, to place: Int, reason: DecisionReason, at now: Timestamp
  ) -> PlannedAttempt {
    switch endpoints[place].phase {
    case .closed: return kit.attempt(&call, at: place, reason: reason)
    case .open: endpoints[place].phase = .halfOpen(admitted: 1, ended: 0, failed: 0)
    case .halfOpen(let admitted, let ended, let failed):
      endpoints[place].phase = .halfOpen(admitted: admitted + 1, ended: ended, failed: failed)
    }
    return kit.attempt(&call, at: place, reason: .probe)
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    guard case .outcome(let id, let outcome) = input, outcome.class.isEvidence else { return [] }
    let place = id.endpointOfKit
    switch endpoints[place].phase {
    case .open: break
    case .closed:
      let failures = endpoints[place].window.add(isFailure: outcome.class.isFailure)
      if let failures, failures >= Self.failuresToOpen { open(place, at: now) }
    case .halfOpen(let admitted, let ended, let failed):
      let nowEnded = ended + 1
      let nowFailed = failed + (outcome.class.isFailure ? 1 : 0)
      endpoints[place].phase = .halfOpen(admitted: admitted, ended: nowEnded, failed: nowFailed)
      guard nowEnded >= Self.trials else { break }
      if nowFailed >= Self.trialFailuresToOpen { open(place, at: now) } else { close(place) }
    }
    return []
  }

  private mutating func open(_ place: Int, at now: Timestamp) {
    endpoints[place].phase = .open(until: now + Self.wait)
  }

  private mutating func close(_ place: Int) {
    endpoints[place].phase = .closed
    endpoints[place].window = CallWindow(size: Self.window)
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String {
    switch endpoints[endpoint].phase {
    case .closed: BreakerState.closed.name
    case .open(let until): BreakerState.open(until: until).name
    case .halfOpen: BreakerState.partialOpen(stage: 0).name
    }
  }
}

/// The last calls by number, failed or not.
struct CallWindow: Sendable {
  private var calls: [Bool] = []
  private var next = 0
  private var failures = 0
  private let size: Int

  init(size: Int) { self.size = size }

  /// Adds a call; the failures in the window once it is full.
  mutating func add(isFailure: Bool) -> Int? {
    if calls.count < size {
      calls.append(isFailure)
    } else {
      failures -= calls[next] ? 1 : 0
      calls[next] = isFailure
      next = (next + 1) % size
    }
    failures += isFailure ? 1 : 0
    return calls.count == size ? failures : nil
  }
}
