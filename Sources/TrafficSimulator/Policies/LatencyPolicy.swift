internal import RoutingEngine

/// The candidate with the lowest mean time to first token of its last ten answers.
///
/// The shape of a well-known proxy's latency routing: candidates without a sample come first, a timeout counts
/// as 1,000 s, other failures leave no sample, and samples expire after an hour.
struct LatencyPolicy: RoutingPolicy {
  /// Samples kept of an endpoint.
  static let samples = 10
  /// What a timeout counts as.
  static let timeout: Nanoseconds = .seconds(1_000)
  /// How long a sample counts.
  static let lifetime: Nanoseconds = .hours(1)

  private struct Sample: Sendable {
    var value: Int64
    var at: Timestamp
  }

  private var kit: PolicyKit
  private var samples: [[Sample]]

  init(configuration: EngineConfiguration) {
    kit = PolicyKit(configuration)
    samples = [[Sample]](repeating: [], count: configuration.endpoints.count)
  }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    guard let endpoint = fastest(call) else {
      return .refuse(.noCandidate)
    }
    return .attempt(kit.attempt(&call, at: endpoint, reason: .share))
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    guard PolicyKit.isRetried(ending), call.tried.count < PolicyKit.attemptsAtMost,
      let endpoint = fastest(call)
    else { return .refuse(nil) }
    return .attempt(kit.attempt(&call, at: endpoint, reason: .failover))
  }

  private func fastest(_ call: PolicyCall) -> Int? {
    var best: (place: Int, mean: Int64)?
    for place in kit.candidates[call.request.feature.value] where !call.tried.contains(place) {
      let known = samples[place]
      let mean = known.isEmpty ? -1 : known.reduce(0) { $0 + $1.value } / Int64(known.count)
      if mean < best?.mean ?? Int64.max { best = (place, mean) }
    }
    return best?.place
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    guard case .outcome(let id, let outcome) = input else { return [] }
    let place = id.endpointOfKit
    let value = outcome.class == .ttftTimeout ? Self.timeout : outcome.ttft
    guard let value else { return [] }
    samples[place].removeAll { $0.at + Self.lifetime < now }
    if samples[place].count == Self.samples { samples[place].removeFirst() }
    samples[place].append(Sample(value: value.count, at: now))
    return []
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String { BreakerState.closed.name }
}
