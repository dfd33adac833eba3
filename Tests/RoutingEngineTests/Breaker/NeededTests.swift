import Testing

@testable import RoutingEngine

/// An endpoint that its pool cannot do without: the other one carries half of the demand.
@Suite struct NeededTests {
  /// Twenty requests a second for a minute on `a`, so that demand is known.
  private static func busy() -> Lab {
    var lab = Lab(
      .chain(2, capacity: 40, without: [.warmTrickle, .grayFailure]) {
        $0.endpoints[1].capacity.requestsPerSecond = 10
      })
    _ = lab.serve(1_200, every: .milliseconds(50))
    return lab
  }

  /// Calls to `a` whose time to first token ran out after so long.
  private static func timeOut(_ lab: inout Lab, _ count: Int, after latency: Nanoseconds) throws {
    for _ in 0..<count {
      let attempt = try lab.admit(lab.request(only: .a))
      lab.end(attempt, .ttftTimeout, latency: latency)
      lab.wait(.milliseconds(50))
    }
  }

  /// So many calls that the table sends to `a`.
  private static func attempts(_ lab: inout Lab, _ count: Int) throws -> [Attempt] {
    var attempts: [Attempt] = []
    while attempts.count < count {
      let attempt = try lab.admit(lab.request())
      if attempt.endpoint == .a { attempts.append(attempt) } else { lab.end(attempt) }
      lab.wait(.milliseconds(50))
    }
    return attempts
  }

  @Test func `five failures in a row leave it in, in doubt`() {
    var lab = Self.busy()
    lab.calls(10, .a, .serverError, every: .milliseconds(50))
    #expect(lab.state(.a) == .suspect)
  }

  @Test func `three seconds of nothing but failures take it out`() {
    var lab = Self.busy()
    lab.calls(60, .a, .serverError, every: .milliseconds(50))
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `twenty in a row take it out at once, however well it was the second before`() {
    var lab = Self.busy()
    lab.calls(21, .a, .serverError, every: .milliseconds(20))
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `five failures in a row take out one that is not needed`() {
    var lab = Lab(.chain(2, capacity: 40))
    _ = lab.serve(1_200, every: .milliseconds(50))
    lab.calls(10, .a, .serverError, every: .milliseconds(50))
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `calls that we were too impatient for make it slow and not dead`() throws {
    var lab = Self.busy()
    try Self.timeOut(&lab, 150, after: .seconds(1))
    #expect(lab.state(.a) == .suspect)
    #expect(lab.events(.suspect).first?.trigger == .ttft)
  }

  @Test func `calls that took as long as anybody waits make it dead`() throws {
    var lab = Self.busy()
    try Self.timeOut(&lab, 60, after: lab.engine.configuration.features[0].objectives.ttftDeadline)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `in doubt one call in four is given all the time there is, and all once one was answered late`()
    throws
  {
    var lab = Self.busy()
    try Self.timeOut(&lab, 150, after: .seconds(1))
    let patience = lab.engine.configuration.features[0].objectives.ttftDeadline
    let before = try Self.attempts(&lab, 40)
    #expect((4...18).contains(before.count { $0.budget == patience }))
    lab.end(before[0], .ok, ttft: .seconds(2), latency: .seconds(3))
    let after = try Self.attempts(&lab, 10)
    #expect(after.allSatisfy { $0.budget == patience })
  }
}
