import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

/// Acts of an earlier process at the desk of the next one.
@Suite struct RestoringTests {
  /// An engine with a clock that stands still.
  private struct Host: EngineHost {
    static let configuration = EngineConfiguration(
      endpoints: ["a", "b", "c"].map {
        EndpointConfiguration(id: $0, provider: "p", cloud: "aws", region: "r-\($0)", model: "m")
      },
      features: [
        FeatureConfiguration(id: "chat", candidates: (0..<3).map { Candidate(endpoint: EndpointIndex($0)) })
      ])

    var now = Timestamp.origin + .hours(1)
    var engine = RoutingEngine(configuration: configuration, at: .origin + .hours(1))
    let clock = ClockAnchor(timestamp: .origin + .hours(1), moment: RestoringTests.noon)
    var configuration: EngineConfiguration { Self.configuration }

    func fleetSnapshot() -> FleetSnapshot { RoutingEngine.fleetSnapshot([engine], at: [now]) }
    func judge(_ act: Act) -> (result: ActResult, preview: Preview?) { engine.judge(act, at: now) }
    private var events: [Event] = []

    mutating func takeEvents() -> [Event] {
      defer { events = [] }
      return events
    }

    mutating func perform(_ act: Act) -> Receipt {
      let actions = engine.handle(.act(act), at: now)
      for case .record(let event) in actions { events.append(event) }
      for case .answer(let receipt) in actions { return receipt }
      preconditionFailure("An engine answers every act.")
    }
  }

  /// Keeps acts in memory.
  private struct Memory: ActJournal {
    var kept: [ActReceipt] = []
    var error: ActJournalError?

    mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {
      if let error { throw error }
      kept.append(receipt)
    }

    mutating func note(_ line: AuditLine) {}
  }

  private static let noon = Moment(milliseconds: 1_795_953_600_000)
  private static let mira = ActAuthor(name: "mira", role: .operator)

  private func desk(_ host: Host, earlier: [AuditLine] = [], first: UInt64 = 1) -> ControlDesk {
    ControlDesk(
      maker: SnapshotMaker(
        configuration: host.configuration, mode: "serve", environment: nil, engine: "r-1"),
      started: host.now, firstReceipt: first, earlier: earlier)
  }

  @Test func `a drain is in force again with its author and what is left of its lease`() {
    var host = Host()
    var desk = desk(host)
    let at = Self.noon.advanced(byMilliseconds: -600_000)
    let problems = desk.restore(
      [EarlierAct(ActRequest(.drain(.endpoint("a")), reason: "CHG-1"), actor: "jon", at: at)], on: &host)
    let status = desk.snapshot(of: host).endpoints[0].override
    #expect(problems == [])
    #expect(status?.actor == "jon")
    #expect(status?.since == at)
    #expect(status?.leaseEnds == at.advanced(byMilliseconds: 1_800_000))
  }

  private static func recorded(_ kind: EventKind, _ at: Moment, id: UInt64) -> EventLine {
    var line = EventLine(id: id, at: at, kind: kind.rawValue, severity: kind.severity, text: kind.rawValue)
    line.endpoint = "a"
    return line
  }

