public import RoutingEngine
public import Wire

/// What one process keeps in its state directory: acts, audit lines, ledger, and a recording of everything.
///
/// The engine's owner holds it and calls it on its thread. Only `keep(act:)` can refuse anything; what fails
/// elsewhere is a notice, said once until it works again, and everything else goes on.
public final class SessionRecorder {
  /// How many audit lines of earlier processes are brought back.
  public static let recalledLines = 1_000

  /// The most notices that wait to be taken.
  static let noticeLimit = 100

  /// What earlier processes ordered and is still in force, in the order in which it was done.
  public let earlier: [KeptAct]
  /// The newest audit lines of earlier processes, oldest first.
  public let recalled: [AuditLine]
  /// What earlier processes recorded last: the newest events, and how everything was; nil where nothing is recorded.
  public let recalledScene: RecordedScene?
  /// The number of the first receipt of this process: above all that were given.
  public let firstReceipt: UInt64
  private var state: StateDirectory
  private var acts: ActLog
  private var audit: AuditLog
  private var ledger: LedgerBook
  private var folder: RecordingFolder?
  /// Audit lines that the recording does not have yet.
  private var unrecorded: [AuditLine] = []
  private var notices: [String] = []
  /// What is failing at the moment, so that it is said once.
  private var failing: Set<Part> = []

  private enum Part { case audit, ledger, recording }

  /// Takes a state directory over.
  ///
  /// - Parameters:
  ///   - state: the directory; it is given back with the recorder.
  ///   - policy: how much is recorded; nil for nothing.
  ///   - now: the calendar now.
  /// - Throws: where something in it cannot be opened.
  public init(
    _ state: consuming StateDirectory, recording policy: RecordingPolicy? = RecordingPolicy(), now: Moment
  ) throws(ArchiveError) {
    var notices: [String] = []
    var acts = try ActLog.open(in: state, now: now, notices: &notices)
    let audit = try AuditLog(in: state)
    let ledger = try LedgerBook(in: state, now: now, notices: &notices)
    recalledScene = Self.lastScene(in: state)
    let folder: RecordingFolder?
    if let policy { folder = try RecordingFolder(in: state, policy: policy) } else { folder = nil }
    let known = try AuditLog.newest(in: state.path, atMost: Self.recalledLines)
    let missing = AuditLog.missing(acts.takeRecent(), among: known, isWhole: known.count < Self.recalledLines)
    recalled = known + missing
    earlier = acts.standing.inForce(at: now)
    let lastSeen = recalled.map(\.receipt.id).max() ?? 0
    firstReceipt = max(acts.standing.lastID, lastSeen) + 1
    self.notices = notices
    self.acts = acts
    self.audit = audit
    self.ledger = ledger
    self.folder = folder
    self.state = state
    if !missing.isEmpty {
      say("Acts of an earlier process without a line in the audit log, which have one now: \(missing.count).")
    }
    for line in missing { note(line) }
    shortenActs(at: now)
  }

  /// The end of what is recorded; what cannot be read is as good as not recorded, and `replay` says why.
  private static func lastScene(in state: borrowing StateDirectory) -> RecordedScene? {
    guard let past = try? Recording(state.path + "/" + RecordingFolder.name) else { return nil }
    return try? past.seek(to: past.span.upperBound)
  }

  /// The state directory.
  public var path: String { state.path }

  /// Sees to it that nothing waits for room in the audit log, so that an act may be begun.
  ///
  /// - Throws: why something waits on.
  public func prepare() throws(ArchiveError) { if let failure = writeAudit() { throw failure } }

  /// Keeps an act that is about to be done; when this returns, the disk has it.
  ///
  /// - Throws: why it cannot be kept, or why the audit log takes no lines; it must not be done then.
  public func keep(act: KeptAct) throws(ArchiveError) {
    try prepare()
    try acts.keep(act)
  }

