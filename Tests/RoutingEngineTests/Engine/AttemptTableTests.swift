import Testing

@testable import RoutingEngine

@Suite struct AttemptTableTests {
  @Test func `calls that nobody reports are all found within a quarter of a minute of ticks, however many`() {
    var table = AttemptTable(limit: 1 << 20)
    var record = AttemptRecord()
    record.deadline = .origin + .seconds(1)
    for _ in 0..<100_000 { _ = table.insert(record) }
    for _ in 0..<61 {
      for place in table.lost(before: .origin + .seconds(2)) { table.remove(place) }
    }
    #expect(table.live == 0)
  }
}
