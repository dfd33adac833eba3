internal import RoutingEngine

/// Seven failures in a row shut an endpoint; after a growing wait one request tries, and decides alone.
///
/// The shape of a well-known service mesh: waits double from 1 s to 60 s with up to half as much jitter on top;
/// one success is all traffic back. Pushback fails the trial, but does not count in the row. While every
/// candidate is shut, requests are refused.
struct SingleProbePolicy: RoutingPolicy {
  /// Failures in a row.
  static let consecutiveFailures = 7
  /// The first wait.
  static let shortest: Nanoseconds = .seconds(1)
  /// The longest wait, without jitter.
  static let longest: Nanoseconds = .seconds(60)
  /// The most jitter, as a part of the wait.
  static let jitter = 0.5

  private enum Phase: Sendable {
    case closed
    case shut(until: Timestamp)
    case probing
  }

  private struct Endpoint: Sendable {
    var phase = Phase.closed
    var run = 0
    var wait = SingleProbePolicy.shortest
    var shuttings: UInt64 = 0
  }

  private let seed: UInt64
  private var kit: PolicyKit
  private var endpoints: [Endpoint]

  init(configuration: EngineConfiguration) {
    seed = Chance.mix(configuration.seed, UInt64(configuration.replica))
    kit = PolicyKit(configuration)
    endpoints = [Endpoint](repeating: Endpoint(), count: configuration.endpoints.count)
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    guard let endpoint = available(call, at: now) else {
      return .refuse(.noCandidate)
    }
    return .attempt(admit(&call, to: endpoint, reason: .share))
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    guard PolicyKit.isRetried(ending), call.tried.count < PolicyKit.attemptsAtMost,
      let endpoint = available(call, at: now)
    else { return .refuse(nil) }
    return .attempt(admit(&call, to: endpoint, reason: .failover))
  }

  private func available(_ call: PolicyCall, at now: Timestamp) -> Int? {
    kit.first(call) { place in
      switch endpoints[place].phase {
      case .closed: true
      case .shut(let until): until <= now
      case .probing: false
      }
    }
  }

  private mutating func admit(
    _ call: inout PolicyCall, to place: Int, reason: DecisionReason
  ) -> PlannedAttempt {
    guard case .shut = endpoints[place].phase else { return kit.attempt(&call, at: place, reason: reason) }
    endpoints[place].phase = .probing
    return kit.attempt(&call, at: place, reason: .probe)
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    guard case .outcome(let id, let outcome) = input else { return [] }
    judge(id.endpointOfKit, outcome.class, at: now)
    return []
  }

  private mutating func judge(_ place: Int, _ ending: OutcomeClass, at now: Timestamp) {
    switch endpoints[place].phase {
    case .shut: return
    case .closed:
      guard ending.isEvidence else { return }
      endpoints[place].run = ending.isFailure ? endpoints[place].run + 1 : 0
      if endpoints[place].run >= Self.consecutiveFailures { shut(place, at: now) }
    case .probing:
      if ending == .ok {
        endpoints[place].phase = .closed
        endpoints[place].run = 0
        endpoints[place].wait = Self.shortest
      } else {
        shut(place, at: now)
      }
    }
  }

  private mutating func shut(_ place: Int, at now: Timestamp) {
    let wait = endpoints[place].wait
    endpoints[place].shuttings += 1
    let draw = Chance.uniform(
      Chance.mix(seed, UInt64(place)), .jitter, endpoints[place].shuttings)
    endpoints[place].phase = .shut(until: now + wait.scaled(by: 1 + Self.jitter * draw))
    endpoints[place].wait = min(Self.longest, wait * 2)
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String {
    switch endpoints[endpoint].phase {
    case .closed: BreakerState.closed.name
    case .shut(let until): BreakerState.open(until: until).name
    case .probing: BreakerState.partialOpen(stage: 0).name
    }
  }
}
