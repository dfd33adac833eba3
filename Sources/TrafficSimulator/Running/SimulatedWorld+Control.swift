public import RoutingEngine

extension SimulatedWorld {
  /// The scenario that is running, with the number of replicas in force.
  public var running: Scenario { scenario }

  /// What the engines were told about the world.
  public var configuration: EngineConfiguration {
    geography.engineConfiguration(of: scenario, seed: seed, replica: 0, without: options.without)
  }

  /// The engine of one replica at this instant; nil for a policy that is not the engine.
  public func snapshot(replica: Int = 0) -> EngineSnapshot? { fleet[replica].snapshot(at: clock(replica)) }

  /// All replicas as one at this instant; nil for a policy that is not the engine.
  public func fleetSnapshot() -> FleetSnapshot? {
    let engines = fleet.compactMap(\.fleetMember)
    guard engines.count == fleet.count else { return nil }
    return RoutingEngine.fleetSnapshot(engines, at: fleet.indices.map { clock($0) })
  }

  /// What would come of an act, as the first replica sees it; nil for a policy without acts.
  public func judge(_ act: Act) -> (result: ActResult, preview: Preview?)? {
    fleet[0].fleetMember?.judge(act, at: clock(0))
  }

  /// The first replica's clock.
  public var now: Timestamp { clock(0) }

  /// What an act would do, as the first replica sees it; nil for a policy without acts.
  public func preview(_ act: Act) -> Preview? { fleet[0].preview(act, at: clock(0)) }

  /// Tells every replica of an act, and says how each judged it.
  public mutating func perform(_ act: Act) -> [Receipt] {
    let preview = fleet[0].preview(act, at: clock(0))
    var receipts: [Receipt] = []
    for replica in fleet.indices {
      let actions = fleet[replica].handle(.act(act), at: clock(replica))
      receipts += self.act(on: actions, replica: replica)
    }
    let isJudged = receipts.first?.result == .applied && Self.keepsItsPromise(act.order)
    recorder.acted(isJudged ? preview : nil, for: Self.length(of: act), at: time)
    return receipts
  }

  /// Whether what an act promises is settled within a minute; what goes up a ramp takes its time.
  private static func keepsItsPromise(_ order: Order) -> Bool {
    switch order {
    case .drain, .flip, .share, .breaker(_, .open): true
    case .undrain, .breaker: false
    }
  }

  /// How long what an act promises holds, in nanoseconds; nil where it stays when its lease ends.
  private static func length(of act: Act) -> Int64? {
    switch act.order {
    case .share, .breaker: act.lease.count
    case .drain, .undrain, .flip: nil
    }
  }

  /// Does on every replica what the first one judges may be done, as an operator of the whole fleet means it.
  ///
  /// The revision an operator saw and the guard rails are the first replica's; replicas number their changes
  /// each for itself, so that the others would take it for another one. What the first refuses none does.
  ///
  /// - Returns: the first replica's receipt; nil for a policy without acts.
  public mutating func performAsOne(_ act: Act) -> Receipt? {
    let actions = fleet[0].handle(.act(act), at: clock(0))
    guard let receipt = self.act(on: actions, replica: 0).first else { return nil }
    guard receipt.result == .applied else { return receipt }
    var order = act
    order.revision = nil
    order.force = true
    for replica in fleet.indices.dropFirst() { tell(.act(order), replica: replica) }
    recorder.acted(
      Self.keepsItsPromise(act.order) ? receipt.preview : nil, for: Self.length(of: act), at: time)
    return receipt
  }

  /// Why a feature's requests go where they go, as the first replica sees it; nil for a policy that is not the
  /// engine, and for a name that is not in the world.
  public func explanation(of feature: String) -> FeatureExplanation? {
    guard let engine = fleet[0].fleetMember, let index = engine.index(ofFeature: feature) else { return nil }
    return engine.explanation(of: FeatureIndex(index), at: clock(0))
  }

  /// The numbers behind an endpoint's state, as the first replica sees them; nil for a policy that is not the
  /// engine.
  public func breakerExplanation(of endpoint: EndpointIndex) -> BreakerExplanation? {
    fleet[0].fleetMember?.breakerExplanation(of: endpoint, at: clock(0))
  }

  /// Lets a fault strike; times in it count from the beginning of the run, and one that has passed means now.
  ///
  /// - Returns: the fault's number, for `lift`.
  /// - Throws: `SimulationError` when it names what is not in the world.
  public mutating func inject(_ fault: Fault) throws(SimulationError) -> Int {
    try Self.check(fault, in: geography)
    var fault = fault
    fault.start = max(fault.start, elapsed)
    return addFault(fault)
  }

