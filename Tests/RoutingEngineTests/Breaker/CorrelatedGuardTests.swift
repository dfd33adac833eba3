import Testing

@testable import RoutingEngine

@Suite struct CorrelatedGuardTests {
  private static func slow(_ endpoints: [EndpointIndex], of count: Int, without: Set<Rule>) -> Lab {
    var lab = Lab(timed(count, without: without))
    for place in 0..<30 {
      for endpoint in 0..<count {
        let isSlow = endpoints.contains(EndpointIndex(endpoint)) && place >= 20
        lab.call(EndpointIndex(endpoint), ttft: .milliseconds(isSlow ? 1_500 : 200))
      }
      lab.wait(.milliseconds(100))
    }
    return lab
  }

  @Test func `latency at two providers at once pauses latency triggers`() {
    let lab = Self.slow([.a, .b], of: 3, without: [.warmTrickle])
    #expect(lab.events(.tripped).isEmpty)
    #expect(lab.events(.correlatedSuspect).count == 1)
  }

  @Test func `latency at one provider trips it`() {
    let lab = Self.slow([.a], of: 3, without: [.warmTrickle])
    #expect(lab.events(.tripped).map(\.endpoint) == [.a])
    #expect(lab.events(.correlatedSuspect).isEmpty)
  }

  @Test func `error triggers stay live during the pause`() {
    var lab = Self.slow([.a, .b], of: 3, without: [.warmTrickle])
    lab.kill(.a)
    #expect(lab.events(.tripped).map(\.trigger) == [.consecutiveFailures])
  }

  @Test func `a probe that times out is a failure although others have few first tokens to tell by`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(30)
    lab.kill(.a)
    while lab.stage(.a) == nil { lab.calls(1, .b, every: .seconds(1)) }
    for _ in 0..<3 {
      lab.calls(3, .b, every: .seconds(1))
      lab.call(.a, .ttftTimeout, latency: .seconds(2))
    }
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `without the guard both would trip`() {
    let lab = Self.slow([.a, .b], of: 3, without: [.warmTrickle, .correlatedGuard, .poolRule])
    #expect(Set(lab.events(.tripped).map(\.endpoint)) == [.a, .b])
  }
}
