import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What a report says of money, of its beginning, and of acts that nobody was let do.
@Suite struct IncidentPartsTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  private static func at(_ second: Int64) -> Moment { start.advanced(byMilliseconds: second * 1_000) }

  private static func snapshot(_ second: Int64, perHour: Double? = 36) -> SystemSnapshot {
    var snapshot = SystemSnapshot(revision: 1, at: at(second), mode: "serve", engine: "r-1")
    snapshot.totals.costPerHour = perHour
    return snapshot
  }

  private static func cost(_ second: Int64, _ usd: Double, began: Int64 = -1_000) -> CostReport {
    var line = CostReport.Line(feature: "chat", endpoint: "a", provider: "p")
    line.usd = usd
    return CostReport(from: at(began), to: at(second), totalUSD: usd, wastedUSD: 0, lines: [line])
  }

  /// A hundred seconds at a cent a second by their rate, with what the ledger said now and then.
  private static func report(_ costs: [CostReport], perHour: Double? = 36) -> IncidentReport {
    var report = IncidentReport(from: start, to: at(100))
    for cost in costs where cost.to <= start { report.spending.add(cost) }
    for second in Int64(0)...100 {
      report.add(snapshot(second, perHour: perHour))
      for cost in costs where cost.to == at(second) && second > 0 { report.spending.add(cost) }
    }
    return report
  }

  private static func isNear(_ report: IncidentReport, _ usd: Double) -> Bool {
    report.spending.usd.map { abs($0 - usd) < 1e-9 } ?? false
  }

  // MARK: Money

  @Test func `what was spent is what the ledger says at both ends, and not what the rates come to`() {
    let report = Self.report([Self.cost(0, 7), Self.cost(60, 7.2), Self.cost(100, 7.5)])
    #expect(Self.isNear(report, 0.5))
    #expect(IncidentMarkdown(report).text.contains(" It cost $0.50 in these 1 min 40 s."))
  }

  @Test func `a process that began in the span has spent all that its ledger says`() {
    let report = Self.report([Self.cost(1, 0.25, began: 0), Self.cost(100, 3, began: 0)])
    #expect(Self.isNear(report, 3))
    #expect(!report.spending.isAbout)
  }

  @Test func `without a ledger money is spent by the rate of each second, about`() {
    let report = Self.report([])
    #expect(Self.isNear(report, 1))
    #expect(IncidentMarkdown(report).text.contains(" It cost about $1.00 in these"))
  }

  @Test func `what the ledger does not reach is by the rate, about`() {
    let report = Self.report([Self.cost(-60, 1), Self.cost(60, 3)])
    #expect(Self.isNear(report, 1 + 0.4))
    #expect(report.spending.isAbout)
  }

  @Test func `a ledger that begins anew with another process is added to what the first one spent`() {
    let report = Self.report([
      Self.cost(0, 7), Self.cost(50, 8), Self.cost(52, 0.1, began: 51), Self.cost(100, 2, began: 51),
    ])
    #expect(Self.isNear(report, 1 + 0.02 + 2))
  }

  @Test func `where no price is known nothing is said of money`() {
    var unpriced = Self.cost(100, 0)
    unpriced.lines[0].isPriced = false
    let report = Self.report([unpriced], perHour: nil)
    #expect(report.spending.usd == nil)
    #expect(!IncidentMarkdown(report).text.contains("It cost"))
  }

  // MARK: The beginning

  private static func unwell(_ state: String, order: String? = nil, events: [EventLine] = []) -> [String] {
    var report = IncidentReport(from: start, to: at(10))
    for second in Int64(0)...10 {
      var snapshot = Self.snapshot(second)
      var endpoint = EndpointStatus(id: "a", provider: "p", cloud: "c", region: "r", model: "m")
      endpoint.state = state
      endpoint.reason = state == "open" ? "5xx 100 %" : nil
      endpoint.override = order.map {
        EndpointStatus.Override(
          kind: $0, phase: nil, actor: "mira", reason: "INC-1", since: start, leaseEnds: nil, isOverdue: false
        )
      }
      snapshot.endpoints = [endpoint]
      report.add(snapshot)
    }
    report.add(events: events, audit: [])
    return IncidentTimeline(report).lines.filter { $0.at == start }.map(\.text)
  }

  @Test func `what was out already when the span begins is its first line`() {
    #expect(Self.unwell("open") == ["a was out of service already (5xx 100 %)"])
    #expect(Self.unwell("partial_open") == ["a was on the ramp already"])
    #expect(Self.unwell("closed", order: "drain") == ["a was drained already"])
    #expect(Self.unwell("closed").isEmpty)
  }

  @Test func `what goes out as the span begins was not out already`() {
    var line = EventLine(
      id: 1, at: Self.start, kind: EventKind.opened.rawValue, severity: EventKind.opened.severity,
      text: "opened")
    line.endpoint = "a"
    #expect(Self.unwell("open", events: [line]) == ["a was taken out (5xx 100 %)"])
  }

  // MARK: People

  private static func people(_ acts: [(actor: String, outcome: ActOutcome)]) -> String {
    var report = IncidentReport(from: start, to: at(10))
    report.add(
      events: [],
      audit: acts.enumerated().map { place, act in
        AuditLine(
          receipt: ActReceipt(
            id: UInt64(place), act: ActRequest(.drain(.endpoint("a")), reason: "x"), actor: act.actor,
            at: at(5), revision: 1, outcome: act.outcome))
      })
    return IncidentMarkdown(report).text
  }

  @Test func `acts that were refused are not acts that were ordered`() {
    #expect(
      Self.people([("mira", .applied), ("vic", .refused), ("vic", .refused)]).contains(
        "mira ordered 1 act, of which 1 came into force; 2 acts by vic were refused; see below."))
    #expect(
      Self.people([("vic", .refused)]).contains("Nobody ordered anything; 1 act by vic was refused; see"))
  }
}
