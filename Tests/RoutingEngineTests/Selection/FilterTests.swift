import Testing

@testable import RoutingEngine

@Suite struct FilterTests {
  private static func scored(_ scores: [Double?], floor: Double, degraded: Double? = nil) -> Lab {
    Lab(
      .chain(scores.count) {
        for (place, score) in scores.enumerated() {
          $0.features[0].candidates[place].quality = score.map { QualityScore(mean: $0) }
        }
        $0.features[0].qualityFloor = floor
        $0.features[0].degradedFloor = degraded
      })
  }

  @Test func `a candidate below the floor serves nothing`() {
    var lab = Self.scored([0.7, 0.9], floor: 0.8)
    let went = lab.serve(30)
    #expect(went.allSatisfy { $0 == .b })
  }

  @Test func `the floor is held by the lower bound, and less by a stale score`() {
    let fresh = QualityScore(mean: 0.85, samples: 400)
    #expect(abs(fresh.lowerBound - 0.815) < 0.001)
    let stale = QualityScore(mean: 0.85, samples: 400, isStale: true)
    #expect(abs(stale.lowerBound - 0.797) < 0.001)
  }

  @Test func `the degraded floor holds only while nothing healthy is above the floor`() {
    var lab = Self.scored([0.9, 0.7], floor: 0.8, degraded: 0.6)
    lab.act(.breaker(endpoint: "a", .open), force: true)
    let went = lab.serve(30)
    #expect(went.allSatisfy { $0 == .b })
    #expect(lab.engine.snapshot(at: lab.now).features[0].isDegraded)
    lab.act(.breaker(endpoint: "a", .close))
    let after = lab.serve(30)
    #expect(after.allSatisfy { $0 == .a })
    #expect(!lab.engine.snapshot(at: lab.now).features[0].isDegraded)
  }

  @Test func `a new benchmark moves a feature at the next table`() {
    var lab = Self.scored([0.9, 0.9], floor: 0.8)
    lab.tell(.quality(FeatureIndex(0), .a, QualityScore(mean: 0.5)))
    lab.wait(.milliseconds(500))
    let went = lab.serve(30)
    #expect(went.allSatisfy { $0 == .b })
    #expect(lab.events(.configApplied).first?.detail.reason == "quality")
  }

  @Test func `a candidate above the price ceiling serves nothing`() {
    var lab = Lab(
      .chain(2) {
        $0.endpoints[0].price = Price(input: 10_000_000, output: 10_000_000)
        $0.features[0].priceCeilingUSD = 0.005
      })
    let went = lab.serve(30)
    #expect(went.allSatisfy { $0 == .b })
  }

  @Test func `a request goes to the next that can do what it needs`() throws {
    var lab = Lab(.chain(2) { $0.endpoints[0].capabilities = [.tools] })
    let plain = try lab.admit(lab.request())
    #expect(plain.endpoint == .a)
    let request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 10, needs: [.tools, .images])
    let images = try lab.admit(request)
    #expect(images.endpoint == .b && images.reason == .spill)
  }

  @Test func `a request nobody can serve is refused as such`() {
    var lab = Lab(.chain(2) { for place in 0..<2 { $0.endpoints[place].contextTokens = 8_000 } })
    var request = lab.request(prompt: 9_000)
    guard case .refuse(let refusal) = lab.engine.route(&request, at: lab.now) else {
      Issue.record("a prompt longer than any context was admitted")
      return
    }
    #expect(refusal.cause == .incapable)
  }

  @Test func `a long prompt goes to a context that holds it`() throws {
    var lab = Lab(.chain(2) { $0.endpoints[0].contextTokens = 8_000 })
    let fits = try lab.admit(lab.request(prompt: 7_999))
    let long = try lab.admit(lab.request(prompt: 8_000))
    #expect(fits.endpoint == .a && long.endpoint == .b)
  }
}
