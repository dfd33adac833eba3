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
    _ = cap.pushBack(accepted: 100, to: numbers.capBackoff, numbers, at: start)
    var seen: [Int] = []
    for step in 1...8 as ClosedRange<Int64> {
      _ = cap.grow(offered: 1_000, numbers, at: start + .seconds(step * 10))
      seen.append(Int(((cap.value ?? 0) * 100).rounded()))
    }
    #expect(seen == [8670, 8843, 9020, 9201, 9385, 10323, 11355, 12491])
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
}
