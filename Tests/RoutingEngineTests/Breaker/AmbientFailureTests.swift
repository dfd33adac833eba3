import Testing

@testable import RoutingEngine

/// Where everything fails alike, an ejection only takes capacity away.
@Suite struct AmbientFailureTests {
  private static func counts(_ failures: Int, of samples: Int) -> AmbientFailures {
    var windows = EndpointWindows(.named("x"), normalises: false)
    for place in 0..<samples {
      windows.addEvidence(
        failed: place < failures, isNew: true, started: Quarter(.origin), at: Quarter(.origin))
    }
    var ambient = AmbientFailures()
    ambient.add(windows, PeerCounts())
    return ambient
  }

  @Test func `fewer than ten samples say nothing`() {
    #expect(Self.counts(9, of: 9).share == 0)
    #expect(Self.counts(5, of: 10).share == 0.5)
  }

  @Test(arguments: [(0, 5), (4, 5), (8, 7), (15, 10), (25, 13), (35, 17), (55, 30), (99, 42)])
  func `a run is longer where others fail as well`(failures: Int, needed: Int) {
    #expect(Self.counts(failures, of: 100).run(5) == needed)
  }

  /// An engine that only counts failures in a row.
  private static func counting() -> Lab {
    Lab(.chain(3, without: [.warmTrickle, .errorRateFast, .errorRateSlow, .grayFailure]))
  }

  /// Calls of another provider's endpoint, of which so many in ten fail.
  private func fail(_ lab: inout Lab, _ count: Int, ofTen failures: Int) {
    for place in 0..<count {
      lab.call(.b, place % 10 < failures ? .serverError : .ok)
      lab.wait(.milliseconds(50))
    }
  }

  @Test func `five in a row do not open an endpoint while three in ten fail elsewhere`() {
    var lab = Self.counting()
    lab.calls(20, .a)
    fail(&lab, 40, ofTen: 3)
    lab.calls(7, .a, .serverError, every: .milliseconds(60))
    #expect(lab.openUntil(.a) == nil)
  }

  @Test func `a dead endpoint opens even then`() {
    var lab = Self.counting()
    lab.calls(20, .a)
    fail(&lab, 40, ofTen: 3)
    lab.calls(20, .a, .serverError, every: .milliseconds(60))
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `a rate like everybody's ejects nobody`() {
    var lab = Lab(.chain(3, without: [.warmTrickle, .grayFailure]))
    for place in 0..<100 {
      for endpoint in [EndpointIndex.a, .b, .c] { lab.call(endpoint, place % 10 < 4 ? .serverError : .ok) }
      lab.wait(.milliseconds(100))
    }
    #expect(lab.events(.opened).isEmpty)
    #expect(!lab.events(.ejectionRefused).isEmpty)
  }

  @Test func `a ramp is not asked to be better than the others are`() {
    var ramp = Ramp(stage: 3, stages: 6, at: .origin)
    for place in 0..<20 { ramp.record(failed: place % 10 < 3, slow: false, at: .origin) }
    let now = Timestamp.origin + .seconds(30)
    func verdict(_ ambient: AmbientFailures) -> Ramp.Verdict {
      ramp.verdict(BreakerConfiguration(), baseline: 0, ambient: ambient, ceiling: .max, at: now)
    }
    #expect(verdict(AmbientFailures()) == .back(1))
    #expect(verdict(Self.counts(30, of: 100)) == .advance)
  }
}
