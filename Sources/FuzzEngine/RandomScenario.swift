internal import RoutingEngine
internal import TrafficSimulator

/// A world with faults and acts, all of it drawn from one seed.
struct RandomScenario {
  /// The longest run, in seconds.
  static let seconds = 60

  private var dice: Dice
  private var world: World

  private init(seed: UInt64) {
    dice = Dice(seed: seed)
    world = World(providers: [], endpoints: [], features: [])
  }

  /// The scenario of a seed, with every fault and act.
  static func make(seed: UInt64) -> Scenario {
    var maker = RandomScenario(seed: seed)
    return maker.scenario(seed: seed)
  }

  private mutating func scenario(seed: UInt64) -> Scenario {
    makeWorld()
    let length = dice.int(20...Self.seconds)
    var scenario = Scenario(name: "fuzz", duration: .seconds(Int64(length)), world: world)
    scenario.seed = seed
    scenario.traffic.shape = dice.pick(TrafficShape.allCases)
    scenario.traffic.callerRetries = dice.chance(0.2) ? dice.int(1...3) : 0
    var faults = RandomFaults(dice: dice, world: world, seconds: length)
    scenario.faults = faults.draw()
    dice = faults.dice
    for _ in 0..<(dice.chance(0.4) ? dice.int(1...4) : 0) { scenario.acts.append(act(before: length)) }
    if dice.chance(0.7) { hasten(&scenario.breaker) }
    return scenario
  }

  /// Shorter times, so that a minute holds whole ramps.
  private mutating func hasten(_ breaker: inout BreakerConfiguration) {
    breaker.openMin = .seconds(1)
    breaker.openMax = .seconds(Int64(dice.int(2...6)))
    breaker.stageHold = .seconds(Int64(dice.int(1...3)))
    breaker.quotaHold = .seconds(5)
    breaker.authHold = .seconds(3)
    breaker.drainDeadline = .seconds(Int64(dice.int(3...20)))
  }

  private mutating func makeWorld() {
    let providers = dice.int(1...4)
    world.providers = (0..<providers).map { ProviderModel(id: "p\($0)", cloud: "c\($0 / 2)") }
    let models = dice.int(1...3)
    for number in 0..<dice.int(1...8) {
      var endpoint = EndpointModel(
        id: "e\(number)", provider: "p\(dice.int(0...providers - 1))", region: "r\(dice.int(0...2))",
        model: "m\(dice.int(0...models - 1))",
        ttft: FirstTokenModel(
          p50: .milliseconds(Int64(dice.int(20...1_500))), sigma: dice.number(0...1),
          perPromptToken: .microseconds(Int64(dice.int(0...100)))),
        tpot: TokenTimeModel(p50: .microseconds(Int64(dice.int(500...20_000))), sigma: dice.number(0...0.5)))
      if dice.chance(0.8) { endpoint.capacity.requestsPerSecond = dice.number(0.5...40) }
      if dice.chance(0.5) { endpoint.capacity.inFlight = dice.int(1...200) }
      if dice.chance(0.2) { endpoint.capacity.tokensPerSecond = dice.number(500...100_000) }
      if dice.chance(0.2) { endpoint.capacity.kind = .provisioned }
      endpoint.errorRate = dice.chance(0.7) ? dice.number(0...0.02) : 0
      endpoint.price = Price(input: Int64(dice.int(0...9_000_000)), output: Int64(dice.int(0...50_000_000)))
      world.endpoints.append(endpoint)
    }
    for number in 0..<dice.int(1...4) { world.features.append(feature(number)) }
    world.replicas = dice.chance(0.5) ? 1 : dice.int(2...5)
    world.sendsDigests = dice.chance(0.8)
  }

  private mutating func feature(_ number: Int) -> FeatureModel {
    var ids = world.endpoints.map(\.id)
    var pool: [String] = []
    for _ in 0..<dice.int(1...min(6, ids.count)) {
      let id = dice.pick(ids)
      ids.removeAll { $0 == id }
      pool.append(id)
    }
    var feature = FeatureModel(
      id: "f\(number)", requestsPerSecond: dice.number(0.05...15),
      promptTokens: TokenCountModel(p50: dice.number(1...8_000), sigma: dice.number(0...1)),
      outputTokens: TokenCountModel(p50: dice.number(1...800), sigma: dice.number(0...1)),
      primary: pool[0], backups: Array(pool.dropFirst()))
    feature.priority = dice.int(1...5)
    feature.selection = dice.chance(0.3) ? .balanced : .primaryBackup
    feature.retry = dice.chance(0.3) ? .sameThenElsewhere : .elsewhere
    feature.objectives.deadline = .milliseconds(Int64(dice.int(500...60_000)))
    feature.objectives.ttftDeadline = .milliseconds(Int64(dice.int(200...10_000)))
    if dice.chance(0.5) {
      feature.qualityFloor = 0.7
      if dice.chance(0.5) { feature.degradedFloor = 0.5 }
      feature.scores = pool.map {
        ModelScore(endpoint: $0, score: QualityScore(mean: dice.number(0.5...1), samples: dice.int(1...500)))
      }
    }
    return feature
  }

  private mutating func act(before length: Int) -> ScheduledAct {
    let feature = dice.pick(world.features)
    let endpoint = dice.pick([feature.primary] + feature.backups)
    let orders: [Order] = [
      .drain(scope()), .undrain(scope()), .flip(feature: feature.id, to: nil, now: dice.chance(0.5)),
      .flip(feature: feature.id, to: endpoint, now: dice.chance(0.5)),
      .breaker(endpoint: endpoint, dice.pick(BreakerOrder.allCases)),
      .share(feature: feature.id, endpoint: endpoint, percent: Double(dice.int(0...100))),
    ]
    let act = Act(
      dice.pick(orders), actor: "fuzz", reason: "fuzz", lease: .seconds(Int64(dice.int(1...60))),
      force: dice.chance(0.3))
    return ScheduledAct(at: .milliseconds(Int64(dice.int(0...length * 1_000 - 1))), act: act)
  }

  private mutating func scope() -> Scope {
    let endpoint = dice.pick(world.endpoints)
    return dice.pick([
      .endpoint(endpoint.id), .provider(endpoint.provider), .region(endpoint.region), .model(endpoint.model),
    ])
  }
}
