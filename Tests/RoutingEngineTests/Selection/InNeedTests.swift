import Testing

@testable import RoutingEngine

/// What would be refused for want of room goes to whoever pushes back, as far as it took some lately.
@Suite struct InNeedTests {
  /// Twenty requests a second for a minute: `a` could carry twice that, `b` half.
  private static func busy() -> Lab {
    var lab = Lab(.chain(2, capacity: 40) { $0.endpoints[1].capacity.requestsPerSecond = 10 })
    _ = lab.serve(1_200, every: .milliseconds(50))
    return lab
  }

  @Test func `what nobody else has room for goes beyond a learned cap`() {
    var full = EndpointInput.with(capacity: 60, cap: 10)
    full.inNeed = 45
    let input = TableInput.one(demand: 50, [full, .with(capacity: 20)])
    // 95 in a hundred of the other's twenty are ever filled.
    #expect(input.shares() == [620_000, 380_000])
    #expect(input.table().shed == 0)
  }

  @Test func `it goes there only as far as it took some lately`() {
    var full = EndpointInput.with(capacity: 60, cap: 10)
    full.inNeed = 20
    let input = TableInput.one(demand: 50, [full, .with(capacity: 20)])
    #expect(input.shares() == [400_000, 380_000])
    #expect(input.table().shed == 220_000)
  }

  @Test func `never beyond what is declared`() {
    var full = EndpointInput.with(capacity: 20, cap: 10)
    full.inNeed = 100
    #expect(TableInput.one(demand: 50, [full]).table().shed == 620_000)
  }

  @Test func `who is left alone gets what the others have no room for`() {
    var alone = EndpointInput.with(capacity: 60)
    (alone.isPaused, alone.inNeed) = (true, 60)
    #expect(TableInput.one(demand: 25, [alone, .with(capacity: 40)]).shares() == [0, 1_000_000])
    #expect(TableInput.one(demand: 76, [alone, .with(capacity: 40)]).shares() == [500_000, 500_000])
  }

  @Test func `who is in need says so beside the table, and nobody else`() {
    var full = EndpointInput.with(capacity: 60, cap: 10)
    full.inNeed = 45
    let input = TableInput.one(demand: 50, [full, .with(capacity: 20)])
    let table = TableBuilder.build(input, SelectionConfiguration(), without: [.warmTrickle])
    #expect(table.beyond == [21, 0])
  }

  @Test func `a pause that a provider asks for refuses no request that only it can carry`() {
    var lab = Self.busy()
    lab.call(.a, .rateLimited, retryAfter: .seconds(3))
    let during = lab.serve(50, every: .milliseconds(50))
    #expect(during.allSatisfy { $0 != nil })
    #expect(during.count { $0 == .b } >= 20, "the other one carries what it can")
  }

  @Test func `a third of a service is used although the cap has fallen below it`() {
    var lab = Self.busy()
    var turn = 0
    let went = lab.serve(1_200, every: .milliseconds(50)) {
      guard $0 == .a else { return .ok }
      turn += 1
      return turn.isMultiple(of: 3) ? .rateLimited : .ok
    }
    #expect(went.count { $0 == nil } <= 24, "of a minute's 1,200")
  }

  @Test func `of a provider that refuses everything hardly anything is asked`() {
    var lab = Self.busy()
    func serve(_ seconds: Int) -> [EndpointIndex?] {
      lab.serve(seconds * 20, every: .milliseconds(50)) { $0 == .a ? .rateLimited : .ok }
    }
    _ = serve(20)
    let asked = serve(20).count { $0 == .a }
    #expect((1...40).contains(asked), "\(asked) calls in twenty seconds")
  }
}
