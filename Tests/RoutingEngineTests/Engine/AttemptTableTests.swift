import Testing

@testable import RoutingEngine

@Suite struct AttemptTableTests {
  @Test func `calls that nobody reports are all found within a quarter of a minute of ticks, however many`() {
    var table = AttemptTable(limit: 1 << 20)
    for _ in 0..<100_000 { _ = table.insert { $0.deadline = .origin + .seconds(1) } }
    for _ in 0..<61 {
      for place in table.lost(before: .origin + .seconds(2)) { table.remove(place) }
    }
    #expect(table.live == 0)
  }

  @Test func `a record that was another call's knows nothing of it`() throws {
    var lab = Lab(.chain(2))
    let first = try lab.admit(lab.request())
    lab.tell(.firstToken(first.id))
    lab.end(first)
    var request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 1_000, isStreaming: false)
    let routed = lab.route(&request)
    let second = try #require(routed)
    #expect(second.id.slot == first.id.slot)
    #expect(second.id != first.id)
    let place = try #require(lab.engine.inFlight.place(of: second.id))
    let record = lab.engine.inFlight[place]
    #expect(record.due == DueRing.nowhere)
    #expect(!record.isStreaming)
    #expect(!record.hasFirstToken)
    #expect(record.firstTokenAt == .origin)
    #expect(!record.isWrittenOff)
    #expect(!record.isProbe)
    #expect(!record.isRetry)
  }
}
