import Testing

@testable import RoutingEngine

@Suite struct DueRingTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `overdue calls equal a list of calls past their due slot`(seed: UInt64) {
    var random = SplitMix(seed)
    var ring = DueRing()
    var calls: [(key: Int64, due: Int64)] = []
    var now = Timestamp.origin + .seconds(3)
    for _ in 0..<400 {
      now += .milliseconds(Int64(random.among(0...(random.percent(3) ? 40_000 : 300))))
      ring.advance(to: Quarter(now))
      let head = now.nanoseconds / 250_000_000
      if random.percent(60) {
        let due = now + .milliseconds(Int64(random.among(0...60_000)))
        let slot = due.nanoseconds / 250_000_000 + 1
        guard agree(ring.place(dueAt: due, at: Quarter(now)), slot, "seed \(seed), slot") else { return }
        calls.append((slot, slot))
      } else if !calls.isEmpty {
        // A call that has left the window may still end: that must change nothing.
        ring.resolve(calls.remove(at: random.below(calls.count)).key)
      }
      let overdue = calls.filter { $0.due <= head && $0.due > head - 120 }.count
      guard agree(ring.overdue, overdue, "seed \(seed), overdue") else { return }
    }
  }

  @Test func `a call is overdue only after its due instant`() {
    var ring = DueRing()
    _ = ring.place(dueAt: .origin + .milliseconds(990), at: Quarter(.origin))
    ring.advance(to: Quarter(.origin + .milliseconds(990)))
    #expect(ring.overdue == 0)
    ring.advance(to: Quarter(.origin + .milliseconds(1_250)))
    #expect(ring.overdue == 1)
  }

  @Test func `an overdue call counts for 30 seconds`() {
    var ring = DueRing()
    _ = ring.place(dueAt: .origin + .milliseconds(800), at: Quarter(.origin))
    ring.advance(to: Quarter(.origin + .milliseconds(30_750)))
    #expect(ring.overdue == 1)
    ring.advance(to: Quarter(.origin + .milliseconds(31_000)))
    #expect(ring.overdue == 0)
  }

  @Test func `a due instant beyond the ring counts as its far end`() {
    var ring = DueRing()
    let slot = ring.place(dueAt: .origin + .hours(1), at: Quarter(.origin))
    #expect(slot == 388)
    ring.resolve(slot)
    ring.advance(to: Quarter(.origin + .seconds(97)))
    #expect(ring.overdue == 0)
  }

  @Test func `a cleared ring has nothing overdue`() {
    var ring = DueRing()
    _ = ring.place(dueAt: .origin, at: Quarter(.origin))
    ring.advance(to: Quarter(.origin + .seconds(1)))
    ring.clear()
    #expect(ring.overdue == 0)
    ring.advance(to: Quarter(.origin + .seconds(60)))
    #expect(ring.overdue == 0)
  }
}
