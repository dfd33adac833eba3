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
    for _ in 0..<5 {
      lab.calls(3, .b, every: .seconds(1))
      lab.call(.a, .ttftTimeout, latency: .seconds(2))
    }
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `without the guard both would trip`() {
    let lab = Self.slow([.a, .b], of: 3, without: [.warmTrickle, .correlatedGuard, .poolRule])
    #expect(Set(lab.events(.tripped).map(\.endpoint)) == [.a, .b])
  }

  /// Two features that share no endpoint, each of one request every two seconds at this replica; the first one's
  /// primary answers nothing, and the other's is as quick as ever, or as slow.
  private static func silence(other ttft: Nanoseconds) -> Lab {
    var lab = Lab(
      .chain(3) { $0.features = [.named("chat", on: [0, 1]), .named("code", on: [2])] })
    for endpoint in [EndpointIndex.a, .c] {
      lab.calls(60, endpoint, feature: endpoint == .c ? 1 : 0, every: .milliseconds(500))
    }
    var waiting: [(attempt: Attempt, end: Timestamp)] = []
    for step in 0..<60 {
      if step % 2 == 0, let attempt = lab.send(lab.request()) {
        if attempt.endpoint == .a {
          waiting.append((attempt, lab.now + .seconds(2)))
        } else {
          lab.end(attempt)
        }
      }
      if step % 2 == 1 { lab.call(.c, feature: 1, ttft: ttft) }
      lab.wait(.seconds(1))
      while let first = waiting.first, first.end <= lab.now {
        lab.end(first.attempt, .ttftTimeout, latency: .seconds(2))
        waiting.removeFirst()
      }
    }
    return lab
  }

  @Test func `a black hole trips within seconds where others have few first tokens to tell by`() throws {
    let lab = Self.silence(other: .milliseconds(200))
    let tripped = try #require(lab.events(.tripped).first)
    #expect(tripped.endpoint == .a)
    #expect(lab.now - tripped.at > .seconds(30), "half a minute before the end of the minute")
  }

  @Test func `not so soon while the few that others have are slow as well`() {
    let lab = Self.silence(other: .seconds(3))
    #expect(lab.events(.tripped).allSatisfy { lab.now - $0.at < .seconds(30) })
  }
}
