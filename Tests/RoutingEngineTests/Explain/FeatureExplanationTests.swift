import Testing

@testable import RoutingEngine

/// Why a feature's requests go where they go.
@Suite struct FeatureExplanationTests {
  private func explain(_ lab: Lab, for request: RoutedRequest? = nil) -> FeatureExplanation {
    lab.engine.explanation(of: FeatureIndex(0), for: request, at: lab.now)
  }

  private func skips(_ lab: Lab, for request: RoutedRequest? = nil) -> [SkipReason?] {
    explain(lab, for: request).candidates.map(\.skipped)
  }

  @Test func `a quiet primary serves and its backups are not needed`() {
    var lab = Lab(.chain(3))
    _ = lab.serve(20)
    let explanation = explain(lab)
    #expect(explanation.candidates.map(\.millionths) == [1_000_000, 0, 0])
    #expect(explanation.candidates.map(\.serves) == [.share, nil, nil])
    #expect(explanation.candidates.map(\.skipped) == [nil, .notNeeded, .notNeeded])
  }

  @Test func `candidates stand in the order in force`() {
    var lab = Lab(.chain(2))
    lab.act(.flip(feature: "chat", to: nil, now: true))
    #expect(explain(lab).candidates.map(\.endpoint) == [.b, .a])
  }

  @Test func `an open endpoint is skipped until its probe`() throws {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    let until = try #require(lab.openUntil(.a))
    #expect(skips(lab) == [.open(until: until), nil])
  }

  @Test func `what an operator ordered is told apart`() {
    var lab = Lab(.chain(3))
    lab.act(.drain(.endpoint("a")))
    lab.act(.breaker(endpoint: "b", .open))
    #expect(skips(lab) == [.drained, .forcedOpen, nil])
  }

  @Test func `a hold is told with its kind`() throws {
    var lab = Lab(.chain(2))
    lab.call(.a, .quotaExhausted)
    #expect(skips(lab)[0]?.name == "held_quota")
  }

  @Test func `a pause lasts until the instant the provider named`() {
    var lab = Lab(.chain(2))
    lab.call(.a, .rateLimited, retryAfter: .seconds(20))
    #expect(skips(lab)[0] == .paused(until: lab.now + .seconds(20)))
  }

  @Test func `quality below the floor is told with both figures`() {
    let lab = Lab(
      .chain(2) {
        $0.features[0].qualityFloor = 0.8
        $0.features[0].candidates[1].quality = QualityScore(mean: 0.7)
      })
    #expect(skips(lab)[1] == .belowFloor(quality: 0.7, floor: 0.8))
  }

  @Test func `a price above the ceiling is told`() {
    let lab = Lab(
      .chain(2) {
        $0.endpoints[1].price = Price(input: 1_000_000_000)
        $0.features[0].priceCeilingUSD = 0.1
      })
    #expect(skips(lab)[1]?.name == "too_dear")
  }

  @Test func `a full primary is told from one that is not needed`() {
    var lab = Lab(.chain(3, capacity: 5))
    _ = lab.serve(200, every: .milliseconds(125))
    #expect(skips(lab) == [nil, nil, .notNeeded])
    _ = lab.serve(200, every: .milliseconds(60))
    #expect(skips(lab)[2] == nil)
  }

  @Test func `what a request needs counts when it is given`() {
    let lab = Lab(
      .chain(3) {
        $0.endpoints[0].capabilities = [.tools]
        $0.endpoints[1].contextTokens = 500
      })
    let request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 1_000, needs: [.tools, .images])
    #expect(skips(lab, for: request)[0] == .incapable(.images))
    #expect(skips(lab, for: request)[1] == .promptTooLong(context: 500))
  }

  @Test func `an endpoint the request tried is told`() throws {
    var lab = Lab(.chain(2))
    var request = lab.request()
    _ = lab.route(&request)
    #expect(skips(lab, for: request) == [.tried, .notNeeded])
  }

  @Test func `a ramp gives a part of the fair share`() throws {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.serve(until: { $0.stage(.a) == 1 })
    let first = explain(lab).candidates[0]
    #expect(first.skipped == .onRamp(stage: 1))
    #expect(first.serves == .probe)
    #expect(first.millionths == 50_000)
  }

  @Test func `the parts of a score add up`() {
    var lab = Lab(.chain(2) { $0.endpoints[0].price = Price(input: 3_000_000, output: 15_000_000) })
    lab.calls(40, .a)
    let score = explain(lab).candidates[0].score
    #expect(score.price > 0 && score.firstToken > 0)
    #expect(score.total == score.price + score.firstToken + score.failure)
  }

  @Test func `explaining changes nothing`() {
    var lab = Lab(.chain(3))
    _ = lab.serve(20)
    let before = lab.engine.snapshot(at: lab.now)
    _ = explain(lab)
    #expect(lab.engine.snapshot(at: lab.now) == before)
  }
}
