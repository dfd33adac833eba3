/// Makes the routing table from its inputs; a pure function, used for traffic and for previews alike.
///
/// Features are served by priority; each takes capacity that later ones no longer find. Within a feature
/// every pass goes through the candidates in order: first what each can carry with slack, then what fits at
/// all, then suspects, then the least bad. What is left is shed.
struct TableBuilder {
  let input: TableInput
  let configuration: SelectionConfiguration
  private let without: Set<Rule>
  /// Requests a second already given to each endpoint.
  private(set) var used: [Double]
  /// What of that is beyond a learned cap, or given in spite of a pause.
  private var beyond: [Double]

  /// What the passes give to whom, one entry a pair of the feature.
  struct Plan {
    var rates: [Double]
    /// What of the rates is beyond a learned cap, or given in spite of a pause.
    var beyond: [Double]
    var remaining: Double
    var isPanic = false
    var throttle = 0.0
    var isDegraded = false
    var healthy = 0
  }

  /// Builds the table.
  static func build(
    _ input: TableInput, _ configuration: SelectionConfiguration, without: Set<Rule>
  ) -> RouteTable {
    var builder = TableBuilder(input, configuration, without)
    var features = [FeatureTable](repeating: FeatureTable(), count: input.features.count)
    for feature in input.byPriority { features[feature] = builder.build(input.features[feature]) }
    return RouteTable(
      features: features, offered: builder.used, beyond: builder.beyond, spare: builder.spare)
  }

  private init(_ input: TableInput, _ configuration: SelectionConfiguration, _ without: Set<Rule>) {
    self.input = input
    self.configuration = configuration
    self.without = without
    used = [Double](repeating: 0, count: input.endpoints.count)
    beyond = used
  }

  private mutating func build(_ feature: FeatureInput) -> FeatureTable {
    let demand = max(feature.demand, 1e-6)
    var table = FeatureTable()
    var percentShare = 0
    for percent in feature.percents
    where admission(percent.pair).isHealthy && input.pairs[Int(percent.pair)].isEligible
      && !input.pairs[Int(percent.pair)].isDegraded
    {
      let share = min(percent.millionths, 1_000_000 - percentShare)
      percentShare += share
      let endpoint = input.pairs[Int(percent.pair)].endpoint
      used[Int(endpoint)] += demand * Double(share) / 1e6
      table.percents.append(
        FeatureTable.Bin(endpoint: endpoint, pair: percent.pair, upTo: Int32(percentShare)))
    }
    // Never nothing: percentages may take all requests and later find no room.
    let rest = max(demand * Double(1_000_000 - percentShare) / 1e6, 1e-9)
    var plan = fill(feature, order: feature.order, demand: rest)
    if feature.beforeMillionths > 0 {
      charge(plan, feature, sign: -1)
      let old = fill(feature, order: feature.before, demand: rest)
      charge(old, feature, sign: -1)
      let part = Double(feature.beforeMillionths) / 1e6
      for place in plan.rates.indices {
        plan.rates[place] = plan.rates[place] * (1 - part) + old.rates[place] * part
        plan.beyond[place] = plan.beyond[place] * (1 - part) + old.beyond[place] * part
      }
      plan.remaining = plan.remaining * (1 - part) + old.remaining * part
      charge(plan, feature, sign: 1)
    }
    for place in plan.beyond.indices where plan.beyond[place] > 0 {
      beyond[endpoint(Int32(feature.firstPair + place))] += plan.beyond[place]
    }
    finish(&table, plan: plan, feature: feature, demand: rest, percentShare: percentShare)
    return table
  }

  private mutating func charge(_ plan: Plan, _ feature: FeatureInput, sign: Double) {
    for place in plan.rates.indices where plan.rates[place] > 0 {
      used[endpoint(Int32(feature.firstPair + place))] += sign * plan.rates[place]
    }
  }

  func endpoint(_ pair: Int32) -> Int { Int(input.pairs[Int(pair)].endpoint) }

