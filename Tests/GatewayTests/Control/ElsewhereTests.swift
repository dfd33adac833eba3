import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

/// A host whose acts take effect in another system.
private struct RemoteHost: EngineHost {
  var tiny = TinyHost()
  var acting = ActingPlace.elsewhere
  var sent: [UInt64] = []

  var configuration: EngineConfiguration { tiny.configuration }
  var now: Timestamp { tiny.now }
  var clock: ClockAnchor { tiny.clock }
  func fleetSnapshot() -> FleetSnapshot { tiny.fleetSnapshot() }
  func judge(_ act: Act) -> (result: ActResult, preview: Preview?) { tiny.judge(act) }
  mutating func perform(_ act: Act) -> Receipt { tiny.perform(act) }
  mutating func takeEvents() -> [Event] { tiny.takeEvents() }
  mutating func sendOut(_ act: ActRequest, by actor: String, number: UInt64, _ preview: ActPreview?)
    -> SentDocument?
  {
    sent.append(number)
    return SentDocument(id: "run-\(number)", revision: 40 + number)
  }
  func callsInFlight(on endpoints: [EndpointIndex], counted: Int) -> Int? { nil }
  func refine(_ snapshot: inout SystemSnapshot) { snapshot.totals.inFlight = nil }

  /// What operators have ordered about the first endpoint.
  var order: OverrideRecord? { tiny.fleetSnapshot().engine.endpoints[0].override }
}

