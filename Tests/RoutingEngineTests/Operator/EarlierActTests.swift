import Testing

@testable import RoutingEngine

/// Acts of an earlier process, done again with the time they began.
@Suite struct EarlierActTests {
  private func restore(
    _ lab: inout Lab, _ order: Order, began ago: Nanoseconds, lease: Nanoseconds = .minutes(30)
  ) {
    lab.tell(
      .act(
        Act(order, actor: "mira", reason: "CHG-1", lease: lease, force: true, began: lab.now - ago)))
  }

  @Test func `a drain keeps its author, its beginning and what is left of its lease`() {
    var lab = Lab(.chain(2))
    let began = lab.now - .minutes(20)
    restore(&lab, .drain(.endpoint("a")), began: .minutes(20))
    #expect(
      lab.engine.endpoints[0].override
        == OverrideRecord(
          kind: .drain, actor: "mira", reason: "CHG-1", since: began, leaseEnds: began + .minutes(30),
          isOverdue: false))
    lab.wait(.minutes(9))
    #expect(lab.events(.leaseOverdue).isEmpty)
    lab.wait(.minutes(2))
    #expect(lab.events(.leaseOverdue).count == 1)
  }

  @Test func `a pin ends when its own lease does`() {
    var lab = Lab(.chain(2))
    restore(&lab, .breaker(endpoint: "a", .pin), began: .seconds(20), lease: .seconds(30))
    lab.wait(.seconds(9))
    #expect(lab.engine.endpoints[0].override?.kind == .pinned)
    lab.wait(.seconds(2))
    #expect(lab.engine.endpoints[0].override == nil)
  }

  @Test func `a share ends when its own lease does`() {
    var lab = Lab(.chain(2))
    restore(
      &lab, .share(feature: "chat", endpoint: "b", percent: 40), began: .seconds(20), lease: .seconds(30))
    #expect(lab.engine.features[0].percents.map(\.leaseEnds) == [lab.now + .seconds(10)])
  }

  @Test func `a flip of long ago takes no steps`() {
    var lab = Lab(.chain(2))
    restore(&lab, .flip(feature: "chat", to: "b", now: false), began: .hours(1))
    _ = lab.serve(20)
    #expect(lab.shares() == [0, 1_000_000])
  }

  @Test func `a beginning in the future counts as now`() {
    var lab = Lab(.chain(2))
    restore(&lab, .drain(.endpoint("a")), began: .zero - .hours(5))
    #expect(lab.engine.endpoints[0].override?.since == lab.now)
  }

  @Test func `a flip that names no target settles on the one it comes to`() {
    let lab = Lab(.chain(3))
    let act = Act(.flip(feature: "chat", to: nil, now: true), actor: "mira", reason: "")
    let settled = lab.engine.judge(act, at: lab.now).preview?.act.order
    #expect(settled == .flip(feature: "chat", to: "b", now: true))
  }
}
