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

  @Test func `one refusal in a quiet moment is no limit`() {
    var lab = Lab(.chain(2))
    lab.calls(3, .a, every: .seconds(1))
    lab.call(.a, .rateLimited, retryAfter: .seconds(2))
    #expect(lab.engine.endpoints[0].cap.value == nil)
    lab.wait(.seconds(3))
    let went = lab.serve(40, every: .milliseconds(50))
    #expect(went.count { $0 == .a } >= 38)
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
    _ = cap.pushBack(accepted: 100, to: numbers.capBackoff, numbers, at: start)
    var seen: [Int] = []
    for step in 1...8 as ClosedRange<Int64> {
      _ = cap.grow(offered: 1_000, isMissed: false, numbers, at: start + .seconds(step * 10))
      seen.append(Int(((cap.value ?? 0) * 100).rounded()))
    }
    #expect(seen == [8670, 8843, 9020, 9201, 9385, 10323, 11355, 12491])
  }

  @Test func `far below what was accepted before the refusals it doubles every ten seconds`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    _ = cap.pushBack(accepted: 20, to: numbers.capBackoff, numbers, at: start)
    for second in [5, 10] as [Int64] {
      _ = cap.pushBack(accepted: 0, to: numbers.capBackoff, numbers, at: start + .seconds(second))
    }
    #expect(cap.value == 0.5)
    func grow(_ second: Int64) -> Double? {
      _ = cap.grow(offered: 1_000, isMissed: false, numbers, at: start + .seconds(second))
      return cap.value
    }
    #expect([20, 30, 40, 50, 60].map(grow) == [1, 2, 4, 8, 10], "as far as half of it")
    #expect(grow(70) == 11)
    // Refused again at 11: the next time it doubles up to half of that.
    _ = cap.pushBack(accepted: 3, to: numbers.capBackoff, numbers, at: start + .seconds(75))
    _ = cap.pushBack(accepted: 0, to: numbers.capBackoff, numbers, at: start + .seconds(80))
    #expect([90, 100, 110, 120, 130].map(grow) == [1, 2, 4, 5.5, 5.61])
  }

  @Test func `a second in which it was left alone says nothing of what it accepts`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.call(.a, .rateLimited, retryAfter: .seconds(6))
    lab.wait(.milliseconds(6_100))
    lab.call(.a, .rateLimited)
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    #expect(abs(cap - 17 * 0.85) < 1, "\(cap): it took twenty a second until it asked for six seconds")
  }

  @Test func `after a long pause one refusal is a step down and no more`() throws {
    var lab = Lab(.chain(2))
    lab.calls(200, .a, every: .milliseconds(50))
    lab.call(.a, .rateLimited, retryAfter: .seconds(30))
    lab.wait(.milliseconds(30_100))
    let before = try #require(lab.engine.endpoints[0].cap.value)
    lab.call(.a, .rateLimited, retryAfter: .seconds(30))
    let after = try #require(lab.engine.endpoints[0].cap.value)
    #expect(after > before * 0.8 && after < before)
  }

  @Test func `the cap never falls below its floor`() {
    var cap = LearnedCap()
    _ = cap.pushBack(accepted: 0, to: 0.85, SelectionConfiguration(), at: .origin + .hours(2))
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

  @Test(arguments: [OutcomeClass.serverError, .overloaded])
  func `a failure that asks for a pause is granted it like pushback`(outcome: OutcomeClass) {
    var lab = Lab(.chain(2, without: [.warmTrickle]))
    _ = lab.serve(20)
    lab.call(.a, outcome, retryAfter: .seconds(3))
    let during = lab.serve(29)
    #expect(during.allSatisfy { $0 == .b })
    lab.wait(.milliseconds(500))
    #expect(lab.send(lab.request())?.endpoint == .a)
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

  @Test func `where it is missed it doubles every second`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    let start = Timestamp.origin + .hours(2)
    _ = cap.pushBack(accepted: 0, to: numbers.capBackoff, numbers, at: start)
    var seen: [Double] = []
    for second in 1...6 as ClosedRange<Int64> {
      _ = cap.grow(offered: 20, isMissed: second != 4, numbers, at: start + .seconds(second))
      seen.append(cap.value ?? 0)
    }
    #expect(seen == [1, 2, 4, 4, 8, 16])
  }

  @Test func `a try that was refused makes it wait four times as long before the next`() {
    let numbers = SelectionConfiguration()
    var cap = LearnedCap()
    var now = Timestamp.origin + .hours(2)
    var waits: [Int] = []
    for _ in 0..<5 {
      _ = cap.pushBack(accepted: 6, to: numbers.capBackoff, numbers, at: now)
      let fell = now
      let low = cap.value ?? 0
      while cap.value ?? 0 < low * 1.9 {
        now += .seconds(1)
        _ = cap.grow(offered: 20, isMissed: true, numbers, at: now)
      }
      waits.append(Int((now - fell).seconds))
      now += .seconds(5)
    }
    #expect(waits == [1, 4, 16, 64, 64])
  }

  @Test func `when both endpoints stormed and are well again callers are served within 20 seconds`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(400, every: .milliseconds(50))
    for _ in 0..<2 {
      _ = lab.serve(400, every: .milliseconds(50)) { _ in .rateLimited }
      _ = lab.serve(400, every: .milliseconds(50))
      let served = lab.serve(100, every: .milliseconds(50)).count { $0 != nil }
      #expect(served >= 95, "\(served) of 100")
    }
  }

  @Test func `a limit that lets some through is not tried again while the other one carries the rest`() throws
  {
    var lab = Lab(.chain(2))
    _ = lab.serve(400, every: .milliseconds(50))
    var turn = 0
    _ = lab.serve(400, every: .milliseconds(50)) {
      turn += 1
      return $0 == .a && turn % 3 != 0 ? .rateLimited : .ok
    }
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    _ = lab.serve(160, every: .milliseconds(50))
    let later = try #require(lab.engine.endpoints[0].cap.value)
    #expect(later <= cap * 1.05, "\(cap) then \(later)")
  }
}