@Suite struct ElsewhereTests {
  private static let drain = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "maintenance")
  private static let ada = ActAuthor(name: "ada", role: .operator)

  private static func desk(_ host: RemoteHost) -> ControlDesk {
    let maker = SnapshotMaker(
      configuration: host.configuration, mode: "watch", environment: nil, engine: "t")
    return ControlDesk(maker: maker, started: host.now)
  }

  @Test func `calls in flight that nobody counts are unknown, and not none`() throws {
    let host = RemoteHost()
    #expect(try Self.desk(host).preview(Self.drain, on: host).inFlight == nil)
  }

  @Test func `what is sent out at once is not called a ramp or steps`() throws {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    _ = desk.settle(1, failure: nil, on: &host, journal: &journal)
    let undrain = ActRequest(.undrain(.endpoint("use1/sonnet")), reason: "done")
    let words =
      "the system that routes is told the shares after the act at once: no ramp raises them step by step"
    #expect(try desk.preview(undrain, on: host).warnings.contains(words))
    _ = desk.begin(undrain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let receipt = desk.settle(2, failure: nil, remark: "written", on: &host, journal: &journal)
    #expect(receipt?.reason?.hasSuffix(words + "; written") == true)
    #expect(try !desk.preview(Self.drain, on: host).warnings.contains { $0.contains("at once") })
  }

  @Test func `an act that is sent out is not in force yet`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    let progress = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    #expect(progress == .sent(1))
    #expect(host.sent == [1])
    #expect(host.order == nil)
    #expect(desk.audit.count == 0)
  }

  @Test func `a confirmed act is in force and on record`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let receipt = desk.settle(1, failure: nil, on: &host, journal: &journal)
    #expect(receipt?.outcome == .applied)
    #expect(host.order?.kind == .drain)
    #expect(desk.audit.lines().map(\.receipt.outcome) == [.applied])
  }

  @Test func `what the other side remarks stands on the receipt and in the audit log`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let receipt = desk.settle(
      1, failure: nil, remark: "nobody says it was read", on: &host, journal: &journal)
    #expect(receipt?.outcome == .applied)
    #expect(desk.audit.lines().map(\.receipt.reason) == ["nobody says it was read"])
  }

  @Test func `a receipt and its line of the audit log name the document that was sent`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let receipt = desk.settle(1, failure: "the pool is frozen", on: &host, journal: &journal)
    #expect(receipt?.document == SentDocument(id: "run-1", revision: 41))
    #expect(desk.audit.lines().map(\.receipt.document) == [receipt?.document])
  }

  @Test func `of two who saw the same, the second is told that an act waits for its confirmation`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    let seen = desk.snapshot(of: host).revision
    _ = desk.begin(Self.drain, by: Self.ada, seen: seen, on: &host, journal: &journal)
    let bob = ActAuthor(name: "bob", role: .operator)
    let late = desk.begin(Self.drain, by: bob, seen: seen, on: &host, journal: &journal)
    guard case .done(let receipt) = late else {
      Issue.record("two acts on the same were sent out")
      return
    }
    #expect(receipt.outcome == .conflict)
    #expect(
      receipt.reason
        == #"an act on the same waits for its confirmation: drain use1/sonnet by ada at 22:13:21, "maintenance""#
    )
    let other = ActRequest(.breaker(.endpoint("usc1/pro"), .pin), reason: "maintenance")
    let free = desk.begin(other, by: bob, seen: seen, on: &host, journal: &journal)
    #expect(free == .sent(3))
  }

  @Test func `of two who undrain there, the second sees who was first`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    _ = desk.settle(1, failure: nil, on: &host, journal: &journal)
    let seen = desk.snapshot(of: host).revision
    let undrain = ActRequest(.undrain(.endpoint("use1/sonnet")), reason: "done")
    _ = desk.begin(undrain, by: Self.ada, seen: seen, on: &host, journal: &journal)
    _ = desk.settle(2, failure: nil, on: &host, journal: &journal)
    guard case .done(let late) = desk.begin(undrain, by: Self.ada, seen: seen, on: &host, journal: &journal),
      case .done(let idle) = desk.begin(undrain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    else {
      Issue.record("an undrain of what is not drained was sent out")
      return
    }
    #expect(late.outcome == .conflict)
    #expect(late.reason?.contains("undrain use1/sonnet by ada at 22:13:21") == true)
    #expect(idle.outcome == .refused)
    #expect(
      idle.reason
        == "use1/sonnet is not drained: nothing to undo; the last act there: undrain use1/sonnet by "
        + #"ada at 22:13:21, "done""#)
  }

  @Test func `an act that could not be put on record is not sent out`() {
    struct FullDisk: ActJournal {
      mutating func prepare() throws(ActJournalError) { throw ActJournalError("the disk is full") }
      mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {}
      mutating func note(_ line: AuditLine) {}
    }
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = FullDisk()
    guard
      case .done(let receipt) = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    else {
      Issue.record("it was sent out")
      return
    }
    #expect(receipt.outcome == .failed)
    #expect(receipt.reason == "the disk is full")
  }

  @Test func `an act that failed there changes nothing here`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let receipt = desk.settle(1, failure: "the pool is frozen", on: &host, journal: &journal)
    #expect(receipt?.outcome == .failed)
    #expect(receipt?.reason == "the pool is frozen")
    #expect(host.order == nil)
    #expect(
      desk.events.lines().map(\.text) == [
        #"act failed: drain use1/sonnet by ada - "the pool is frozen""#
      ])
  }

  @Test func `a confirmation counts once`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    _ = desk.settle(1, failure: nil, on: &host, journal: &journal)
    let again = desk.settle(1, failure: nil, on: &host, journal: &journal)
    #expect(again == nil)
    #expect(desk.audit.count == 1)
  }

  @Test func `what a guard rail refuses is not sent out`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    let strand = ActRequest(.drain(.endpoint("eus2/gpt")), reason: "maintenance")
    let progress = desk.begin(strand, by: Self.ada, seen: nil, on: &host, journal: &journal)
    guard case .done(let receipt) = progress else {
      Issue.record("an act that strands a feature was sent out")
      return
    }
    #expect(receipt.outcome == .refused)
    #expect(host.sent.isEmpty)
  }

  @Test func `where nobody carries acts out every act is refused`() {
    var host = RemoteHost()
    host.acting = .nowhere("no way is named")
    var desk = Self.desk(host)
    var journal = NoJournal()
    guard
      case .done(let receipt) = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    else {
      Issue.record("an act was sent out to nobody")
      return
    }
    #expect(receipt.outcome == .refused)
    #expect(receipt.reason == "no way is named")
    #expect(host.order == nil)
  }

  @Test func `a snapshot is corrected by its owner`() {
    let host = RemoteHost()
    let snapshot = Self.desk(host).snapshot(of: host)
    #expect(snapshot.totals.inFlight == nil)
  }

  @Test func `an act that fails after a while stands in the event log at the time it failed`() {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    let sent = host.clock.moment(at: host.now)
    host.tiny.now = host.tiny.now + .seconds(14)
    _ = desk.settle(1, failure: "nobody confirmed it", on: &host, journal: &journal)
    #expect(desk.events.lines().last?.at == sent.advanced(byMilliseconds: 14_000))
  }

  @Test func `an act that is confirmed after it was given up is in force, and on record beside its failure`()
  {
    var host = RemoteHost()
    var desk = Self.desk(host)
    var journal = NoJournal()
    _ = desk.begin(Self.drain, by: Self.ada, seen: nil, on: &host, journal: &journal)
    _ = desk.settle(1, failure: "did not confirm within 5 s", on: &host, journal: &journal)
    #expect(host.order == nil)
    host.tiny.now += .seconds(20)
    let receipt = desk.settle(1, failure: nil, on: &host, journal: &journal)
    #expect(receipt?.outcome == .applied)
    #expect(receipt?.id == 2)
    #expect(receipt?.reason?.hasPrefix("confirmed 20 s after it was sent") == true)
    #expect(host.order?.kind == .drain)
    #expect(desk.audit.lines().map(\.receipt.outcome) == [.failed, .applied])
    #expect(desk.settle(1, failure: nil, on: &host, journal: &journal) == nil)
  }
}
