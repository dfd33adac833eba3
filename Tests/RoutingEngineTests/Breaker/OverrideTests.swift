import Testing

@testable import RoutingEngine

@Suite struct OverrideTests {
  @Test func `a drain keeps new calls away at once and says when it is done`() throws {
    var lab = Lab(.chain(2))
    let open = try lab.admit(lab.request())
    #expect(open.endpoint == .a)
    lab.act(.drain(.endpoint("a")))
    let went = lab.serve(50)
    #expect(went.allSatisfy { $0 == .b })
    #expect(!lab.engine.snapshot(at: lab.now).endpoints[0].isDrained)
    lab.end(open)
    lab.wait(.milliseconds(250))
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].isDrained)
  }

  @Test(arguments: [Order.undrain(.endpoint("a")), .breaker(endpoint: "a", .auto)])
  func `leaving a drain lands on the ramp's second stage`(order: Order) {
    var lab = Lab(.chain(2))
    lab.act(.drain(.endpoint("a")))
    _ = lab.serve(20)
    lab.act(order)
    #expect(lab.stage(.a) == 1)
    #expect(lab.events(.overrideEnded).first?.from == "drain")
  }

  @Test func `forced open keeps every call away and ends on the ramp`() {
    var lab = Lab(.chain(2))
    lab.act(.breaker(endpoint: "a", .open), lease: .minutes(5))
    let went = lab.serve(50)
    #expect(went.allSatisfy { $0 == .b })
    lab.wait(.minutes(5))
    #expect(lab.engine.endpoints[0].override == nil)
    #expect(lab.stage(.a) == 1)
  }

  @Test func `forced closed admits whatever the breaker thinks, which goes on judging`() {
    var lab = Lab(.chain(2))
    lab.act(.breaker(endpoint: "a", .close))
    let went = lab.serve(60) { $0 == .a ? .serverError : .ok }
    #expect(went.allSatisfy { $0 == .a })
    #expect(lab.events(.tripped).isEmpty)
    #expect(lab.events(.wouldTrip).first?.trigger == .consecutiveFailures)
  }

  @Test func `forced closed over a failing endpoint ends on the ramp, over a healthy one closed`() {
    var sick = Lab(.chain(2))
    sick.act(.breaker(endpoint: "a", .close), lease: .minutes(1))
    sick.serve {
      $0.engine.endpoints[0].override == nil
    } like: {
      $0 == .a ? .serverError : .ok
    }
    #expect(sick.stage(.a) == 1)
    var well = Lab(.chain(2))
    well.act(.breaker(endpoint: "a", .close), lease: .minutes(1))
    well.serve { $0.engine.endpoints[0].override == nil }
    #expect(well.state(.a) == .closed)
  }

  @Test func `forced closed over an open breaker admits, and the end of it finds it open`() {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.act(.breaker(endpoint: "a", .close))
    let went = lab.serve(10)
    #expect(went.allSatisfy { $0 == .a })
    lab.act(.breaker(endpoint: "a", .auto))
    #expect(lab.openUntil(.a) != nil)
    let after = lab.serve(10)
    #expect(after.allSatisfy { $0 == .b })
  }

  @Test func `a pin keeps a closed endpoint closed and says what would have happened`() {
    var lab = Lab(.chain(2))
    lab.act(.breaker(endpoint: "a", .pin))
    lab.kill(.a)
    #expect(lab.state(.a) == .closed)
    #expect(lab.events(.wouldTrip).count == 1)
  }

  @Test func `a pin keeps an open endpoint open`() {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.act(.breaker(endpoint: "a", .pin), lease: .minutes(10))
    _ = lab.serve(1_200, every: .milliseconds(250))
    #expect(lab.openUntil(.a) != nil)
    #expect(lab.stage(.a) == nil)
  }

  @Test func `a pin keeps a stage of the ramp`() {
    var lab = Lab(.chain(2))
    _ = lab.play("✗✗✗✗✗O R0")
    lab.act(.breaker(endpoint: "a", .pin))
    _ = lab.serve(400)
    #expect(lab.stage(.a) == 0)
    lab.act(.breaker(endpoint: "a", .auto))
    _ = lab.serve(20)
    #expect(lab.stage(.a) != 0)
  }

  @Test func `an open endpoint that is drained does not climb in the shadow of the drain`() {
    var lab = Lab(.chain(2))
    lab.kill(.a)
    lab.act(.drain(.endpoint("a")))
    let went = lab.serve(600)
    #expect(went.allSatisfy { $0 == .b })
    #expect(lab.openUntil(.a) != nil)
  }
}
