import Testing

@testable import RoutingEngine

@Suite struct LedgerTests {
  @Test(
    arguments: [
      (499, 0), (500, 0), (501, 1), (1_499, 1), (1_500, 2), (1_501, 2), (2_500, 2), (3_500, 4), (0, 0),
    ] as [(Int64, Int64)])
  func `a line is rounded half to even`(pico: Int64, nano: Int64) {
    #expect(Ledger.cost(TokenUsage(input: 1), at: Price(input: pico)) == nano)
  }

  @Test func `every kind of token has its price`() {
    let price = Price(input: 1_000, cachedInput: 20_000, cacheWrite: 300_000, output: 4_000_000)
    let usage = TokenUsage(input: 1, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 3)
    #expect(Ledger.cost(usage, at: price) == 1 + 40 + 900 + 16_000)
  }

  @Test func `a million of tokens at a price a million costs that price`() {
    // 3 USD a million tokens.
    #expect(Ledger.cost(TokenUsage(input: 1_000_000), at: Price(input: 3_000_000)) == 3_000_000_000)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the sum by feature, by endpoint and the total are the same`(seed: UInt64) {
    var random = SplitMix(seed)
    let features = random.among(1...4)
    let endpoints = random.among(1...4)
    var pairs: [(Int32, Int32)] = []
    for feature in 0..<features {
      for endpoint in 0..<endpoints { pairs.append((Int32(feature), Int32(endpoint))) }
    }
    var ledger = Ledger(pairs: pairs, at: .origin)
    var exact: [Int64] = [Int64](repeating: 0, count: features)
    var now = Timestamp.origin
    for _ in 0..<300 {
      now += .milliseconds(Int64(random.below(3_000)))
      let pair = random.below(pairs.count)
      let usage = TokenUsage(
        input: UInt32(random.below(90_000)), cachedInput: UInt32(random.below(9_000)),
        output: UInt32(random.below(5_000)), isEstimate: random.percent(10))
      let price = Price(
        input: Int64(random.below(9_000_001)), cachedInput: Int64(random.below(900_001)),
        output: Int64(random.below(30_000_001)))
      let outcome = OutcomeClass.allCases[random.below(OutcomeClass.allCases.count)]
      ledger.book(
        pair: pair, endpoint: Int(pairs[pair].1), feature: Int(pairs[pair].0), usage, outcome, price: price,
        at: now)
      exact[Int(pairs[pair].0)] += Ledger.cost(usage, at: price)
    }
    var byFeature = [Int64](repeating: 0, count: features)
    var byEndpoint = [Int64](repeating: 0, count: endpoints)
    for row in ledger.rows {
      byFeature[row.feature.value] += row.entry.nanoUSD
      byEndpoint[row.endpoint.value] += row.entry.nanoUSD
    }
    #expect(byFeature == exact, "seed \(seed)")
    #expect(byEndpoint.reduce(0, +) == byFeature.reduce(0, +), "seed \(seed)")
    #expect(ledger.total.nanoUSD == byFeature.reduce(0, +), "seed \(seed)")
    #expect(ledger.total.attempts == 300, "seed \(seed)")
  }

  @Test func `failed, cancelled and probing attempts are booked and known as wasted`() {
    var lab = Lab(.chain(2) { $0.endpoints[0].price = Price(input: 1_000) })
    for outcome in [OutcomeClass.ok, .serverError, .cancelled] { lab.call(.a, outcome) }
    let total = lab.engine.ledger.total
    #expect(total.attempts == 3 && total.succeeded == 1)
    #expect(total.nanoUSD == 3_000 && total.wastedNanoUSD == 2_000)
  }

  @Test func `a report that comes twice is booked once`() throws {
    var lab = Lab(.chain(2))
    let attempt = try lab.admit(lab.request())
    lab.end(attempt)
    lab.end(attempt, .serverError)
    #expect(lab.engine.ledger.total.attempts == 1)
  }

  @Test func `an attempt is booked at the price in force when it ends`() throws {
    var lab = Lab(.chain(2) { $0.endpoints[0].price = Price(input: 1_000) })
    let attempt = try lab.admit(lab.request())
    lab.tell(.price(.a, Price(input: 5_000)))
    lab.end(attempt)
    #expect(lab.engine.ledger.total.nanoUSD == 5_000)
    #expect(lab.engine.configuration.endpoints[0].price.version == 2)
  }

  @Test func `a call by name outside the candidates has a row of its own`() {
    var lab = Lab(.chain(2) { $0.features = [.named("chat", on: [0])] })
    lab.call(.b)
    #expect(lab.engine.ledger.rows.map { $0.endpoint } == [.a, .b])
    #expect(lab.engine.ledger.total.attempts == 1)
  }

  @Test func `the present cost an hour is that of the last minute`() {
    var lab = Lab(.chain(1) { $0.endpoints[0].price = Price(input: 1_000_000) })
    // 1000 tokens at 1 USD a million, once a second: 3.60 USD an hour.
    lab.calls(120, .a, every: .seconds(1))
    #expect(abs((lab.engine.ledger.costPerHour(row: 0, at: lab.now) ?? 0) - 3.6) < 0.31)
    lab.wait(.minutes(2))
    #expect(lab.engine.ledger.costPerHour(row: 0, at: lab.now) == 0)
  }

  @Test(arguments: [12, 20, 45, 58, 61, 64])
  func `in the first minute it is that of the time that has passed`(seconds: Int) {
    var lab = Lab(.chain(1) { $0.endpoints[0].price = Price(input: 1_000_000) })
    lab.calls(seconds, .a, every: .seconds(1))
    #expect(abs((lab.engine.ledger.costPerHour(row: 0, at: lab.now) ?? 0) - 3.6) < 0.4)
  }

  @Test func `the first few calls say nothing of an hour`() {
    var lab = Lab(.chain(1) { $0.endpoints[0].price = Price(input: 1_000_000) })
    lab.calls(5, .a, every: .seconds(1))
    #expect(lab.engine.ledger.costPerHour(row: 0, at: lab.now) == nil)
  }
}
