import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Whether a timeline tells a story: causes before consequences, and nothing twice.
@Suite struct IncidentStoryTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Int64) -> Moment { start.advanced(byMilliseconds: second * 1_000) }

  private static func event(
    _ second: Int64, _ kind: EventKind, _ endpoint: String = "eus2/mini", trigger: Trigger? = nil,
    rate: Double? = nil, stage: Int? = nil
  ) -> EventLine {
    var line = EventLine(
      id: UInt64(second), at: at(second), kind: kind.rawValue, severity: kind.severity, text: kind.rawValue)
    (line.endpoint, line.provider, line.trigger) = (endpoint, "azure", trigger?.name)
    (line.detail.rate, line.detail.stage) = (rate, stage)
    return line
  }

  private static func report(_ events: [EventLine]) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(300))
    for second in Int64(0)...300 {
      var snapshot = SystemSnapshot(revision: 1, at: at(second), mode: "serve", engine: "r-1")
      let endpoint = EndpointStatus(
        id: "eus2/mini", provider: "azure", cloud: "azure", region: "eastus2", model: "mini")
      snapshot.endpoints = [endpoint]
      report.add(snapshot)
    }
    report.add(events: events, audit: [])
    return report
  }

  private static func story(_ events: [EventLine]) -> [String] {
    IncidentTimeline(report(events)).lines.map { "\($0.at.clockText) \($0.text)" }
  }

  @Test func `an endpoint goes on the ramp before it is set back there, and setbacks are counted`() {
    let story = Self.story([
      Self.event(20, .opened, trigger: .ttft), Self.event(30, .partialOpen, stage: 0),
      Self.event(40, .regressed), Self.event(50, .advanced, stage: 1), Self.event(60, .regressed),
      Self.event(70, .regressed), Self.event(80, .opened, trigger: .probe),
      Self.event(90, .partialOpen, stage: 0), Self.event(95, .opened, trigger: .probe),
      Self.event(100, .partialOpen, stage: 0), Self.event(110, .regressed), Self.event(200, .closed),
    ])
    #expect(
      story == [
        "12:00:20 eus2/mini was taken out: slow first tokens",
        "12:00:30 eus2/mini answers probes again and goes on the ramp",
        "12:00:40 eus2/mini was set back on the ramp 4 times, the last at 12:01:50",
        "12:01:40 eus2/mini answers probes again and goes on the ramp; 2 tries to come back had failed",
        "12:03:20 eus2/mini is back at full share",
      ])
  }

  @Test func `a probe that fails at one replica does not hide that another one is on the ramp`() {
    let story = Self.story([
      Self.event(20, .opened, trigger: .ttft), Self.event(30, .partialOpen, stage: 0),
      Self.event(40, .opened, trigger: .probe), Self.event(46, .regressed),
      Self.event(80, .partialOpen, stage: 0), Self.event(90, .regressed), Self.event(200, .closed),
    ])
    #expect(
      story == [
        "12:00:20 eus2/mini was taken out: slow first tokens",
        "12:00:30 eus2/mini answers probes again and goes on the ramp",
        "12:00:46 eus2/mini was set back on the ramp twice, the last at 12:01:30",
        "12:01:20 eus2/mini answers probes again and goes on the ramp; one try to come back had failed",
        "12:03:20 eus2/mini is back at full share",
      ])
  }

  @Test func `endpoints of a provider that go on the ramp together are one line`() {
    let story = Self.story([
      Self.event(20, .opened, "a", trigger: .ttft), Self.event(21, .opened, "b", trigger: .ttft),
      Self.event(22, .partialOpen, "a", stage: 0), Self.event(23, .opened, "a", trigger: .probe),
      Self.event(30, .partialOpen, "a", stage: 0), Self.event(36, .partialOpen, "b", stage: 0),
      Self.event(50, .closed, "a"), Self.event(51, .closed, "b"),
    ])
    #expect(
      story.contains(
        "12:00:30 a and b answer probes again and go on the ramp; one try to come back had failed"))
  }

  @Test func `a single refusal at a known limit is not told`() {
    #expect(
      Self.story([Self.event(20, .capChanged, rate: 11.4), Self.event(25, .capChanged, rate: 10.8)]) == [])
  }

  @Test func `who pushes back is told with the limit it is held to, and when it takes all again`() {
    let events = [
      Self.event(20, .capChanged, rate: 9.6), Self.event(25, .capChanged, rate: 4.25),
      Self.event(30, .capChanged, rate: 6), Self.event(200, .capChanged),
    ]
    #expect(
      Self.story(events) == [
        "12:00:20 eus2/mini pushes back (429): it is sent at most 9.6 requests/s, 4.3 requests/s at the lowest",
        "12:03:20 eus2/mini takes all that it is sent again: no limit",
      ])
    let text = IncidentMarkdown(Self.report(events)).text
    #expect(text.hasPrefix("# Incident report: eus2/mini pushed back\n"))
    #expect(text.contains("No endpoint left service. eus2/mini pushed back (429)."))
    #expect(text.contains("From 12:00:20 on it sent eus2/mini no more than was taken."))
  }

  @Test func `a beginning before everything that is known is said, and is not the beginning of the report`() {
    var report = Self.report([])
    report.askedFrom = Self.start.advanced(byMilliseconds: -86_400_000)
    #expect(
      IncidentMarkdown(report).text.contains(
        "asked for from 2026-11-20T12:00:00.000Z on; nothing is known of the time before 12:00:00."))
  }
}
