import Testing

@testable import RoutingEngine

/// Acts that would change nothing: an operator who came second is told so.
@Suite struct FutilityTests {
  /// What a fresh act comes to, and whether the revision moved.
  private static func outcome(_ order: Order, in lab: inout Lab, force: Bool = false) -> (ActResult, Bool) {
    let before = lab.engine.revision
    let result = lab.act(order, revision: before, force: force)
    return (result, lab.engine.revision != before)
  }

  @Test(arguments: [
    (Order.undrain(.endpoint("a")), "a is not drained: nothing to undo"),
    (.undrain(.endpoints(["a", "b"])), "none of endpoints:a,b is drained: nothing to undo"),
    (.breaker(endpoint: "a", .auto), "a is not under an order: nothing to undo"),
    (.share(feature: "chat", endpoint: "b", percent: 0), "chat has no share by hand on b: nothing to undo"),
    (.flip(feature: "chat", to: "a", now: false), "a is the primary of chat already"),
  ])
  func `an act that would change nothing is refused, whoever forces it`(order: Order, words: String) {
    var lab = Lab(.chain(3))
    for force in [false, true] {
      let (result, hasMoved) = Self.outcome(order, in: &lab, force: force)
      #expect(result == .refused(words))
      #expect(!hasMoved)
    }
    #expect(lab.engine.preview(Act(order, actor: "ada", reason: "r"), at: lab.now).refusal == words)
  }

  @Test func `an order that names more than stands is done to what stands`() {
    var lab = Lab(.chain(3))
    lab.act(.drain(.endpoint("a")))
    let (result, hasMoved) = Self.outcome(.undrain(.endpoints(["a", "b"])), in: &lab)
    #expect(result == .applied)
    #expect(hasMoved)
  }

  @Test func `an order that stands gets a new lease`() {
    var lab = Lab(.chain(3))
    for order in [
      Order.drain(.endpoint("a")), .breaker(endpoint: "b", .pin),
      .share(feature: "chat", endpoint: "c", percent: 5),
    ] {
      lab.act(order)
      let (again, _) = Self.outcome(order, in: &lab)
      #expect(again == .applied)
    }
  }

  @Test func `an act of an earlier process is done again without a word`() {
    var lab = Lab(.chain(3))
    lab.tell(
      .act(
        Act(
          .flip(feature: "chat", to: "a", now: false), actor: "ada", reason: "r", force: true, began: lab.now)
      ))
    #expect(lab.receipts.last?.result == .applied)
  }
}
