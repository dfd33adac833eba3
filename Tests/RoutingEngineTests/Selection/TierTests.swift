import Testing

@testable import RoutingEngine

/// The table at a steady demand of so many requests a second.
extension TableInput {
  /// One feature over endpoints in order.
  static func one(demand: Double, _ endpoints: [EndpointInput]) -> TableInput {
    TableInput(
      endpoints: endpoints, pairs: endpoints.indices.map { PairInput(endpoint: Int32($0)) },
      features: [.over(endpoints.count, demand: demand)], byPriority: [0])
  }

  /// What the builder makes of it: shares in millionths by endpoint, one feature.
  func shares(_ feature: Int = 0, without: Set<Rule> = [.warmTrickle]) -> [Int] {
    let table = TableBuilder.build(self, SelectionConfiguration(), without: without)
    var shares = [Int](repeating: 0, count: endpoints.count)
    for share in table.features[feature].shares { shares[share.endpoint.value] += share.millionths }
    return shares
  }

  func table(_ feature: Int = 0, without: Set<Rule> = [.warmTrickle]) -> FeatureTable {
    TableBuilder.build(self, SelectionConfiguration(), without: without).features[feature]
  }
}

extension FeatureInput {
  static func over(_ count: Int, from first: Int = 0, demand: Double) -> FeatureInput {
    var feature = FeatureInput(firstPair: first, order: (first..<(first + count)).map { Int32($0) })
    feature.demand = demand
    return feature
  }
}

extension EndpointInput {
  static func with(
    _ admission: Admission = .full, capacity: Double = .infinity, cap: Double = .infinity,
    receives: Double = .infinity, errorRate: Double = 0
  ) -> EndpointInput {
    var input = EndpointInput()
    input.admission = admission
    input.capacity = capacity
    input.cap = cap
    input.receives = receives
    input.errorRate = errorRate
    return input
  }
}

@Suite struct TierTests {
  @Test func `the primary takes all it can carry with slack`() {
    #expect(TableInput.one(demand: 50, [.with(capacity: 60), .with()]).shares() == [1_000_000, 0])
  }

  @Test func `what the primary cannot carry with slack spills to the next in order`() {
    let shares = TableInput.one(demand: 100, [.with(capacity: 60), .with(capacity: 48), .with()]).shares()
    #expect(shares == [500_000, 400_000, 100_000])
  }

  @Test func `a closed breaker's share is nobody else's while it is in`() {
    #expect(TableInput.one(demand: 9, [.with(.out), .with(), .with()]).shares() == [0, 1_000_000, 0])
  }

  @Test func `a suspect keeps a quarter and more only if the rest cannot carry it`() {
    let suspect = EndpointInput.with(.suspect(250_000), capacity: 240)
    #expect(TableInput.one(demand: 100, [suspect, .with()]).shares() == [250_000, 750_000])
    let tight = TableInput.one(demand: 100, [suspect, .with(capacity: 40)]).shares()
    // Filled to 95 % of what it declares; the suspect takes the rest.
    #expect(tight == [620_000, 380_000])
  }

  @Test func `a warm trickle of two percent goes to every backup`() {
    let shares = TableInput.one(demand: 100, [.with(), .with(), .with(.out), .with(.ramp(100_000))]).shares(
      without: [])
    #expect(shares == [978_000, 20_000, 0, 2_000])
  }

  @Test func `all warm trickles together are at most a tenth`() {
    let many = [EndpointInput](repeating: .with(), count: 21)
    #expect(TableInput.one(demand: 100, many).shares(without: [])[0] == 900_000)
  }

  @Test func `provisioned endpoints come before on-demand ones of the same model only`() {
    let lab = Lab(
      .chain(4) {
        for place in [0, 2] { $0.endpoints[place].model = "m" }
        for place in [2, 3] { $0.endpoints[place].capacity.kind = .provisioned }
      })
    #expect(lab.engine.order(0) == [0, 1, 2, 3], "a different model stands between them")
    let near = Lab(
      .chain(3) {
        for place in [1, 2] { $0.endpoints[place].model = "m" }
        $0.endpoints[2].capacity.kind = .provisioned
      })
    #expect(near.engine.order(0) == [0, 2, 1])
  }
}

@Suite struct ReceivingTests {
  @Test func `a backup takes at once the most of three limits`() {
    let undeclared = Self.receives { _ in }
    #expect(undeclared == 5)
    let declared = Self.receives { $0.endpoints[1].capacity.requestsPerSecond = 100 }
    #expect(declared == 50)
  }

  private static func receives(_ change: (inout EngineConfiguration) -> Void) -> Double? {
    var lab = Lab(.chain(2, change))
    lab.wait(.seconds(2))
    return lab.engine.endpoints[1].receives
  }

