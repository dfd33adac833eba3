import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

@Suite struct CallSynthesisTests {
  private static func evidence(
    requests: Double? = 100, errors: [(OutcomeClass, Double)] = [],
    ttft: [(bound: Double, count: Double)] = [],
    latency: [(bound: Double, count: Double)] = [], output: Double = 0
  ) -> Evidence {
    var evidence = Evidence(endpoint: EndpointIndex(0), windowSeconds: 15)
    evidence.requests = requests
    evidence.errors = errors
    evidence.ttft = Distribution(cumulative: ttft)
    evidence.latency = Distribution(cumulative: latency)
    evidence.outputTokens = output
    return evidence
  }

  private static func count(_ calls: [ObservedCall], _ outcome: OutcomeClass) -> Int {
    calls.count { $0.outcome.class == outcome }
  }

  @Test func `as many calls of each class are made as were counted`() {
    var synthesis = CallSynthesis()
    let calls = synthesis.calls(of: Self.evidence(errors: [(.serverError, 7), (.rateLimited, 3)]))
    #expect(calls.count == 100)
    #expect(Self.count(calls, .serverError) == 7)
    #expect(Self.count(calls, .rateLimited) == 3)
    #expect(Self.count(calls, .ok) == 90)
  }

  @Test func `fractions wait until they are whole`() {
    var synthesis = CallSynthesis()
    let counts = (0..<8).map { _ in synthesis.calls(of: Self.evidence(requests: 2.5)).count }
    #expect(counts == [2, 3, 2, 3, 2, 3, 2, 3])
  }

  @Test(arguments: [(100, 5), (100, 50), (37, 3), (1000, 10), (12, 1)])
  func `failures are spread and never pile up`(total: Int, failed: Int) {
    let order = CallSynthesis.interleaved([(.ok, total - failed), (.serverError, failed)])
    for window in 1...total {
      let first = order.prefix(window).count { $0 == .serverError }
      #expect(abs(Double(first) - Double(window * failed) / Double(total)) <= 1)
    }
  }

  @Test func `more failures than calls are all calls`() {
    var synthesis = CallSynthesis()
    #expect(synthesis.calls(of: Self.evidence(requests: 3, errors: [(.connect, 5)])).count == 5)
  }

  @Test func `without a count of calls the distribution has it`() {
    var synthesis = CallSynthesis()
    let calls = synthesis.calls(
      of: Self.evidence(requests: nil, errors: [(.connect, 2)], ttft: [(1, 8), (.infinity, 10)]))
    #expect(calls.count == 12)
  }

  @Test func `quantiles of the calls are those of the distribution`() throws {
    var synthesis = CallSynthesis()
    let bounds: [(bound: Double, count: Double)] = [
      (0.25, 100), (0.5, 600), (1, 900), (2, 1000), (.infinity, 1000),
    ]
    let evidence = Self.evidence(requests: 1000, ttft: bounds)
    let times = synthesis.calls(of: evidence).compactMap { $0.outcome.ttft?.seconds }.sorted()
    #expect(times.count == 1000)
    for share in [0.5, 0.9, 0.99] {
      let expected = try #require(evidence.ttft?.quantile(share)).value
      #expect(abs(times[Int(share * 1000)] - expected) <= 0.01 * expected)
    }
  }

  @Test func `slow calls are not neighbours`() throws {
    var synthesis = CallSynthesis()
    let calls = synthesis.calls(
      of: Self.evidence(requests: 200, ttft: [(1, 180), (5, 200), (.infinity, 200)]))
    let slow = calls.indices.filter { (calls[$0].outcome.ttft?.seconds ?? 0) > 1 }
    #expect(slow.count == 20)
    #expect(zip(slow, slow.dropFirst()).allSatisfy { $1 - $0 > 3 })
  }

  @Test func `calls that were not streamed have no first token`() {
    var synthesis = CallSynthesis()
    let calls = synthesis.calls(
      of: Self.evidence(
        requests: 100, ttft: [(1, 40), (.infinity, 40)], latency: [(9, 100), (.infinity, 100)]))
    #expect(calls.count { $0.isStreaming } == 40)
    #expect(calls.count { $0.outcome.ttft == nil } == 60)
    #expect(calls.allSatisfy { $0.outcome.latency > .zero })
  }

  @Test func `tokens add up`() {
    var synthesis = CallSynthesis()
    let calls = synthesis.calls(of: Self.evidence(requests: 7, output: 1000))
    #expect(calls.reduce(0) { $0 + Int($1.outcome.usage.output) } == 1000)
    #expect(calls.allSatisfy { $0.outcome.usage.isEstimate })
  }

  @Test func `the same evidence gives the same calls`() {
    let evidence = Self.evidence(
      requests: 250, errors: [(.serverError, 9)], ttft: [(0.5, 200), (2, 241), (.infinity, 241)])
    var (one, other) = (CallSynthesis(), CallSynthesis())
    let (first, second) = (one.calls(of: evidence), other.calls(of: evidence))
    #expect(first == second)
  }

  @Test func `an average makes no calls`() {
    let average = Sample(
      endpoint: EndpointIndex(0), quantity: .ttft, value: .number(0.4), statistic: .average,
      windowSeconds: 60,
      observedAt: WallTime(seconds: 0))
    #expect(Evidence.of([average]).isEmpty)
  }

  @Test func `a window is played evenly and in order`() {
    var synthesis = CallSynthesis()
    var playout = Playout()
    playout.add(
      synthesis.calls(of: Self.evidence(requests: 30)), of: 0, from: .origin + .seconds(100),
      over: .seconds(15))
    let early = playout.take(until: .origin + .seconds(100))
    #expect(early.isEmpty)
    let half = playout.take(until: .origin + .milliseconds(107_500))
    #expect(half.count == 15)
    #expect(zip(half, half.dropFirst()).allSatisfy { $0.at < $1.at })
    let rest = playout.take(until: .origin + .seconds(115))
    #expect(rest.count == 15)
    #expect(playout.waiting == 0)
  }
}
