import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Over an engine that only recommends, nothing reads as if it had been done.
@Suite struct AdvisoryWordsTests {
  private static var events: [EventLine] {
    Incident.events.map { event in
      var event = event
      event.isAdvisory = true
      return event
    }
  }

  private static func snapshot(after seconds: Double = 0) -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: seconds)
    (snapshot.mode, snapshot.isAdvisory) = ("watch", true)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].state == "open" {
      snapshot.endpoints[place].until = Incident.at.advanced(byMilliseconds: 20_000)
    }
    return snapshot
  }

  private static func text(columns: Int, _ keys: Key..., snapshot: SystemSnapshot = snapshot(after: 1))
    -> String
  {
    var model = Model.atIncident(columns: columns, rows: 60)
    _ = update(&model, .news(.snapshot(snapshot)))
    for key in keys { model.press(key) }
    return draw(model).surface.trimmedLines.joined(separator: "\n")
  }

  @Test func `the first screen advises`() {
    let text = Self.text(columns: 160)
    #expect(text.contains(" ADV "))
    #expect(!text.contains("SHARE"))
    #expect(text.contains("advice: chat -> usw2/sonnet"))
    #expect(!text.contains(" auto"))
    #expect(text.contains("chat: primary OPEN, advice -> usw2/sonnet"))
    let routed = Self.text(columns: 160, snapshot: Incident.snapshot(after: 1))
    #expect(routed.contains("SHARE"))
    #expect(routed.contains("chat -> usw2/sonnet auto"))
  }

  @Test(arguments: [80, 120]) func `a breaker that is advised is headed as such`(columns: Int) {
    let text = Self.text(columns: columns)
    #expect(text.contains(" WOULD BE "))
    #expect(!text.contains(" BREAKER "))
    #expect(
      Self.text(columns: columns, snapshot: Incident.snapshot(after: 1)).contains(" BREAKER "))
    #expect(StatusText.status(Self.snapshot()).contains("  WOULD BE"))
  }

  @Test func `the details advise what to send`() {
    let text = Self.text(columns: 100, .enter)
    #expect(text.contains("advice  send it nothing until 03:13:01Z"))
    #expect(!text.contains("It takes nothing"))
    #expect(!text.contains("next probe"))
  }

  @Test func `the story of several is advice`() {
    var second = Self.events[0]
    (second.id, second.endpoint) = (3, "use1/haiku")
    second.provider = Self.events[0].provider
    let lines = Headline.lines(EventStory([Self.events[0], second]).newestFirst, limit: 3).map(\.text)
    #expect(lines.count == 1)
    #expect(lines[0].contains("2 endpoints would be taken out (advice)"))
  }

  @Test func `a report tells what was advised`() {
    var report = IncidentReport(
      from: Incident.at.advanced(byMilliseconds: -30_000), to: Incident.at.advanced(byMilliseconds: 10_000))
    for second in 0..<5 { report.add(Self.snapshot(after: Double(second))) }
    report.add(events: Self.events, audit: [])
    let text = IncidentMarkdown(report).text
    #expect(text.contains("**What the engine advised.** It advised to open use1/sonnet"))
    #expect(text.contains("It advised to move chat to other endpoints."))
    #expect(text.contains("would have been taken out (advice)"))
    #expect(!text.contains("It moved chat"))
    #expect(!text.contains(" was taken out"))
  }
}
