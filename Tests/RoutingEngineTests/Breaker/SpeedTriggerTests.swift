import Testing

@testable import RoutingEngine

/// Endpoints whose p90 of TTFT is held to be 300 ms, so that a first token is slow above 600 ms.
private func timed(
  _ count: Int = 2, without: Set<Rule> = [.warmTrickle],
  _ change: (inout EngineConfiguration) -> Void = { _ in }
) -> EngineConfiguration {
  .chain(count, without: without) { configuration in
    for place in configuration.endpoints.indices {
      configuration.endpoints[place].referenceTTFT = .milliseconds(300)
      configuration.endpoints[place].referenceTPOT = .milliseconds(10)
    }
    change(&configuration)
  }
}

@Suite struct SpeedTriggerTests {
  @Test func `trips on the seventh slow first token of twenty`() throws {
    var lab = Lab(timed())
    lab.calls(13, .a)
    lab.calls(6, .a, ttft: .milliseconds(601))
    lab.wait(.milliseconds(500))
    #expect(lab.state(.a) == .closed)
    lab.call(.a, ttft: .milliseconds(601))
    lab.wait(.milliseconds(250))
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .ttft)
    #expect(event.detail.k == 7 && event.detail.n == 20 && event.detail.window == .seconds(30))
  }

  @Test func `a first token at the limit is not slow`() {
    var lab = Lab(timed())
    lab.calls(30, .a, ttft: .milliseconds(600))
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a fast endpoint has at least 250 ms of margin`() {
    var fast = timed()
    fast.endpoints[0].referenceTTFT = .milliseconds(100)
    var lab = Lab(fast)
    lab.calls(30, .a, ttft: .milliseconds(350))
    #expect(lab.state(.a) == .closed)
    // What was learned from 30 healthy calls of 350 ms is the reference now.
    fast.endpoints[0].referenceTTFT = .milliseconds(100)
    lab = Lab(fast)
    lab.calls(21, .a, ttft: .milliseconds(351))
    #expect(lab.events(.tripped).first?.trigger == .ttft)
  }

  @Test func `slow calls older than 30 seconds do not count`() {
    var lab = Lab(timed())
    lab.calls(6, .a, ttft: .seconds(1))
    lab.wait(.seconds(31))
    lab.calls(13, .a)
    lab.call(.a, ttft: .seconds(1))
    lab.wait(.milliseconds(250))
    #expect(lab.state(.a) == .closed)
  }

  @Test func `slow streams trip with thirty samples`() throws {
    var lab = Lab(timed(without: [.warmTrickle, .ttft]))
    let needed = Wilson.threshold(30, limit: 1_000)
    for place in 0..<30 {
      let isSlow = place >= 30 - needed
      // Ten gaps after the first token: 10 ms each, or 21 ms.
      lab.call(.a, latency: .milliseconds(isSlow ? 410 : 300), output: 11)
      if place == 28 { #expect(lab.state(.a) == .closed) }
      lab.wait(.milliseconds(300))
    }
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .tpot)
    #expect(event.detail.k == needed && event.detail.n == 30)
  }

  @Test func `calls in flight that are overdue trip before any of them ends`() throws {
    var lab = Lab(timed())
    for _ in 0..<20 { _ = lab.send(lab.request(only: .a)) }
    lab.wait(.milliseconds(600))
    #expect(lab.state(.a) == .closed)
    lab.wait(.milliseconds(500))
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .overdue)
    #expect(event.detail.k == 20 && event.detail.n == 20)
  }

  @Test func `a call that ends in time is not overdue`() throws {
    var lab = Lab(timed())
    for _ in 0..<30 {
      let attempt = try lab.admit(lab.request(only: .a))
      lab.wait(.milliseconds(100))
      lab.tell(.firstToken(attempt.id))
    }
    lab.wait(.seconds(5))
    #expect(lab.state(.a) == .closed)
    #expect(lab.engine.windows[0].due.overdue == 0)
  }

  @Test func `calls that find no room in the table of attempts leave nothing behind`() {
    var configuration = timed()
    configuration.retry.maxInFlight = 1
    var lab = Lab(configuration)
    let first = lab.send(lab.request(only: .a))
    let refused = (0..<30).filter { _ in lab.refuses(.a) }
    #expect(refused.count == 30)
    if let first { lab.end(first) }
    lab.wait(.seconds(5))
    #expect(lab.engine.windows[0].due.overdue == 0)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `the reference is frozen while the endpoint is in trouble`() throws {
    var lab = Lab(timed(without: [.warmTrickle, .ttft, .overdue]))
    lab.calls(60, .a)
    let before = try #require(lab.engine.windows[0].ttftReference.p90(size: 1_000))
    lab.calls(200, .a, ttft: .seconds(2))
    let after = try #require(lab.engine.windows[0].ttftReference.p90(size: 1_000))
    #expect(after < 1.5 * before, "\(before) became \(after)")
  }
}

extension Lab {
  /// Whether a request for one endpoint is refused for want of memory.
  fileprivate mutating func refuses(_ endpoint: EndpointIndex) -> Bool {
    var request = request(only: endpoint)
    guard case .refuse(let refusal) = engine.route(&request, at: now) else { return false }
    return refusal.cause == .tooManyInFlight
  }
}

@Suite struct TelemetryGapTests {
  /// Two endpoints that both answered ten calls a second for ten seconds.
  private static func busy() -> Lab {
    var lab = Lab(timed())
    for _ in 0..<100 {
      lab.call(.a)
      lab.call(.b)
      lab.wait(.milliseconds(100))
    }
    return lab
  }

  @Test func `when nobody's outcomes arrive nothing trips and the gap is said`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      _ = lab.send(lab.request(only: .b))
      lab.wait(.milliseconds(100))
    }
    #expect(lab.events(.telemetryGap).count == 1)
    #expect(lab.state(.a) == .closed && lab.state(.b) == .closed)
  }

  @Test func `calls admitted during the gap are written off when it ends`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      lab.wait(.milliseconds(100))
    }
    lab.calls(30, .b)
    #expect(lab.engine.windows[0].due.overdue == 0)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `one silent endpoint beside another that answers is no gap`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      lab.call(.b)
      lab.wait(.milliseconds(100))
    }
    #expect(lab.events(.telemetryGap).isEmpty)
    #expect(lab.events(.tripped).first?.trigger == .overdue)
  }
}

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

  @Test func `without the guard both would trip`() {
    let lab = Self.slow([.a, .b], of: 3, without: [.warmTrickle, .correlatedGuard, .poolRule])
    #expect(Set(lab.events(.tripped).map(\.endpoint)) == [.a, .b])
  }
}

@Suite struct PushbackTests {
  @Test func `pushback with the cap at its floor trips`() {
    var lab = Lab(.chain(2))
    lab.calls(9, .a, .rateLimited)
    lab.wait(.seconds(1))
    #expect(lab.state(.a) == .closed)
    lab.calls(1, .a, .rateLimited)
    lab.wait(.milliseconds(250))
    #expect(lab.events(.tripped).map(\.trigger) == [.pushback])
  }

  @Test func `pushback of half of the calls does not trip`() {
    var lab = Lab(.chain(2))
    for _ in 0..<30 {
      lab.calls(1, .a)
      lab.calls(1, .a, .rateLimited)
    }
    #expect(lab.events(.tripped).isEmpty)
  }

  @Test func `pushback above the floor of the cap does not trip`() {
    var lab = Lab(.chain(2))
    lab.calls(100, .a, every: .milliseconds(50))
    lab.calls(200, .a, .rateLimited, every: .milliseconds(10))
    #expect(lab.events(.tripped).isEmpty)
    #expect((lab.engine.endpoints[0].cap.value ?? 0) > 1)
  }
}
