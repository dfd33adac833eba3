import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What repeats is one line; what happened is still told, in its order.
@Suite struct EventStoryTests {
  /// An event so many seconds after the incident, by its kind.
  private static func event(
    _ seconds: Int, _ kind: EventKind, _ endpoint: String? = "use1/sonnet", stage: Int? = nil,
    trigger: Trigger? = nil, feature: String? = nil
  ) -> EventLine {
    var words = [endpoint, kind.rawValue].compactMap(\.self)
    if let stage { words.append("stage \(stage)") }
    var line = EventLine(
      id: UInt64(seconds), at: Incident.at.advanced(byMilliseconds: Int64(seconds) * 1_000),
      kind: kind.rawValue, severity: kind.severity, text: words.joined(separator: " "))
    (line.endpoint, line.feature, line.trigger, line.detail.stage) = (endpoint, feature, trigger?.name, stage)
    return line
  }

  /// A try to come back that fails, from a second on.
  private static func failedTry(_ seconds: Int, _ endpoint: String = "use1/sonnet") -> [EventLine] {
    [
      event(seconds, .partialOpen, endpoint, stage: 0, trigger: .probe),
      event(seconds + 1, .tripped, endpoint, trigger: .probe),
      event(seconds + 2, .opened, endpoint, trigger: .probe),
    ]
  }

  private static let trip = [
    event(1, .tripped, trigger: .errorRateFast), event(2, .opened, trigger: .errorRateFast),
  ]

  private func texts(_ events: [EventLine]) -> [String] { EventStory(events).newestFirst.map(\.text) }

  @Test func `an incident of failed probes reads as a story`() {
    let events =
      Self.trip + Self.failedTry(10) + Self.failedTry(20) + Self.failedTry(30) + [
        Self.event(40, .partialOpen, stage: 0, trigger: .probe), Self.event(50, .advanced, stage: 1),
        Self.event(60, .advanced, stage: 2), Self.event(70, .closed),
      ]
    #expect(
      texts(events) == [
        "use1/sonnet closed", "use1/sonnet advanced stage 2  x2 since 03:13:31",
        "use1/sonnet partial_open stage 0", "use1/sonnet: failed 3 tries to come back since 03:12:51",
        "use1/sonnet tripped",
      ])
  }

  @Test func `a try under way is told beside those that failed`() {
    let events = Self.trip + Self.failedTry(10) + [Self.event(20, .partialOpen, stage: 0, trigger: .probe)]
    #expect(texts(events).first == "use1/sonnet: failed 1 try to come back since 03:12:51; trying again")
  }

  @Test func `what happens to others meanwhile does not break a run`() {
    var events: [EventLine] = []
    for round in 1...5 {
      events += Self.failedTry(round * 10) + Self.failedTry(round * 10 + 4, "usw2/haiku")
    }
    let runs = EventStory(events.sorted { $0.id < $1.id }).newestFirst
    #expect(runs.map(\.count) == [5, 5])
    #expect(runs.map(\.last.endpoint) == ["usw2/haiku", "use1/sonnet"])
  }

  @Test func `an act stands alone and keeps before and after apart`() {
    let events =
      Self.failedTry(10) + [Self.event(20, .overrideSet), Self.event(21, .overrideSet)] + Self.failedTry(30)
    let runs = EventStory(events).newestFirst
    #expect(runs.map(\.events.count) == [3, 1, 1, 3])
  }

  @Test func `the same event after a long pause is a line of its own`() {
    let pause = Int(EventStory.longestPause) + 1
    let events = [
      Self.event(1, .shareChanged, feature: "chat"), Self.event(2, .shareChanged, "b", feature: "chat"),
      Self.event(2 + pause, .shareChanged, feature: "chat"),
    ]
    #expect(EventStory(events).newestFirst.map(\.count) == [1, 2])
  }

  @Test func `caps that move are one line, and stand back on the first screen for what happened`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    let caps = (1...12).map { Self.event(10 + $0, .capChanged, ["a", "b", "c"][$0 % 3]) }
    let events =
      [Self.event(5, .closed)] + caps + [Self.event(40, .overrideSet)] + [Self.event(41, .capChanged)]
    _ = update(&model, .news(.events(events)))
    let home = draw(model).surface.trimmedLines
    #expect(!home.contains { $0.contains("cap_changed") || $0.contains("learned cap") })
    #expect(home.contains { $0.contains("use1/sonnet closed") })
    #expect(home.contains { $0.contains("override_set") })
    model.press(.character("3"))
    let list = draw(model).surface.trimmedLines
    #expect(list.contains { $0.contains("learned caps of 3 endpoints moved  x12 since 03:12:52") })
  }

  @Test func `no event is lost, and a story that is taken up piece by piece is the same`() {
    var dice = SeededRandom(seed: 7)
    let kinds: [EventKind] = [
      .partialOpen, .tripped, .opened, .advanced, .closed, .failover, .shareChanged, .overrideSet, .suspect,
      .capChanged,
    ]
    var events: [EventLine] = []
    for second in 1...600 {
      events.append(
        Self.event(
          second, kinds.randomElement(using: &dice) ?? .closed, ["a", "b", "c"].randomElement(using: &dice),
          stage: [0, 1, nil].randomElement(using: &dice) ?? nil,
          trigger: [.probe, .errorRateFast, nil].randomElement(using: &dice) ?? nil))
    }
    var pieces = EventStory()
    for event in events { pieces.add(event) }
    #expect(pieces.runs == EventStory(events).runs)
    #expect(pieces.runs.flatMap(\.events).map(\.id).sorted() == events.map(\.id))
    #expect(pieces.runs.allSatisfy { run in run.events.map(\.id) == run.events.map(\.id).sorted() })
    let names = pieces.runs.map(\.first.id)
    #expect(Set(names).count == names.count)
  }

  @Test func `the list and the pane show runs, and Enter lists every event`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    let events = Self.trip + Self.failedTry(10) + Self.failedTry(20)
    _ = update(&model, .news(.events(events.map { Self.numbered($0, after: 2) })))
    let home = draw(model).surface.trimmedLines.joined(separator: "\n")
    #expect(home.contains("failed 2 tries to come back"))
    model.press(.character("3"))
    #expect(model.order.ids.count == 4)
    model.press(.enter)
    let details = draw(model).surface.trimmedLines.dropLast(3)
    #expect(details.contains { $0.contains("ALL 6 EVENTS, newest first") })
    #expect(details.count { $0.contains("use1/sonnet opened") } == 2)
  }

  /// The fixture's own events have the first numbers.
  private static func numbered(_ event: EventLine, after first: UInt64) -> EventLine {
    var event = event
    event.id += first
    return event
  }

  @Test func `a filter shows runs of what it lets through`() {
    var model = Model.atIncident()
    let events = Self.failedTry(10) + Self.failedTry(14, "usw2/haiku") + Self.failedTry(20)
    _ = update(&model, .news(.events(events)))
    model.press(.character("3"), .character("/"))
    model.type("haiku")
    model.press(.enter)
    #expect(model.shownRuns.map(\.last.endpoint) == ["usw2/haiku"])
    #expect(model.order.ids == [.event(14)])
  }

  @Test func `old events go many at once and the runs with them`() {
    var feed = FeedState()
    let most = FeedState.maximumEvents + FeedState.eventSlack
    for id in 1...(most + 1) {
      feed.take(events: [Self.event(id, id % 2 == 0 ? .opened : .closed)])
      #expect(feed.events.count <= most)
    }
    #expect(feed.events.count == FeedState.maximumEvents)
    #expect(feed.story.runs.flatMap(\.events).count == FeedState.maximumEvents)
  }
}
