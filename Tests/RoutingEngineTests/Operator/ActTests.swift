import Testing

@testable import RoutingEngine

@Suite struct PreviewTests {
  /// Three endpoints with capacities and prices under steady demand of twenty requests a second.
  private static func busy() -> Lab {
    var lab = Lab(
      .chain(3, capacity: 60, without: []) {
        for place in 0..<3 { $0.endpoints[place].price = Price(input: 1_000_000, output: 2_000_000) }
        for place in 0..<3 {
          $0.features[0].candidates[place].quality = QualityScore(mean: 0.9 - Double(place) / 10)
        }
      })
    _ = lab.serve(1_200, every: .milliseconds(50))
    return lab
  }

  private static let orders: [Order] = [
    .drain(.endpoint("a")), .drain(.provider("provider-b")), .breaker(endpoint: "a", .open),
    .breaker(endpoint: "a", .close), .flip(feature: "chat", to: nil, now: true),
    .flip(feature: "chat", to: "c", now: true), .share(feature: "chat", endpoint: "c", percent: 35),
  ]

  @Test(arguments: orders)
  func `the shares of a preview are those the builder then makes`(order: Order) throws {
    var lab = Self.busy()
    let preview = lab.engine.preview(Act(order, actor: "ada", reason: "r"), at: lab.now)
    let before = lab.engine.table.features[0].shares
    lab.act(order)
    lab.engine.rebuild(at: lab.now)
    let feature = try #require(preview.features.first)
    #expect(feature.before == before)
    #expect(feature.after == lab.engine.table.features[0].shares)
  }

  @Test func `a preview changes nothing`() {
    let lab = Self.busy()
    let before = lab.engine.table
    for order in Self.orders { _ = lab.engine.preview(Act(order, actor: "ada", reason: "r"), at: lab.now) }
    #expect(lab.engine.table == before)
  }

  @Test func `a preview tells cost, quality, candidates and sessions`() throws {
    let lab = Self.busy()
    let act = Act(.drain(.endpoint("a")), actor: "ada", reason: "r")
    let feature = try #require(lab.engine.preview(act, at: lab.now).features.first)
    #expect(feature.candidatesLeft == 2)
    #expect(feature.sessionsMovedMillionths == 960_000)
    #expect(abs(try #require(feature.quality) - 0.798) < 0.001)
    // 1000 input tokens at 1 USD a million, twenty a second: 72 USD an hour.
    #expect(abs(feature.costPerHour - 72) < 4, "\(feature.costPerHour)")
    #expect(abs(try #require(feature.headroom) - 6) < 0.6, "\(String(describing: feature.headroom))")
  }

  @Test func `the calls in flight there are counted`() throws {
    var lab = Lab(.chain(2))
    for _ in 0..<7 { _ = try lab.admit(lab.request()) }
    #expect(
      lab.engine.preview(Act(.drain(.endpoint("a")), actor: "a", reason: "r"), at: lab.now).inFlight == 7)
  }
}

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
}

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

  @Test func `every act has a receipt, in order`() {
    var lab = Lab(.chain(2))
    for _ in 0..<3 { lab.act(.breaker(endpoint: "a", .pin)) }
    #expect(lab.receipts.map(\.id) == [1, 2, 3])
    #expect(lab.receipts.allSatisfy { $0.act.actor == "ada" && $0.result == .applied })
  }
}

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

@Suite struct FlipProposalTests {
  /// Both endpoints known, the backup faster by a factor.
  private static func watched(backup: Nanoseconds, minutes: Int) -> Lab {
    var lab = Lab(.chain(2))
    for _ in 0..<(minutes * 60) {
      lab.call(.a, ttft: .milliseconds(400))
      lab.call(.b, ttft: backup)
      lab.wait(.seconds(1))
    }
    return lab
  }

  @Test func `a backup that was better for ten minutes is proposed once`() {
    let early = Self.watched(backup: .milliseconds(200), minutes: 9)
    #expect(early.events(.flipProposed).isEmpty)
    let late = Self.watched(backup: .milliseconds(200), minutes: 13)
    #expect(late.events(.flipProposed).map(\.detail.other) == [.b])
  }

  @Test func `a backup that is as good is not proposed`() {
    #expect(Self.watched(backup: .milliseconds(390), minutes: 13).events(.flipProposed).isEmpty)
  }
}
