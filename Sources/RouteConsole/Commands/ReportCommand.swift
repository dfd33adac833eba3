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

  /// A beginning that lies no further before what is known needs no word, in seconds.
  static let nearEnough = 2.0

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let recording = try open(invocation)
    guard let first = invocation.text(.report) else {
      preconditionFailure("The report was asked for without its beginning.")
    }
    try print(recording, from: first, to: invocation.arguments.first, for: .events)
  }

  /// Prints the report of a recording.
  ///
  /// - Throws: where an instant is none, or nothing was recorded between the two.
  func print(
    _ recording: Recording, from first: String, to last: String?, for command: CommandName
  ) throws(CommandError) {
    let span = recording.span
    let from = try ReplayCommand.moment(first, "--report", in: span, for: command)
    let to = try last.map { text throws(CommandError) in
      RecordedTime.end(
        try ReplayCommand.moment(text, "TO", in: span, for: command), text, after: from,
        until: span.upperBound)
    }
    guard from <= to ?? from else {
      throw .usage("the report would end before it begins", help: command)
    }
    guard from <= span.upperBound, to ?? span.upperBound >= span.lowerBound else {
      throw .failed(
        "nothing is recorded from \(from.text) to \((to ?? span.upperBound).text): the recording is of "
          + "\(span.lowerBound.text) to \(span.upperBound.text).")
    }
    let acts = recording.acts(from: from) ?? span
    let known = min(span.lowerBound, acts.lowerBound)...max(span.upperBound, acts.upperBound)
    let (start, end) = (max(from, known.lowerBound), min(to ?? known.upperBound, known.upperBound))
    var report: IncidentReport
    do {
      report = try Self.report(recording, from: start, to: end)
    } catch {
      throw .failed(error.description)
    }
    if start.seconds(since: from) > Self.nearEnough { report.askedFrom = from }
    if let to, to > end { report.askedUntil = to }
    let damage = recording.takeDamage().map(\.description)
    for line in damage { shell.complain(line) }
    report.lost = damage
    try shell.write(IncidentMarkdown(report).text)
  }

  /// The recording that is asked about.
  private func open(_ invocation: Invocation) throws(CommandError) -> Recording {
    do {
      if let named = invocation.text(.stateDir) { return try Recording.inState(named) }
      return try Recording.inState(try StateDirectory.standardPath { shell.variable($0) })
    } catch {
      throw .failed(error.description)
    }
  }

  /// Gathers a report from a recording.
  static func report(
    _ recording: Recording, from: Moment, to: Moment
  ) throws(ArchiveError) -> IncidentReport {
    var report = IncidentReport(from: from, to: to)
    let span = max(0, to.milliseconds - from.milliseconds)
    let step = min(max(1_000, span / snapshots), longestStep)
    var events: [EventLine] = []
    var audit: [AuditLine] = []
    if let scene = try recording.seek(to: from) {
      events = scene.events
      audit = scene.audit
      if let cost = scene.cost { report.spending.add(cost) }
      report.add(scene.snapshot)
    }
    var isOver = false
    while !isOver {
      // At the end, acts after the last snapshot are left.
      let next = recording.nextMoment.flatMap { $0 <= to ? $0 : nil }
      isOver = next == nil
      let target = next.map { max($0, min(to, $0.advanced(byMilliseconds: step - 1_000))) } ?? to
      for item in try recording.advance(to: target) {
        switch item {
        case .snapshot(let snapshot): report.add(snapshot)
        case .event(let event): events.append(event)
        case .audit(let line): audit.append(line)
        case .cost(let cost): report.spending.add(cost)
        }
      }
    }
    report.add(events: events, audit: audit)
    return report
  }
}
