import Testing

@testable import RoutingEngine

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

  @Test func `the last tokens are for what is planned and for features that are not shed`() {
    var bucket = TokenBucket()
    func takes(_ claim: TokenBucket.Claim, _ bucket: inout TokenBucket) -> Int {
      var count = 0
      while bucket.take(rate: 20, seconds: 1, planned: 8, for: claim, at: .origin) { count += 1 }
      return count
    }
    // A bucket of twenty: a quarter stays for the others, and eight more are for what the table plans.
    #expect(takes(.yielding, &bucket) == 15)
    #expect(takes(.unplanned, &bucket) == 5)
    #expect(takes(.planned, &bucket) == 8)
  }
}
