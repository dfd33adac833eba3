internal import Documents
internal import RoutingEngine
internal import TelemetryClient
internal import Wire

/// `status`, `features`, `events`, `audit` and `cost`: what a running server knows.
struct ShowCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    // What is wrong with the line is said before anybody is asked.
    for text in [invocation.text(.report)].compactMap(\.self) + invocation.arguments {
      _ = try instant(text, before: Moment(milliseconds: 0))
    }
    var connection = try ServerConnection(invocation, shell: shell)
    let isJSON = invocation.has(.json)
    switch invocation.command.name {
    case .status:
      let snapshot = try snapshot(&connection)
      try shell.write(isJSON ? Self.line(snapshot) : StatusText.status(snapshot))
    case .features:
      let snapshot = try snapshot(&connection)
      let features = snapshot.features
      try shell.write(
        isJSON ? Self.line(features) : StatusText.features(features, isAdvisory: snapshot.isAdvisory))
    case .events where invocation.text(.report) != nil:
      try shell.write(try report(invocation, &connection))
    case .events:
      guard invocation.arguments.isEmpty else {
        throw .usage("events takes TO only together with --report FROM", help: .events)
      }
      let since = try since(invocation, &connection)
      guard case .events(let lines) = try connection.ask(.events(since: since)) else {
        preconditionFailure("Events are answered by events.")
      }
      try shell.write(lines.map { isJSON ? Self.line($0) : StatusText.event($0) }.joined())
    case .audit:
      let since = try since(invocation, &connection)
      guard case .audit(let lines) = try connection.ask(.audit(since: since)) else {
        preconditionFailure("Audit lines are answered by audit lines.")
      }
      try shell.write(lines.map { isJSON ? Self.line($0) : StatusText.audit($0) }.joined())
    case .cost: try shell.write(try cost(invocation, &connection))
    default: preconditionFailure("\(invocation.command.name.rawValue) shows nothing.")
    }
  }

  private func snapshot(_ connection: inout ServerConnection) throws(CommandError) -> SystemSnapshot {
    guard case .snapshot(let snapshot) = try connection.ask(.snapshot) else {
      preconditionFailure("A snapshot is answered by a snapshot.")
    }
    return snapshot
  }

  private func cost(
    _ invocation: Invocation, _ connection: inout ServerConnection
  ) throws(CommandError) -> String {
    let by = invocation.text(.by)
    let since = try costSince(invocation, &connection)
    let report = try cost(&connection, by, since)
    guard !invocation.has(.json) else { return Self.line(report) }
    guard since == nil, report.lines.allSatisfy({ $0.start == nil }) else { return StatusText.cost(report) }
    // What an operator asks next; a server without a ledger knows no more than what it said.
    let snapshot = try snapshot(&connection)
    let hour = try? cost(&connection, nil, snapshot.at.startOfHour.text)
    let day = try? cost(&connection, nil, snapshot.at.startOfDay.text)
    return StatusText.cost(report) + StatusText.costNow(snapshot, hour: hour, day: day)
  }

  private func cost(
    _ connection: inout ServerConnection, _ by: String?, _ since: String?
  ) throws(CommandError) -> CostReport {
    guard case .cost(let report) = try connection.ask(.cost(by: by, since: since)) else {
      preconditionFailure("Cost is answered by cost.")
    }
    return report
  }

  /// `--since` of `cost`: as everywhere, or `today`.
  private func costSince(
    _ invocation: Invocation, _ connection: inout ServerConnection
  ) throws(CommandError) -> String? {
    guard let text = invocation.text(.since) else { return nil }
    if text == "today" { return try snapshot(&connection).at.startOfDay.text }
    if Moment(text: text) != nil { return text }
    guard let length = try? DurationText.parse(text), length >= 0 else {
      throw .usage(
        "--since must be an instant such as 2026-11-22T03:12:00Z, a length such as 24h, or today", help: .cost
      )
    }
    return try snapshot(&connection).at.advanced(byMilliseconds: -length / 1_000_000).text
  }

  /// What happened between two instants, as far as the server's logs go.
  private func report(
    _ invocation: Invocation, _ connection: inout ServerConnection
  ) throws(CommandError) -> String {
    let present = try snapshot(&connection)
    let from = try instant(invocation.text(.report) ?? "", before: present.at)
    let to = try invocation.arguments.first.map { text throws(CommandError) in
      RecordedTime.end(try instant(text, before: present.at), text, after: from, until: present.at)
    }
    guard from <= to ?? from else {
      throw .usage("the report would end before it begins", help: .events)
    }
    guard from <= present.at else {
      throw .usage("the report would begin in the future: now is \(present.at.text)", help: .events)
    }
    let end = min(to ?? present.at, present.at)
    guard case .events(let events) = try connection.ask(.events(since: from.text)),
      case .audit(let audit) = try connection.ask(.audit(since: from.text)),
      case .history(let snapshots) = try connection.ask(.history(from: from, to: end))
    else { preconditionFailure("Lines are answered by lines.") }
    var report = IncidentReport(from: from, to: end)
    for snapshot in snapshots { report.add(snapshot) }
    report.add(present)
    // The ledger of the process knows better than its rates, where all of it lies in the span.
    if end == present.at, let cost = try? cost(&connection, nil, nil), cost.from >= from {
      report.spending.add(cost)
    }
    report.add(events: events, audit: audit)
    if let to, to > end { report.askedUntil = to }
    return IncidentMarkdown(report).text
  }

  private func instant(_ text: String, before present: Moment) throws(CommandError) -> Moment {
    guard let moment = RecordedTime.moment(text, in: Moment(milliseconds: .min)...present) else {
      throw .usage("--report needs \(RecordedTime.forms), twice; not \"\(text)\"", help: .events)
    }
    return moment
  }

  /// `--since` as the server reads it; a length counts back from the server's own present.
  private func since(
    _ invocation: Invocation, _ connection: inout ServerConnection
  ) throws(CommandError) -> String? {
    guard let text = invocation.text(.since) else { return nil }
    if UInt64(digits: text) != nil || Moment(text: text) != nil { return text }
    guard let length = try? DurationText.parse(text), length >= 0 else {
      throw .usage(
        "--since must be an instant such as 2026-11-22T03:12:00Z, a length such as 30m, or a line's number",
        help: invocation.command.name)
    }
    return try snapshot(&connection).at.advanced(byMilliseconds: -length / 1_000_000).text
  }

  private static func line(_ shape: some JSONWritable) -> String {
    String(decoding: shape.json(), as: UTF8.self) + "\n"
  }
}
