internal import RoutingEngine
internal import TrafficSimulator

/// Draws faults of a random few kinds; a few kinds at a time find more than all at once.
struct RandomFaults {
  /// Where the draws stand.
  private(set) var dice: Dice
  private let world: World
  private let seconds: Int

  /// Faults at most.
  static let faultsAtMost = 6

  init(dice: Dice, world: World, seconds: Int) {
    self.dice = dice
    self.world = world
    self.seconds = seconds
  }

  /// The faults of a run.
  mutating func draw() -> [Fault] {
    let kinds = (0..<dice.int(1...4)).map { _ in dice.pick(FaultKind.names) }
    return (0..<dice.int(0...Self.faultsAtMost)).map { _ in fault(dice.pick(kinds)) }
  }

  private mutating func fault(_ name: String) -> Fault {
    let start = dice.int(0...seconds * 1_000 - 1)
    let length = dice.chance(0.8) || name == "capacity" ? dice.int(1...seconds * 1_000) : nil
    var fault = Fault(
      kind(name), target: target(name), start: .milliseconds(Int64(start)),
      duration: length.map { .milliseconds(Int64($0)) })
    if let length, dice.chance(0.2) { fault.ramp = .milliseconds(Int64(dice.int(0...length))) }
    if dice.chance(0.15) { fault.condition.feature = dice.pick(world.features).id }
    if dice.chance(0.15) { fault.condition.replica = dice.int(0...world.replicas - 1) }
    if dice.chance(0.1) { fault.condition.promptTokensOver = UInt32(dice.int(0...8_000)) }
    return fault
  }

  private mutating func target(_ name: String) -> FaultTarget {
    let endpoint = dice.pick(world.endpoints)
    switch name {
    case "traffic", "prompt_shift": return dice.chance(0.5) ? .all : .feature(dice.pick(world.features).id)
    case "clock_step": return dice.chance(0.5) ? .all : .replica(dice.int(0...world.replicas - 1))
    default:
      return dice.pick([
        .endpoint(endpoint.id), .endpoint(endpoint.id), .provider(endpoint.provider), .model(endpoint.model),
        .region(endpoint.region), .all,
      ])
    }
  }

  private mutating func kind(_ name: String) -> FaultKind {
    let rate = dice.chance(0.3) ? 1 : dice.number(0.01...1)
    let delay = Nanoseconds.milliseconds(Int64(dice.int(0...20_000)))
    let ending = dice.pick([
      OutcomeClass.serverError, .overloaded, .connect, .ttftTimeout, .cut, .empty, .invalidRequest,
      .contextLength, .permission, .unknown,
    ])
    switch name {
    case "error": return .error(class: ending, rate: rate, latency: .milliseconds(Int64(dice.int(0...3_000))))
    case "blackhole": return .blackhole
    case "connect": return .connect(rate: rate)
    case "slow_ttft": return .slowTTFT(factor: dice.number(0.1...20))
    case "slow_tpot": return .slowTPOT(factor: dice.number(0.1...20))
    case "latency": return .latency(add: .milliseconds(Int64(dice.int(1...5_000))))
    case "cut_stream": return .cutStream(rate: rate)
    case "in_band_error": return .inBandError(rate: rate, beforeFirstToken: dice.chance(0.5))
    case "stall_stream": return .stallStream(rate: rate)
    case "empty_success": return .emptySuccess(rate: rate)
    case "rate_limit":
      let hint = dice.pick([nil, "0", "1", "20", "99999", "nonsense", "250ms"])
      return .rateLimit(capacity: dice.number(0...1), retryAfter: hint, latency: .milliseconds(1))
    case "quota_exhausted": return .quotaExhausted
    case "auth_expired": return .authExpired
    case "model_gone": return .modelGone
    case "content_filter": return .contentFilter(rate: rate)
    default: return kindOfWorld(name, rate: rate, delay: delay, ending: ending)
    }
  }

  private mutating func kindOfWorld(
    _ name: String, rate: Double, delay: Nanoseconds, ending: OutcomeClass
  ) -> FaultKind {
    switch name {
    case "capacity":
      return .capacity(from: dice.number(0...1.5), to: dice.number(0...1.5), collapse: dice.chance(0.5))
    case "flap":
      return .flap(
        up: .milliseconds(Int64(dice.int(100...10_000))), down: .milliseconds(Int64(dice.int(100...10_000))),
        class: ending)
    case "telemetry_gap": return .telemetryGap
    case "duplicate_outcomes": return .duplicateOutcomes(rate: rate, delay: delay)
    case "late_outcomes": return .lateOutcomes(rate: rate, delay: delay)
    case "clock_step": return .clockStep(by: .milliseconds(Int64(dice.int(-60_000...300_000))))
    case "traffic": return .traffic(factor: dice.number(0...8))
    case "prompt_shift":
      return .promptShift(TokenCountModel(p50: dice.number(1...50_000), sigma: dice.number(0...1)))
    case "price": return .price(factor: dice.number(0...20))
    case "quality": return .quality(delta: dice.number(-0.6...0.3))
    case "operator_conflict": return .operatorConflict
    default: preconditionFailure("The fuzzer draws no fault of the kind \(name); add it here.")
    }
  }
}
