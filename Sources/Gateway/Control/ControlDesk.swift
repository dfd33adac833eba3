internal import Documents
public import RoutingEngine
public import Wire

/// Where operators' acts are judged, done and put on record, and where events become lines of a log.
///
/// The one place that all ways to act lead to: the console's dialogs, the commands and the control API.
public struct ControlDesk: Sendable {
  /// The most events that are kept in memory.
  public static let eventLimit = 20_000
  /// The most audit lines that are kept in memory.
  public static let auditLimit = 5_000

  /// The newest events.
  public private(set) var events: LineLog<EventLine>
  /// The newest audit lines.
  public private(set) var audit: LineLog<AuditLine>
  /// Acts so far, by kind and outcome, for the metrics.
  public private(set) var actCounts: [ActCount] = []
  /// Events so far, by kind, for the metrics.
  public private(set) var eventCounts: [String: Int] = [:]
  private var maker: SnapshotMaker
  private var translator: EventTranslator
  private let started: Timestamp
  var nextReceipt: UInt64
  /// What is added to the engine's revisions.
  let revisions: RevisionScale
  /// Acts that another system has not confirmed yet, by the numbers of their receipts.
  var unconfirmed: [UInt64: UnconfirmedAct] = [:]
  /// The act that another system failed to confirm last: it may still say that it is in force.
  var expired: UnconfirmedAct?

  /// How many acts of one kind ended one way.
  public struct ActCount: Sendable, Hashable {
    /// `drain`, `flip`, ….
    public var kind: String
    /// How they ended.
    public var outcome: ActOutcome
    /// How many.
    public var count: Int
  }

  /// Opens a desk.
  ///
  /// - Parameters:
  ///   - maker: makes the snapshots.
  ///   - started: the engine's clock now.
  ///   - firstReceipt: the number of the first receipt; above those of the journal.
  ///   - earlier: the newest audit lines of earlier processes, oldest first.
  ///   - revisionBase: what is added to the engine's revisions, which begin at 1 in every process.
  public init(
    maker: SnapshotMaker, started: Timestamp, firstReceipt: UInt64 = 1, earlier: [AuditLine] = [],
    revisionBase: UInt64 = 0
  ) {
    self.maker = maker
    revisions = RevisionScale(base: revisionBase)
    self.started = started
    translator = EventTranslator(maker.configuration)
    events = LineLog(limit: Self.eventLimit)
    let recalled = earlier.suffix(Self.auditLimit)
    audit = LineLog(
      limit: Self.auditLimit, firstNumber: firstReceipt - min(firstReceipt - 1, UInt64(recalled.count)))
    for line in recalled { audit.append(line) }
    nextReceipt = firstReceipt
  }

  /// Hears that another configuration is in force.
  mutating func reloaded(_ configuration: EngineConfiguration) {
    maker = SnapshotMaker(
      configuration: configuration, mode: maker.mode, environment: maker.environment, engine: maker.engine)
    translator = EventTranslator(configuration)
  }

  /// Takes what the engine has recorded since the last call.
  ///
  /// - Returns: the new lines, oldest first.
  @discardableResult
  public mutating func takeEvents(of host: inout some EngineHost & ~Copyable) -> [EventLine] {
    let clock = host.clock
    return host.takeEvents().map { event in
      let line = translator.line(revisions.shown(event), id: events.nextNumber, clock: clock)
      note(line)
      return line
    }
  }

  /// Puts what the engine says of an act that it does again under the act's own time.
  mutating func takeEvents(ofActAt moment: Moment, of host: inout some EngineHost & ~Copyable) {
    let clock = host.clock
    for event in host.takeEvents() {
      var line = translator.line(revisions.shown(event), id: events.nextNumber, clock: clock)
      let isOrder = event.kind == .overrideSet || event.kind == .overrideEnded
      if isOrder { line.at = min(line.at, moment) }
      if !isOrder || !isRecalled(line) { note(line) }
    }
  }

