import Testing

@testable import RoutingEngine

@Suite struct LearnedCapTests {
  @Test func `pushback caps at 85 percent of what was accepted`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.call(.a, .rateLimited)
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    #expect(abs(cap - 17) < 0.5, "\(cap) after 20 a second")
    #expect(lab.events(.capChanged).count == 1)
  }

  @Test func `it falls at most once in five seconds`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.calls(40, .a, .rateLimited, every: .milliseconds(100))
    #expect(lab.events(.capChanged).count == 1)
    lab.wait(.seconds(1))
    lab.calls(1, .a, .rateLimited)
    #expect(lab.events(.capChanged).count == 2)
  }

  @Test func `it grows by 2 percent every ten seconds, by 10 after a quiet minute`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    _ = cap.pushBack(accepted: 100, lately: 100, to: numbers.capBackoff, numbers, at: start)
    var seen: [Int] = []
    for step in 1...8 as ClosedRange<Int64> {
      _ = cap.grow(offered: 1_000, isAccepting: true, numbers, at: start + .seconds(step * 10))
      seen.append(Int(((cap.value ?? 0) * 100).rounded()))
    }
    #expect(seen == [8670, 8843, 9020, 9201, 9385, 10323, 11355, 12491])
  }

  @Test func `the cap never falls below its floor`() {
    var cap = LearnedCap()
    _ = cap.pushBack(accepted: 0, lately: 0, to: 0.85, SelectionConfiguration(), at: .origin + .hours(2))
    #expect(cap.value == 0.5)
    #expect(cap.isAtFloor(SelectionConfiguration()))
  }

  @Test func `an endpoint that asks for a pause is left alone until it is over`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .learnedCap]))
    _ = lab.serve(20)
    lab.call(.a, .rateLimited, retryAfter: .seconds(3))
    let during = lab.serve(29)
    #expect(during.allSatisfy { $0 == .b })
    lab.wait(.seconds(1))
    let after = lab.serve(2)
    #expect(after.contains(.a))
  }

  @Test func `an endpoint that answers nothing but pushback is left alone though it asks for no pause`() {
    var lab = Lab(.chain(2, without: [.warmTrickle]))
    _ = lab.serve(400, every: .milliseconds(25))
    let during = lab.serve(200, every: .milliseconds(25)) { $0 == .a ? .rateLimited : .ok }
    let hits = during.count { $0 == .a }
    #expect((3...5).contains(hits), "\(hits) of 200 calls in five seconds")
    let after = lab.serve(400, every: .milliseconds(25))
    #expect(after.contains(.a), "it is asked again")
  }

  @Test func `a call that is served ends a run of pushback, one that began before it does not`() throws {
    let numbers = SelectionConfiguration()
    var run = PushbackRun()
    let start = Timestamp.origin + .hours(2)
    func take(_ second: Int64, isPaused: Bool = false) -> Nanoseconds? {
      let now = start + .seconds(second)
      return run.take(started: now, isPaused: isPaused, numbers, at: now)
    }
    #expect([take(0), take(1), take(2)] == [nil, nil, .seconds(2)])
    #expect(take(3, isPaused: true) == nil)
    run.succeed(started: start - .seconds(1))
    #expect([take(4), take(8), take(16), take(32), take(64)] == [4, 8, 16, 30, 30].map { .seconds($0) })
    run.succeed(started: start + .seconds(100))
    #expect([take(101), take(102), take(103)] == [nil, nil, .seconds(2)])
  }

  @Test func `the last endpoint is asked on though it answers nothing but pushback`() {
    var (alone, paired) = (Lab(.chain(1)), Lab(.chain(2)))
    for _ in 0..<6 {
      alone.call(.a, .rateLimited)
      paired.call(.a, .rateLimited)
    }
    #expect(alone.engine.endpoints[0].pausedUntil == .origin)
    #expect(paired.engine.endpoints[0].pausedUntil > paired.now)
  }

  @Test func `after a storm that refused everything it comes back within seconds`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    for (second, accepted, lately) in [(0, 20, 20), (5, 10, 0), (10, 0, 0)] as [(Int64, Double, Double)] {
      let now = start + .seconds(second)
      _ = cap.pushBack(accepted: accepted, lately: lately, to: numbers.capBackoff, numbers, at: now)
    }
    #expect(cap.value == 1, "a twentieth of what it took")
    var seen: [Double] = []
    for second in 11...17 as ClosedRange<Int64> {
      _ = cap.grow(offered: 20, isAccepting: true, numbers, at: start + .seconds(second))
      seen.append(cap.value ?? 0)
    }
    #expect(seen == [2, 4, 8, 16, 20, 20, 20])
  }

  @Test func `while nothing is accepted it does not come back fast`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    _ = cap.pushBack(accepted: 20, lately: 20, to: numbers.capBackoff, numbers, at: start)
    _ = cap.pushBack(accepted: 0, lately: 0, to: numbers.capBackoff, numbers, at: start + .seconds(5))
    for second in 6...9 as ClosedRange<Int64> {
      _ = cap.grow(offered: 20, isAccepting: false, numbers, at: start + .seconds(second))
    }
    #expect(cap.value == 1)
  }

  @Test func `when both endpoints stormed and are well again callers are served within 20 seconds`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(400, every: .milliseconds(50))
    _ = lab.serve(400, every: .milliseconds(50)) { _ in .rateLimited }
    _ = lab.serve(400, every: .milliseconds(50))
    let served = lab.serve(100, every: .milliseconds(50)).count { $0 != nil }
    #expect(served >= 95, "\(served) of 100")
  }
}
