import Testing

@testable import RoutingEngine

/// The hourly price of provisioned endpoints in the ledger.
@Suite struct HourlyChargesTests {
  @Test(
    arguments: [
      (3.6, 1, 1_000_000), (0.000_001, 1, 0), (1_000_000, 3_600, 1_000_000_000_000_000),
      (98.32, 3_600, 98_320_000_000),
    ] as [(Double, Int64, Int64)])
  func `come to the price for the time`(hourly: Double, seconds: Int64, nano: Int64) {
    #expect(HourlyCharges.due(hourly, for: .seconds(seconds)) == nano)
  }

  @Test func `are split by weight without losing anything`() {
    #expect(
      HourlyCharges.split(100, [1, 1, 1]) == [33, 33, 34]
        || HourlyCharges.split(100, [1, 1, 1]) == [34, 33, 33])
    #expect(HourlyCharges.split(7, [0, 5, 2]) == [0, 5, 2])
    #expect(HourlyCharges.split(1_000_000_000_000_000, [1, .max / 4]).reduce(0, +) == 1_000_000_000_000_000)
  }

  @Test func `fall on the features by tokens and sum up to the price`() {
    var endpoint = EndpointConfiguration(id: "e", provider: "p", cloud: "c", model: "m")
    endpoint.capacity.kind = .provisioned
    endpoint.capacity.hourlyUSD = 36
    let features = ["x", "y"].map {
      FeatureConfiguration(id: $0, candidates: [Candidate(endpoint: EndpointIndex(0))])
    }
    var engine = RoutingEngine(
      configuration: EngineConfiguration(endpoints: [endpoint], features: features), at: .origin)
    var now = Timestamp.origin + .milliseconds(100)
    for (feature, tokens) in [(0, 300), (1, 100)] {
      var request = RoutedRequest(feature: FeatureIndex(feature), arrived: now, promptTokens: 10)
      guard case .attempt(let attempt) = engine.route(&request, at: now) else {
        Issue.record("It was refused.")
        return
      }
      let outcome = Outcome(.ok, latency: .zero, usage: TokenUsage(input: UInt32(tokens)))
      _ = engine.handle(.outcome(attempt.id, outcome), at: now)
    }
    for _ in 0..<40 {
      now += .milliseconds(250)
      _ = engine.handle(.tick, at: now)
    }
    let charges = engine.ledger.rows.map(\.entry.hourlyNanoUSD)
    #expect(
      charges.reduce(0, +) == HourlyCharges.due(36, for: .seconds(9) + .milliseconds(850))
        || charges.reduce(0, +) > 90_000_000)
    #expect(abs(Double(charges[0]) / Double(charges[1]) - 3) < 0.01)
    #expect(engine.ledger.total.nanoUSD == 0, "the price of tokens is another")
  }

  @Test func `of all replicas come to the price of one`() {
    var endpoint = EndpointConfiguration(id: "e", provider: "p", cloud: "c", model: "m")
    endpoint.capacity.hourlyUSD = 98.32
    let feature = FeatureConfiguration(id: "x", candidates: [Candidate(endpoint: EndpointIndex(0))])
    var charged: Int64 = 0
    for replica in 0..<7 {
      var configuration = EngineConfiguration(endpoints: [endpoint], features: [feature])
      (configuration.replicas, configuration.replica) = (7, replica)
      var engine = RoutingEngine(configuration: configuration, at: .origin)
      _ = engine.handle(.tick, at: .origin + .seconds(61))
      charged += engine.ledger.rows.reduce(0) { $0 + $1.entry.hourlyNanoUSD }
    }
    #expect(charged == HourlyCharges.due(98.32, for: .seconds(61)))
  }
}