  /// Keeps a line of the audit log; one that cannot be written now waits for room.
  ///
  /// Should the process be killed before, the next one finds the act in the act log.
  public func note(_ line: AuditLine) {
    if unrecorded.count < Self.recalledLines { unrecorded.append(line) }
    watch(.audit) { () throws(ArchiveError) in try audit.note(line) }
    shortenActs(at: line.receipt.at)
  }

  /// Writes the lines of the audit log that wait for room.
  ///
  /// - Returns: why they wait on; nil where none does.
  @discardableResult
  private func writeAudit() -> ArchiveError? {
    let failure = watch(.audit) { () throws(ArchiveError) in try audit.writeWaiting() }
    let lost = failure == nil ? audit.takeLost() : 0
    if lost > 0 {
      let (lines, are) = lost == 1 ? ("line", "is") : ("lines", "are")
      say("\(lost) \(lines) of the audit log about acts that came to nothing found no room and \(are) lost.")
    }
    return failure
  }

  /// Shortens the log of acts where it is long: an act leaves it once the disk has its line of the audit log.
  private func shortenActs(at now: Moment) {
    guard acts.isLong, audit.waiting.isEmpty,
      watch(.audit, { () throws(ArchiveError) in try audit.sync() }) == nil
    else { return }
    acts.shorten(at: now)
  }

  /// Records what happened since the last call and how everything is now; call it once a second.
  ///
  /// - Parameters:
  ///   - snapshot: everything at this instant.
  ///   - events: what is new, oldest first.
  ///   - cost: what everything has cost so far; once a minute is enough.
  public func record(_ snapshot: SystemSnapshot, events: [EventLine], cost: CostReport? = nil) {
    writeAudit()
    watch(.recording) { () throws(ArchiveError) in
      try folder?.record(snapshot, events: events, audit: unrecorded, cost: cost)
    }
    unrecorded.removeAll(keepingCapacity: true)
  }

  /// Books what attempts have cost since the last call; call it about once a second, and at the end.
  public func book(
    _ rows: [Ledger.Row], former: [FormerPair] = [], in configuration: EngineConfiguration, at now: Moment
  ) {
    watch(.ledger) { () throws(ArchiveError) in
      try ledger.book(rows, former: former, in: configuration, at: now)
    }
  }

  /// What the hours from one instant to another have cost, both included, this process and earlier ones.
  ///
  /// - Parameters:
  ///   - from: an instant of the first hour; the report says where that hour begins.
  ///   - to: an instant of the last hour.
  ///   - period: what each line is the sum of; nil for the whole span.
  /// - Returns: a report with a line a pair, and one for each period.
  /// - Throws: where a day's file cannot be read.
  public func cost(
    from: Moment, to: Moment, by period: CostReport.Period? = nil
  ) throws(ArchiveError) -> CostReport {
    var whole = LedgerSums()
    var lines: [CostReport.Line] = []
    for part in try ledger.parts(from: from, to: to, by: period ?? .day) {
      whole.add(part.sums)
      guard period != nil else { continue }
      lines += part.sums.report(from: part.start, to: to).lines.map { line in
        var line = line
        line.start = part.start
        return line
      }
    }
    var report = whole.report(from: from.startOfHour, to: to)
    if period != nil { report.lines = lines }
    return report
  }

  /// Sentences for the operator since the last call.
  public func takeNotices() -> [String] {
    defer { notices.removeAll() }
    return notices
  }

  @discardableResult
  private func watch(_ part: Part, _ work: () throws(ArchiveError) -> Void) -> ArchiveError? {
    do {
      try work()
      if failing.remove(part) != nil { say("The \(part) is written again.") }
      return nil
    } catch {
      let consequence = part == .audit ? ", and no act is done until it is" : ""
      if failing.insert(part).inserted {
        say("The \(part) is not written\(consequence): \(error.description)")
      }
      return error
    }
  }

  private func say(_ sentence: String) {
    if notices.count < Self.noticeLimit { notices.append(sentence) }
  }
}
