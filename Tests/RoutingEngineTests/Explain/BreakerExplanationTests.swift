import Testing

@testable import RoutingEngine

/// The numbers behind a breaker's state.
@Suite struct BreakerExplanationTests {
  private func explain(_ lab: Lab, _ endpoint: EndpointIndex = .a) -> BreakerExplanation {
    lab.engine.breakerExplanation(of: endpoint, at: lab.now)
  }

  private func evidence(_ lab: Lab, _ trigger: Trigger) throws -> TriggerEvidence {
    try #require(explain(lab).triggers.first { $0.trigger == trigger })
  }

  @Test func `an endpoint without traffic has no evidence`() {
    #expect(explain(Lab(.chain(2))).triggers == [])
  }

  @Test func `every trigger but the ramp's is told`() {
    var lab = Lab(.chain(2))
    lab.call(.a)
    #expect(explain(lab).triggers.map(\.trigger) == Trigger.allCases.filter { $0 != .probe })
  }

  @Test func `a run of failures counts toward the number it takes`() throws {
    var lab = Lab(.chain(2))
    lab.calls(3, .a, .serverError, every: .milliseconds(10))
    let run = try evidence(lab, .consecutiveFailures)
    #expect((run.k, run.needed, run.closeness) == (3, 5, 0.6))
  }

  @Test func `the error rate is told with its window and limit`() throws {
    var lab = Lab(.chain(2))
    lab.calls(27, .a)
    lab.calls(3, .a, .serverError)
    let fast = try evidence(lab, .errorRateFast)
    #expect((fast.k, fast.n, fast.needed, fast.limit, fast.window) == (3, 30, 10, 0.1, .seconds(10)))
    #expect(fast.closeness > 0 && fast.closeness < 1)
  }

  @Test func `closeness reaches one where the trigger fires and not before`() throws {
    var lab = Lab(.chain(2))
    lab.calls(20, .a)
    while lab.openUntil(.a) == nil {
      let before = explain(lab).triggers.map(\.closeness).max() ?? 0
      #expect(before < 1, "the breaker is not open at closeness \(before)")
      lab.calls(1, .a, .serverError, every: .milliseconds(80))
      guard lab.events.count < 10 else { break }
    }
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `an open breaker names its trigger and its next probe`() throws {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    let explanation = explain(lab)
    #expect(explanation.trigger == .consecutiveFailures)
    #expect(explanation.nextProbe == lab.openUntil(.a))
  }

  @Test func `a drained endpoint has no next probe`() throws {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.act(.drain(.endpoint("a")))
    #expect(explain(lab).nextProbe == nil)
  }

  @Test func `a ramp tells what its stage asks for and has`() throws {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.serve(until: { $0.stage(.a) == 2 })
    _ = lab.serve(40)
    let ramp = try #require(explain(lab).ramp)
    #expect((ramp.stage, ramp.stages, ramp.millionths) == (2, 6, 100_000))
    #expect((ramp.samplesNeeded, ramp.failuresAllowed, ramp.slowAllowed) == (10, 1, 1))
    #expect(ramp.samples > 0 && ramp.failures == 0)
    #expect(ramp.holdUntil == ramp.since + .seconds(10))
    #expect(ramp.lastProbe != nil)
  }

  @Test func `a refused ejection is told as a doubt`() {
    var lab = Lab(.chain(1))
    lab.kill(.a)
    #expect(explain(lab).doubt == .hardDown)
  }

  @Test func `slow limits appear once they are learned`() {
    var lab = Lab(.chain(2))
    #expect(explain(lab).slowFirstToken == nil)
    lab.calls(100, .a)
    // Twice the reference, or a quarter of a second above it, whichever is more.
    let limit = explain(lab).slowFirstToken ?? .zero
    #expect(limit > .milliseconds(430) && limit < .milliseconds(470))
  }

  @Test func `a rule that is off is told`() throws {
    var lab = Lab(.chain(2, without: [.warmTrickle, .pushback]))
    lab.call(.a)
    #expect(try evidence(lab, .pushback).isOff)
  }
}