  /// What a pair may be given: the endpoint's admission, or less where the pair was tripped alone.
  func admission(_ pair: Int32) -> Admission {
    let seen = input.pairs[Int(pair)]
    let endpoint = input.endpoints[Int(seen.endpoint)]
    let own = endpoint.isPaused ? .out : endpoint.admission
    guard let scoped = seen.scoped else { return own }
    switch (own, scoped) {
    case (.out, _), (_, .full): return own
    case (.ramp(let a), .ramp(let b)): return .ramp(min(a, b))
    default: return scoped
    }
  }

  private mutating func fill(_ feature: FeatureInput, order: [Int32], demand: Double) -> Plan {
    let count = feature.order.count
    let none = [Double](repeating: 0, count: count)
    var plan = Plan(rates: none, beyond: none, remaining: demand)
    // Mostly all of them, and a filter grows its list by and by.
    let isEveryone = order.allSatisfy { serves($0) }
    let eligible = isEveryone ? order : order.filter { serves($0) }
    for pair in eligible where admission(pair).isHealthy { plan.healthy += 1 }
    if feature.selection == .balanced {
      balance(feature, eligible, demand: demand, into: &plan)
    } else {
      trickle(eligible, feature, demand: demand, into: &plan)
      fillInOrder(eligible, feature, into: &plan)
    }
    fillToTheBrim(eligible, feature, into: &plan)
    if plan.healthy > 0 { askInNeed(eligible, feature, into: &plan) }
    if plan.healthy == 0 { degrade(order, feature, into: &plan) }
    if plan.healthy == 0 { giveToLeastBad(order, feature, into: &plan) }
    return plan
  }

  private func serves(_ pair: Int32) -> Bool {
    input.pairs[Int(pair)].isEligible && !input.pairs[Int(pair)].isDegraded
  }

  /// Nothing above the floor is healthy: what is below it serves.
  private mutating func degrade(_ order: [Int32], _ feature: FeatureInput, into plan: inout Plan) {
    let degraded = order.filter {
      let seen = input.pairs[Int($0)]
      return seen.isEligible && seen.isDegraded && admission($0).isHealthy
    }
    guard !degraded.isEmpty else { return }
    plan.healthy += degraded.count
    plan.isDegraded = true
    fillInOrder(degraded, feature, into: &plan)
    fillToTheBrim(degraded, feature, into: &plan)
  }

  /// A little for every backup, so that it has a live reference and a warm cache.
  private mutating func trickle(
    _ order: [Int32], _ feature: FeatureInput, demand: Double, into plan: inout Plan
  ) {
    guard order.count > 1, !without.contains(.warmTrickle) else { return }
    let each =
      min(configuration.warmTrickle, configuration.warmTrickleTotal / Double(order.count - 1)) * demand
    for pair in order.dropFirst() {
      // Whoever has a percentage has a reference, and an operator who said five means five.
      guard !feature.percents.contains(where: { $0.pair == pair && $0.millionths > 0 }) else { continue }
      let part: Double
      switch admission(pair) {
      case .full: part = 1
      case .ramp(let millionths), .suspect(let millionths): part = Double(millionths) / 1e6
      case .lastResort, .out: continue
      }
      give(pair, min(each * part, room(pair, slack: 1, receiving: false)), feature, into: &plan)
    }
  }

  /// In order, each as much as it carries with slack; a backup no faster than it may receive.
  private mutating func fillInOrder(_ order: [Int32], _ feature: FeatureInput, into plan: inout Plan) {
    var isFirst = true
    for pair in order {
      guard plan.remaining > 0 else { return }
      let fair = min(plan.remaining, room(pair, slack: configuration.capacitySlack, receiving: !isFirst))
      isFirst = false
      switch admission(pair) {
      case .full: give(pair, fair, feature, into: &plan)
      case .ramp(let millionths), .suspect(let millionths):
        give(pair, fair * Double(millionths) / 1e6, feature, into: &plan)
      case .lastResort, .out: continue
      }
    }
  }

