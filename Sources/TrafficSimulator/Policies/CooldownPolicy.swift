internal import RoutingEngine

/// Cools an endpoint down after pushback, a refused credential, a missing model, or a bad minute.
///
/// The shape of a well-known proxy: 429, 401, 403 and 404 cool at once; so do failures of more than half of the
/// calls of the current calendar minute, where it has at least ten; five seconds later all traffic is back, and
/// the count begins anew. While everything is cooled down, requests are refused.
struct CooldownPolicy: RoutingPolicy {
  /// The share of failures that cools, from 0 to 1.
  static let failureLimit = 0.5
  /// Calls of the minute needed.
  static let callsNeeded = 10
  /// How long an endpoint is out.
  static let cooldown: Nanoseconds = .seconds(5)

  private struct Endpoint: Sendable {
    var minute: Int64 = -1
    var calls = 0
    var failures = 0
    var coolUntil = Timestamp.origin
  }

  private var kit: PolicyKit
  private var endpoints: [Endpoint]

  init(configuration: EngineConfiguration) {
    kit = PolicyKit(configuration)
    endpoints = [Endpoint](repeating: Endpoint(), count: configuration.endpoints.count)
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    let endpoints = endpoints
    return kit.route(&call) { endpoints[$0].coolUntil <= now }
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    let endpoints = endpoints
    return kit.next(&call, after: ending) { endpoints[$0].coolUntil <= now }
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    guard case .outcome(let id, let outcome) = input else { return [] }
    judge(&endpoints[id.endpointOfKit], outcome.class, at: now)
    return []
  }

  private func judge(_ endpoint: inout Endpoint, _ ending: OutcomeClass, at now: Timestamp) {
    let minute = now.nanoseconds / Nanoseconds.minutes(1).count
    let isBack = endpoint.coolUntil > .origin && endpoint.coolUntil <= now
    if isBack { endpoint.coolUntil = .origin }
    if minute != endpoint.minute || isBack {
      endpoint.minute = minute
      endpoint.calls = 0
      endpoint.failures = 0
    }
    switch ending {
    case .rateLimited, .quotaExhausted, .auth, .permission, .modelGone:
      endpoint.coolUntil = now + Self.cooldown
    default:
      guard ending.isEvidence else { return }
      endpoint.calls += 1
      endpoint.failures += ending.isFailure ? 1 : 0
      let share = Double(endpoint.failures) / Double(endpoint.calls)
      if ending.isFailure, endpoint.calls >= Self.callsNeeded, share > Self.failureLimit {
        endpoint.coolUntil = now + Self.cooldown
      }
    }
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String {
    let state: BreakerState =
      endpoints[endpoint].coolUntil > now ? .open(until: endpoints[endpoint].coolUntil) : .closed
    return state.name
  }
}
