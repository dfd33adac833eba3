import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

/// What is kept of figures that come minutes late.
@Suite struct LateFiguresTests {
  private static func sample(
    _ quantity: Quantity, _ number: Double, _ outcome: OutcomeClass? = nil, minute: Int64
  ) -> Sample {
    Sample(
      endpoint: EndpointIndex(0), quantity: quantity, outcome: outcome, value: .number(number),
      statistic: .sum, windowSeconds: 60, observedAt: WallTime(seconds: 1_795_334_400 + minute * 60))
  }

  @Test func `a minute's failures are those of that minute, in whatever order its counts come`() throws {
    var figures = LateFigures(endpoints: 1)
    for minute in 1...3 as ClosedRange<Int64> {
      figures.take(
        [
          Self.sample(.errors, 3, .serverError, minute: minute), Self.sample(.requests, 30, minute: minute),
        ], from: 0)
    }
    let known = try #require(figures[EndpointIndex(0)])
    #expect(known.failures == 3)
    #expect(known.errorRate == 0.1)
    #expect(known.classShares == [.init(name: "server_error", percent: 100)])
  }

  @Test func `what failed is told by class, the most frequent first`() throws {
    var figures = LateFigures(endpoints: 1)
    figures.take(
      [
        Self.sample(.requests, 100, minute: 1), Self.sample(.errors, 1, .serverError, minute: 1),
        Self.sample(.errors, 3, .rateLimited, minute: 1), Self.sample(.errors, 0, .invalidRequest, minute: 1),
      ], from: 0)
    let shares = try #require(figures[EndpointIndex(0)]).classShares
    #expect(shares == [.init(name: "rate_limited", percent: 75), .init(name: "server_error", percent: 25)])
  }

  @Test func `tokens of a minute are known where somebody counts them`() throws {
    var figures = LateFigures(endpoints: 1)
    figures.take([Self.sample(.requests, 100, minute: 1)], from: 0)
    #expect(try #require(figures[EndpointIndex(0)]).tokens == nil)
    figures.take(
      [
        Self.sample(.requests, 100, minute: 2), Self.sample(.inputTokens, 900, minute: 2),
        Self.sample(.outputTokens, 300, minute: 2),
      ], from: 0)
    #expect(try #require(figures[EndpointIndex(0)]).tokens == 1_200)
  }

  @Test func `a quantile beyond the last bucket is a lower limit`() throws {
    var figures = LateFigures(endpoints: 1)
    let distribution = try #require(
      Distribution(cumulative: [
        (bound: 1, count: 60), (bound: 10, count: 80), (bound: .infinity, count: 100),
      ]))
    var sample = Self.sample(.ttft, 0, minute: 1)
    (sample.value, sample.statistic) = (.distribution(distribution), .distribution)
    figures.take([sample], from: 0)
    let ttft = try #require(figures[EndpointIndex(0)]?.ttft)
    #expect(ttft.atLeast == [.p90, .p99])
    #expect(ttft.p90 == 10_000)
  }

  @Test func `tokens without a feature go to the features by their calls`() throws {
    func sample(_ quantity: Quantity, _ number: Double, _ feature: Int?) -> Sample {
      var sample = Self.sample(quantity, number, minute: 1)
      sample.feature = feature.map { FeatureIndex($0) }
      return sample
    }
    let evidence = Evidence.of([
      sample(.requests, 30, 0), sample(.requests, 10, 1), sample(.outputTokens, 4_000, nil),
    ])
    #expect(evidence.map(\.outputTokens) == [3_000, 1_000])
    #expect(evidence.allSatisfy { $0.countsTokens })
  }

  @Test func `times without a feature make no calls beside those that are counted by feature`() throws {
    var requests = Self.sample(.requests, 40, minute: 1)
    requests.feature = FeatureIndex(0)
    var ttft = Self.sample(.ttft, 0, minute: 1)
    let distribution = try #require(
      Distribution(cumulative: [(bound: 1, count: 40), (bound: .infinity, count: 40)]))
    (ttft.value, ttft.statistic) = (.distribution(distribution), .distribution)
    var synthesis = CallSynthesis()
    let calls = Evidence.of([requests, ttft]).flatMap { synthesis.calls(of: $0) }
    #expect(calls.count == 40)
    #expect(calls.allSatisfy { $0.outcome.ttft != nil && $0.feature == FeatureIndex(0) })
  }
}
