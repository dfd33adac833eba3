import Testing

@testable import RoutingEngine

/// What windows hold, for a display.
@Suite struct WindowDisplayTests {
  private static let bounds = [Nanoseconds.milliseconds(250), .milliseconds(500), .seconds(1)]

  @Test func `a distribution counts calls by range, the last one open`() {
    var lab = Lab(.chain(2))
    lab.calls(3, .a, ttft: .milliseconds(200))
    lab.calls(2, .a, ttft: .milliseconds(800))
    lab.calls(1, .a, ttft: .seconds(3))
    #expect(lab.engine.distribution(of: .a, by: .firstToken, below: Self.bounds) == [3, 0, 2, 1])
  }

  @Test(arguments: RoutingEngine.SpeedMeasure.allCases)
  func `an endpoint without traffic has empty ranges`(measure: RoutingEngine.SpeedMeasure) {
    let lab = Lab(.chain(2))
    #expect(lab.engine.distribution(of: .b, by: measure, below: Self.bounds) == [0, 0, 0, 0])
  }

  @Test func `the newest failure comes first`() {
    var lab = Lab(.chain(2))
    lab.calls(2, .a, .serverError)
    lab.call(.a)
    lab.call(.a, .rateLimited, retryAfter: .seconds(7))
    let seen = lab.engine.recentFailures(of: .a)
    #expect(seen.map(\.class) == [.rateLimited, .serverError, .serverError])
    #expect(seen[0].retryAfter == .seconds(7))
    #expect(seen[0].at == lab.now)
  }

  @Test func `no more than sixteen failures are remembered`() {
    var lab = Lab(.chain(1))
    lab.calls(20, .a, .serverError)
    lab.call(.a, .cut)
    let seen = lab.engine.recentFailures(of: .a)
    #expect(seen.count == 16)
    #expect(seen[0].class == .cut)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.at >= $1.at })
  }

  @Test func `a caller who went away is no failure`() {
    var lab = Lab(.chain(2))
    lab.call(.a, .cancelled)
    #expect(lab.engine.recentFailures(of: .a) == [])
  }

  @Test func `an endpoint that was opened still shows the errors that opened it`() {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    #expect(lab.openUntil(.a) != nil)
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].errorRate == 1)
  }
}
