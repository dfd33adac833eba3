internal import RoutingEngine

/// Ejects outliers for a time that grows with every ejection, then gives them all traffic back.
///
/// The shape of a well-known proxy's outlier detection: five failures in a row, or in a ten-second sweep a
/// success rate below the mean less 1.9 standard deviations (100 calls each at five endpoints at least); out
/// for 30 s times the number of ejections, at most 300 s; the number falls by one with every sweep in which the
/// endpoint was in. At most half of the endpoints are out at once: the design's own default is a tenth, but
/// half is where it begins to ignore health altogether. When a feature's candidates are all out, it uses them
/// all the same.
struct EjectionPolicy: RoutingPolicy {
  /// Failures in a row.
  static let consecutiveFailures = 5
  /// How often success rates are compared.
  static let sweep: Nanoseconds = .seconds(10)
  /// Calls of a sweep that an endpoint needs to be compared.
  static let callsNeeded = 100
  /// Endpoints that need so many calls.
  static let endpointsNeeded = 5
  /// Standard deviations below the mean.
  static let deviations = 1.9
  /// The time out for each ejection.
  static let base: Nanoseconds = .seconds(30)
  /// The longest time out.
  static let longest: Nanoseconds = .seconds(300)

  private struct Endpoint: Sendable {
    var run = 0
    var calls = 0
    var failures = 0
    var ejections: Int64 = 0
    var outUntil = Timestamp.origin
  }

  private var kit: PolicyKit
  private var endpoints: [Endpoint]
  private var sweepEnds: Timestamp?

  init(configuration: EngineConfiguration) {
    kit = PolicyKit(configuration)
    endpoints = [Endpoint](repeating: Endpoint(), count: configuration.endpoints.count)
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    let endpoints = endpoints
    let isPanic = kit.first(call) { endpoints[$0].outUntil <= now } == nil
    return kit.route(&call) { isPanic || endpoints[$0].outUntil <= now }
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    let endpoints = endpoints
    let isPanic = kit.first(call) { endpoints[$0].outUntil <= now } == nil
    return kit.next(&call, after: ending) { isPanic || endpoints[$0].outUntil <= now }
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    switch input {
    case .tick: sweepIfDue(at: now)
    case .outcome(let id, let outcome) where outcome.class.isEvidence:
      let place = id.endpointOfKit
      endpoints[place].calls += 1
      endpoints[place].failures += outcome.class.isFailure ? 1 : 0
      endpoints[place].run = outcome.class.isFailure ? endpoints[place].run + 1 : 0
      if endpoints[place].run >= Self.consecutiveFailures { eject(place, at: now) }
    default: break
    }
    return []
  }

  private mutating func eject(_ place: Int, at now: Timestamp) {
    guard endpoints[place].outUntil <= now else { return }
    let out = endpoints.count { $0.outUntil > now }
    guard out == 0 || 2 * (out + 1) <= endpoints.count else { return }
    endpoints[place].ejections += 1
    endpoints[place].run = 0
    endpoints[place].outUntil = now + min(Self.longest, Self.base * endpoints[place].ejections)
  }

  private mutating func sweepIfDue(at now: Timestamp) {
    guard let due = sweepEnds else {
      sweepEnds = now + Self.sweep
      return
    }
    guard now >= due else { return }
    sweepEnds = now + Self.sweep
    let counted = endpoints.indices.filter { endpoints[$0].calls >= Self.callsNeeded }
    if counted.count >= Self.endpointsNeeded {
      let rates = counted.map { 1 - Double(endpoints[$0].failures) / Double(endpoints[$0].calls) }
      let mean = rates.reduce(0, +) / Double(rates.count)
      let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rates.count)
      let limit = mean - Self.deviations * variance.squareRoot()
      for (place, rate) in zip(counted, rates) where rate < limit { eject(place, at: now) }
    }
    for place in endpoints.indices {
      endpoints[place].calls = 0
      endpoints[place].failures = 0
      if endpoints[place].outUntil <= now, endpoints[place].ejections > 0 { endpoints[place].ejections -= 1 }
    }
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String {
    let state: BreakerState =
      endpoints[endpoint].outUntil > now ? .open(until: endpoints[endpoint].outUntil) : .closed
    return state.name
  }
}
