import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The lines of events on the first screen tell what went wrong, what was done, and that it is over.
@Suite struct HeadlineTests {
  private static func event(
    _ second: Int, _ kind: EventKind, _ endpoint: String, trigger: Trigger? = nil, feature: String? = nil,
    other: String? = nil, stage: Int? = nil
  ) -> EventLine {
    var line = EventLine(
      id: UInt64(second), at: Incident.at.advanced(byMilliseconds: Int64(second) * 1_000),
      kind: kind.rawValue, severity: kind.severity, text: "\(endpoint): \(kind.rawValue)")
    (line.endpoint, line.feature, line.provider, line.trigger) = (endpoint, feature, "bedrock", trigger?.name)
    (line.detail.other, line.detail.stage) = (other, stage)
    return line
  }

  /// Two endpoints go dark, features move, five tries a piece fail, and both come back.
  private static func outage(until end: Int) -> [EventLine] {
    var events: [EventLine] = []
    for (place, id) in ["a", "b"].enumerated() {
      events += [
        event(place, .tripped, id, trigger: .consecutiveFailures),
        event(place, .opened, id, trigger: .consecutiveFailures),
        event(4 + place, .failover, id, feature: "f\(place)", other: "c"),
      ]
      for round in 1...5 {
        events += [
          event(round * 10 + place, .partialOpen, id, trigger: .probe, stage: 0),
          event(round * 10 + 2 + place, .tripped, id, trigger: .probe),
          event(round * 10 + 2 + place, .opened, id, trigger: .probe),
        ]
      }
      events += [
        event(200 + place, .partialOpen, id, trigger: .probe, stage: 0),
        event(210 + place, .advanced, id, trigger: .probe, stage: 1), event(230 + place, .closed, id),
      ]
    }
    let sorted = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element).filter { $0.at.seconds(since: Incident.at) <= Double(end) }
    return sorted.enumerated().map { number, event in
      var event = event
      event.id = UInt64(number + 1)
      return event
    }
  }

  private static func told(_ events: [EventLine], _ limit: Int = 9) -> [String] {
    Headline.lines(EventStory(events).newestFirst, limit: limit).map(\.text)
  }

  @Test func `an outage of a provider is three lines, however many tries fail`() {
    #expect(
      Self.told(Self.outage(until: 60), 3) == [
        "bedrock: 2 endpoints failed 10 tries to come back, last 03:13:34",
        "moved: f1 to c, f0 to c, last 03:12:46", "bedrock: 2 endpoints tripped, a b, last 03:12:42",
      ])
  }

  @Test func `a merged line stands where it began, and says when it happened last`() {
    let events = [
      Self.event(0, .tripped, "a", trigger: .ttft), Self.event(3, .failover, "a", feature: "f", other: "c"),
      Self.event(29, .tripped, "b", trigger: .ttft), Self.event(32, .failover, "b", feature: "g", other: "c"),
    ].enumerated().map { place, event in
      var event = event
      event.id = UInt64(place + 1)
      return event
    }
    let lines = Headline.lines(EventStory(events).newestFirst, limit: 9)
    #expect(
      lines.map(\.text) == [
        "moved: g to c, f to c, last 03:13:13", "bedrock: 2 endpoints tripped, a b, last 03:13:10",
      ])
    #expect(lines.map { $0.at.seconds(since: Incident.at) } == [3, 0])
  }

  @Test func `tries of one that was drained since are not counted with those that go on`() {
    func failed(_ second: Int, _ id: String) -> [EventLine] {
      [
        Self.event(second, .partialOpen, id, trigger: .probe, stage: 0),
        Self.event(second + 1, .opened, id, trigger: .probe),
      ]
    }
    let events =
      failed(1, "a") + failed(3, "b") + [Self.event(9, .overrideSet, "a")] + failed(12, "b") + failed(15, "b")
    #expect(
      Self.told(events) == [
        "a: override_set", "b: failed 3 tries to come back, last 03:12:57",
        "a: failed 1 try to come back, last 03:12:43",
      ])
  }

  @Test func `one that is told with others is, though there is no line left for what happened between`() {
    let events = [
      Self.event(1, .tripped, "a", trigger: .ttft), Self.event(2, .quotaHold, "x"),
      Self.event(3, .suspect, "y"),
      Self.event(4, .tripped, "b", trigger: .ttft),
    ]
    #expect(Self.told(events, 2) == ["y: suspect", "bedrock: 2 endpoints tripped, a b, last 03:12:45"])
  }

  @Test func `the end of an outage is one line on top`() {
    let told = Self.told(Self.outage(until: 300))
    #expect(told.first == "bedrock: 2 endpoints back at full share, a b, last 03:16:32")
    #expect(told.dropFirst().first == "bedrock: 2 endpoints on the way back, a b, last 03:16:12")
  }

  @Test func `what an act parts is told as one where it goes on`() {
    func failed(_ second: Int) -> [EventLine] {
      [
        Self.event(second, .partialOpen, "a", trigger: .probe, stage: 0),
        Self.event(second, .opened, "a", trigger: .probe),
      ]
    }
    let events = failed(1) + [Self.event(5, .overrideSet, "b")] + failed(9) + failed(12)
    #expect(Self.told(events) == ["b: override_set", "a: failed 3 tries to come back, last 03:12:53"])
  }

  @Test func `of a feature that moves to and fro it is told where it is`() {
    let events = [
      Self.event(1, .failover, "a", feature: "f", other: "b"),
      Self.event(2, .failover, "a", feature: "g", other: "b"),
      Self.event(3, .shareChanged, "b", feature: "f", other: "c"),
    ]
    #expect(Self.told(events) == ["moved: f to c, g to b, last 03:12:44"])
  }

  @Test func `what happened long apart, or twice to the same endpoint, is told apart`() {
    let far = [Self.event(0, .closed, "a"), Self.event(200, .closed, "b")]
    #expect(Self.told(far).count == 2)
    let twice = [Self.event(0, .closed, "a"), Self.event(5, .suspect, "a"), Self.event(10, .closed, "a")]
    #expect(Self.told(twice).count == 3)
  }

  /// One act, of as many events as it has endpoints.
  private static func ordered(
    _ second: Int, _ kind: EventKind, _ endpoints: [String], _ words: String, provider: String = "bedrock"
  ) -> [EventLine] {
    endpoints.map { id in
      var line = event(second, kind, id)
      (line.text, line.provider) = ("\(id): \(words)", provider)
      return line
    }
  }

  @Test func `an act on several endpoints is one line, and leaves room for what went wrong before`() {
    let before = [
      Self.event(1, .tripped, "a", trigger: .ttft), Self.event(3, .failover, "a", feature: "f", other: "x"),
    ]
    let drain = Self.ordered(9, .overrideSet, ["a", "b", "c", "d"], "drained by mira until 03:40 - quota")
    #expect(
      Self.told(before + drain, 3) == [
        "bedrock: 4 endpoints drained by mira until 03:40 - quota", "a: failover", "a: tripped",
      ])
    let undrain = Self.ordered(40, .overrideEnded, ["a", "b", "c"], "undrained by mira")
    #expect(Self.told(drain + undrain).first == "bedrock: 3 endpoints undrained by mira")
    let end = Self.ordered(40, .overrideEnded, ["a", "b"], "back to automatic, the lease is over")
    #expect(Self.told(end) == ["bedrock: 2 endpoints back to automatic, the lease is over"])
  }

  @Test func `acts of others, for other reasons, or at another time are lines of their own`() {
    let first = Self.ordered(1, .overrideSet, ["a", "b"], "drained by mira - quota")
    let others = [(1, "drained by jon - quota"), (1, "drained by mira"), (9, "drained by mira - quota")]
    for (second, words) in others {
      #expect(Self.told(first + Self.ordered(second, .overrideSet, ["c", "d"], words)).count == 2)
    }
    let across = first + Self.ordered(1, .overrideSet, ["v"], "drained by mira - quota", provider: "vertex")
    #expect(Self.told(across) == ["3 endpoints drained by mira - quota"])
  }

  @Test(arguments: 1...8) func `the pane is there at 80x24, however few endpoints there are`(count: Int) {
    var model = Model.blank()
    _ = update(&model, .clock(.seconds(10)))
    _ = update(&model, .news(.snapshot(Incident.many(count))))
    #expect(draw(model).surface.trimmedLines.contains { $0.contains("EVENTS") })
  }

  @Test func `the pane of the first screen has them, and the row below does not say them again`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.events(Self.outage(until: 60))))
    let lines = draw(model).surface.trimmedLines
    #expect(lines.count { $0.contains("tries to come back") } == 1)
    #expect(lines[22] == "")
    model.press(.character("2"), .character("e"))
    #expect(draw(model).surface.trimmedLines[22].contains("tries to come back"))
  }
}
