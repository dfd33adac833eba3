import Testing

@testable import RoutingEngine

@Suite struct CountRingsTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `totals equal a list of all that was added`(seed: UInt64) {
    var random = SplitMix(seed)
    let slots = random.among(1...12)
    let shape = RingShape(shift: 0, slots: Int64(slots), lanes: 3)
    var ring = CountRings([shape])
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
      guard agree(ring.add(shape, lane, at: Quarter(started)), isIn, "seed \(seed), taken in") else { return }
      list.append((Self.slot(started), lane))
      for lane in 0..<3 {
        let count = list.filter { $0.lane == lane && head - $0.slot < Int64(slots) }.count
        // What was too old when it came in was never counted.
        guard agree(ring.total(shape, lane), count, "seed \(seed), lane \(lane)") else { return }
      }
    }
  }

  private static func slot(_ instant: Timestamp) -> Int64 {
    let quotient = Double(instant.nanoseconds) / 250e6
    return Int64(quotient.rounded(.down))
  }

  @Test func `an instant ahead of the clock counts as now`() {
    let shape = RingShape(shift: 2, slots: 10, lanes: 1)
    var ring = CountRings([shape])
    ring.advance(to: Quarter(.origin + .seconds(5)))
    ring.add(shape, 0, at: Quarter(.origin + .seconds(9)))
    ring.advance(to: Quarter(.origin + .seconds(14)))
    #expect(ring.total(shape, 0) == 1)
    ring.advance(to: Quarter(.origin + .seconds(15)))
    #expect(ring.total(shape, 0) == 0)
  }

  @Test func `time that goes back changes nothing`() {
    let shape = RingShape(shift: 2, slots: 10, lanes: 1)
    var ring = CountRings([shape])
    ring.advance(to: Quarter(.origin + .seconds(20)))
    ring.add(shape, 0, at: Quarter(.origin + .seconds(20)))
    ring.advance(to: Quarter(.origin + .seconds(3)))
    #expect(ring.total(shape, 0) == 1)
  }

  @Test func `a cleared ring is empty and counts on`() {
    let shape = RingShape(shift: 2, slots: 10, lanes: 2)
    var ring = CountRings([shape])
    ring.advance(to: Quarter(.origin))
    ring.add(shape, 1, at: Quarter(.origin))
    ring.clear(shape)
    #expect(ring.view(shape).totals == [0, 0])
    ring.add(shape, 1, at: Quarter(.origin))
    #expect(ring.view(shape).totals == [0, 1])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `rings in one array count as if each were alone`(seed: UInt64) {
    var random = SplitMix(seed)
    var shapes: [RingShape] = []
    for _ in 0..<4 {
      shapes.append(
        RingShape(
          shift: Int64(random.among(0...2)), slots: Int64(random.among(1...70)), lanes: random.among(1...5),
          after: shapes.last?.end ?? 0))
    }
    var together = CountRings(shapes)
    var alone = shapes.map { CountRings([RingShape(shift: $0.shift, slots: $0.slots, lanes: $0.lanes)]) }
    var now = Timestamp.origin + .seconds(100)
    for _ in 0..<300 {
      now += .milliseconds(Int64(random.among(0...(random.percent(3) ? 30_000 : 400))))
      let started = Quarter(now - .milliseconds(Int64(random.among(0...20_000))))
      let place = random.below(4)
      let lane = random.below(shapes[place].lanes)
      together.advance(to: Quarter(now))
      together.add(shapes[place], lane, at: started)
      let clears = random.percent(2)
      if clears { together.clear(shapes[place]) }
      for other in 0..<4 {
        let single = RingShape(
          shift: shapes[other].shift, slots: shapes[other].slots, lanes: shapes[other].lanes)
        alone[other].advance(to: Quarter(now))
        if other == place { alone[other].add(single, lane, at: started) }
        if other == place, clears { alone[other].clear(single) }
        let totals = (together.view(shapes[other]).totals, alone[other].view(single).totals)
        guard agree(totals.0, totals.1, "seed \(seed), ring \(other)") else { return }
      }
    }
  }
}
