import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What a report tells of trouble in which nothing left service, and of processes that ended.
@Suite struct IncidentStrainTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Int64) -> Moment { start.advanced(byMilliseconds: second * 1_000) }

  private static func event(
    _ second: Int64, _ kind: EventKind, _ endpoint: String? = "a", trigger: Trigger? = nil
  ) -> EventLine {
    var line = EventLine(
      id: UInt64(second), at: at(second), kind: kind.rawValue, severity: kind.severity, text: kind.rawValue)
    (line.endpoint, line.provider, line.trigger) = (endpoint, endpoint.map { _ in "azure" }, trigger?.name)
    return line
  }

  /// Two minutes in which an endpoint and a feature are as the closure makes them.
  private static func report(
    mode: String = "serve", _ events: [EventLine] = [],
    _ change: (Int64, inout EndpointStatus, inout FeatureStatus) -> Void = { _, _, _ in }
  ) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(120))
    for second in Int64(0)...120 {
      var snapshot = SystemSnapshot(revision: 1, at: at(second), mode: mode, engine: "r-1")
      var endpoint = EndpointStatus(id: "a", provider: "azure", cloud: "azure", region: "r", model: "m")
      endpoint.severity = .ok
      var feature = FeatureStatus(id: "chat", primary: "a", backups: ["b"])
      feature.serving = [ServedShare(endpoint: "a", share: 0.9), ServedShare(endpoint: "b", share: 0.1)]
      change(second, &endpoint, &feature)
      snapshot.endpoints = [endpoint]
      snapshot.features = [feature]
      report.add(snapshot)
    }
    report.add(events: events, audit: [])
    return report
  }

  private static func story(_ report: IncidentReport) -> [String] {
    IncidentTimeline(report).lines.map { "\($0.at.clockText) \($0.text)" }
  }

  private static func fail(_ endpoint: inout EndpointStatus, _ rate: Double, _ outcome: OutcomeClass) {
    endpoint.errorRate = rate
    endpoint.errors = [EndpointStatus.ClassShare(name: outcome.name, percent: 100)]
  }

  @Test func `what fails and is needed is told with how much fails and why it stays, and once`() {
    let refused = (0..<4).map { Self.event(20 + Int64($0) * 20, .ejectionRefused) }
    let report = Self.report([Self.event(20, .suspect)] + refused + [Self.event(100, .closed)]) {
      second, endpoint, feature in
      guard (20..<100).contains(second) else { return }
      (endpoint.state, endpoint.severity) = ("suspect", .warn)
      (feature.severity, feature.errorRate, feature.requestsPerSecond) = (.warn, 0.12, 40)
      Self.fail(&endpoint, 0.33, .serverError)
    }
    let text = IncidentMarkdown(report).text
    #expect(text.hasPrefix("# Incident report: a\n"))
    #expect(
      text.contains(
        "a stayed in service, in doubt for 1 min 20 s, though up to 33.0 % of its calls failed (5xx 100 %): the rest of "
          + "its pool could not carry the load."))
    #expect(text.contains("and up to 12.0 % of its requests failed."))
    #expect(text.contains("- **server\\_error**"))
    #expect(!text.contains("No endpoint left service"))
    let stays = Self.story(report).filter { $0.contains("should be out") }
    #expect(
      stays == [
        "12:00:20 a should be out (5xx 100 %), and stays: the rest of a pool could not carry the load; judged so 4 "
          + "times, the last at 12:01:20"
      ])
  }

  @Test func `streams that break off are told as what a caller has of them`() {
    let text = IncidentMarkdown(
      Self.report([Self.event(20, .suspect), Self.event(100, .closed)]) { second, endpoint, _ in
        guard (20..<100).contains(second) else { return }
        (endpoint.state, endpoint.severity) = ("suspect", .warn)
        Self.fail(&endpoint, 0.1, .cut)
      }
    ).text
    #expect(
      text.contains(
        "a was in doubt for 1 min 20 s and had at most a quarter of its share: up to 10.0 % of its calls failed (cut 100 "
          + "%)."))
    #expect(text.contains("Answers of a broke off half way: a caller has the first half then"))
    #expect(text.contains("- **cut**"))
  }

  @Test func `what some of several engines took out says what failed there`() {
    let text = IncidentMarkdown(
      Self.report(mode: "simulate", [Self.event(20, .opened, trigger: .consecutiveFailures)]) {
        second, endpoint, _ in if second >= 20 { Self.fail(&endpoint, 0.02, .connect) }
      }
    ).text
    #expect(
      text.contains(
        "a was taken out of service by some engines and not by all; mostly connect of azure; at its worst a said: connect "
          + "100 %."))
    #expect(text.contains("- **connect**"))
    #expect(text.contains("what `simulate` prints leaves the scenario's warm-up out"))
  }

  @Test func `refusals of what was asked are told, and what callers saw of them`() {
    let report = Self.report { second, endpoint, _ in
      endpoint.requestsPerSecond = 10
      guard (20...79).contains(second) else { return }
      endpoint.declinedRate = 0.3
      endpoint.errors = [EndpointStatus.ClassShare(name: "content_filtered", percent: 100)]
    }
    let text = IncidentMarkdown(report).text
    #expect(text.hasPrefix("# Incident report: a refused what was asked\n"))
    #expect(
      text.contains(
        "a refused up to 30 % of what it was asked (filtered), from 12:00:20 to 12:01:19: these are answers"))
    #expect(text.contains("About 180 calls were refused for what they asked: callers got the refusal"))
    #expect(text.contains("- **content\\_filtered**"))
    #expect(Self.story(report).contains { $0.hasPrefix("12:00:20 a refuses a part of what it is asked") })
  }

  @Test func `every time an endpoint was taken out is counted, with what did it`() {
    let text = IncidentMarkdown(
      Self.report([
        Self.event(20, .opened, trigger: .ttft), Self.event(50, .closed),
        Self.event(60, .opened, trigger: .overdue), Self.event(90, .closed),
      ])
    ).text
    #expect(
      text.contains(
        "It opened a at 12:00:20 (a 2 times, the last at 12:01:00: slow first tokens and calls overdue)."))
  }

  @Test func `that a credential is accepted again is a line`() {
    var trial = Self.event(70, .partialOpen)
    trial.from = "hold"
    let story = Self.story(
      Self.report([
        Self.event(20, .authHold), Self.event(50, .authHold), trial, Self.event(80, .advanced),
        Self.event(110, .closed),
      ]))
    #expect(story.contains("12:01:20 a: the credential is accepted again, goes up the ramp"))
  }

  @Test func `a flip that is not done says how far it is and what holds its target`() {
    var flip = Self.event(20, .overrideSet, nil)
    (flip.feature, flip.to, flip.detail.other, flip.detail.actor) = ("chat", "flip", "b", "ann")
    let report = Self.report([flip]) { second, endpoint, feature in
      endpoint.id = "b"
      endpoint.quota.capRequestsPerSecond = 11.9
      guard second >= 20 else { return }
      feature.primary = "b"
      feature.serving = [ServedShare(endpoint: "a", share: 0.6), ServedShare(endpoint: "b", share: 0.4)]
    }
    let words = "lip of chat to b is not done: it has 40 %; the target is held to 11.9 requests/s (429)"
    #expect(IncidentMarkdown(report).text.contains("The f" + words + "."))
    #expect(Self.story(report).contains("12:02:00 the f" + words))
    #expect(!Self.story(report).contains { $0.contains("goes past") })
  }

  @Test func `provisioned capacity that was full says who took the rest and how that is paid`() {
    let text = IncidentMarkdown(
      Self.report { second, endpoint, feature in
        endpoint.capacityKind = "provisioned"
        feature.requestsPerSecond = second < 20 ? 25 : 60
        guard second >= 20 else { return }
        feature.serving = [ServedShare(endpoint: "a", share: 0.5), ServedShare(endpoint: "b", share: 0.5)]
      }
    ).text
    #expect(
      text.contains(
        "a, which is paid for by the hour, could not carry all of chat (60.0 requests/s at the most, 25.0 requests/s at "
          + "first): up to 40 % of it overflowed to b, which is paid for by the call."))
  }

  @Test func `that no outcomes arrived is said, and what that means for the report`() {
    let report = Self.report([Self.event(20, .telemetryGap, nil)])
    let text = IncidentMarkdown(report).text
    #expect(text.hasPrefix("# Incident report: no outcomes arrived\n"))
    #expect(text.contains("At 12:00:20 outcomes ceased to arrive, though calls were in flight"))
    #expect(Self.story(report).contains { $0.contains("what is seen from here on is not what happens") })
  }

  // MARK: Processes

  private static func report(
    _ snapshots: [(second: Int64, uptime: Double, revision: UInt64)], _ events: [EventLine] = []
  ) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(600))
    for (second, uptime, revision) in snapshots {
      var snapshot = SystemSnapshot(revision: revision, at: at(second), mode: "serve", engine: "r-1")
      snapshot.uptimeSeconds = uptime
      report.add(snapshot)
    }
    report.add(events: events, audit: [])
    return report
  }

  @Test func `a process that began a moment ago is another one`() {
    #expect(Self.report([(0, 30, 5), (40, 0, 40_005)]).silences.map(\.restarted) == [Self.at(40)])
  }

  @Test func `a process that has been up for longer than the one before was is another one all the same`() {
    // A full disk kept the second one from recording its first minutes.
    let report = Self.report([(0, 30, 5), (400, 200, 230_005)])
    #expect(report.silences.map(\.restarted) == [Self.at(200)])
  }

  @Test func `a machine that slept has no other process`() {
    #expect(Self.report([(0, 30, 5), (400, 31, 6)]).silences.map(\.restarted) == [nil])
  }

  @Test func `where a server knows of the process before it by its events alone, its beginning is a line`() {
    let started = EventLine.started(id: 1, at: Self.at(60), after: Self.at(18))
    let report = Self.report([(61, 1, 5), (62, 2, 5)], [Self.event(10, .opened), started])
    #expect(
      Self.story(report).contains(
        "12:01:00 the server began anew: what came before is an earlier process's, and nothing is recorded after "
          + "12:00:18 (42 s)"))
    let whole = Self.report([(18, 400, 5), (60, 0, 60_005)], [started])
    #expect(Self.story(whole).count { $0.contains("began") } == 1)
    #expect(whole.silences.map(\.restarted) == [Self.at(60)])
  }
}
