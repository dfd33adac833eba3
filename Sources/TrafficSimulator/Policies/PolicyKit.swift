internal import RoutingEngine

/// What the comparison policies have in common: candidates in order, attempts, and which ends are retried.
///
/// They know no operator acts and no digests. An attempt's id carries its endpoint as the slot.
struct PolicyKit: Sendable {
  /// Attempts of one request at most, the same as the engine's.
  static let attemptsAtMost = 3

  /// The candidates of each feature: the primary first.
  let candidates: [[Int]]
  private let ttftDeadlines: [Nanoseconds]
  private var attempts: UInt32 = 0

  init(_ configuration: EngineConfiguration) {
    candidates = configuration.features.map { $0.candidates.map(\.endpoint.value) }
    ttftDeadlines = configuration.features.map(\.objectives.ttftDeadline)
  }

  /// Makes an attempt; its budget is the feature's deadline for the first token.
  mutating func attempt(
    _ call: inout PolicyCall, at endpoint: Int, reason: DecisionReason
  ) -> PlannedAttempt {
    attempts &+= 1
    call.tried.append(endpoint)
    return PlannedAttempt(
      id: AttemptID(slot: UInt32(endpoint), use: attempts), endpoint: endpoint, reason: reason,
      generation: 0, budget: ttftDeadlines[call.request.feature.value])
  }

  /// The first candidate not yet tried that is available.
  func first(_ call: PolicyCall, where isAvailable: (Int) -> Bool) -> Int? {
    candidates[call.request.feature.value].first { !call.tried.contains($0) && isAvailable($0) }
  }

  /// The first attempt, at the first available candidate; a refusal when none is.
  mutating func route(_ call: inout PolicyCall, where isAvailable: (Int) -> Bool) -> PolicyDecision {
    guard let endpoint = first(call, where: isAvailable) else {
      return .refuse(.noCandidate)
    }
    return .attempt(attempt(&call, at: endpoint, reason: .share))
  }

  /// A retry at the next available candidate.
  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, where isAvailable: (Int) -> Bool
  ) -> PolicyDecision {
    guard Self.isRetried(ending), call.tried.count < Self.attemptsAtMost,
      let endpoint = first(call, where: isAvailable)
    else { return .refuse(nil) }
    return .attempt(attempt(&call, at: endpoint, reason: .failover))
  }

  /// Whether another endpoint may do better.
  static func isRetried(_ ending: OutcomeClass) -> Bool {
    switch ending {
    case .rateLimited, .quotaExhausted, .auth, .permission, .modelGone: true
    default: ending.isFailure
    }
  }
}

extension AttemptID {
  /// The endpoint of an attempt that `PolicyKit` made.
  var endpointOfKit: Int { Int(slot) }
}
