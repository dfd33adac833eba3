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

@Suite struct PercentTests {
  @Test func `an experiment takes its percentage and keeps its sessions`() throws {
    var lab = Lab(.chain(2) { $0.features[0].experiments = [.init(endpoint: .b, percent: 20)] })
    _ = lab.serve(50)
    var went: [EndpointIndex] = []
    for session in 1...1_000 as ClosedRange<UInt64> {
      let first = try lab.admit(lab.request(session: session))
      let second = try lab.admit(lab.request(session: session))
      #expect(first.endpoint == second.endpoint)
      went.append(first.endpoint)
    }
    let share = went.filter { $0 == .b }.count
    #expect(abs(share - 200) < 45, "\(share) of 1000 sessions")
    #expect(lab.shares() == [800_000, 200_000])
  }

  @Test func `a share of an operator lies on top and ends with 0`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(30)
    lab.act(.share(feature: "chat", endpoint: "b", percent: 30))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [700_000, 300_000])
    lab.act(.share(feature: "chat", endpoint: "b", percent: 0))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [1_000_000, 0])
  }

  @Test func `percentages skip an endpoint that is out`() {
    var lab = Lab(.chain(2) { $0.features[0].experiments = [.init(endpoint: .b, percent: 20)] })
    lab.kill(.b)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .a })
  }

  @Test(arguments: [100.0, 99.9, 50])
  func `any percentage can be given while something is on its ramp`(percent: Double) {
    var lab = Lab(.chain(3))
    _ = lab.play("✗✗✗✗✗O R0")
    lab.act(.share(feature: "chat", endpoint: "b", percent: percent))
    let went = lab.serve(50)
    #expect(went.filter { $0 == .b }.count > 40)
    #expect(lab.stage(.a) != nil)
  }
}

@Suite struct FlipStepTests {
  @Test func `a flip moves a quarter every ten seconds`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(100)
    lab.act(.flip(feature: "chat", to: nil, now: false))
    var seen: [Int] = []
    for _ in 0..<400 {
      _ = lab.serve(1)
      if seen.last != lab.shares()[1] { seen.append(lab.shares()[1]) }
    }
    #expect(seen == [250_000, 500_000, 750_000, 1_000_000])
  }

  @Test func `a flip now is done at once`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(100)
    lab.act(.flip(feature: "chat", to: "b", now: true))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [0, 1_000_000])
  }

  @Test func `a flip goes to the first healthy backup`() {
    var lab = Lab(.chain(3))
    lab.kill(.b)
    lab.act(.flip(feature: "chat", to: nil, now: true))
    #expect(lab.engine.snapshot(at: lab.now).features[0].order == [.c, .b, .a])
  }
}

@Suite struct LearnedCapTests {
  @Test func `pushback caps at 85 percent of what was accepted`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.call(.a, .rateLimited)
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    #expect(abs(cap - 17) < 0.5, "\(cap) after 20 a second")
    #expect(lab.events(.capChanged).count == 1)
  }

  @Test func `it falls at most once in five seconds`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.calls(40, .a, .rateLimited, every: .milliseconds(100))
    #expect(lab.events(.capChanged).count == 1)
    lab.wait(.seconds(1))
    lab.calls(1, .a, .rateLimited)
    #expect(lab.events(.capChanged).count == 2)
  }

  @Test func `it grows by 2 percent every ten seconds, by 10 after a quiet minute`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    _ = cap.pushBack(accepted: 100, numbers, at: start)
    var seen: [Int] = []
    for step in 1...8 as ClosedRange<Int64> {
      _ = cap.grow(offered: 1_000, numbers, at: start + .seconds(step * 10))
      seen.append(Int(((cap.value ?? 0) * 100).rounded()))
    }
    #expect(seen == [8670, 8843, 9020, 9201, 9385, 10323, 11355, 12491])
  }

  @Test func `the cap never falls below its floor`() {
    var cap = LearnedCap()
    _ = cap.pushBack(accepted: 0, SelectionConfiguration(), at: .origin + .hours(2))
    #expect(cap.value == 0.5)
    #expect(cap.isAtFloor(SelectionConfiguration()))
  }

  @Test func `an endpoint that asks for a pause is left alone until it is over`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .learnedCap]))
    _ = lab.serve(20)
    lab.call(.a, .rateLimited, retryAfter: .seconds(3))
    let during = lab.serve(29)
    #expect(during.allSatisfy { $0 == .b })
    lab.wait(.seconds(1))
    let after = lab.serve(2)
    #expect(after.contains(.a))
  }
}

@Suite struct BalancedTests {
  private static func balanced(_ costs: [Int64]) -> Lab {
    Lab(
      .chain(costs.count) {
        $0.features[0].selection = .balanced
        for (place, cost) in costs.enumerated() {
          $0.endpoints[place].price = Price(input: cost, output: cost)
        }
      })
  }

  @Test func `equals share equally`() {
    var lab = Self.balanced([1_000, 1_000])
    _ = lab.serve(900)
    #expect(lab.shares() == [500_000, 500_000])
  }

  @Test func `the cheaper of two carries more, the dearer by the eighth power less`() {
    var lab = Self.balanced([1_000_000, 2_000_000])
    _ = lab.serve(400)
    #expect(lab.shares()[0] > 980_000, "\(lab.shares())")
  }

  @Test func `shares move at most ten points in ten seconds`() {
    var lab = Self.balanced([1_000_000, 1_000_000])
    _ = lab.serve(900)
    #expect(lab.shares() == [500_000, 500_000])
    lab.tell(.price(.b, Price(input: 9_000_000, output: 9_000_000)))
    var last = lab.shares()[0]
    for _ in 0..<60 {
      _ = lab.serve(10)
      let next = lab.shares()[0]
      #expect(next - last <= 100_001)
      last = next
    }
    #expect(last > 950_000)
  }

  @Test func `a trip does not wait for the next step`() {
    var lab = Self.balanced([1_000, 1_000])
    _ = lab.serve(100)
    lab.kill(.a)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .b })
  }

  @Test func `of two endpoints of one model the idle one is chosen`() {
    var lab = Lab(
      .chain(2) {
        $0.features[0].selection = .balanced
        for place in 0..<2 { $0.endpoints[place].model = "m" }
      })
    _ = lab.serve(900)
    for _ in 0..<20 { _ = lab.send(lab.request(only: .a)) }
    let went = (0..<60).map { _ -> EndpointIndex? in
      let attempt = lab.send(lab.request())
      if let attempt { lab.end(attempt) }
      return attempt?.endpoint
    }
    #expect(went.filter { $0 == .b }.count > 35, "\(went.filter { $0 == .b }.count) of 60 to the idle one")
  }
}
