internal import Documents
internal import RoutingEngine
internal import Transport
internal import Wire

/// The paths that only show.
extension ControlService {
  /// The most lines of one answer.
  static let lineLimit = 1_000

  mutating func snapshot<Host: EngineHost & ~Copyable>(of host: borrowing Host, at now: Instant)
    -> ControlReply
  {
    let shared = sharedSnapshot(of: host, at: now)
    var reply = ControlReply(body: shared.bytes)
    reply.revision = shared.revision
    return reply
  }

  func events(_ request: ControlRequest) -> ControlReply {
    lines(request, of: desk.events) { $0.at }
  }

  func audit(_ request: ControlRequest) -> ControlReply {
    lines(request, of: desk.audit) { $0.receipt.at }
  }

  /// One document a line: those after a number, or since an instant; the newest where there are too many.
  private func lines<Line: JSONWritable & Sendable>(
    _ request: ControlRequest, of log: LineLog<Line>, at: (Line) -> Moment
  ) -> ControlReply {
    let wanted = request.value("limit").map { Int($0) } ?? Self.lineLimit
    guard let most = wanted, (1...Self.lineLimit).contains(most) else {
      return .unreadable("limit must be a number from 1 to \(Self.lineLimit)", hint: "such as limit=50")
    }
    let found: [Line]
    switch request.value("since") {
    case nil, ""?: found = log.lines(atMost: most)
    case let text?:
      if let number = UInt64(text) {
        found = log.lines(after: number, atMost: most)
      } else if let moment = Moment(text: text) {
        found = Array(log.lines().drop { at($0) < moment }.suffix(most))
      } else {
        return .unreadable(
          "since must be the number of a line or an instant", hint: "such as 4471 or 2026-11-22T03:12:00Z")
      }
    }
    var body: [UInt8] = []
    for line in found {
      body += line.json()
      body.append(UInt8(ascii: "\n"))
    }
    return ControlReply(200, .lines, body: body)
  }

  /// Snapshots of the recent past, one a line, ten seconds apart.
  func history(_ request: ControlRequest) -> ControlReply {
    let from = request.value("from").map { Moment(text: $0) } ?? Moment(milliseconds: .min)
    let to = request.value("to").map { Moment(text: $0) } ?? Moment(milliseconds: .max)
    guard let from, let to else {
      return .unreadable("from and to must be instants", hint: "such as 2026-11-22T03:12:00Z")
    }
    return ControlReply(200, .lines, body: past.lines(from: from, to: to))
  }

  /// How far back cost by the hour or by the day goes where the caller does not say.
  private static func usualSpan(_ period: CostReport.Period) -> Int64 {
    switch period {
    case .hour: 86_400_000
    case .day: 30 * 86_400_000
    }
  }

  /// What this process cost; with `since`, or by the hour or day, what the ledger says of that time.
  func cost<Host: EngineHost & ~Copyable>(_ request: ControlRequest, of host: borrowing Host) -> ControlReply
  {
    let names = (request.value("by") ?? "feature,endpoint").split(separator: ",").map(String.init)
    guard let grouping = CostReport.Grouping(names: names) else {
      return .unreadable(
        "by must be a list of " + CostReport.Grouping.names.joined(separator: ", "),
        hint: "such as by=feature,provider")
    }
    let now = host.clock.moment(at: host.now)
    let since = request.value("since")
    guard since != nil || grouping.period != nil else {
      return ControlReply(body: desk.cost(of: host).grouped(by: grouping).json())
    }
    let usual = now.advanced(byMilliseconds: -(grouping.period.map(Self.usualSpan) ?? 0))
    guard let from = since.map({ Moment(text: $0) }) ?? usual else {
      return .unreadable("since must be an instant", hint: "such as 2026-11-22T03:12:00Z")
    }
    do {
      guard var report = try journal.cost(from: from, to: now, by: grouping.period) else {
        return ControlReply(
          501,
          ControlFailure(
            code: "not_here", message: "this server keeps no ledger",
            hint: "ask without since, hour and day for what it cost since it began"))
      }
      // A ledger keeps sums and no prices.
      let unpriced = Set(host.configuration.endpoints.filter { !$0.costIsKnown }.map(\.id))
      for place in report.lines.indices where report.lines[place].usd == 0 {
        report.lines[place].isPriced = !unpriced.contains(report.lines[place].endpoint ?? "")
      }
      return ControlReply(body: report.grouped(by: grouping).json())
    } catch {
      return ControlReply(503, ControlFailure(code: "not_kept", message: error.description))
    }
  }

  func explain<Host: EngineHost & ~Copyable>(_ request: ControlRequest, on host: borrowing Host)
    -> ControlReply
  {
    guard let name = request.value("feature"), let lines = ask.candidates(named: name, on: host) else {
      return ControlReply(
        404,
        ControlFailure(
          code: "unknown_feature", message: "there is no such feature", hint: "see the snapshot for the names"
        ))
    }
    var writer = JSONWriter()
    writer.object {
      $0.field("feature", name)
      $0.field("candidates", lines)
    }
    return ControlReply(body: writer.bytes)
  }
}
