import Testing

@testable import RoutingEngine

@Suite struct CountRingTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `totals equal a list of all that was added`(seed: UInt64) {
    var random = SplitMix(seed)
    let slots = random.among(1...12)
    var ring = CountRing(quarters: 1, slots: slots, lanes: 3)
    var list: [(slot: Int64, lane: Int)] = []
    // Before and after the origin: division rounds toward the past.
    var now = Timestamp.origin - .seconds(20)
    for _ in 0..<400 {
      now += .milliseconds(Int64(random.among(0...(random.percent(2) ? 9_000 : 120))))
      ring.advance(to: Quarter(now))
      let started = now - .milliseconds(Int64(random.among(0...2_500)))
      let head = Self.slot(now)
      let lane = random.below(3)
      let isIn = head - Self.slot(started) < Int64(slots)
      guard agree(ring.add(lane, at: Quarter(started)), isIn, "seed \(seed), taken in") else { return }
      list.append((Self.slot(started), lane))
      for lane in 0..<3 {
        let count = list.filter { $0.lane == lane && head - $0.slot < Int64(slots) }.count
        // What was too old when it came in was never counted.
        guard agree(ring[lane], count, "seed \(seed), lane \(lane)") else { return }
      }
    }
  }

  private static func slot(_ instant: Timestamp) -> Int64 {
    let quotient = Double(instant.nanoseconds) / 250e6
    return Int64(quotient.rounded(.down))
  }

  @Test func `an instant ahead of the clock counts as now`() {
    var ring = CountRing(quarters: 4, slots: 10, lanes: 1)
    ring.advance(to: Quarter(.origin + .seconds(5)))
    ring.add(0, at: Quarter(.origin + .seconds(9)))
    ring.advance(to: Quarter(.origin + .seconds(14)))
    #expect(ring[0] == 1)
    ring.advance(to: Quarter(.origin + .seconds(15)))
    #expect(ring[0] == 0)
  }

  @Test func `time that goes back changes nothing`() {
    var ring = CountRing(quarters: 4, slots: 10, lanes: 1)
    ring.advance(to: Quarter(.origin + .seconds(20)))
    ring.add(0, at: Quarter(.origin + .seconds(20)))
    ring.advance(to: Quarter(.origin + .seconds(3)))
    #expect(ring[0] == 1)
  }

  @Test func `a cleared ring is empty and counts on`() {
    var ring = CountRing(quarters: 4, slots: 10, lanes: 2)
    ring.advance(to: Quarter(.origin))
    ring.add(1, at: Quarter(.origin))
    ring.clear()
    #expect(ring.totals == [0, 0])
    ring.add(1, at: Quarter(.origin))
    #expect(ring.totals == [0, 1])
  }
}

@Suite struct DueRingTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `overdue calls equal a list of calls past their due slot`(seed: UInt64) {
    var random = SplitMix(seed)
    var ring = DueRing()
    var calls: [(key: Int64, due: Int64)] = []
    var now = Timestamp.origin + .seconds(3)
    for _ in 0..<400 {
      now += .milliseconds(Int64(random.among(0...(random.percent(3) ? 40_000 : 300))))
      ring.advance(to: now)
      let head = now.nanoseconds / 250_000_000
      if random.percent(60) {
        let due = now + .milliseconds(Int64(random.among(0...60_000)))
        let slot = due.nanoseconds / 250_000_000 + 1
        guard agree(ring.place(dueAt: due, at: now), slot, "seed \(seed), slot") else { return }
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
    _ = ring.place(dueAt: .origin + .milliseconds(990), at: .origin)
    ring.advance(to: .origin + .milliseconds(990))
    #expect(ring.overdue == 0)
    ring.advance(to: .origin + .milliseconds(1_250))
    #expect(ring.overdue == 1)
  }

  @Test func `an overdue call counts for 30 seconds`() {
    var ring = DueRing()
    _ = ring.place(dueAt: .origin + .milliseconds(800), at: .origin)
    ring.advance(to: .origin + .milliseconds(30_750))
    #expect(ring.overdue == 1)
    ring.advance(to: .origin + .milliseconds(31_000))
    #expect(ring.overdue == 0)
  }

  @Test func `a due instant beyond the ring counts as its far end`() {
    var ring = DueRing()
    let slot = ring.place(dueAt: .origin + .hours(1), at: .origin)
    #expect(slot == 388)
    ring.resolve(slot)
    ring.advance(to: .origin + .seconds(97))
    #expect(ring.overdue == 0)
  }

  @Test func `a cleared ring has nothing overdue`() {
    var ring = DueRing()
    _ = ring.place(dueAt: .origin, at: .origin)
    ring.advance(to: .origin + .seconds(1))
    ring.clear()
    #expect(ring.overdue == 0)
    ring.advance(to: .origin + .seconds(60))
    #expect(ring.overdue == 0)
  }
}
