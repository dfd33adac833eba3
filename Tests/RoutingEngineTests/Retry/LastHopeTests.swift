import Testing

@testable import RoutingEngine

/// Who is out is asked when all others fail call after call.
@Suite struct LastHopeTests {
  private func lab() -> Lab {
    var lab = Lab(
      .chain(2) { configuration in
        configuration.endpoints[0].provider = "first"
        configuration.endpoints[1].provider = "second"
      })
    // Both have served, so that both have references.
    lab.calls(30, EndpointIndex(0))
    lab.calls(30, EndpointIndex(1))
    return lab
  }

  /// A request that fails at `b` as the last of a run; where it goes then.
  private func afterRun(_ lab: inout Lab, failures: Int = 3) throws -> NextStep {
    lab.calls(failures - 1, EndpointIndex(1), .serverError)
    var request = lab.request()
    let routed = lab.route(&request)
    let attempt = try #require(routed)
    #expect(attempt.endpoint == EndpointIndex(1))
    lab.end(attempt, .serverError)
    return lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
  }

  @Test func `who opened two seconds ago is let back in, and probed by whoever failed elsewhere`() throws {
    var lab = lab()
    lab.kill(EndpointIndex(0))
    lab.wait(.seconds(3))
    guard case .fail = try afterRun(&lab) else {
      Issue.record("an endpoint was asked while it was open")
      return
    }
    lab.wait(.milliseconds(250))
    #expect(lab.stage(EndpointIndex(0)) == 0)
    // The ramp's own probe, and then one of a request that failed.
    let probe = try lab.admit(lab.request())
    #expect(probe.endpoint == EndpointIndex(0))
    lab.end(probe)
    guard case .attempt(let attempt) = try afterRun(&lab, failures: 1) else {
      Issue.record("the request was given up")
      return
    }
    #expect(attempt.endpoint == EndpointIndex(0))
    #expect(attempt.reason == .probe)
  }

  @Test func `one failure of the others is no reason to ask who is open`() throws {
    var lab = lab()
    lab.kill(EndpointIndex(0))
    lab.wait(.seconds(3))
    guard case .fail = try afterRun(&lab, failures: 1) else {
      Issue.record("an open endpoint was asked")
      return
    }
    #expect(lab.openUntil(EndpointIndex(0)) != nil)
  }

  @Test func `an endpoint that has just opened is not asked`() throws {
    var lab = lab()
    lab.kill(EndpointIndex(0))
    lab.wait(.seconds(1))
    guard case .fail = try afterRun(&lab) else {
      Issue.record("an open endpoint was asked")
      return
    }
  }

  @Test func `an endpoint on hold is asked a second after it last refused, and back when it answers`() throws
  {
    var lab = lab()
    lab.calls(5, EndpointIndex(0), .auth)
    #expect(lab.engine.endpoints[0].hold != nil)
    lab.wait(.seconds(2))
    guard case .attempt(let attempt) = try afterRun(&lab) else {
      Issue.record("the request was given up")
      return
    }
    #expect(attempt.endpoint == EndpointIndex(0))
    #expect(attempt.reason == .leastBad)
    lab.wait(.milliseconds(400))
    lab.end(attempt)
    #expect(lab.engine.endpoints[0].hold == nil)
  }

  @Test func `an endpoint that was left alone is asked beyond its cap a second after it last refused`() throws
  {
    var lab = lab()
    lab.calls(10, EndpointIndex(0), .rateLimited)
    lab.wait(.seconds(1))
    let paused = lab.engine.endpoints[0].pausedUntil
    #expect(paused > lab.now)
    guard case .attempt(let attempt) = try afterRun(&lab) else {
      Issue.record("the request was given up")
      return
    }
    #expect(attempt.endpoint == EndpointIndex(0))
  }

  @Test func `who asked to be left alone with a server error is not asked within a second of it`() throws {
    for (pause, isAsked) in [(Nanoseconds.milliseconds(300), false), (.seconds(1), true)] {
      var lab = lab()
      lab.calls(2, EndpointIndex(1), .serverError)
      // Not a limit, and no reason to open: a single answer that says how long to wait.
      let busy = try lab.admit(lab.request())
      #expect(busy.endpoint == EndpointIndex(0))
      lab.end(busy, .serverError, retryAfter: .seconds(60))
      lab.wait(pause)
      let next = try afterRun(&lab, failures: 1)
      guard case .attempt(let attempt) = next else {
        #expect(!isAsked)
        continue
      }
      #expect(isAsked)
      #expect(attempt.endpoint == EndpointIndex(0))
    }
  }

  @Test func `who was drained by an operator is not asked`() throws {
    var lab = lab()
    lab.act(.drain(.endpoint("a")))
    lab.wait(.seconds(3))
    guard case .fail = try afterRun(&lab) else {
      Issue.record("a drained endpoint was asked")
      return
    }
  }
}
