import Testing

@testable import RoutingEngine

@Suite struct ErrorRateTests {
  /// What the error triggers make of a window of samples.
  private static func fired(
    _ k: Int, of n: Int, baseline: ErrorBaseline = ErrorBaseline(), isOpenElsewhere: Bool = false
  ) -> Firing? {
    var windows = EndpointWindows(.named("a"), normalises: true)
    let quarter = Quarter(.origin)
    for place in 0..<n {
      windows.addEvidence(failed: place < k, isNew: true, started: quarter, at: quarter)
    }
    return ErrorTriggers.fired(
      FailureRun(), windows, baseline: baseline, isOpenElsewhere: isOpenElsewhere,
      fleet: PeerCounts(), isInDoubt: false, isNeeded: false, pending: 0, ambient: AmbientFailures(),
      BreakerConfiguration(),
      without: [.errorRateSlow], at: .origin)
  }

  @Test(arguments: [(10, 4), (20, 7), (50, 12), (100, 20), (500, 71)])
  func `the fast rate trips on exactly the failures of the table`(n: Int, k: Int) throws {
    #expect(Self.fired(k - 1, of: n) == nil)
    let firing = try #require(Self.fired(k, of: n))
    #expect(firing.trigger == .errorRateFast)
    #expect(firing.n == n && firing.k == k && firing.window == .seconds(10))
  }

  @Test(arguments: [(4, 4), (5, 5), (9, 9)])
  func `no rate trips below its samples unless most replicas have it open`(n: Int, k: Int) {
    #expect(Self.fired(k, of: n) == nil)
    #expect((Self.fired(k, of: n, isOpenElsewhere: true) != nil) == (n >= 5))
  }

  @Test func `the fast rate needs ten samples`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .consecutiveFailures, .grayFailure]))
    lab.calls(9, .a, .serverError)
    #expect(lab.state(.a) == .closed)
    lab.call(.a, .serverError)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `failures older than ten seconds do not count for the fast rate`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .consecutiveFailures, .grayFailure]))
    lab.calls(3, .a, .serverError)
    lab.wait(.seconds(10))
    lab.calls(6, .a)
    lab.call(.a, .serverError)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `the slow rate trips on 12 of 100 in a minute`() throws {
    var lab = Lab(.chain(2, without: [.warmTrickle, .consecutiveFailures, .grayFailure, .errorRateFast]))
    lab.calls(88, .a, every: .milliseconds(500))
    lab.calls(11, .a, .serverError, every: .milliseconds(500))
    #expect(lab.state(.a) == .closed)
    lab.call(.a, .serverError)
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .errorRateSlow)
    #expect(event.detail.n == 100 && event.detail.k == 12)
  }

  @Test(arguments: [(25, false), (26, true)])
  func `an endpoint with a baseline of 5 percent trips at 15 percent`(k: Int, trips: Bool) {
    var baseline = ErrorBaseline()
    for place in 0..<100_000 { baseline.learn(failed: place % 20 == 0) }
    let firing = Self.fired(k, of: 100, baseline: baseline)
    #expect((firing?.trigger == .errorRateFast) == trips)
  }

  @Test func `the baseline is not learned from an incident`() {
    var lab = Lab(
      .chain(2, without: [.warmTrickle, .consecutiveFailures, .grayFailure, .errorRateFast, .errorRateSlow]))
    lab.calls(200, .a)
    for _ in 0..<200 {
      lab.calls(1, .a, .serverError)
      lab.calls(4, .a)
    }
    #expect(lab.state(.a) == .closed)
    let baseline = lab.engine.endpoints[0].baseline.share
    #expect(baseline < 0.02, "a fifth of the calls failed, and \(baseline) is held to be normal")
  }

  @Test func `a cut stream is one failure of one call`() throws {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    for _ in 0..<3 {
      let attempt = try lab.admit(lab.request(only: .a))
      lab.wait(.milliseconds(100))
      lab.tell(.firstToken(attempt.id))
      lab.wait(.milliseconds(100))
      lab.end(attempt, .cut)
    }
    let fast = lab.engine.windows[0].fast
    #expect(fast[EndpointWindows.Lane.evidence] == 3)
    #expect(fast[EndpointWindows.Lane.failures] == 3)
  }
}
