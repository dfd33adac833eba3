import Testing

@testable import RoutingEngine

/// A feature's error rate is what its callers saw, not what its endpoints did.
@Suite struct CallerErrorRateTests {
  /// Plays requests whose attempts end as told; an attempt after a failure is a failover.
  private func errorRate(
    _ configuration: EngineConfiguration = .chain(3), of requests: [[OutcomeClass]], tellFirst: Bool = true
  ) throws -> Double? {
    var lab = Lab(configuration)
    for endings in requests {
      var request = lab.request()
      let first = lab.route(&request)
      var attempt = try #require(first)
      for (place, outcome) in endings.enumerated() {
        if tellFirst { lab.end(attempt, outcome) }
        let step = lab.engine.next(&request, after: outcome, retryAfter: nil, at: lab.now)
        if !tellFirst { lab.end(attempt, outcome) }
        guard place + 1 < endings.count else { break }
        guard case .attempt(let another) = step else {
          Issue.record("no failover after \(outcome)")
          return nil
        }
        attempt = another
      }
      lab.wait(.milliseconds(100))
    }
    return lab.engine.snapshot(at: lab.now).features[0].errorRate
  }

  @Test func `a failure that another endpoint makes good is no error`() throws {
    let rate = try errorRate(of: [[.serverError, .ok], [.ok], [.rateLimited, .ok], [.ok]])
    #expect(rate == 0)
  }

  @Test func `an outcome may be told before or after the next step is asked`() throws {
    let rate = try errorRate(of: [[.serverError, .ok], [.ok]], tellFirst: false)
    #expect(rate == 0)
  }

  @Test func `a request that failed everywhere is one error`() throws {
    let rate = try errorRate(of: [[.serverError, .connect, .cut], [.ok], [.ok], [.ok]])
    #expect(rate == 0.25)
  }

  @Test func `pushback that reaches the caller is an error`() throws {
    let rate = try errorRate(.chain(1), of: [[.rateLimited], [.ok]])
    #expect(rate == 0.5)
  }

  @Test(arguments: [OutcomeClass.cancelled, .invalidRequest, .contextLength, .contentFiltered])
  func `what is the caller's own is no error`(outcome: OutcomeClass) throws {
    let rate = try errorRate(of: [[outcome], [.ok]])
    #expect(rate == 0)
  }

  @Test func `a request that was refused before any attempt is an error`() throws {
    var lab = Lab(.chain(1) { $0.endpoints[0].contextTokens = 2_000 })
    lab.call(.a)
    let tooLong = lab.send(lab.request(prompt: 9_000))
    #expect(tooLong == nil)
    #expect(lab.engine.snapshot(at: lab.now).features[0].errorRate == 0.5)
  }

  @Test
  func `what a burst finds no room for is told for five seconds, and what nobody can answer is not that`() {
    var lab = Lab(.chain(1, capacity: 5) { $0.endpoints[0].contextTokens = 2_000 })
    let requests = (0..<100).map { _ in lab.send(lab.request()) }
    let refused = requests.count { $0 == nil }
    #expect(refused > 50)
    _ = lab.send(lab.request(prompt: 9_000))
    #expect(lab.engine.snapshot(at: lab.now).features[0].shedPerSecond == Double(refused) / 5)
    lab.wait(.seconds(6))
    #expect(lab.engine.snapshot(at: lab.now).features[0].shedPerSecond == 0)
  }

  @Test func `a minute without requests has no error rate`() throws {
    var lab = Lab(.chain(1))
    lab.call(.a, .serverError)
    #expect(lab.engine.snapshot(at: lab.now).features[0].errorRate == 1)
    lab.wait(.seconds(62))
    #expect(lab.engine.snapshot(at: lab.now).features[0].errorRate == nil)
  }

  @Test func `a fleet's error rate counts each replica by its requests`() throws {
    var (one, other) = (CallerRing(), CallerRing())
    let now = Quarter(.origin)
    for _ in 0..<9 { one.end(.ok, at: now) }
    other.end(.cut, at: now)
    #expect(CallerRing.errorRate([one, other]) == 0.1)
    #expect(CallerRing.errorRate([]) == nil)
  }
}
