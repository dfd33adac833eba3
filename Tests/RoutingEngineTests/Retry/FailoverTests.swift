import Testing

@testable import RoutingEngine

@Suite struct FailoverTests {
  /// Endpoints `a` and `b` of one provider in two regions, `c` of another provider in the region of `a`.
  private static func mixed(_ change: (inout EngineConfiguration) -> Void = { _ in }) -> EngineConfiguration {
    .chain(3) {
      for place in 0..<3 { $0.endpoints[place].cloud = "cloud" }
      $0.endpoints[1].provider = $0.endpoints[0].provider
      $0.endpoints[2].region = $0.endpoints[0].region
      change(&$0)
    }
  }

  @Test(arguments: [OutcomeClass.serverError, .connect, .overloaded, .ttftTimeout, .stalled, .cut, .empty])
  func `a failure goes to another provider`(outcome: OutcomeClass) throws {
    var failing = try Failing(Self.mixed())
    let next = failing.next(outcome)
    #expect(next == .c)
  }

  @Test func `pushback goes to another region`() throws {
    var failing = try Failing(Self.mixed())
    let next = failing.next(.rateLimited)
    #expect(next == .b)
  }

  @Test func `where no other provider is left the same provider is tried`() throws {
    var failing = try Failing(.chain(2) { $0.endpoints[1].provider = $0.endpoints[0].provider })
    let next = failing.next(.serverError)
    #expect(next == .b)
  }

  @Test func `three attempts at most and never an endpoint twice`() throws {
    var failing = try Failing(.chain(5))
    let all = [failing.next(.serverError), failing.next(.serverError), failing.next(.serverError)]
    let tried = all.compactMap { $0 }
    #expect(tried.count == 2 && all[2] == nil)
    #expect(Set(tried).count == 2 && !tried.contains(.a))
    #expect(failing.request.attempts == 3)
  }

  @Test(arguments: [OutcomeClass.ok, .cancelled, .invalidRequest, .contentFiltered])
  func `what is the caller's own ends there`(outcome: OutcomeClass) throws {
    var failing = try Failing(.chain(3))
    let next = failing.next(outcome)
    #expect(next == nil && failing.step == .done)
  }

  @Test func `a refused content goes to one other provider where the feature says so`() throws {
    var failing = try Failing(Self.mixed { $0.features[0].failsOverOnContentFilter = true })
    let all = [failing.next(.contentFiltered), failing.next(.contentFiltered)]
    #expect(all == [.c, nil])
  }

  @Test func `a refused content never goes to the same provider`() throws {
    var failing = try Failing(
      .chain(2) {
        $0.endpoints[1].provider = $0.endpoints[0].provider
        $0.features[0].failsOverOnContentFilter = true
      })
    let next = failing.next(.contentFiltered)
    #expect(next == nil)
  }

  @Test func `a prompt too long goes to a larger context only`() throws {
    var larger = try Failing(
      .chain(3) {
        $0.endpoints[0].contextTokens = 8_000
        $0.endpoints[1].contextTokens = 4_000
        $0.endpoints[2].contextTokens = 128_000
      })
    let next = larger.next(.contextLength)
    #expect(next == .c)
    var none = try Failing(.chain(2) { for place in 0..<2 { $0.endpoints[place].contextTokens = 8_000 } })
    let nowhere = none.next(.contextLength)
    #expect(nowhere == nil)
  }

  @Test func `a larger context that is shut does not send it to a smaller one`() throws {
    var failing = try Failing(
      .chain(3) {
        $0.endpoints[0].contextTokens = 8_000
        $0.endpoints[1].contextTokens = 4_000
        $0.endpoints[2].contextTokens = 128_000
      })
    failing.lab.act(.drain(.endpoint("c")))
    let next = failing.next(.contextLength)
    #expect(next == nil)
  }

  @Test func `nothing is started that cannot finish`() throws {
    var failing = try Failing(.chain(2) { $0.endpoints[1].referenceTTFT = .seconds(40) })
    failing.lab.calls(1, .b)
    failing.lab.wait(.seconds(45))
    // Fifteen seconds remain, and the backup's first tokens take forty.
    let next = failing.next(.serverError)
    #expect(next == nil)
  }

  @Test func `a request that named its endpoint stays there`() {
    var lab = Lab(.chain(2))
    var request = lab.request(only: .a)
    _ = lab.route(&request)
    let step = lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
    guard case .fail = step else {
      Issue.record("it went elsewhere: \(step)")
      return
    }
  }

  /// A backup that comes back, at the first stages of its ramp, and the stage that it is to have.
  private static func returning(at stage: Int) -> Lab {
    var lab = Lab(.chain(2))
    _ = lab.serve(30)
    lab.kill(.b)
    lab.serve(until: { $0.stage(.b) == stage })
    return lab
  }

  @Test func `with nobody else a failure goes to an endpoint that has passed the first stage of its ramp`()
    throws
  {
    var lab = Self.returning(at: 1)
    var request = lab.request(0, session: 5)
    while let attempt = lab.route(&request), attempt.endpoint != .a {
      lab.end(attempt)
      request = lab.request()
    }
    let next = lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
    guard case .attempt(let attempt) = next else {
      Issue.record("it gave up: \(next)")
      return
    }
    #expect(attempt.endpoint == .b && attempt.reason == .probe)
  }

  @Test func `not to one that has proved nothing yet`() throws {
    var lab = Self.returning(at: 0)
    var request = lab.request()
    while let attempt = lab.route(&request), attempt.endpoint != .a {
      lab.end(attempt)
      request = lab.request()
    }
    let next = lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
    guard case .fail = next else {
      Issue.record("it went on: \(next)")
      return
    }
  }
}