  /// Whether an earlier process has told of an order already, as far as its events were recalled.
  private func isRecalled(_ order: EventLine) -> Bool {
    events.lines().contains { line in
      line.kind == order.kind && line.endpoint == order.endpoint && line.feature == order.feature
        && (line.from, line.to) == (order.from, order.to) && line.detail.actor == order.detail.actor
        && abs(line.at.seconds(since: order.at)) < Self.sameOrder
    }
  }

  /// How far apart two accounts of one order may be, in seconds: a receipt and the event that came of it.
  private static let sameOrder = 2.0

  /// Puts the newest events of earlier processes in front, and the line that parts them from what comes; they get
  /// numbers of this process, which a stream of it resumes after.
  mutating func recall(_ earlier: EarlierSession) {
    precondition(events.count == 0, "What was before is recalled before anything happens.")
    for var line in earlier.events.suffix(Self.eventLimit / 2) {
      line.id = events.nextNumber
      events.append(line)
    }
    guard let restart = earlier.restart else { return }
    events.append(.started(id: events.nextNumber, at: restart.began, after: restart.last))
  }

  /// Says in the event log that a source of figures fails, or is back.
  ///
  /// - Parameters:
  ///   - source: how it is.
  ///   - failed: since when it failed; nil where it fails now.
  ///   - host: whose engine it tells of.
  mutating func say(
    of source: SourceStatus, after failed: Moment?, on host: inout some EngineHost & ~Copyable
  ) {
    // What happened before stands before it.
    takeEvents(of: &host)
    let now = host.clock.moment(at: host.now)
    let number = events.nextNumber
    note(
      failed.map { .back(source, id: number, at: now, after: $0) } ?? .failed(source, id: number, at: now))
  }

  private mutating func note(_ line: EventLine) {
    events.append(line)
    eventCounts[line.kind, default: 0] += 1
  }

  /// Says in the event log that an act came to nothing of which the engine does not know.
  mutating func sayRefused(_ receipt: ActReceipt, on host: inout some EngineHost & ~Copyable) {
    // What happened before stands before it.
    takeEvents(of: &host)
    var line = translator.line(of: receipt, id: events.nextNumber)
    // It came to nothing now, and not when it was sent out.
    line.at = max(line.at, host.clock.moment(at: host.now))
    note(line)
  }

  /// Everything a screen needs at this moment.
  public func snapshot(
    of host: borrowing some EngineHost & ~Copyable, sources: [SourceStatus] = []
  ) -> SystemSnapshot {
    snapshot(of: host.fleetSnapshot(), on: host, sources: sources)
  }

  /// For how long the process has been running.
  func uptime(of host: borrowing some EngineHost & ~Copyable) -> Nanoseconds { host.now - started }

  /// The same of a fleet that was read from the host at this moment: reading it is most of the work.
  func snapshot(
    of fleet: FleetSnapshot, on host: borrowing some EngineHost & ~Copyable, sources: [SourceStatus] = []
  ) -> SystemSnapshot {
    var snapshot = maker.snapshot(
      of: fleet, clock: host.clock, uptime: host.now - started, sources: sources)
    host.refine(&snapshot)
    snapshot.revision = revisions.shown(snapshot.revision)
    return snapshot
  }

  /// What every attempt cost so far, and for whom.
  public func cost(of host: borrowing some EngineHost & ~Copyable) -> CostReport {
    cost(of: host.fleetSnapshot(), on: host)
  }

  /// The same of a fleet that was read from the host at this moment.
  func cost(of fleet: FleetSnapshot, on host: borrowing some EngineHost & ~Copyable) -> CostReport {
    CostReport(
      fleet.ledger, former: host.formerPairs, in: host.configuration,
      from: host.clock.moment(at: started), to: host.clock.moment(at: host.now))
  }