  /// Ends a fault now; nothing happens where it has ended already.
  public mutating func lift(_ number: Int) {
    guard faults.all.indices.contains(number), !faults.all[number].isLifted else { return }
    let isInForce = faults.all[number].start <= time && time < faults.all[number].end
    faults.lift(number, at: time)
    faults.sort(at: time)
    if isInForce { endFault(number) }
  }

  /// The faults so far and whether each is in force now, in the order of their numbers.
  public var faultsNow: [(fault: Fault, isInForce: Bool)] {
    faults.all.map { ($0.fault, !$0.isLifted && $0.start <= time && time < $0.end) }
  }

  /// The lines of the event log that are new since the last call, in order.
  public mutating func takeEvents() -> [SimulatedEvent] {
    let taken = fresh
    fresh = []
    return taken
  }

  /// Puts a fault into the world and its edges into the queue.
  @discardableResult
  mutating func addFault(_ fault: Fault) -> Int {
    let live = LiveFault(fault, in: geography)
    let number = faults.add(live)
    queue.push(.faultEdge, at: live.start, index: number)
    if live.end != Int64.max, live.end > live.start {
      queue.push(.faultEdge, at: live.end, index: number)
    }
    return number
  }

  /// A fault begins or ends.
  mutating func faultEdge(_ number: Int) {
    guard !faults.all[number].isLifted else { return }
    faults.sort(at: time)
    if time == faults.all[number].start { beginFault(number) } else { endFault(number) }
  }

  private mutating func beginFault(_ number: Int) {
    switch faults.all[number].fault.kind {
    case .clockStep(let by): stepClocks(number, by: by.count)
    case .price: refreshPrices()
    case .quality: refreshScores()
    case .operatorConflict: conflict(faults.all[number].fault)
    default: return
    }
  }

  private mutating func endFault(_ number: Int) {
    switch faults.all[number].fault.kind {
    case .clockStep(let by): stepClocks(number, by: -by.count)
    case .price: refreshPrices()
    case .quality: refreshScores()
    default: return
    }
  }

  private mutating func stepClocks(_ number: Int, by step: Int64) {
    for replica in clockSteps.indices {
      if let only = faults.all[number].replica, only != replica { continue }
      clockSteps[replica] += step
    }
  }

  private mutating func refreshPrices() {
    for endpoint in prices.indices {
      let factor = faults.priceFactor(endpoint: endpoint, at: time)
      var price = geography.world.endpoints[endpoint].price.multiplied(by: factor)
      price.version = prices[endpoint].version
      guard price != prices[endpoint] else { continue }
      price.version += 1
      prices[endpoint] = price
      for replica in fleet.indices { tell(.price(EndpointIndex(endpoint), price), replica: replica) }
    }
  }

  private mutating func refreshScores() {
    let original = Self.scores(in: geography)
    for feature in arrivals.indices {
      for endpoint in geography.candidates[feature] {
        let place = feature * geography.endpointCount + endpoint
        guard var score = original[place] else { continue }
        let delta = faults.qualityDelta(feature: feature, endpoint: endpoint, at: time)
        score.mean = max(0, min(1, score.mean + delta))
        guard score != scores[place] else { continue }
        scores[place] = score
        for replica in fleet.indices {
          tell(.quality(FeatureIndex(feature), EndpointIndex(endpoint), score), replica: replica)
        }
      }
    }
  }

  /// Two operators saw the same revision and order the same target about, one after the other.
  ///
  /// On a feature both flip it; on anything else one drains it, and then the other drains it too.
  private mutating func conflict(_ fault: Fault) {
    let order: Order
    switch fault.target {
    case .feature(let name): order = .flip(feature: name, to: nil, now: false)
    case .replica, .all:
      order = .flip(feature: geography.world.features[0].id, to: nil, now: false)
    case .provider(let name): order = .drain(.provider(name))
    case .cloud(let name): order = .drain(.cloud(name))
    case .region(let name): order = .drain(.region(name))
    case .endpoint(let name): order = .drain(.endpoint(name))
    case .model(let name): order = .drain(.model(name))
    }
    let revisions = fleet.map(\.revision)
    for actor in ["operator-a", "operator-b"] {
      for replica in fleet.indices {
        let act = Act(order, actor: actor, reason: "conflict drill", revision: revisions[replica])
        tell(.act(act), replica: replica)
      }
    }
    recorder.acted(nil, for: nil, at: time)
  }
}

extension Price {
  /// The price multiplied by a factor, each part rounded to whole pico-dollars.
  func multiplied(by factor: Double) -> Price {
    func scaled(_ part: Int64) -> Int64 { Int64((Double(part) * factor).rounded(.toNearestOrEven)) }
    var price = Price(
      input: scaled(input), cachedInput: scaled(cachedInput), cacheWrite: scaled(cacheWrite),
      output: scaled(output))
    price.version = version
    return price
  }
}