  /// What is left goes wherever it fits at all: to the healthy, the last in order first, then to the suspects.
  private mutating func fillToTheBrim(_ order: [Int32], _ feature: FeatureInput, into plan: inout Plan) {
    for pass in 0..<2 {
      for pair in order.reversed() {
        guard plan.remaining > 0 else { return }
        switch (pass, admission(pair)) {
        case (0, .full), (1, .suspect):
          let slack = 1 / configuration.utilisationLimit
          give(pair, room(pair, slack: slack, receiving: false), feature, into: &plan)
        default: continue
        }
      }
    }
  }

  /// What endpoints that are held back, on their ramp, capped or paused, may be asked in need besides what they are
  /// given; 0 for all others.
  private var spare: [Double] {
    input.endpoints.indices.map { index in
      let seen = input.endpoints[index]
      guard seen.inNeed > 0 else { return 0 }
      return max(0, min(seen.inNeed, seen.capacity * configuration.utilisationLimit) - used[index])
    }
  }

  /// What would be refused goes to whoever took some lately: first, faster than the ramp would have it, to those on
  /// their way back, then beyond learned caps, then to those that are left alone.
  ///
  /// A stage, a cap and a pause keep a provider from what it may not carry; a request that nobody else has room for is
  /// refused either way.
  private mutating func askInNeed(_ order: [Int32], _ feature: FeatureInput, into plan: inout Plan) {
    for pair in order {
      guard plan.remaining > 0 else { return }
      guard case .ramp = admission(pair), input.pairs[Int(pair)].scoped == nil else { continue }
      let most = max(0, input.endpoints[endpoint(pair)].inNeed - used[endpoint(pair)])
      let slack = 1 / configuration.utilisationLimit
      give(pair, min(most, room(pair, slack: slack, receiving: false)), feature, into: &plan)
    }
    for isPaused in [false, true] {
      for pair in order where input.endpoints[endpoint(pair)].isPaused == isPaused {
        guard plan.remaining > 0 else { return }
        let seen = input.endpoints[endpoint(pair)]
        guard seen.admission.isHealthy, input.pairs[Int(pair)].scoped == nil, seen.inNeed > 0 else {
          continue
        }
        let most = min(seen.inNeed, seen.capacity * configuration.utilisationLimit)
        let before = plan.remaining
        give(pair, max(0, most - used[endpoint(pair)]), feature, into: &plan)
        plan.beyond[Int(pair) - feature.firstPair] += before - plan.remaining
      }
    }
  }

  /// The candidates with the fewest recent errors take the rest, as far as each has room.
  ///
  /// More of it is refused the worse they are. Who fails nine calls in ten is asked only when nobody is better.
  /// Refused share: max(0, (requests − 2·accepted) / (requests + 10)), at most 0.9 (Google SRE book, client-side
  /// throttling, which adds 1: two failures of two calls are no reason to refuse the next nine).
  private mutating func giveToLeastBad(_ order: [Int32], _ feature: FeatureInput, into plan: inout Plan) {
    guard plan.remaining > 0 else { return }
    let left = order.filter { input.pairs[Int($0)].isEligible && !input.endpoints[endpoint($0)].isShut }
    let asksHeld = left.contains { input.endpoints[endpoint($0)].isHeld }
    let ranked = left.enumerated().sorted {
      isLessBad($0.element, than: $1.element, asksHeld)
        || (!isLessBad($1.element, than: $0.element, asksHeld) && $0.offset < $1.offset)
    }
    let demand = plan.remaining
    var refused = 0.0
    for (place, (_, pair)) in ranked.enumerated() {
      let errors = input.endpoints[endpoint(pair)].errorRate
      let evidence = Double(input.endpoints[endpoint(pair)].evidence)
      guard plan.remaining > 0, place == 0 || errors < 0.9 else { break }
      plan.isPanic = true
      let before = plan.remaining
      give(pair, room(pair, slack: 1, receiving: false), feature, into: &plan)
      // Whoever answers again is asked again, whatever the last ten seconds were.
      let present = min(errors, input.endpoints[endpoint(pair)].lateErrorRate ?? 1)
      let share = max(0, 1 - 2 * (1 - present)) * evidence / (evidence + 10)
      refused += (before - plan.remaining) * min(0.9, share)
    }
    plan.throttle = refused / demand
  }