  /// What an act would do.
  ///
  /// - Throws: where it names what does not exist.
  public func preview(
    _ request: ActRequest, on host: borrowing some EngineHost & ~Copyable
  ) throws(ControlFailure) -> ActPreview {
    let aimed = Self.aimed(request, on: host)
    let judged = host.judge(Act(aimed.request.order, actor: "", reason: request.reason, lease: request.lease))
    guard let preview = judged.preview else {
      throw ControlFailure(
        code: "unknown_target", message: judged.result.message ?? "the act names what does not exist",
        hint: "see the snapshot for the names")
    }
    return shown(preview, of: Self.settled(aimed, preview), obstacle: aimed.obstacle, on: host)
  }

  /// A preview with what the act would do to orders that stand.
  private func shown(
    _ preview: Preview, of act: ActRequest, obstacle: String?,
    on host: borrowing some EngineHost & ~Copyable
  ) -> ActPreview {
    let fleet = host.fleetSnapshot()
    var shown = ActPreview(preview, of: act, in: host.configuration)
    shown.revision = revisions.shown(shown.revision)
    shown.refusal =
      obstacle ?? shown.refusal.map { $0 + explanation(of: preview, act.order, in: fleet, on: host) }
    shown.isAllowed = shown.refusal == nil
    shown.inFlight = host.callsInFlight(on: preview.affected, counted: preview.inFlight)
    switch act.order {
    case .drain, .undrain, .breaker:
      let all = fleet.engine.endpoints
      let affected = preview.affected.compactMap { all.indices.contains($0.value) ? all[$0.value] : nil }
      shown.warnings = ActWarnings.of(act.order, on: affected, at: host.now, in: host.configuration)
    case .flip, .share: shown.warnings = Self.warnings(act.order, in: fleet, on: host)
    }
    shown.warnings += blindness(of: shown, in: fleet, on: host)
    if case .elsewhere = host.acting { shown.warnings += Self.atOnce(shown) }
    return shown
  }

  /// The act with the target that it comes to: what is shown, kept, sent and done is what was judged, whatever changes
  /// until it is done again by a later process.
  ///
  /// One that has no target is shown as it was wanted.
  private static func settled(_ aimed: Aimed, _ preview: Preview?) -> ActRequest {
    guard let preview, aimed.obstacle == nil else { return aimed.request }
    var settled = aimed.request
    settled.order = preview.act.order
    return settled
  }

  /// Judges an act, keeps it, does it, and puts it on record, whatever comes of it.
  ///
  /// - Parameters:
  ///   - request: what is wanted.
  ///   - author: who wants it.
  ///   - seen: the revision the author saw; nil to act on whatever is there.
  ///   - host: whose engine it is done to.
  ///   - journal: where it is kept before it is done.
  /// - Returns: what came of it.
  public mutating func perform(
    _ request: ActRequest, by author: ActAuthor, seen: UInt64?,
    on host: inout some EngineHost & ~Copyable, journal: inout some ActJournal
  ) -> ActReceipt {
    let aimed = Self.aimed(request, on: host)
    var act = Act(
      aimed.request.order, actor: author.name, reason: request.reason, lease: request.lease,
      revision: revisions.engine(seen), force: request.force)
    let judged = host.judge(act)
    var receipt = newReceipt(aimed, by: author, judged.preview, on: host)
    receipt.revision = revisions.shown(host.fleetSnapshot().engine.revision)
    act.order = receipt.act.order
    if let refusal = refusal(of: request, by: author, receipt.preview) ?? aimed.obstacle {
      receipt.reason = refusal
      sayRefused(receipt, on: &host)
    } else if let conflict = revisions.conflict(seen, present: host.fleetSnapshot().engine.revision) {
      (receipt.outcome, receipt.reason) = (.conflict, conflict)
      sayRefused(receipt, on: &host)
    } else if judged.result != .applied {
      receipt.outcome = ActOutcome(judged.result)
      receipt.reason = reason(judged.result, of: receipt, seen: seen, in: host.configuration)
      sayRefused(receipt, on: &host)
    } else {
      finish(&receipt, act, by: author, on: &host, journal: &journal)
    }
    record(receipt, by: author, journal: &journal)
    return receipt
  }

