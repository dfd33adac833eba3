import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// How a report tells of endpoints that are taken out more than once.
@Suite struct TakenOutTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func texts(_ events: [(second: Int64, kind: EventKind)]) -> [String] {
    var report = IncidentReport(from: start, to: start.advanced(byMilliseconds: 100_000))
    report.add(
      events: events.enumerated().map { place, event in
        var line = EventLine(
          id: UInt64(place + 1), at: start.advanced(byMilliseconds: event.second * 1_000),
          kind: event.kind.rawValue, severity: event.kind.severity, text: event.kind.rawValue)
        (line.endpoint, line.provider) = ("use1/sonnet", "bedrock")
        return line
      }, audit: [])
    return IncidentTimeline(report).lines.map(\.text)
  }

  @Test func `one that is taken out on its way back is not told as if it had been well`() {
    let texts = Self.texts([(10, .opened), (30, .partialOpen), (40, .opened), (60, .closed), (70, .opened)])
    #expect(
      texts.filter { $0.contains("taken out") } == [
        "use1/sonnet was taken out", "use1/sonnet was taken out again on the way back",
        "use1/sonnet was taken out",
      ])
  }

  @Test func `what replicas say a little later is the same time`() {
    let texts = Self.texts([(10, .opened), (12, .opened), (24, .opened)])
    #expect(texts == ["use1/sonnet was taken out"])
  }

  @Test func `a doubt that goes on is told once`() {
    let texts = Self.texts([(10, .suspect), (40, .suspect), (60, .closed), (70, .suspect)])
    #expect(texts.count { $0.contains("in doubt") } == 2)
  }
}
