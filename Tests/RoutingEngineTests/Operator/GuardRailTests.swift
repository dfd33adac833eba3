import Testing

@testable import RoutingEngine

@Suite struct GuardRailTests {
  @Test func `an act that leaves a feature without a candidate is refused`() {
    var lab = Lab(.chain(1))
    let result = lab.act(.drain(.endpoint("a")))
    #expect(result == .refused("it would leave chat without a healthy candidate"))
    #expect(lab.events(.actRefused).count == 1)
    #expect(lab.engine.endpoints[0].override == nil)
  }

  @Test func `forced it is done all the same`() {
    var lab = Lab(.chain(1))
    let result = lab.act(.drain(.endpoint("a")), force: true)
    #expect(result == .applied)
    #expect(lab.send(lab.request()) == nil)
  }

  @Test(arguments: [(23.0, true), (21.0, false)])
  func `the rest of the pool must hold 110 percent of demand`(capacity: Double, isAllowed: Bool) {
    var lab = Lab(.chain(2, capacity: 100) { $0.endpoints[1].capacity.requestsPerSecond = capacity })
    _ = lab.serve(2_400, every: .milliseconds(50))
    let result = lab.act(.drain(.endpoint("a")))
    #expect((result == .applied) == isAllowed, "\(result)")
  }

  @Test func `two endpoints that may each go alone may not go together`() {
    var lab = Lab(.chain(3, capacity: 100) { $0.endpoints[2].capacity.requestsPerSecond = 1 })
    _ = lab.serve(2_400, every: .milliseconds(50))
    for id in ["a", "b"] {
      let alone = Act(.drain(.endpoint(id)), actor: "ada", reason: "")
      #expect(lab.engine.judge(alone, at: lab.now).result == .applied)
    }
    let both = lab.act(.drain(.endpoints(["a", "b"])))
    #expect(both.name == "refused", "\(both)")
    #expect(lab.engine.endpoints.allSatisfy { $0.override == nil }, "nothing is done in part")
  }

  @Test(arguments: [
    Order.drain(.endpoints(["a", "b"])), .breaker(.endpoints(["a", "b"]), .pin),
    .breaker(.endpoints(["b", "a"]), .open),
  ])
  func `an act on a set is done to all of it under one revision`(order: Order) {
    var lab = Lab(.chain(3))
    let result = lab.act(order)
    #expect(result == .applied)
    #expect(lab.receipts.map { $0.preview?.affected } == [[.a, .b]])
    #expect(lab.engine.revision == 2)
    #expect(lab.engine.endpoints.map { $0.override != nil } == [true, true, false])
  }

  @Test func `a set with a name that does not exist is done to none of it`() {
    var lab = Lab(.chain(2))
    let result = lab.act(.drain(.endpoints(["a", "gone"])))
    #expect(result.message == "no endpoint matches gone, so that nothing was done to any of them")
    #expect(lab.engine.endpoints[0].override == nil)
  }

  @Test func `undeclared capacity never refuses an act`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(300, every: .milliseconds(10))
    let result = lab.act(.drain(.endpoint("a")))
    #expect(result == .applied)
  }

  @Test func `the least bad of a feature may not be drained when nothing else is left`() {
    var lab = Lab(.chain(1))
    _ = lab.serve(100) { _ in .serverError }
    #expect(lab.state(.a) == .suspect)
    let result = lab.act(.drain(.endpoint("a")))
    #expect(result.name == "refused", "\(result)")
  }

  @Test(arguments: [
    Order.drain(.region("nowhere")), .flip(feature: "nothing", to: nil, now: false),
    .flip(feature: "chat", to: "z", now: false), .breaker(endpoint: "z", .open),
    .share(feature: "chat", endpoint: "a", percent: 101), .share(feature: "chat", endpoint: "z", percent: 1),
  ])
  func `what does not exist or makes no sense is unknown`(order: Order) {
    var lab = Lab(.chain(2))
    let result = lab.act(order)
    #expect(result.name == "failed")
    #expect(lab.engine.revision == 1)
  }

  @Test func `two features that would meet on one endpoint are counted together`() {
    var lab = Lab(
      .chain(3, capacity: 30) {
        $0.features = [
          .named("chat", on: [0, 2]), .named("code", on: [0, 2]),
          .named("batch", on: [1, 2]) { $0.priority = 3 },
        ]
      })
    for _ in 0..<600 {
      for feature in 0..<3 { _ = lab.serve(1, feature: feature, every: .milliseconds(30)) }
    }
    // Eleven a second each: the spare one of thirty could take either of the two, and not both beside a third.
    lab.act(.drain(.endpoint("b")))
    let result = lab.act(.drain(.endpoint("a")))
    #expect(result.name == "refused", "\(result)")
  }
}