  /// The next receipt, for an act that was judged.
  mutating func newReceipt(
    _ aimed: Aimed, by author: ActAuthor, _ preview: Preview?,
    on host: borrowing some EngineHost & ~Copyable
  ) -> ActReceipt {
    defer { nextReceipt += 1 }
    let act = Self.settled(aimed, preview)
    var receipt = ActReceipt(
      id: nextReceipt, act: act, actor: author.name, at: host.clock.moment(at: host.now), revision: 0,
      outcome: .refused)
    if let preview { receipt.preview = shown(preview, of: act, obstacle: aimed.obstacle, on: host) }
    return receipt
  }

  /// Puts on record that an operator began an act and did not send it.
  public mutating func cancel(
    _ request: ActRequest, by author: ActAuthor, at moment: Moment, journal: inout some ActJournal
  ) {
    let receipt = ActReceipt(
      id: nextReceipt, act: request, actor: author.name, at: moment, revision: 0, outcome: .cancelled)
    nextReceipt += 1
    record(receipt, by: author, journal: &journal)
  }

  /// Puts on record that somebody wanted an act who may not even ask.
  public mutating func refuse(
    _ request: ActRequest, by author: ActAuthor, because reason: String, at moment: Moment,
    journal: inout some ActJournal
  ) {
    let receipt = ActReceipt(
      id: nextReceipt, act: request, actor: author.name, at: moment, revision: 0, outcome: .refused,
      reason: reason)
    nextReceipt += 1
    record(receipt, by: author, journal: &journal)
  }

  /// What the desk itself refuses, before the engine is asked.
  func refusal(of request: ActRequest, by author: ActAuthor, _ preview: ActPreview?) -> String? {
    guard author.role == .operator else {
      return "\(author.name) is a viewer and may not act; ask for an operator's token"
    }
    if maker.environment?.lowercased() == "prod", request.reason.isEmpty {
      return "in prod an act needs a reason; give one"
    }
    if request.force, let typed = request.typed, let token = preview?.typedToken,
      !(preview?.isPassed(by: typed) ?? true)
    {
      return "the token that was typed is not \"\(token)\", so that the guard rail stands"
    }
    return nil
  }

  /// Keeps an act and does it.
  mutating func finish(
    _ receipt: inout ActReceipt, _ act: Act, by author: ActAuthor,
    on host: inout some EngineHost & ~Copyable, journal: inout some ActJournal
  ) {
    receipt.outcome = .applied
    receipt.reason = nil
    do {
      try journal.keep(receipt, by: author)
    } catch {
      (receipt.outcome, receipt.reason) = (.failed, error.description)
      return sayRefused(receipt, on: &host)
    }
    let answer = host.perform(act)
    receipt.revision = revisions.shown(answer.revision)
    receipt.outcome = ActOutcome(answer.result)
    receipt.reason = answer.result.message
    let warnings = receipt.preview?.warnings ?? []
    // What was done beyond the words of the act is on record, too.
    if answer.result == .applied, !warnings.isEmpty { receipt.reason = warnings.joined(separator: "; ") }
  }

  /// Puts a receipt on record.
  mutating func record(
    _ receipt: ActReceipt, by author: ActAuthor, journal: inout some ActJournal
  ) {
    record(AuditReceipt(receipt), by: author, journal: &journal)
  }

  mutating func record(
    _ receipt: AuditReceipt, by author: ActAuthor, journal: inout some ActJournal
  ) {
    let line = AuditLine(receipt: receipt, host: author.host, tty: author.tty, remote: author.remote)
    audit.append(line)
    journal.note(line)
    let kind = receipt.act.name
    if let known = actCounts.firstIndex(where: { $0.kind == kind && $0.outcome == receipt.outcome }) {
      actCounts[known].count += 1
    } else {
      actCounts.append(ActCount(kind: kind, outcome: receipt.outcome, count: 1))
    }
  }
}
