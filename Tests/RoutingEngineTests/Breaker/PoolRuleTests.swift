import Testing

@testable import RoutingEngine

@Suite struct PoolRuleTests {
  private static let rates: Set<Rule> = [.warmTrickle, .consecutiveFailures, .grayFailure, .receivingSide]

  /// Requests to both ends of a pool; `bad` out of ten of those to `a` fail.
  private func trouble(
    _ lab: inout Lab, bad: Int, rounds: Int = 240, every gap: Nanoseconds = .milliseconds(50)
  ) {
    for place in 0..<rounds {
      lab.call(.a, place % 10 < bad ? .serverError : .ok)
      lab.wait(gap)
    }
  }

  @Test func `the only endpoint of a feature is never opened`() {
    var lab = Lab(.chain(1))
    let went = lab.serve(200) { _ in .serverError }
    #expect(lab.openUntil(.a) == nil)
    #expect(lab.events(.ejectionRefused).count == 1)
    #expect(lab.state(.a) == .suspect)
    #expect(went.contains(.a))
  }

  @Test func `a soft trip is refused where the rest cannot carry the demand`() {
    var lab = Lab(
      .chain(2, capacity: 100, without: Self.rates) { $0.endpoints[1].capacity.requestsPerSecond = 10 })
    // Twenty requests a second for a minute, so that demand is known.
    _ = lab.serve(1_200, every: .milliseconds(50))
    trouble(&lab, bad: 4)
    #expect(lab.state(.a) == .suspect)
    #expect(lab.events(.ejectionRefused).first?.trigger == .errorRateFast)
  }

  @Test func `a soft trip opens where the rest covers the demand`() {
    var lab = Lab(
      .chain(2, capacity: 100, without: Self.rates) { $0.endpoints[1].capacity.requestsPerSecond = 30 })
    _ = lab.serve(1_200, every: .milliseconds(50))
    trouble(&lab, bad: 4)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `half of the capacity is not enough where it does not carry the demand`() {
    var lab = Lab(.chain(2, capacity: 15, without: Self.rates))
    _ = lab.serve(1_200, every: .milliseconds(50))
    trouble(&lab, bad: 4)
    #expect(lab.state(.a) == .suspect)
  }

  @Test func `an undeclared capacity never refuses a trip while half of the pool is left`() {
    var lab = Lab(.chain(2, without: Self.rates))
    trouble(&lab, bad: 4)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `a dead endpoint may leave any rest but an empty one`() {
    var lab = Lab(.chain(3, capacity: 100) { $0.endpoints[2].capacity.requestsPerSecond = 0.1 })
    lab.kill(.a)
    // The rest of the pool carries next to nothing, so a few failures do not do.
    lab.calls(40, .b, .serverError)
    #expect(lab.openUntil(.a) != nil && lab.openUntil(.b) != nil)
    lab.calls(5, .c, .serverError)
    #expect(lab.state(.c) == .suspect)
    #expect(lab.events(.ejectionRefused).last?.endpoint == .c)
    // Now another one is asked again, and it need not stay for want of them.
    lab.calls(40, .c, .serverError)
    #expect(lab.stage(.a) != nil)
  }

  @Test func `an endpoint stays for the feature that cannot do without it, and the other leaves it`() {
    var lab = Lab(
      .chain(3, without: Self.rates) {
        $0.features = [.named("chat", on: [0, 1, 2]), .named("code", on: [0])]
      })
    trouble(&lab, bad: 4)
    #expect(lab.openUntil(.a) == nil)
    #expect(Set(lab.events(.opened).map(\.feature)) == [FeatureIndex(0)])
    #expect(lab.send(lab.request(1))?.endpoint == .a)
    #expect(lab.send(lab.request(0))?.endpoint == .b)
  }

  @Test func `a refused suspect recovers without a ramp when it is well again`() {
    var lab = Lab(.chain(1))
    _ = lab.serve(100) { _ in .serverError }
    #expect(lab.state(.a) == .suspect)
    _ = lab.serve(400)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a suspect that was kept is opened when the others are back`() {
    var lab = Lab(.chain(2))
    lab.act(.breaker(endpoint: "b", .open), lease: .minutes(1), force: true)
    _ = lab.serve(100) { _ in .serverError }
    #expect(lab.state(.a) == .suspect)
    lab.act(.breaker(endpoint: "b", .close))
    _ = lab.serve(20) { $0 == .a ? .serverError : .ok }
    lab.wait(.seconds(1))
    #expect(lab.openUntil(.a) != nil)
  }
}
