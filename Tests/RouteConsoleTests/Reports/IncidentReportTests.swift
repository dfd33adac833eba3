import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

@Suite struct IncidentReportTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Int64) -> Moment { start.advanced(byMilliseconds: second * 1_000) }

  private static func snapshot(_ second: Int64, isDark: Bool) -> SystemSnapshot {
    var snapshot = SystemSnapshot(revision: 1, at: at(second), mode: "serve", engine: "r-1")
    snapshot.environment = "prod"
    snapshot.totals.requestsPerSecond = 100
    snapshot.totals.errorRate = isDark ? 0.25 : 0.001
    snapshot.totals.ttftP90 = isDark ? 2_400 : 800
    snapshot.totals.costPerHour = 36
    var endpoint = EndpointStatus(
      id: "use1/sonnet", provider: "bedrock", cloud: "aws", region: "us-east-1", model: "sonnet")
    endpoint.severity = isDark ? .crit : .ok
    endpoint.state = isDark ? "open" : "closed"
    endpoint.errorRate = isDark ? 0.9 : 0.001
    endpoint.reason = isDark ? "5xx 100 %" : nil
    endpoint.errors = isDark ? [EndpointStatus.ClassShare(name: "server_error", percent: 100)] : []
    var feature = FeatureStatus(id: "chat", primary: "use1/sonnet", backups: ["eus2/gpt-4o"])
    feature.severity = isDark ? .crit : .ok
    feature.errorRate = isDark ? 0.5 : 0
    feature.objectiveTTFT = 2_500
    feature.serving = [ServedShare(endpoint: isDark ? "eus2/gpt-4o" : "use1/sonnet", share: 1)]
    (snapshot.endpoints, snapshot.features) = ([endpoint], [feature])
    return snapshot
  }

  private static func event(
    _ id: UInt64, _ second: Int64, _ kind: EventKind, _ endpoint: String? = "use1/sonnet",
    trigger: Trigger? = nil
  ) -> EventLine {
    var line = EventLine(
      id: id, at: at(second), kind: kind.rawValue, severity: kind.severity, text: kind.rawValue)
    line.endpoint = endpoint
    line.provider = endpoint == nil ? nil : "bedrock"
    line.trigger = trigger?.name
    return line
  }

  private static func act(_ second: Int64, _ outcome: ActOutcome, reason: String = "INC-1") -> AuditLine {
    AuditLine(
      receipt: ActReceipt(
        id: 1, act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: reason), actor: "mira",
        at: at(second),
        revision: 2, outcome: outcome, reason: outcome == .applied ? nil : "it would strand chat"),
      host: "ops-1", tty: "pts/3")
  }

  /// Dark from second 20 to second 60 of 100.
  private static func report(
    events: [EventLine] = [], audit: [AuditLine] = [], until end: Int64 = 100
  ) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(end))
    for second in 0...end { report.add(snapshot(second, isDark: (20..<60).contains(second))) }
    report.add(events: events, audit: audit)
    return report
  }

  @Test func `error seconds add up what failed in each second`() {
    let chat = Self.report().features.first
    #expect(chat?.errorSeconds == 20)
    #expect(chat?.riskSeconds == 40)
    #expect(chat?.risk == Self.at(20)...Self.at(59))
    #expect(chat?.servedBy == ["use1/sonnet", "eus2/gpt-4o"])
  }

  @Test func `an endpoint's time out of service is counted, with why`() {
    let endpoint = Self.report().endpoints.first
    #expect(endpoint?.openSeconds == 40)
    #expect(endpoint?.reason == "5xx 100 %")
    #expect(endpoint?.leadingClass == "server_error")
    #expect(endpoint?.isWellAtEnd == true)
    #expect(Self.report(until: 40).endpoints.first?.isWellAtEnd == false)
  }

  @Test func `the cause is what failed, and not the failed probe that came of it`() {
    var report = IncidentReport(from: Self.start, to: Self.at(60))
    for second in Int64(0)...60 {
      var snapshot = Self.snapshot(second, isDark: second >= 20)
      if second >= 25 {
        snapshot.endpoints[0].errors = []
        snapshot.endpoints[0].errorRate = 0.95
        snapshot.endpoints[0].trigger = Trigger.probe.name
        snapshot.endpoints[0].reason = "a probe failed"
      }
      report.add(snapshot)
    }
    #expect(report.endpoints.first?.reason == "5xx 100 %")
    let text = IncidentMarkdown(report).text
    #expect(text.contains("mostly 5xx of bedrock; at its worst use1/sonnet said: 5xx 100 %."))
    #expect(!text.contains("a probe failed"))
  }

  @Test func `a gap in the snapshots does not count as an incident`() {
    var report = IncidentReport(from: Self.start, to: Self.at(4_000))
    report.add(Self.snapshot(0, isDark: true))
    report.add(Self.snapshot(3_600, isDark: true))
    #expect(report.features.first?.riskSeconds == IncidentReport.longestStep)
  }

  @Test func `the death of the server and its restart are lines of the timeline`() {
    var report = IncidentReport(from: Self.start, to: Self.at(200))
    for second in Array(0...Int64(50)) + Array(Int64(113)...200) {
      var snapshot = Self.snapshot(second, isDark: false)
      snapshot.uptimeSeconds = Double(second < 100 ? 4_000 + second : second - 112)
      report.add(snapshot)
    }
    #expect(
      report.silences == [.init(from: Self.at(50), to: Self.at(113), restarted: Self.at(112))])
    let line = IncidentTimeline(report).lines.first { $0.actor == "server" }
    #expect(
      line?.text == "server not recording from 12:00:50 to 12:01:53 (1 min 3 s): its process ended, and "
        + "another one began at 12:01:52")
    #expect(IncidentMarkdown(report).text.contains("The server was not recording for 1 min 3 s in all"))
    #expect(report.knownSeconds == 137)
  }

  @Test func `a restart is told though no second is missing`() {
    var report = IncidentReport(from: Self.start, to: Self.at(9))
    for second in Int64(0)...9 {
      var snapshot = Self.snapshot(second, isDark: false)
      snapshot.uptimeSeconds = second < 5 ? Double(second + 100) : Double(second - 4)
      report.add(snapshot)
    }
    #expect(report.silences.map(\.restarted) == [Self.at(4)])
  }

  @Test func `a process that could not record went on`() {
    var report = IncidentReport(from: Self.start, to: Self.at(100))
    report.add(Self.snapshot(0, isDark: false))
    report.add(Self.snapshot(60, isDark: false))
    #expect(IncidentTimeline(report).lines.contains { $0.text.hasSuffix("(1 min): its process went on") })
  }

  @Test func `an end that has not come yet, and what a recording lost, are said`() {
    var report = Self.report()
    report.askedUntil = Self.at(3_600)
    report.lost = ["a.rcr is damaged"]
    let text = IncidentMarkdown(report).text
    #expect(
      text.contains("asked for up to \(Self.at(3_600).text); nothing is known of the time after 12:01:40."))
    #expect(text.contains("a.rcr is damaged"))
  }

  @Test func `a span that goes over midnight names both days`() {
    let report = IncidentReport(from: Self.start, to: Self.at(43_200))
    #expect(
      IncidentMarkdown(report).text.contains("2026-11-21 12:00:00 to 2026-11-22 00:00:00 UTC (12 h 0 min)"))
  }

  @Test func `what lies outside the span is left out`() {
    var report = IncidentReport(from: Self.at(10), to: Self.at(20))
    for second in 0...Int64(40) { report.add(Self.snapshot(second, isDark: false)) }
    report.add(
      events: [Self.event(1, 5, .opened), Self.event(2, 15, .closed)], audit: [Self.act(50, .applied)])
    #expect(report.samples.count == 11)
    #expect(report.events.map(\.id) == [2])
    #expect(report.audit == [])
  }

  @Test func `endpoints of a provider that go together are one line`() {
    let report = Self.report(events: [
      Self.event(1, 20, .opened, "use1/sonnet", trigger: .consecutiveFailures),
      Self.event(2, 24, .opened, "usw2/sonnet", trigger: .errorRateFast),
    ])
    let lines = IncidentTimeline(report).lines.filter { $0.text.contains("taken out") }
    #expect(
      lines.map(\.text) == ["use1/sonnet and usw2/sonnet were taken out: failures in a row (5xx 100 %)"])
  }

  @Test func `tries that failed are counted in the line of the one that did not`() {
    let report = Self.report(events: [
      Self.event(1, 20, .opened, trigger: .consecutiveFailures), Self.event(2, 30, .partialOpen),
      Self.event(3, 32, .opened, trigger: .probe), Self.event(4, 40, .partialOpen),
      Self.event(5, 42, .opened, trigger: .probe), Self.event(6, 50, .partialOpen),
      Self.event(7, 90, .closed),
    ])
    let texts = IncidentTimeline(report).lines.map(\.text)
    #expect(
      texts.contains("use1/sonnet answers probes again and goes on the ramp; 2 tries to come back had failed")
    )
    #expect(texts.count { $0.contains("taken out") } == 1)
    #expect(texts.contains("use1/sonnet is back at full share"))
  }

  private static func failover(_ id: UInt64, _ second: Int64, _ from: String, _ other: String) -> EventLine {
    var line = event(id, second, .failover, from)
    line.feature = "chat"
    line.detail.other = other
    return line
  }

  @Test func `a feature that moves is told from where to where`() {
    let once = IncidentTimeline(Self.report(events: [Self.failover(1, 20, "a", "b")])).lines
    #expect(once.first { $0.text.contains("moved") }?.text == "chat moved from a to b")
    let there = IncidentTimeline(
      Self.report(events: [Self.failover(1, 20, "a", "b"), Self.failover(2, 21, "b", "c")])
    ).lines
    #expect(there.first { $0.text.contains("moved") }?.text == "chat moved from a and b to c")
    let back = IncidentTimeline(
      Self.report(events: [Self.failover(1, 20, "a", "b"), Self.failover(2, 21, "b", "a")])
    ).lines
    #expect(back.first { $0.text.contains("moved") }?.text == "chat moved to and fro between a and b")
  }

  @Test func `what only repeats is told once`() {
    var flips = [Self.event(1, 20, .flipProposed, nil), Self.event(2, 60, .flipProposed, nil)]
    for index in flips.indices { flips[index].feature = "chat" }
    let texts = IncidentTimeline(
      Self.report(
        events: flips + [
          Self.event(3, 22, .opened, trigger: .ttft), Self.event(4, 30, .closed), Self.event(5, 55, .closed),
          Self.event(6, 80, .opened, trigger: .ttft), Self.event(7, 99, .closed),
        ])
    ).lines.map(\.text)
    #expect(texts.count { $0.contains("flip proposed") } == 1)
    #expect(texts.count { $0.contains("back at full share") } == 2)
  }

  @Test func `a span that is not wholly known says from when on it is`() {
    var report = IncidentReport(from: Self.start, to: Self.at(3_600))
    for second in 1_800...Int64(3_600) { report.add(Self.snapshot(second, isDark: false)) }
    let text = IncidentMarkdown(report).text
    #expect(text.contains("Figures are known from 12:30:00 on."))
    #expect(text.contains("in these 30 min."))
  }

  @Test func `the first seconds of a process say nothing of the worst`() {
    var report = IncidentReport(from: Self.start, to: Self.at(100))
    for second in 0...Int64(100) {
      var snapshot = Self.snapshot(second, isDark: second < 5)
      snapshot.uptimeSeconds = Double(second) + 0.5
      report.add(snapshot)
    }
    #expect(report.features.first?.worstErrorRate == 0)
    #expect(report.endpoints.first?.worstErrorRate == 0.001)
  }

  @Test func `orders that only events tell of stand in the words of acts, under their authors' names`() {
    func order(_ id: UInt64, _ endpoint: String, _ kind: EventKind = .overrideSet, to: String) -> EventLine {
      var line = Self.event(id, 30, kind, endpoint)
      (line.detail.actor, line.detail.reason) = ("jon", "drill")
      if kind == .overrideSet { line.to = to } else { line.from = to }
      return line
    }
    var flip = order(4, "c", to: "flip")
    (flip.feature, flip.detail.other) = ("chat", "d")
    var refused = Self.event(5, 30, .actRefused, nil)
    (refused.to, refused.detail.reason) = ("conflict", "chat was changed")
    let report = Self.report(events: [
      order(1, "a", to: "drain"), order(2, "b", to: "drain"), order(3, "a", to: "forced_open"), flip, refused,
      order(6, "a", .overrideEnded, to: "drain"),
    ])
    let lines = IncidentTimeline(report).lines.filter { $0.at == Self.at(30) }
    #expect(
      lines.map(\.text) == [
        "DRAIN a and b - \"drill\"", "BREAKER a open - \"drill\"", "FLIP chat to d - \"drill\"",
        "an act came to nothing (conflict) - \"chat was changed\"", "UNDRAIN a - \"drill\"",
      ])
    #expect(lines.compactMap(\.actor).allSatisfy { $0 == "jon" })
    #expect(IncidentMarkdown(report).text.contains("jon gave 4 orders that came into force"))
  }

  @Test func `an act stands in the timeline under its author's name, refused ones too`() {
    let lines = IncidentTimeline(Self.report(audit: [Self.act(30, .applied), Self.act(31, .refused)])).lines
    #expect(
      lines.filter { $0.actor == "mira" }.map(\.text) == [
        "DRAIN use1/sonnet, lease 30:00 - \"INC-1\"",
        "DRAIN use1/sonnet, lease 30:00: REFUSED, it would strand chat - \"INC-1\"",
      ])
  }

  @Test func `an act that was confirmed seven seconds later is one line`() {
    var confirmed = Self.event(1, 37, .overrideSet)
    (confirmed.to, confirmed.detail.actor, confirmed.detail.reason) = ("drain", "mira", "INC-1")
    let report = Self.report(events: [confirmed], audit: [Self.act(30, .applied)])
    #expect(IncidentTimeline(report).lines.filter { $0.actor == "mira" }.count == 1)
    confirmed.detail.actor = "jon"
    let two = Self.report(events: [confirmed], audit: [Self.act(30, .applied)])
    #expect(IncidentTimeline(two).lines.filter { $0.actor != nil }.count == 2)
  }

  @Test func `an act after the last figures is not said to have left everything at full share`() {
    var report = IncidentReport(from: Self.start, to: Self.at(60))
    for second in 0...10 as ClosedRange<Int64> { report.add(Self.snapshot(second, isDark: false)) }
    report.add(events: [], audit: [Self.act(12, .applied)])
    let text = IncidentMarkdown(report).text
    #expect(text.contains("mira's DRAIN use1/sonnet, lease 30:00 came into force after them"))
    #expect(!text.contains("takes its full share"))
    #expect(text.hasPrefix("# Incident report: DRAIN use1/sonnet"))
  }

  @Test func `lines come in the order of time`() {
    let lines = IncidentTimeline(
      Self.report(
        events: [Self.event(1, 20, .opened), Self.event(2, 90, .closed)], audit: [Self.act(30, .applied)])
    ).lines
    #expect(lines.map(\.at) == lines.map(\.at).sorted())
    #expect(lines.last?.text == "use1/sonnet is back at full share")
  }

  @Test func `the document says what went wrong, what was done, what users saw and how it stands`() {
    let text = IncidentMarkdown(
      Self.report(
        events: [Self.event(1, 20, .opened, trigger: .consecutiveFailures), Self.event(2, 90, .closed)],
        audit: [Self.act(30, .applied)])
    ).text
    for part in [
      "# Incident report: use1/sonnet", "2026-11-21 12:00:00 to 12:01:40 UTC (1 min 40 s), prod, engine r-1",
      "**What went wrong.** use1/sonnet was taken out of service", "It opened use1/sonnet at 12:00:20.",
      "1 of 1 features was at risk, chat most: about 20.0 error seconds",
      "mira ordered 1 act, of which 1 came",
      "Every endpoint takes its full share at 12:01:40.", "It cost about $1.00",
      "| 12:00:30 | DRAIN use1/sonnet, lease 30:00 - \"INC-1\" | mira | 25.0 % | 2,400 | 100 |",
      "| use1/sonnet | 40 s | 0 s | - | 90.0 % | 5xx 100 % | well |",
      "- **server\\_error**: The provider failed.",
      "| mira | DRAIN use1/sonnet, lease 30:00 | applied | INC-1 | ops-1 pts/3 |",
    ] { #expect(text.contains(part), "missing: \(part)") }
  }

  @Test func `a quiet span says so`() {
    var report = IncidentReport(from: Self.start, to: Self.at(30))
    for second in 0...Int64(30) { report.add(Self.snapshot(second, isDark: false)) }
    let text = IncidentMarkdown(report).text
    #expect(text.contains("No endpoint left service."))
    #expect(text.contains("Nobody acted."))
    #expect(text.contains("nothing happened"))
  }

  @Test(arguments: HostileText.samples)
  func `hostile text breaks neither a row nor a terminal`(sample: String) {
    let text = IncidentMarkdown(Self.report(audit: [Self.act(30, .applied, reason: "|" + sample)])).text
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    let rows = text.split(separator: "\n").filter { $0.contains("mira | DRAIN") }
    #expect(rows.count == 1)
    #expect(rows.first?.replacing("\\|", with: "").count { $0 == "|" } == 7)
  }

  @Test func `endpoints that an operator drained, forced or pinned are named`() {
    var report = IncidentReport(from: Self.start, to: Self.at(20))
    for second in 0...Int64(20) {
      var snapshot = Self.snapshot(second, isDark: false)
      let base = snapshot.endpoints[0]
      snapshot.endpoints = [("a", "forced_open"), ("b", "forced_closed"), ("c", "pinned"), ("d", "drain")].map
      {
        var endpoint = base
        endpoint.id = $0.0
        endpoint.override = EndpointStatus.Override(
          kind: $0.1, phase: nil, actor: "mira", reason: "INC-1", since: Self.start, leaseEnds: nil,
          isOverdue: false)
        return endpoint
      }
      report.add(snapshot)
    }
    let text = IncidentMarkdown(report).text
    #expect(text.contains("Drained: d. Forced open: a. Forced closed: b. Pinned: c."))
    #expect(text.contains("No endpoint left service by itself"))
  }
}
