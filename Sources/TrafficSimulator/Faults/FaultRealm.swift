/// What part of the world a kind of fault belongs to; everything that sorts faults derives from this.
enum FaultRealm: Sendable, Hashable {
  /// Ends attempts before their first token.
  case admission
  /// Breaks streams under HTTP 200.
  case stream
  /// Slows answers down.
  case speed
  /// What an endpoint can carry.
  case capacity
  /// What the engine hears of outcomes.
  case reports
  /// The engine's clock.
  case clock
  /// What the users ask for.
  case demand
  /// Prices and benchmark results.
  case knowledge
  /// What operators do.
  case operators

  /// Whether it touches the health of the endpoints it names; a trip for any other fault is a false one.
  var touchesHealth: Bool {
    switch self {
    case .admission, .stream, .speed, .capacity: true
    case .reports, .clock, .demand, .knowledge, .operators: false
    }
  }
}

extension FaultKind {
  /// The part of the world it belongs to.
  var realm: FaultRealm {
    switch self {
    case .error, .blackhole, .connect, .rateLimit, .quotaExhausted, .authExpired, .modelGone, .contentFilter,
      .flap:
      .admission
    case .cutStream, .inBandError, .stallStream, .emptySuccess: .stream
    case .slowTTFT, .slowTPOT, .latency: .speed
    case .capacity: .capacity
    case .telemetryGap, .duplicateOutcomes, .lateOutcomes: .reports
    case .clockStep: .clock
    case .traffic, .promptShift: .demand
    case .price, .quality: .knowledge
    case .operatorConflict: .operators
    }
  }
}