  /// Who answers at all comes before who is on hold, and that one before the dead.
  private func life(_ pair: Int32) -> Int {
    let seen = input.endpoints[endpoint(pair)]
    return seen.isHeld ? 1 : seen.errorRate < EndpointInput.dead ? 0 : 2
  }

  private func isLessBad(_ a: Int32, than b: Int32, _ asksHeld: Bool) -> Bool {
    func rank(_ pair: Int32) -> Int {
      switch admission(pair) {
      case .full, .suspect: 0
      case .ramp: 1
      case .lastResort: 2
      case .out: 3
      }
    }
    if asksHeld, life(a) != life(b) { return life(a) < life(b) }
    if rank(a) != rank(b) { return rank(a) < rank(b) }
    return input.endpoints[endpoint(a)].errorRate < input.endpoints[endpoint(b)].errorRate
  }

  private mutating func give(_ pair: Int32, _ wanted: Double, _ feature: FeatureInput, into plan: inout Plan)
  {
    let rate = min(wanted, plan.remaining)
    guard rate > 0 else { return }
    plan.rates[Int(pair) - feature.firstPair] += rate
    used[endpoint(pair)] += rate
    plan.remaining -= rate
  }

  /// What an endpoint can still be given.
  private func room(_ pair: Int32, slack: Double, receiving: Bool) -> Double {
    let seen = input.endpoints[endpoint(pair)]
    var limit = min(seen.capacity / slack, seen.cap)
    if receiving { limit = min(limit, seen.receives) }
    return max(0, limit - used[endpoint(pair)])
  }

  /// Balanced selection: every healthy candidate by its score, moved in steps.
  ///
  /// Whoever has a percentage has just that, and more only when the others are full.
  private mutating func balance(
    _ feature: FeatureInput, _ candidates: [Int32], demand: Double, into plan: inout Plan
  ) {
    let order =
      feature.percents.isEmpty
      ? candidates : candidates.filter { pair in !feature.percents.contains { $0.pair == pair } }
    let weights = Score.weights(order, feature: feature, input, configuration) { self.admission($0) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return }
    var wanted = weights.map { $0 / total * demand }
    if !feature.previous.isEmpty { limitSteps(&wanted, order, feature) }
    for (place, pair) in order.enumerated() {
      let fair = min(wanted[place], room(pair, slack: configuration.capacitySlack, receiving: false))
      switch admission(pair) {
      case .full: give(pair, fair, feature, into: &plan)
      case .ramp(let millionths), .suspect(let millionths):
        give(pair, fair * Double(millionths) / 1e6, feature, into: &plan)
      case .lastResort, .out: continue
      }
    }
    for pair in order where admission(pair) == .full {
      give(pair, room(pair, slack: configuration.capacitySlack, receiving: false), feature, into: &plan)
    }
  }

  /// Steps are parts of all of the feature's requests, percentages included.
  private func limitSteps(_ wanted: inout [Double], _ order: [Int32], _ feature: FeatureInput) {
    let demand = max(feature.demand, 1e-6)
    var largest = 0.0
    var present = wanted
    for (place, pair) in order.enumerated() {
      present[place] = Double(feature.previous[Int(pair) - feature.firstPair]) / 1e6 * demand
      largest = max(largest, abs(wanted[place] - present[place]) / demand)
    }
    let step = Double(configuration.balancedStep) / 1e6
    guard largest > step else { return }
    let part = step / largest
    for place in wanted.indices { wanted[place] = present[place] + (wanted[place] - present[place]) * part }
  }
}
