internal import RoutingEngine

extension LiveFault {
  /// When an answer that needs no model comes, in nanoseconds.
  private static let quickAnswer = FaultKind.rateLimitLatency.count

  /// The faults that end an attempt before its first token.
  mutating func refuse(
    _ attempt: StruckAttempt, strength: Double, chance: Double, effects: inout AttemptEffects
  ) {
    func answer(_ ending: OutcomeClass, share: Double, latency: Int64 = Self.quickAnswer) {
      guard chance < share * strength else { return }
      effects.refuse(.answer(ending, latency: latency, retryAfter: nil))
    }
    switch fault.kind {
    case .error(let ending, let rate, let latency):
      answer(ending, share: rate, latency: latency.count)
    case .blackhole:
      if chance < strength { effects.refuse(.silence) }
    case .connect(let rate):
      if chance < rate * strength { effects.refuse(.unreachable) }
    case .quotaExhausted: answer(.quotaExhausted, share: 1)
    case .authExpired: answer(.auth, share: 1)
    case .modelGone: answer(.modelGone, share: 1)
    case .contentFilter(let rate): answer(.contentFiltered, share: rate, latency: 50_000_000)
    case .flap(let up, let down, let ending):
      let period = max(1, up.count + down.count)
      if (attempt.now - start) % period < down.count {
        answer(ending, share: 1, latency: FaultKind.errorLatency.count)
      }
    case .rateLimit(let share, _, let latency):
      limitRate(attempt, share: 1 + (share - 1) * strength, latency: latency.count, effects: &effects)
    default: return
    }
  }

  private mutating func limitRate(
    _ attempt: StruckAttempt, share: Double, latency: Int64, effects: inout AttemptEffects
  ) {
    guard effects.refusal == nil, let capacity = attempt.capacity else { return }
    let allowed = max(0, capacity * share)
    guard !buckets[attempt.endpoint].take(depth: allowed, rate: allowed, at: attempt.now) else { return }
    effects.refuse(.answer(.rateLimited, latency: latency, retryAfter: retryAfter))
  }
}
