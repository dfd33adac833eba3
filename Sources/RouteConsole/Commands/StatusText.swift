internal import RoutingEngine
internal import Wire

/// What a server knows as lines for people.
enum StatusText {
  /// Totals, endpoints and features, the most urgent first.
  static func status(_ snapshot: SystemSnapshot) -> String {
    let place = snapshot.environment.map { " [\(SnapshotText.plain($0.uppercased()))]" } ?? ""
    let totals = snapshot.totals
    var text =
      "\(snapshot.mode)\(place) \(snapshot.engine), revision \(snapshot.revision), \(snapshot.at.text)\n"
    text +=
      "\(Figures.fixed(snapshot.callerRate ?? totals.requestsPerSecond, 1)) requests/s, failed "
      + "\(Figures.percent(snapshot.callerErrorRate, 2)) of requests, \(Figures.percent(totals.errorRate, 2)) of calls"
    text += ", TTFT p50 \(Figures.fixed(totals.ttftP50, 0)) ms p90 \(Figures.fixed(totals.ttftP90, 0)) ms"
    text += ", in flight \(totals.inFlight.map { Figures.grouped($0) } ?? "-")"
    text += ", \(Figures.fixed(totals.costPerHour, 2)) USD/h\n"
    text += SnapshotText.counts(snapshot) + "\n" + SnapshotText.clouds(snapshot) + "\n"
    text += (SnapshotText.risk(snapshot) ?? SnapshotText.calm(snapshot)) + "\n\n"
    text +=
      endpoints(snapshot.endpoints, isAdvisory: snapshot.isAdvisory) + "\n"
      + features(snapshot.features, isAdvisory: snapshot.isAdvisory)
    for source in snapshot.sources where source.error != nil {
      text +=
        "\nsource "
        + SnapshotText.plain(
          "\(source.name): \(source.state)\(source.failedSince.map { " since \($0.clockText)Z" } ?? ""), "
            + (source.error ?? "")) + "\n"
    }
    return text
  }

  private static func endpoints(_ endpoints: [EndpointStatus], isAdvisory: Bool) -> String {
    var table = TextTable(columns: 9, rightAligned: [3, 4, 5, 6])
    table.add([
      "S", "ENDPOINT", "CLOUD", "RPS", "INFL", "P90 ms", "ERR", isAdvisory ? "WOULD BE" : "BREAKER", "WHY",
    ])
    for endpoint in urgent(endpoints, \.severity, { $0.share ?? 0 }) {
      table.add([
        mark(endpoint.severity), name(endpoint.id), endpoint.cloud,
        Figures.fixed(endpoint.requestsPerSecond, 1),
        endpoint.inFlight.map { "\($0)" } ?? "-", speed(endpoint.ttft),
        Figures.percent(endpoint.errorRate, 1), state(endpoint), endpoint.cause ?? "",
      ])
    }
    return table.text
  }

  /// Every feature and who serves it, or is advised to, the most urgent first.
  static func features(_ features: [FeatureStatus], isAdvisory: Bool) -> String {
    var table = TextTable(columns: 8, rightAligned: [2, 3, 4, 6])
    table.add([
      "S", "FEATURE", "RPS", "P90 ms", "ERR", isAdvisory ? "ADVISED" : "SERVED BY", "SPARE", "AT RISK",
    ])
    for feature in urgent(features, \.severity, { Double(-$0.priority) }) {
      table.add([
        mark(feature.severity), name(feature.id), Figures.fixed(feature.requestsPerSecond, 1),
        speed(feature.ttft), Figures.percent(feature.errorRate, 1),
        ActText.shares(
          feature.serving.map { ServedShare(endpoint: name($0.endpoint), share: $0.share) }),
        Show.spare(feature.headroom, " %"),
        feature.atRisk ?? "",
      ])
    }
    return table.text
  }

  private static func urgent<Item>(
    _ items: [Item], _ severity: (Item) -> Severity, _ weight: (Item) -> Double
  ) -> [Item] {
    items.enumerated().sorted { a, b in
      let (first, second) = (severity(a.element), severity(b.element))
      if first != second { return first > second }
      let (heavy, light) = (weight(a.element), weight(b.element))
      return heavy != light ? heavy > light : a.offset < b.offset
    }.map(\.element)
  }

  /// The most columns of a name in a table; what is longer loses its middle.
  private static let nameColumns = 48

  private static func name(_ name: String) -> String { Show.name(name, columns: nameColumns) }