  @Test func `events of an earlier process stand before the restart, under numbers of this one`() {
    let host = Host()
    var desk = desk(host)
    let last = Self.noon.advanced(byMilliseconds: -42_000)
    let began = EarlierSession.Restart(began: Self.noon, last: last)
    desk.recall(EarlierSession(events: [Self.recorded(.opened, last, id: 4_711)], restart: began))
    let lines = desk.events.lines()
    #expect(lines.map(\.id) == [1, 2])
    #expect(lines.map(\.kind) == ["opened", "started"])
    #expect(
      lines[1].text == "the server began anew; before it nothing is recorded after \(last.clockText) (42 s)")
    #expect(desk.events.nextNumber == 3)
    #expect(desk.eventCounts.isEmpty)
  }

  @Test func `an order that an earlier process told of is not told again when it is restored`() {
    var host = Host()
    var desk = desk(host)
    let at = Self.noon.advanced(byMilliseconds: -600_000)
    var told = Self.recorded(.overrideSet, at, id: 9)
    (told.to, told.detail.actor) = ("drain", "jon")
    desk.recall(EarlierSession(events: [told], restart: EarlierSession.Restart(began: Self.noon, last: at)))
    _ = desk.restore(
      [EarlierAct(ActRequest(.drain(.endpoint("a")), reason: "CHG-1"), actor: "jon", at: at)], on: &host)
    #expect(desk.events.lines().count { $0.kind == EventKind.overrideSet.rawValue } == 1)
  }

  @Test func `what an earlier process recorded is not recorded again, and the restart is`() throws {
    let restart = EarlierSession.Restart(began: Self.noon, last: Self.noon)
    let bench = try ServiceBench(
      earlier: EarlierSession(events: [Self.recorded(.opened, Self.noon, id: 70)], restart: restart))
    var pace = bench.service.pace
    let moment = pace.moment(of: bench.service.desk, on: bench.host)
    #expect(moment.events.map(\.kind) == ["started"])
  }

  @Test func `an act on what is gone is told`() {
    var host = Host()
    var desk = desk(host)
    let problems = desk.restore(
      [EarlierAct(ActRequest(.drain(.endpoint("gone")), reason: ""), actor: "jon", at: Self.noon)], on: &host)
    #expect(
      problems == ["drain by jon of \(Self.noon.text) is not restored: no endpoint matches gone."])
  }

  @Test func `acts that were kept lead a new process to the same orders and states`() {
    var host = Host()
    var desk = desk(host)
    var journal = Memory()
    let orders: [Order] = [
      .flip(feature: "chat", to: nil, now: true), .flip(feature: "chat", to: "c", now: true),
      .drain(.endpoint("a")), .breaker(endpoint: "b", .pin),
      .share(feature: "chat", endpoint: "b", percent: 5),
    ]
    for order in orders {
      let receipt = desk.perform(
        ActRequest(order, reason: "test", force: true), by: Self.mira, seen: nil, on: &host, journal: &journal
      )
      #expect(receipt.outcome == .applied)
    }
    var next = Host()
    var nextDesk = self.desk(next)
    let problems = nextDesk.restore(
      journal.kept.map { EarlierAct($0.act, actor: $0.actor, at: $0.at) }, on: &next)
    let (before, after) = (desk.snapshot(of: host), desk.snapshot(of: next))
    #expect(problems == [])
    #expect(after.endpoints.map(\.override) == before.endpoints.map(\.override))
    #expect(after.features.map(\.primary) == ["c"])
    #expect(after.features.map(\.backups) == before.features.map(\.backups))
    #expect(after.features.map(\.serving) == before.features.map(\.serving))
  }

  @Test func `a flip is kept with the target it came to`() {
    var host = Host()
    var desk = desk(host)
    var journal = Memory()
    let flip = ActRequest(.flip(feature: "chat", to: nil, now: true), reason: "test")
    let receipt = desk.perform(flip, by: Self.mira, seen: nil, on: &host, journal: &journal)
    #expect(receipt.act.order == .flip(feature: "chat", to: "b", now: true))
    #expect(journal.kept.map(\.act.order) == [receipt.act.order])
  }

  @Test func `an act that cannot be kept is not done`() {
    var host = Host()
    var desk = desk(host)
    var journal = Memory(error: ActJournalError("no space left on device"))
    let receipt = desk.perform(
      ActRequest(.drain(.endpoint("a")), reason: "test"), by: Self.mira, seen: nil, on: &host,
      journal: &journal)
    #expect(receipt.outcome == .failed)
    #expect(receipt.reason == "no space left on device")
    #expect(desk.snapshot(of: host).endpoints[0].override == nil)
  }

  @Test func `audit lines of earlier processes come before this one's`() {
    var host = Host()
    let act = ActRequest(.drain(.endpoint("a")), reason: "old")
    let old = AuditLine(
      receipt: ActReceipt(id: 7, act: act, actor: "jon", at: Self.noon, revision: 1, outcome: .applied))
    var desk = desk(host, earlier: [old], first: 8)
    var journal = Memory()
    _ = desk.perform(act, by: Self.mira, seen: nil, on: &host, journal: &journal)
    #expect(desk.audit.lines().map(\.receipt.id) == [7, 8])
    #expect(desk.audit.lines(after: 7).map(\.receipt.id) == [8])
  }

  @Test func `the event log tells of an act of an earlier process under its own time`() {
    var host = Host()
    var desk = desk(host)
    let at = Self.noon.advanced(byMilliseconds: -600_000)
    _ = desk.restore(
      [EarlierAct(ActRequest(.drain(.endpoint("a")), reason: "CHG-1"), actor: "jon", at: at)], on: &host)
    let told = desk.events.lines().first { $0.kind == EventKind.overrideSet.rawValue }
    #expect(told?.at == at)
    #expect(told?.detail.actor == "jon")
  }
}
