import Testing

@testable import RoutingEngine

@Suite struct HoldTests {
  @Test func `an exhausted quota holds until the provider says`() {
    var lab = Lab(.chain(2))
    lab.call(.a, .quotaExhausted, retryAfter: .seconds(90))
    #expect(lab.engine.endpoints[0].hold == .quota(until: lab.now + .seconds(90)))
    #expect(lab.events(.quotaHold).first?.detail.until == lab.now + .seconds(90))
    let went = lab.serve(100)
    #expect(went.allSatisfy { $0 == .b })
    lab.wait(.seconds(79))
    #expect(lab.engine.endpoints[0].hold != nil)
    lab.wait(.seconds(2))
    #expect(lab.engine.endpoints[0].hold == nil)
    #expect(lab.stage(.a) == 1, "leaving a hold lands on the ramp's second stage")
  }

  @Test func `a quota without an end holds for 15 minutes`() {
    var lab = Lab(.chain(2))
    lab.call(.a, .quotaExhausted)
    #expect(lab.engine.endpoints[0].hold == .quota(until: lab.now + .minutes(15)))
  }

  @Test(arguments: [OutcomeClass.auth, .permission])
  func `the third refused credential in a row holds for a minute`(outcome: OutcomeClass) {
    var lab = Lab(.chain(2))
    lab.calls(2, .a, outcome)
    lab.calls(1, .a)
    lab.calls(2, .a, outcome)
    #expect(lab.engine.endpoints[0].hold == nil)
    lab.call(.a, outcome)
    #expect(lab.engine.endpoints[0].hold == .auth(until: lab.now + .seconds(60)))
    #expect(lab.events(.authHold).count == 1)
    lab.wait(.seconds(61))
    #expect(lab.stage(.a) == 1)
    // On the ramp one is enough.
    lab.call(.a, outcome)
    #expect(lab.engine.endpoints[0].hold != nil)
  }

  @Test func `the second answer that the model is gone retires it for good`() {
    var lab = Lab(.chain(2))
    lab.calls(1, .a, .modelGone)
    #expect(lab.engine.endpoints[0].hold == nil)
    lab.calls(1, .a, .modelGone)
    lab.wait(.hours(2))
    #expect(lab.engine.endpoints[0].hold == .retired)
    #expect(lab.events(.retired).count == 1)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .b })
  }

  @Test func `a hold never trips the breaker`() {
    var lab = Lab(.chain(2))
    lab.calls(30, .a, .quotaExhausted)
    #expect(lab.state(.a) == .closed)
    #expect(lab.events(.tripped).isEmpty)
  }

  @Test(arguments: [OutcomeClass.quotaExhausted, .modelGone, .auth])
  func `when all others are dead who is on hold is asked, and serves from its first answer on`(
    outcome: OutcomeClass
  ) {
    var lab = Lab(.chain(2))
    lab.calls(3, .a, outcome)
    _ = lab.serve(100)
    lab.kill(.b)
    let during = lab.serve(200) { $0 == .a ? outcome : .serverError }
    let hits = during.count { $0 == .a }
    #expect((5...60).contains(hits), "\(hits) of 200 were tried on it")
    _ = lab.serve(50) { $0 == .a ? .ok : .serverError }
    #expect(lab.engine.endpoints[0].hold == nil)
    let after = lab.serve(100) { $0 == .a ? .ok : .serverError }
    #expect(after.count { $0 == .a } >= 90, "\(after.count { $0 == .a }) of 100")
  }

  @Test func `an answer to a call that began before it ends no hold`() throws {
    var lab = Lab(.chain(2))
    let early = try lab.admit(lab.request(only: .a))
    lab.wait(.milliseconds(100))
    lab.call(.a, .quotaExhausted)
    lab.end(early)
    #expect(lab.engine.endpoints[0].hold != nil)
  }

  @Test func `what it was held for, and the last refusal, are known until a call goes well`() {
    var lab = Lab(.chain(2))
    lab.calls(3, .a, .auth)
    let began = lab.now - .milliseconds(100)
    lab.wait(.seconds(62))
    #expect(lab.engine.endpoints[0].hold == nil)
    let trial = lab.engine.breakerExplanation(of: .a, at: lab.now).hold
    #expect(trial?.hold.name == "auth")
    #expect(trial?.since == began)
    #expect(trial?.refusedTries == 0)
    #expect(trial?.refusal == .auth)
    lab.call(.a, .permission)
    lab.wait(.seconds(59))
    let again = lab.engine.breakerExplanation(of: .a, at: lab.now).hold
    #expect(again?.since == began, "a try that is refused begins no new hold")
    #expect(again?.refusedTries == 1)
    #expect(again?.refusal == .permission)
    lab.wait(.seconds(2))
    lab.call(.a)
    #expect(lab.engine.breakerExplanation(of: .a, at: lab.now).hold == nil)
  }
}