  @Test func `what it takes grows with four times its own peak`() {
    var lab = Lab(.chain(2))
    lab.calls(700, .b)
    let receives = lab.engine.endpoints[1].receives ?? 0
    #expect(abs(receives - 40) < 2, "\(receives) at a peak of 10 a second")
  }

  @Test func `in use it doubles every five seconds`() {
    var lab = Lab(.chain(2))
    lab.wait(.seconds(1))
    lab.kill(.a)
    _ = lab.serve(200)
    let receives = lab.engine.endpoints[1].receives ?? 0
    #expect(receives >= 10, "\(receives)")
  }

  @Test func `the limit orders candidates and sheds nothing`() {
    let input = TableInput.one(demand: 100, [.with(.out), .with(receives: 10), .with(receives: 20)])
    #expect(input.shares().reduce(0, +) == 1_000_000)
    #expect(input.table().shed == 0)
    #expect(input.shares()[2] >= 200_000, "the second backup takes part before the first is filled")
  }

  @Test func `the limit is not for the primary`() {
    #expect(TableInput.one(demand: 100, [.with(receives: 1), .with()]).shares() == [1_000_000, 0])
  }
}

@Suite struct SheddingTests {
  /// Two features on one endpoint of a hundred requests a second.
  private static func crowd(_ demands: [Double], byPriority: [Int]) -> TableInput {
    var features: [FeatureInput] = []
    for (place, demand) in demands.enumerated() { features.append(.over(1, from: place, demand: demand)) }
    return TableInput(
      endpoints: [.with(capacity: 100)], pairs: demands.map { _ in PairInput(endpoint: 0) },
      features: features,
      byPriority: byPriority)
  }

  @Test func `the feature of least priority is shed first`() {
    let input = Self.crowd([80, 80], byPriority: [1, 0])
    #expect(input.table(1).shed == 0)
    // 95 of 100 are ever filled: 15 are left for 80.
    #expect(input.table(0).shed == 812_500)
  }

  @Test func `shares and what is shed make a whole`() {
    for demands in [[80.0, 80], [200, 1], [1, 1], [95, 95]] {
      let input = Self.crowd(demands, byPriority: [0, 1])
      for feature in 0..<2 {
        #expect(input.shares(feature).reduce(0, +) + Int(input.table(feature).shed) == 1_000_000)
      }
    }
  }

  @Test func `undeclared capacity sheds nothing at any demand`() {
    #expect(TableInput.one(demand: 1e7, [.with(capacity: 10), .with()]).table().shed == 0)
  }

  @Test func `a refused request learns when to come back`() {
    var lab = Lab(.chain(1, capacity: 5))
    _ = lab.serve(200, every: .milliseconds(50))
    var refusals: [Refusal] = []
    for _ in 0..<40 {
      var request = lab.request()
      if case .refuse(let refusal) = lab.engine.route(&request, at: lab.now) { refusals.append(refusal) }
    }
    #expect(!refusals.isEmpty)
    #expect(refusals.allSatisfy { $0.cause == .shed && $0.retryAfter >= .seconds(1) })
  }
}

@Suite struct PanicTests {
  @Test func `the least bad of a dead pool serves, worse ones are throttled more`() {
    let pool = TableInput.one(demand: 10, [.with(.out, errorRate: 0.9), .with(.out, errorRate: 0.6)])
    #expect(pool.shares() == [0, 1_000_000])
    #expect(pool.table().isPanic)
    #expect(pool.table().throttle == 200_000)
  }

  @Test(arguments: [(0.5, 0), (0.75, 500_000), (1.0, 900_000)] as [(Double, Int32)])
  func `it is never throttled to nothing`(errorRate: Double, throttle: Int32) {
    let table = TableInput.one(demand: 10, [.with(.lastResort, errorRate: errorRate)]).table()
    #expect(table.throttle == throttle)
  }

  @Test func `an endpoint on its ramp is better than one that is open`() {
    let pool = TableInput.one(demand: 10, [.with(.out, errorRate: 0), .with(.ramp(10_000), errorRate: 1)])
    #expect(pool.shares() == [0, 1_000_000])
  }

  @Test func `what an operator shut is not even the least bad`() {
    var shut = EndpointInput.with(.out)
    shut.isShut = true
    #expect(TableInput.one(demand: 10, [shut, .with(.out, errorRate: 1)]).shares() == [0, 1_000_000])
    #expect(TableInput.one(demand: 10, [shut]).table().bins.isEmpty)
  }

  @Test func `panic is an event when it begins and when it ends`() {
    var lab = Lab(.chain(1))
    _ = lab.serve(200) { _ in .serverError }
    #expect(lab.events(.panic).count == 1)
    _ = lab.serve(400)
    #expect(lab.events(.panicEnded).count == 1)
  }
}
