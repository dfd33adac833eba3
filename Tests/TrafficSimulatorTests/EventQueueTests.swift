import Testing

@testable import TrafficSimulator

@Suite struct EventQueueTests {
  @Test func `moments come by time, and ties in the order they were scheduled`() {
    var queue = EventQueue()
    let times = (0..<500).map { Int64(Chance.mix(5, UInt64($0)) % 50) }
    for (index, time) in times.enumerated() { queue.push(.tick, at: time, index: index) }
    var found: [Int] = []
    while let entry = queue.pop(notAfter: .max) { found.append(Int(entry.index)) }
    let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    #expect(found == expected)
  }

  @Test func `nothing later than the limit is taken`() {
    var queue = EventQueue()
    queue.push(.tick, at: 10, index: 0)
    queue.push(.tick, at: 20, index: 1)
    #expect(queue.pop(notAfter: 15)?.index == 0)
    #expect(queue.pop(notAfter: 15) == nil)
    #expect(queue.nextTime == 20)
  }

  @Test func `a slot that is used again is told from its former use`() {
    var slab = Slab<Int>()
    let slot = slab.insert(1)
    let use = slab.use(of: slot)
    slab.remove(slot)
    #expect(slab.insert(2) == slot)
    #expect(!slab.isCurrent(slot, use: use))
    #expect(slab.isCurrent(slot, use: use + 1))
  }
}
