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
