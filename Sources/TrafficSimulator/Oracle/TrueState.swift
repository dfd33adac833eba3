internal import RoutingEngine

/// What will truly happen to one kind of request at one endpoint at this moment, on average.
struct TrueState: Sendable {
  /// The chance that it ends before its first token, from 0 to 1.
  var failsFirst = 0.0
  /// The chance that its stream breaks, from 0 to 1.
  var failsLater = 0.0
  /// Nanoseconds that a failure before the first token takes.
  var failureTime = 0.0
  /// Multiplies the time to first token.
  var ttftFactor = 1.0
  /// Multiplies the time per output token.
  var tpotFactor = 1.0
  /// Nanoseconds added to every answer.
  var added = 0.0
  /// What pushback leaves of the capacity, from 0 to 1.
  var capacityShare = 1.0

  /// Another independent way to end before the first token.
  mutating func mayFail(_ rate: Double, after nanoseconds: Double) {
    failureTime = max(failureTime, rate > 0 ? nanoseconds : 0)
    failsFirst = 1 - (1 - failsFirst) * (1 - min(1, rate))
  }

  /// Another independent way for the stream to break.
  mutating func mayBreak(_ rate: Double) { failsLater = 1 - (1 - failsLater) * (1 - min(1, rate)) }
}

extension LiveFault {
  /// Adds what this fault does, on average, to an endpoint's state at an instant.
  ///
  /// `patience`: nanoseconds that a call without any answer is waited for.
  func bear(on state: inout TrueState, at now: Int64, patience: Double) {
    let strength = strength(at: now)
    guard strength > 0 else { return }
    switch fault.kind {
    case .error(_, let rate, let latency): state.mayFail(rate * strength, after: Double(latency.count))
    case .blackhole: state.mayFail(strength, after: patience)
    case .connect(let rate): state.mayFail(rate * strength, after: 1e6)
    case .quotaExhausted, .authExpired, .modelGone: state.mayFail(strength, after: 20e6)
    case .contentFilter(let rate): state.mayFail(rate * strength, after: 50e6)
    case .flap(let up, let down, _):
      if (now - start) % max(1, up.count + down.count) < down.count { state.mayFail(1, after: 50e6) }
    case .rateLimit(let capacity, _, _): state.capacityShare *= 1 + (capacity - 1) * strength
    case .emptySuccess(let rate): state.mayFail(rate * strength, after: 1e9)
    case .inBandError(let rate, true): state.mayFail(rate * strength, after: 1e9)
    case .inBandError(let rate, false), .cutStream(let rate), .stallStream(let rate):
      state.mayBreak(rate * strength)
    case .slowTTFT(let factor): state.ttftFactor *= 1 + (factor - 1) * strength
    case .slowTPOT(let factor): state.tpotFactor *= 1 + (factor - 1) * strength
    case .latency(let add): state.added += Double(add.count) * strength
    case .capacity, .telemetryGap, .duplicateOutcomes, .lateOutcomes, .clockStep, .traffic, .promptShift,
      .price, .quality, .operatorConflict:
      return
    }
  }
}