  private static func mark(_ severity: Severity) -> String {
    switch severity {
    case .crit: "!!"
    case .warn: "!"
    case .drain: "~"
    case .stale: "?"
    case .ok: ""
    }
  }

  /// The p90, or what there is instead of it, under its own name.
  private static func speed(_ figures: QuantileFigures?) -> String {
    if figures?.p90 == nil, let mean = figures?.mean { return "avg " + Figures.fixed(mean, 0) }
    let limit = figures?.atLeast.contains(.p90) == true ? ">=" : ""
    return limit + Figures.fixed(figures?.p90, 0)
  }

  private static func state(_ endpoint: EndpointStatus) -> String {
    if let order = endpoint.override {
      let overdue = order.isOverdue ? ", lease over" : ""
      return (order.phase ?? order.word) + " by \(order.actor)" + overdue
    }
    if let hold = endpoint.hold { return "held: \(hold.kind)" }
    guard let percent = endpoint.stagePercent else { return endpoint.stateWord }
    return "\(endpoint.stateWord) \(Figures.plain(percent)) %"
  }

  /// A line of the event log.
  static func event(_ line: EventLine) -> String {
    SnapshotText.plain("\(line.at.text)  \(line.text)") + "\n"
  }

  /// A line of the audit log.
  static func audit(_ line: AuditLine) -> String {
    let receipt = line.receipt
    let place = [line.host, line.tty, line.remote].compactMap { $0 }.joined(separator: " ")
    var text = "\(receipt.at.text)  \(receipt.actor)"
    if !place.isEmpty { text += " (\(place))" }
    text += "  \(ActText.words(receipt.act)): \(receipt.outcome.rawValue)"
    let isDone = receipt.outcome == .applied
    if !isDone, let why = receipt.reason { text += ": \(why)" }
    switch receipt.act {
    // Why it was wanted is not why it came to nothing.
    case .act(let request) where !request.reason.isEmpty:
      text += isDone ? ", because \(request.reason)" : " (reason given: \"\(request.reason)\")"
    case .reload(_, let change) where !change.isEmpty: text += ", \(change)"
    case .quality(let scores): text += ", \(scores)"
    case .act, .reload: break
    }
    if isDone, let remark = receipt.reason { text += "; \(remark)" }
    // Others wrote some of it: it may not end the line, and not move a cursor.
    return SnapshotText.plain(text) + "\n"
  }

  /// What everything cost.
  static func cost(_ report: CostReport) -> String {
    // What every line sums up over is no column.
    let names: [(head: String, cell: (CostReport.Line) -> String?)] = [
      ("FROM (UTC)", { line in line.start.map { $0.dayText + " " + $0.clockText.prefix(5) } }),
      ("FEATURE", \.feature), ("ENDPOINT", \.endpoint), ("PROVIDER", \.provider),
    ].filter { name in report.lines.contains { name.cell($0) != nil } }
    let figures = ["ATTEMPTS", "TOKENS IN", "TOKENS OUT", "USD", "WASTED USD"]
    var table = TextTable(
      columns: names.count + figures.count, rightAligned: Set(names.count..<names.count + figures.count))
    table.add(names.map(\.head) + figures)
    for line in report.lines {
      table.add(
        names.map { $0.cell(line) ?? "" } + [
          Figures.grouped(line.attempts),
          Figures.grouped(Int(line.input + line.cachedInput + line.cacheWrite)),
          Figures.grouped(Int(line.output)), Figures.fixed(line.isPriced ? line.usd : nil, 2),
          Figures.fixed(line.isPriced ? line.wastedUSD : nil, 2),
        ])
    }
    let sum =
      report.isPriced
      ? "\(Figures.fixed(report.totalUSD, 2)) USD, \(Figures.fixed(report.wastedUSD, 2)) USD of it wasted"
      : "no price is known"
    return "\(report.from.text) to \(report.to.text): \(sum)\n" + table.text
  }

  /// What this moment, this hour and today cost, where the server knows.
  static func costNow(_ snapshot: SystemSnapshot, hour: CostReport?, day: CostReport?) -> String {
    var parts = ["now \(Figures.fixed(snapshot.totals.costPerHour, 2)) USD/h"]
    for (name, report) in [("this hour", hour), ("today", day)] {
      guard let report, report.isPriced else { continue }
      parts.append(
        "\(name) \(Figures.fixed(report.totalUSD, 2)) USD (\(Figures.fixed(report.wastedUSD, 2)) wasted)")
    }
    return parts.joined(separator: ", ") + "\n"
  }
}
