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

  @Test func `what it may be asked besides is what it took lately, less what it is given`() {
    var full = EndpointInput.with(capacity: 60, cap: 10)
    full.inNeed = 45
    var alone = EndpointInput.with(capacity: 60)
    (alone.isPaused, alone.inNeed) = (true, 1)
    let input = TableInput.one(demand: 8, [full, alone, .with(capacity: 20)])
    let table = TableBuilder.build(input, SelectionConfiguration(), without: [.warmTrickle])
    #expect(table.spare == [37, 1, 0])
  }

  @Test func `demand that rises is served beyond a cap before the table knows of it`() throws {
    var lab = Self.busy()
    lab.engine.endpoints[0].cap = LearnedCap()
    // `b` is gone, and `a` has a cap of what it takes now.
    lab.act(.drain(.endpoint("b")), force: true)
    _ = lab.engine.endpoints[0].cap.pushBack(
      accepted: 20, to: 1, SelectionConfiguration(), at: lab.now - .seconds(10))
    lab.engine.rebuild(at: lab.now)
    #expect(lab.engine.table.spare[0] > 10)
    var refused = 0
    for _ in 0..<30 where lab.send(lab.request()) == nil { refused += 1 }
    // A second's worth of its cap with what is planned, and as much again.
    #expect(refused == 0)
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

  @Test func `who is on the way back takes what nobody else has room for, as far as it took some lately`() {
    var back = EndpointInput.with(.ramp(10_000), capacity: 30)
    let others = EndpointInput.with(capacity: 15)
    #expect(TableInput.one(demand: 20, [back, others]).table().shed == 277_500)
    back.inNeed = 3
    #expect(TableInput.one(demand: 20, [back, others]).shares() == [150_000, 712_500])
    back.inNeed = 40
    let table = TableInput.one(demand: 20, [back, others])
    #expect(table.shares() == [287_500, 712_500])
    #expect(table.table().probes.map(\.millionths) == [287_500])
    #expect(TableInput.one(demand: 10, [back, others]).shares() == [10_000, 990_000], "nobody is in need")
  }

  @Test func `what is beyond a cap counts once while a flip is on its way`() {
    var full = EndpointInput.with(capacity: 60, cap: 10)
    full.inNeed = 45
    var input = TableInput.one(demand: 50, [full, .with(capacity: 20)])
    input.features[0].before = input.features[0].order.reversed()
    input.features[0].beforeMillionths = 500_000
    let table = TableBuilder.build(input, SelectionConfiguration(), without: [.warmTrickle])
    #expect(abs(table.beyond[0] - 21) < 1e-9)
  }

  @Test func `refused requests bring the first probe forward, and a good start takes them`() {
    var lab = Self.busy()
    while lab.openUntil(.a) == nil {
      _ = lab.serve(1, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
    }
    let began = lab.now
    var refused: [Bool] = []
    while lab.now - began < .seconds(60) {
      refused += lab.serve(20, every: .milliseconds(50)).map { $0 == nil }
    }
    #expect(refused.prefix(60).contains(true), "while it is open, its backup has room for half")
    #expect(!refused.suffix(600).contains(true), "nobody is refused any more, long before the last stage")
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
