internal import Archive
internal import Wire

/// `events --report FROM TO` and `replay FILE --report FROM TO`: what happened between two instants, from what was
/// recorded.
struct ReportCommand {
  let shell: any Shell

  /// Snapshots that a report looks at, as far as they are not further apart than `longestStep`.
  static let snapshots: Int64 = 2_000
  /// The longest way from one to the next, in milliseconds.
  static let longestStep: Int64 = 10_000
  /// The most lines of the audit log that a report looks through.
  static let auditLines = 100_000

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let (recording, state) = try open(invocation)
    guard let first = invocation.text(.report) else {
      preconditionFailure("The report was asked for without its beginning.")
    }
    let kept: [AuditLine]
    do {
      kept = try AuditLog.newest(in: state, atMost: Self.auditLines)
    } catch {
      throw .failed(error.description)
    }
    try print(recording, kept: kept, from: first, to: invocation.arguments.first, for: .events)
  }

  /// Prints the report of a recording.
  ///
  /// - Throws: where an instant is none, or nothing was recorded between the two.
  func print(
    _ recording: Recording, kept: [AuditLine] = [], from first: String, to last: String?,
    for command: CommandName
  ) throws(CommandError) {
    let span = recording.span
    let from = try ReplayCommand.moment(first, "--report", in: span, for: command)
    let to = try last.map { text throws(CommandError) in
      try ReplayCommand.moment(text, "TO", in: span, for: command)
    }
    guard from <= to ?? from else {
      throw .usage("the report would end before it begins", help: command)
    }
    guard from <= span.upperBound, to ?? span.upperBound >= span.lowerBound else {
      throw .failed(
        "nothing is recorded from \(from.text) to \((to ?? span.upperBound).text): the recording is of "
          + "\(span.lowerBound.text) to \(span.upperBound.text).")
    }
    let end = min(to ?? span.upperBound, span.upperBound)
    let oldest = kept.map(\.receipt.at).filter { $0 >= from }.min() ?? span.lowerBound
    let start = max(from, min(span.lowerBound, oldest))
    var report: IncidentReport
    do {
      report = try Self.report(recording, kept: kept, from: start, to: end)
    } catch {
      throw .failed(error.description)
    }
    if start > from { report.askedFrom = from }
    if let to, to > end { report.askedUntil = to }
    let damage = recording.takeDamage().map(\.description)
    for line in damage { shell.complain(line) }
    report.lost = damage
    try shell.write(IncidentMarkdown(report).text)
  }

  /// The recording that is asked about, and the state directory that it is of.
  private func open(_ invocation: Invocation) throws(CommandError) -> (Recording, String) {
    do {
      if let named = invocation.text(.stateDir) { return (try Recording.inState(named), named) }
      let state = try StateDirectory.standardPath { shell.variable($0) }
      return (try Recording.inState(state), state)
    } catch {
      throw .failed(error.description)
    }
  }

  /// Gathers a report from a recording, and from the audit log beside it: a process that was killed may have kept
  /// acts there that the recording does not have.
  static func report(
    _ recording: Recording, kept: [AuditLine] = [], from: Moment, to: Moment
  ) throws(ArchiveError) -> IncidentReport {
    var report = IncidentReport(from: from, to: to)
    let span = max(0, to.milliseconds - from.milliseconds)
    let step = min(max(1_000, span / snapshots), longestStep)
    var events: [EventLine] = []
    var audit: [AuditLine] = []
    if let scene = try recording.seek(to: from) {
      events = scene.events
      audit = scene.audit
      report.add(scene.snapshot)
    }
    while let next = recording.nextMoment, next <= to {
      let target = min(to, next.advanced(byMilliseconds: step - 1_000))
      for item in try recording.advance(to: max(next, target)) {
        switch item {
        case .snapshot(let snapshot): report.add(snapshot)
        case .event(let event): events.append(event)
        case .audit(let line): audit.append(line)
        case .cost: break
        }
      }
    }
    let known = Set(audit.map(\.receipt.id))
    let missing = kept.filter { !known.contains($0.receipt.id) && (from...to).contains($0.receipt.at) }
    audit = (audit + missing).sorted { ($0.receipt.at, $0.receipt.id) < ($1.receipt.at, $1.receipt.id) }
    report.add(events: events, audit: audit)
    return report
  }
}
