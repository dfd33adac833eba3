import Testing

@testable import RoutingEngine

@Suite struct ConflictTests {
  @Test func `an act on what changed since it was looked at is a conflict`() {
    var lab = Lab(.chain(3))
    let seen = lab.engine.revision
    lab.act(.drain(.endpoint("a")), revision: seen)
    let same = lab.act(.undrain(.endpoint("a")), revision: seen)
    #expect(same.name == "conflict")
    let other = lab.act(.breaker(endpoint: "b", .pin), revision: seen)
    #expect(other == .applied, "another target did not change")
    let fresh = lab.act(.undrain(.endpoint("a")), revision: lab.engine.revision)
    #expect(fresh == .applied)
  }

  @Test func `a set conflicts as a whole where one of it changed`() {
    var lab = Lab(.chain(3))
    let seen = lab.engine.revision
    lab.act(.breaker(endpoint: "b", .pin), revision: seen)
    let set = lab.act(.drain(.endpoints(["a", "b"])), revision: seen)
    #expect(set.name == "conflict")
    #expect(lab.engine.endpoints[0].override == nil)
  }

  @Test func `what the breaker does by itself is no conflict`() {
    var lab = Lab(.chain(2))
    let seen = lab.engine.revision
    lab.kill(.a)
    #expect(lab.engine.revision > seen)
    let result = lab.act(.breaker(endpoint: "a", .pin), revision: seen)
    #expect(result == .applied)
  }

  @Test func `two flips of one feature conflict`() {
    var lab = Lab(.chain(3))
    let seen = lab.engine.revision
    lab.act(.flip(feature: "chat", to: nil, now: true), revision: seen)
    let second = lab.act(.flip(feature: "chat", to: nil, now: true), revision: seen)
    #expect(second.name == "conflict")
    #expect(lab.engine.snapshot(at: lab.now).features[0].order == [.b, .a, .c])
  }

  @Test(arguments: [
    (Order.drain(.endpoint("a")), Order.undrain(.endpoint("a"))),
    (.drain(.endpoint("a")), .breaker(endpoint: "a", .auto)),
    (.share(feature: "chat", endpoint: "b", percent: 5), .share(feature: "chat", endpoint: "b", percent: 0)),
  ])
  func `of two who take the same order back, the second conflicts`(order: Order, back: Order) {
    var lab = Lab(.chain(3))
    lab.act(order)
    let seen = lab.engine.revision
    let first = lab.act(back, revision: seen)
    #expect(first == .applied)
    let second = lab.act(back, revision: seen)
    #expect(second.name == "conflict")
  }

  @Test(arguments: [
    Order.flip(feature: "chat", to: "b", now: true), .flip(feature: "chat", to: nil, now: true),
    .share(feature: "chat", endpoint: "b", percent: 30),
  ])
  func `moving a feature to an endpoint and draining that endpoint conflict, whichever comes first`(
    move: Order
  ) {
    let drain = Order.drain(.endpoint("b"))
    for (first, second) in [(drain, move), (move, drain)] {
      // With a flip to nobody in particular, who is drained already is not meant.
      if case .flip(_, nil, _) = second { continue }
      var lab = Lab(.chain(3))
      let seen = lab.engine.revision
      let early = lab.act(first, revision: seen)
      #expect(early == .applied)
      let late = lab.act(second, revision: seen)
      #expect(late == .conflict("b was changed since it was read"))
      // Of another endpoint it says nothing.
      let other = lab.act(.drain(.endpoint("c")), revision: seen)
      #expect(other == .applied)
    }
  }

  @Test func `every act has a receipt, in order`() {
    var lab = Lab(.chain(2))
    for _ in 0..<3 { lab.act(.breaker(endpoint: "a", .pin)) }
    #expect(lab.receipts.map(\.id) == [1, 2, 3])
    #expect(lab.receipts.allSatisfy { $0.act.actor == "ada" && $0.result == .applied })
  }
}
