import Testing

@testable import RoutingEngine

/// The ramp inside an engine: what is admitted, what is evidence, and how far it goes.
@Suite struct RecoveryTests {
  /// An endpoint that failed, whose open time is over, at stage 0 with the next probe by time floor only.
  private static func recovering(_ configuration: EngineConfiguration = .chain(2)) -> Lab {
    var lab = Lab(configuration)
    let drawn = lab.play("✗✗✗✗✗O R0")
    #expect(drawn == "✗✗✗✗✗O R0")
    lab.engine.pairs[0].diffusion = 0
    return lab
  }

  /// Sends ten requests a second until a state is reached; the stages passed on the way, with their length.
  private static func climb(
    _ lab: inout Lab, seconds: Int, like: (EndpointIndex) -> OutcomeClass = { _ in .ok }
  ) -> [(stage: Int, length: Nanoseconds)] {
    var stages: [(stage: Int, length: Nanoseconds)] = []
    var since = lab.now
    for _ in 0..<(seconds * 10) {
      guard let before = lab.stage(.a) else { break }
      _ = lab.serve(1, like: like)
      if lab.stage(.a) != before {
        stages.append((before, lab.now - since))
        since = lab.now
      }
    }
    return stages
  }

  @Test func `nobody is admitted while it is open`() {
    var lab = Lab(.chain(2))
    let line = "✗✗✗✗✗" + "Ob" + "bbbbObbbbb" + "bbbbbbbbbbObbbbbbbbbb"
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `without demand it stays open however long`() {
    var lab = Lab(.chain(2))
    lab.calls(4, .a, .serverError)
    // Longer than the minute that demand is measured over.
    lab.call(.a, .serverError, retryAfter: .seconds(70))
    lab.wait(.minutes(10))
    #expect(lab.openUntil(.a) != nil)
    _ = lab.serve(60)
    #expect(lab.stage(.a) == 0)
  }

  @Test(arguments: [
    // The first request is a probe; the next comes two seconds later.
    "p" + "bbbbbbbbbbbbbbbbbbb" + "p" + "bbbbbbbbbbbbbbbbbbb" + "p0",
    // A failed probe is one of three.
    "x0" + "bbbbbbbbbbbbbbbbbbb" + "x0" + "bbbbbbbbbbbbbbbbbbb" + "xO",
    "p" + "bbbbbbbbbbbbbbbbbbb" + "x" + "bbbbbbbbbbbbbbbbbbb" + "x0" + "bbbbbbbbbbbbbbbbbbb" + "x0",
  ])
  func `probes at stage 0 are two seconds apart`(line: String) {
    var lab = Self.recovering()
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `every stage is passed in order, none in less than its hold`() {
    var lab = Self.recovering()
    let stages = Self.climb(&lab, seconds: 120)
    #expect(stages.map(\.stage) == [0, 1, 2, 3, 4, 5])
    for (stage, length) in stages { #expect(length >= .milliseconds(9_750), "stage \(stage)") }
    #expect(lab.state(.a) == .closed)
    #expect(
      lab.kinds(.a).suffix(7) == [
        .partialOpen, .advanced, .advanced, .advanced, .advanced, .advanced, .closed,
      ])
    let samples = lab.events(.advanced).compactMap(\.detail.n)
    #expect(
      samples.count == 5 && samples.allSatisfy { $0 >= 3 }, "each with the samples that decided: \(samples)")
  }

  @Test func `its share of the feature is the stage's share of its fair share`() {
    var lab = Self.recovering()
    var seen: [Int] = []
    for _ in 0..<1_200 {
      _ = lab.serve(1)
      let share = lab.shares()[0]
      if seen.last != share { seen.append(share) }
      #expect(lab.shares().reduce(0, +) == 1_000_000)
    }
    #expect(seen == [10_000, 50_000, 100_000, 250_000, 500_000, 750_000, 1_000_000])
  }

  @Test func `admission follows the share to within a request`() {
    var lab = Self.recovering()
    lab.serve { $0.stage(.a) == 3 }
    let went = lab.serve(80).filter { $0 == .a }.count
    #expect(abs(went - 20) <= 1, "\(went) of 80 at 25 percent")
  }

  @Test func `the lowest stage that fails begins again, and no event says that it went down`() {
    var lab = Self.recovering()
    var place = 0
    lab.serve { _ in
      place >= 24
    } like: { endpoint in
      guard endpoint == .a else { return .ok }
      place += 1
      return place % 2 == 0 ? .serverError : .ok
    }
    #expect(lab.stage(.a) == 0)
    #expect(lab.events(.regressed).isEmpty)
  }

  @Test func `a stage that fails goes back one and holds twice as long`() {
    var lab = Self.recovering()
    lab.serve { $0.stage(.a) == 3 }
    var place = 0
    // A quarter bad: the first eight samples hold two failures.
    lab.serve {
      $0.stage(.a) != 3
    } like: { endpoint in
      guard endpoint == .a else { return .ok }
      place += 1
      return place % 4 == 2 ? .serverError : .ok
    }
    #expect(lab.stage(.a) == 2)
    #expect(lab.events(.regressed).count == 1)
    lab.serve { $0.stage(.a) != 2 }
    let began = lab.now
    lab.serve { $0.stage(.a) != 3 }
    #expect(lab.stage(.a) == 4)
    #expect(lab.now - began >= .milliseconds(19_750))
  }

  @Test func `half bad goes two stages back`() {
    var lab = Self.recovering()
    lab.serve { $0.stage(.a) == 4 }
    var place = 0
    lab.serve {
      $0.stage(.a) != 4
    } like: { endpoint in
      guard endpoint == .a else { return .ok }
      place += 1
      return place % 2 == 0 ? .serverError : .ok
    }
    #expect(lab.stage(.a) == 2)
  }

  @Test func `three failures at a high stage open it for twice the base`() throws {
    var lab = Self.recovering()
    lab.serve { $0.stage(.a) == 4 }
    lab.serve {
      $0.stage(.a) == nil
    } like: {
      $0 == .a ? .connect : .ok
    }
    let event = try #require(lab.events(.opened).last)
    #expect(event.trigger == .probe)
    #expect(try #require(event.detail.until) - event.at >= .seconds(10))
  }

  @Test func `pushback on the ramp is neither evidence nor failure`() {
    var lab = Self.recovering(.chain(2, without: [.warmTrickle, .learnedCap, .pushback]))
    _ = Self.climb(&lab, seconds: 40) { $0 == .a ? .rateLimited : .ok }
    #expect(lab.stage(.a) == 0)
    #expect(lab.engine.endpoints[0].breaker.ramp?.samples == 0)
  }

  @Test func `a lost probe gives its slot back after its budget and a second`() throws {
    var lab = Self.recovering()
    let probe = try lab.admit(lab.request())
    #expect(probe.isProbe)
    lab.wait(.seconds(3))
    let blocked = try lab.admit(lab.request())
    #expect(blocked.endpoint == .b, "one probe at a time at stage 0")
    lab.wait(probe.budget - .seconds(2))
    #expect(lab.engine.endpoints[0].breaker.ramp?.leases.count == 1)
    lab.wait(.milliseconds(500))
    #expect(lab.engine.endpoints[0].breaker.ramp?.leases.isEmpty == true)
    let next = try lab.admit(lab.request())
    #expect(next.isProbe)
  }

  @Test(arguments: [OutcomeClass.ok, .cancelled, .serverError, .invalidRequest])
  func `every end of a probe gives its slot back`(outcome: OutcomeClass) throws {
    var lab = Self.recovering()
    let probe = try lab.admit(lab.request())
    #expect(lab.engine.endpoints[0].breaker.ramp?.leases.count == 1)
    lab.end(probe, outcome)
    #expect(lab.engine.endpoints[0].breaker.ramp?.leases.isEmpty == true)
  }

  @Test func `a first token gives the slot back long before the answer ends`() throws {
    var lab = Self.recovering()
    let probe = try lab.admit(lab.request())
    lab.wait(.milliseconds(300))
    lab.tell(.firstToken(probe.id))
    #expect(lab.engine.endpoints[0].breaker.ramp?.leases.isEmpty == true)
    #expect(lab.engine.endpoints[0].breaker.ramp?.samples == 1)
  }

  @Test func `an outcome of an older generation moves nothing`() throws {
    var lab = Lab(.chain(2))
    let old = try (0..<20).map { _ in try lab.admit(lab.request(only: .a)) }
    _ = lab.play("✗✗✗✗✗O R0")
    let before = lab.engine.endpoints[0].breaker
    for attempt in old.prefix(10) { lab.end(attempt, .serverError) }
    for attempt in old.suffix(10) { lab.end(attempt, .ok) }
    #expect(lab.engine.endpoints[0].breaker == before)
    #expect(lab.engine.ledger.total.attempts == 25)
  }

  @Test func `a stage without traffic is said to be starved, once`() {
    var lab = Self.recovering()
    _ = lab.serve(1)
    lab.wait(.minutes(5))
    #expect(lab.events(.probeStarved).count == 1)
    #expect(lab.stage(.a) == 0)
  }

  @Test func `a trip soon after closing opens for twice the base`() throws {
    var lab = Self.recovering()
    _ = Self.climb(&lab, seconds: 120)
    lab.kill(.a)
    let event = try #require(lab.events(.opened).last)
    #expect(try #require(event.detail.until) - event.at >= .seconds(10))
    #expect(event.trigger == .consecutiveFailures)
  }

  @Test func `without the ramp it comes back at once`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .ramp]))
    let line = "✗✗✗✗✗O RC✓✓"
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `who is down is asked again at once when the one that took over fails`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(60, every: .milliseconds(50))
    _ = lab.serve(60, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
    #expect(lab.state(.a) != .closed)
    // The first is well again, which nobody knows, and the second fails.
    let hit = lab.serve(60, every: .milliseconds(50)) { $0 == .b ? .serverError : .ok }
    #expect(hit.suffix(20).allSatisfy { $0 == .a }, "\(hit.suffix(20).count { $0 == .a }) of the last 20")
  }

  @Test func `while everything fails nobody is left alone for long`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(60, every: .milliseconds(50))
    _ = lab.serve(600, every: .milliseconds(50)) { _ in .serverError }
    // One of them is well again.
    let hit = lab.serve(100, every: .milliseconds(50)) { $0 == .b ? .ok : .serverError }
    #expect(hit.suffix(20).count { $0 == .b } >= 19, "\(hit.suffix(20).count { $0 == .b }) of the last 20")
  }
}
