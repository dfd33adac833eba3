import Testing

@testable import RoutingEngine

@Suite struct LeaseTests {
  @Test func `a drain whose lease ends stays and is overdue`() {
    var lab = Lab(.chain(2))
    lab.act(.drain(.endpoint("a")), lease: .minutes(1))
    lab.wait(.minutes(5))
    #expect(lab.engine.endpoints[0].override?.isOverdue == true)
    #expect(lab.events(.leaseOverdue).count == 1)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .b })
  }

  @Test(arguments: [BreakerOrder.open, .close, .pin])
  func `other orders end with their lease`(order: BreakerOrder) {
    var lab = Lab(.chain(2))
    lab.act(.breaker(endpoint: "a", order), lease: .seconds(30))
    lab.wait(.milliseconds(29_500))
    #expect(lab.engine.endpoints[0].override != nil)
    lab.wait(.seconds(1))
    #expect(lab.engine.endpoints[0].override == nil)
    #expect(lab.events(.overrideEnded).count == 1)
  }

  @Test func `a share ends with its lease`() {
    var lab = Lab(.chain(2))
    lab.act(.share(feature: "chat", endpoint: "b", percent: 40), lease: .seconds(30))
    _ = lab.serve(330)
    #expect(lab.shares() == [1_000_000, 0])
    #expect(lab.events(.overrideEnded).count == 1)
  }

  @Test func `after the drain's deadline the calls still open are cut, once`() throws {
    var lab = Lab(.chain(2))
    let open = try (0..<3).map { _ in try lab.admit(lab.request()) }
    lab.act(.drain(.endpoint("a")), lease: .hours(2))
    lab.end(open[0])
    lab.wait(.seconds(1))
    #expect(lab.cuts.isEmpty)
    var quick = Lab(.chain(2) { $0.breaker.drainDeadline = .seconds(20) })
    let calls = try (0..<3).map { _ in try quick.admit(quick.request()) }
    quick.act(.drain(.endpoint("a")))
    quick.end(calls[0])
    quick.wait(.seconds(60))
    #expect(quick.cuts == [[calls[1].id, calls[2].id]])
  }

  @Test func `the deadline of a drain is ten minutes`() {
    var lab = Lab(.chain(2))
    lab.act(.drain(.endpoint("a")))
    #expect(lab.engine.endpoints[0].drainDeadline == lab.now + .minutes(10))
  }
}
