import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Whether a report says of an incident what was so: slow is not failing, some engines are not all, and the effect
/// stands behind its cause.
@Suite struct IncidentTruthTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Int64) -> Moment { start.advanced(byMilliseconds: second * 1_000) }

  private static func event(
    _ id: UInt64, _ second: Int64, _ kind: EventKind, _ endpoint: String? = "a", trigger: Trigger? = nil
  ) -> EventLine {
    var line = EventLine(
      id: id, at: at(second), kind: kind.rawValue, severity: kind.severity, text: kind.rawValue)
    (line.endpoint, line.provider, line.trigger) = (endpoint, endpoint.map { _ in "azure" }, trigger?.name)
    return line
  }

  /// Two minutes in which one endpoint is as the closure makes it.
  private static func report(
    mode: String = "serve", _ events: [EventLine],
    _ change: (Int64, inout EndpointStatus) -> Void = { _, _ in }
  ) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(120))
    for second in Int64(0)...120 {
      var snapshot = SystemSnapshot(revision: 1, at: at(second), mode: mode, engine: "r-1")
      snapshot.totals.costPerHour = 36
      var endpoint = EndpointStatus(id: "a", provider: "azure", cloud: "azure", region: "r", model: "m")
      endpoint.severity = .ok
      endpoint.ttft = QuantileFigures(p50: 300, p90: 650, p99: 900)
      change(second, &endpoint)
      snapshot.endpoints = [endpoint]
      report.add(snapshot)
    }
    report.add(events: events, audit: [])
    return report
  }

  private static func story(_ report: IncidentReport) -> [String] {
    IncidentTimeline(report).lines.map(\.text)
  }

  @Test func `what an adviser would take out is kept in by nobody's order`() {
    for isAdvisory in [true, false] {
      var trip = Self.event(1, 20, .wouldTrip, trigger: .errorRateFast)
      (trip.detail.k, trip.detail.n, trip.detail.limit, trip.detail.windowSeconds) = (14, 30, 0.2, 60)
      var opened = Self.event(2, 20, .opened, trigger: .errorRateFast)
      (trip.isAdvisory, opened.isAdvisory) = (isAdvisory, isAdvisory)
      let report = Self.report(mode: isAdvisory ? "watch" : "serve", [trip, opened]) { second, endpoint in
        guard second >= 20, isAdvisory else { return }
        (endpoint.state, endpoint.severity) = ("open", .crit)
      }
      let text = IncidentMarkdown(report).text
      #expect(text.contains("an order keeps it in") == !isAdvisory)
      #expect(text.contains("forbade it") == !isAdvisory)
    }
  }

  @Test func `a time without figures is told beside what users saw`() {
    var report = IncidentReport(from: Self.start, to: Self.at(120))
    for second in Int64(0)...120 {
      var snapshot = SystemSnapshot(revision: 1, at: Self.at(second), mode: "watch", engine: "r-1")
      snapshot.totals.costPerHour = 36
      var feature = FeatureStatus(id: "chat", primary: "a", backups: [])
      feature.severity = (30..<60).contains(second) ? .stale : .ok
      snapshot.features = [feature]
      report.add(snapshot)
    }
    #expect(
      IncidentMarkdown(report).text.contains("How chat did is not known for 30s: there were no figures."))
  }

  @Test func `an endpoint that was slow is told as slow, with its numbers, and nobody is sent after errors`()
  {
    var trip = Self.event(1, 20, .tripped, trigger: .ttft)
    (trip.detail.k, trip.detail.n, trip.detail.limit, trip.detail.windowSeconds) = (95, 706, 0.1, 30)
    let report = Self.report([trip, Self.event(2, 20, .opened, trigger: .ttft), Self.event(3, 60, .closed)]) {
      second, endpoint in
      guard (20..<60).contains(second) else { return }
      endpoint.state = "open"
      endpoint.severity = .crit
      endpoint.trigger = Trigger.ttft.name
      endpoint.ttft = QuantileFigures(p50: 900, p90: 1_560, p99: 3_000)
      endpoint.errorRate = 0.05
      endpoint.errors = [EndpointStatus.ClassShare(name: "server_error", percent: 100)]
      endpoint.reason = "5xx 100 %"
    }
    let text = IncidentMarkdown(report).text
    #expect(
      text.contains(
        "a was taken out of service, because a was slow: slow first tokens, 95 of 706 in 30 s, limit 10 %; "
          + "TTFT p90 1,560 ms at its worst, 650 ms before; at most 5.0 % of its calls failed."))
    #expect(!text.contains("5xx"))
    #expect(!text.contains("What the failures mean"))
    #expect(Self.story(report).contains("a was taken out: slow first tokens, 95 of 706 in 30 s, limit 10 %"))
  }

  @Test
  func `what some of several engines took out did not leave service, and did not stay in it everywhere`() {
    let text = IncidentMarkdown(
      Self.report(
        mode: "simulate",
        [Self.event(1, 20, .opened, trigger: .consecutiveFailures), Self.event(2, 60, .closed)])
    ).text
    #expect(text.contains("# Incident report: a\n"))
    #expect(text.contains("a was taken out of service by some engines and not by all."))
    #expect(text.contains("| a was taken out by some engines, not by all: failures in a row |"))
    #expect(text.contains("| a | at some engines |"))
    #expect(!text.contains("No endpoint left service"))
  }

  @Test func `a credential that is refused is one line, with how often it was tried, and what it means`() {
    let holds = (0..<4).map { Self.event(UInt64($0) + 1, 20 + Int64($0) * 20, .authHold) }
    let report = Self.report(holds) { second, endpoint in
      guard (20..<100).contains(second) else { return }
      endpoint.state = "partial_open"
      endpoint.severity = .crit
      endpoint.hold = EndpointStatus.Hold(kind: "auth", until: nil)
      endpoint.reason = "held: auth"
    }
    #expect(
      Self.story(report) == [
        "a is held out: credential missing or not accepted (401); tried again 3 times in vain, the last at 12:01:20"
      ])
    let text = IncidentMarkdown(report).text
    #expect(text.contains("a was held out of service: credential missing or not accepted (401)."))
    #expect(text.contains("## What the failures mean\n\n- **auth**"))
    #expect(text.contains("| a | 1 min 20 s | 0 s | - |"))
  }

  @Test func `trips that an order forbids are one line, and what ends there is told`() {
    var trips = (0..<4).map {
      Self.event(UInt64($0) + 1, 20 + Int64($0) * 10, .wouldTrip, trigger: .consecutiveFailures)
    }
    for place in trips.indices { (trips[place].detail.k, trips[place].detail.n) = (7, 7) }
    let story = Self.story(
      Self.report(
        trips + [
          Self.event(8, 60, .partialOpen), Self.event(9, 61, .opened, trigger: .probe),
          Self.event(10, 90, .closed),
        ]))
    #expect(
      story.contains(
        "a would be taken out, but an order keeps it in: failures in a row, 7 of 7; it goes on failing until 12:00:50 at "
          + "least"))
    #expect(story.contains("a was taken out: a probe failed"))
    #expect(story.count { $0.contains("would be taken out") } == 1)
  }

  @Test func `an order stands before the move that comes of it`() {
    var moved = Self.event(1, 20, .failover)
    (moved.feature, moved.detail.other) = ("chat", "b")
    var drain = Self.event(2, 20, .overrideSet)
    (drain.to, drain.detail.actor, drain.detail.reason) = ("drain", "jon", "works")
    #expect(Self.story(Self.report([moved, drain])) == ["DRAIN a - \"works\"", "chat moved from a to b"])
  }

  @Test func `conflicts are not orders that came into force`() {
    var drain = Self.event(1, 20, .overrideSet)
    (drain.to, drain.detail.actor) = ("drain", "ann")
    var conflict = Self.event(2, 21, .actRefused, nil)
    (conflict.to, conflict.detail.actor, conflict.detail.act) = ("conflict", "bob", "drain a")
    #expect(
      IncidentMarkdown(Self.report([drain, conflict])).text.contains(
        "ann gave 1 order that came into force; bob gave 1 order that came to nothing; see the timeline."))
  }

  @Test func `what it cost is said though it is not over, and what is still capped is said`() {
    let open = IncidentMarkdown(
      Self.report([Self.event(1, 20, .opened)]) { second, endpoint in
        if second >= 20 { endpoint.state = "open" }
      }
    ).text
    #expect(open.contains("Not over at 12:02:00: a out of service. It cost about $1.20 in these 2 min."))
    var (cap, lower) = (Self.event(1, 20, .capChanged), Self.event(2, 25, .capChanged))
    (cap.detail.rate, lower.detail.rate) = (19, 0.5)
    let capped = IncidentMarkdown(
      Self.report([cap, lower]) { _, endpoint in endpoint.quota.capRequestsPerSecond = 12 }
    ).text
    #expect(
      capped.contains(
        "Every endpoint is in service at 12:02:00; a is still sent no more than was taken (429)."))
  }

  @Test func `one event that two processes tell of is told once`() {
    var drain = Self.event(1, 20, .overrideSet)
    (drain.to, drain.detail.actor) = ("drain", "ann")
    var again = drain
    again.id = 9
    #expect(Self.report([drain, again]).events.count == 1)
  }
}
