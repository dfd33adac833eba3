internal import RoutingEngine

/// What the faults in force do to one attempt.
///
/// Factors multiply and additions add up. Of the faults that end an attempt, the first in the scenario's order
/// that strikes decides; the same holds for those that break a stream.
struct AttemptEffects: Sendable {
  /// How it ends instead of being served.
  var refusal: Refusal?
  /// Multiplies the time to first token.
  var ttftFactor = 1.0
  /// Multiplies the time per output token.
  var tpotFactor = 1.0
  /// Nanoseconds added to every answer.
  var added: Int64 = 0
  /// What becomes of its stream.
  var fate: StreamFate?

  /// An end before the first token.
  enum Refusal: Sendable, Hashable {
    /// Refused before any byte; the endpoint never saw it.
    case unreachable
    /// Accepted and never answered.
    case silence
    /// Answered with a class after nanoseconds.
    case answer(OutcomeClass, latency: Int64, retryAfter: Nanoseconds?)
  }

  /// Ends the attempt, if no earlier fault did.
  mutating func refuse(_ refusal: Refusal) {
    if self.refusal == nil { self.refusal = refusal }
  }

  /// Breaks the stream, if no earlier fault did.
  mutating func breakStream(_ fate: StreamFate) {
    if self.fate == nil { self.fate = fate }
  }
}

/// One attempt, as a fault sees it.
struct StruckAttempt: Sendable {
  /// The endpoint it goes to.
  var endpoint: Int
  /// The request's key for draws.
  var key: UInt64
  /// Which attempt of the request it is, from 0.
  var ordinal: UInt64
  /// The endpoint's capacity now; nil where there is no limit.
  var capacity: Double?
  /// Nanoseconds since the beginning of the run.
  var now: Int64
}

extension LiveFault {
  /// Adds what the fault does to one attempt; its draws derive from its number among all faults.
  mutating func strike(_ attempt: StruckAttempt, number: Int, effects: inout AttemptEffects) {
    let strength = strength(at: attempt.now)
    guard strength > 0 else { return }
    let chance = Chance.uniform(attempt.key, fault: number, attempt.ordinal)
    switch fault.kind.realm {
    case .admission: refuse(attempt, strength: strength, chance: chance, effects: &effects)
    case .stream: breakStream(strength: strength, chance: chance, effects: &effects)
    case .speed: slow(strength: strength, effects: &effects)
    case .capacity, .reports, .clock, .demand, .knowledge, .operators: return
    }
  }
}
