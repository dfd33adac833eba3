// Views: events, and who did what, newest first.

internal import RoutingEngine
internal import Wire

/// The events screen.
struct EventTable {
  private let model: Model

  /// The table of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the events.
  func draw(on surface: inout Surface, in area: Rect) {
    var runs: [UInt64: EventRun] = [:]
    for run in model.shownRuns { runs[run.first.id] = run }
    let shown = model.rowsInView(height: area.rows)
    let rows = model.order.ids.enumerated().map { place, id -> TableRow<RowID> in
      guard shown.contains(place), case .event(let number) = id, let run = runs[number] else {
        return TableRow(id: id, cells: [])
      }
      let event = run.last
      return TableRow(
        id: id,
        cells: [
          TextLine(run.severity.mark, run.severity.role), TextLine(event.at.clockText),
          TextLine(EventWords.tag(event.kind), .strong), TextLine(event.endpoint ?? event.feature ?? "-"),
          TextLine(Self.what(run)),
        ])
    }
    let columns = [
      TableColumn("S", track: .fixed(2, priority: 9)), TableColumn("TIME", track: .fixed(8, priority: 9)),
      TableColumn("KIND", track: .fixed(5, priority: 8)),
      TableColumn("WHERE", track: Track(minimum: 12, maximum: 24, weight: 1, priority: 3)),
      TableColumn("WHAT", track: Track(minimum: 30, weight: 4, priority: 10)),
    ]
    let empty = model.filter.isEmpty ? "nothing has happened yet" : "nothing matches /\(model.filter.text)"
    Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: empty)
      .draw(on: &surface, in: area, state: model.table)
  }

  /// What happened, without the name that stands in the column before.
  private static func what(_ run: EventRun) -> String {
    let place = run.last.endpoint ?? run.last.feature ?? "-"
    for lead in [place + ": ", place + " "] where run.text.hasPrefix(lead) {
      return String(run.text.dropFirst(lead.count))
    }
    return run.text
  }
}

/// The audit screen.
struct AuditTable {
  private let model: Model

  /// The table of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the acts, refused, failed and cancelled ones included.
  func draw(on surface: inout Surface, in area: Rect) {
    var lines: [UInt64: AuditLine] = [:]
    for line in model.feed.audit { lines[line.receipt.id] = line }
    let shown = model.rowsInView(height: area.rows)
    let rows = model.order.ids.enumerated().map { place, id -> TableRow<RowID> in
      guard shown.contains(place), case .audit(let number) = id, let line = lines[number] else {
        return TableRow(id: id, cells: [])
      }
      return TableRow(id: id, cells: cells(line.receipt))
    }
    let columns = [
      TableColumn("TIME", track: .fixed(8, priority: 10)),
      TableColumn("WHO", track: Track(minimum: 8, maximum: 16, weight: 1, priority: 9)),
      TableColumn("ACT", track: .fixed(7, priority: 10)),
      TableColumn("ON", track: Track(minimum: 22, maximum: 36, weight: 2, priority: 10)),
      TableColumn("OUTCOME", track: .fixed(9, priority: 10)),
      TableColumn("LEASE", track: .fixed(5, priority: 3), alignment: .right),
      TableColumn("WHY, WHY NOT", track: Track(minimum: 14, weight: 4, priority: 8)),
    ]
    Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "nobody has acted yet")
      .draw(on: &surface, in: area, state: model.table)
  }

  private func cells(_ receipt: AuditReceipt) -> [TextLine] {
    let role: Role =
      switch receipt.outcome {
      case .applied: .resultGood
      case .cancelled: .dim
      case .refused, .conflict, .failed: .resultBad
      }
    var why = [Span(receipt.act.reason)]
    if let reason = receipt.reason {
      why.append(Span((receipt.act.reason.isEmpty ? "" : "   ") + reason, .dim))
    }
    return [
      TextLine(receipt.at.clockText), TextLine(receipt.actor), TextLine(receipt.act.name.uppercased()),
      TextLine(receipt.act.targetText), TextLine(receipt.outcome.rawValue, role),
      TextLine(receipt.act.leaseText ?? "-"), TextLine(why),
    ]
  }
}

/// TTFT p50, p90 and errors of everything over the last minutes, with marks where something happened.
struct TimelinePane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the charts one below another over the same axis, and the marks between them.
  func draw(on surface: inout Surface, in area: Rect) {
    let labels = 12
    guard area.rows >= 4, area.columns > labels + 20, let end = model.shown?.at else { return }
    let plot = area.columns - labels - 1
    // Steps of the history are whole multiples of five seconds; a chart of braille shows two a column.
    let perColumn = model.settings.glyphs == .braille ? 2 : 1
    let step = 5
    let seconds = Double(step * perColumn)
    let trend = Trend(model, steps: plot * perColumn, seconds: step)
    let chartRows = (area.rows - 2) / 2
    let p90 = trend.of(.total, .ttftP90)
    let errors = trend.of(.total, .errorRate).map { $0.map { $0 * 100 } }
    let features = model.shown?.features ?? []
    let goal = features.compactMap(\.objectiveTTFT).min()
    drawChart("TTFT p90", p90, goal, Show.milliseconds, on: &surface, rows: 0..<chartRows, in: area, labels)
    // Where nobody tells what callers saw there is nothing to compare with an objective.
    let limit = model.shown?.callerErrorRate.flatMap { _ in
      features.compactMap(\.objectiveErrorRate).min().map { $0 * 100 }
    }
    drawChart(
      "errors %", errors, limit, { Figures.fixed($0, 1) }, on: &surface, rows: chartRows..<(2 * chartRows),
      in: area,
      labels)
    drawMarks(
      on: &surface, in: area, row: 2 * chartRows, labels: labels, plot: plot, seconds: seconds, end: end)
    drawAxis(
      on: &surface, in: area.line(2 * chartRows + 1), labels: labels, plot: plot, seconds: seconds, end: end)
  }

  private func drawChart(
    _ name: String, _ values: [Double?], _ limit: Double?, _ shown: (Double?) -> String,
    on surface: inout Surface, rows: Range<Int>, in area: Rect, _ labels: Int
  ) {
    let top = values.compactMap(\.self).max()
    let place = Rect(
      column: area.column + labels, row: area.row + rows.lowerBound, columns: area.columns - labels - 1,
      rows: rows.count)
    Chart(
      values, ceiling: top.map { max($0, (limit ?? 0) * 1.2) }, objective: limit,
      glyphs: model.settings.glyphs
    )
    .draw(on: &surface, in: place)
    let now = values.last.flatMap(\.self)
    TextLine(" " + name, .strong).draw(
      on: &surface, in: area.line(rows.lowerBound).cut(labels), glyphs: model.settings.glyphs)
    TextLine(" now \(shown(now))").draw(
      on: &surface, in: area.line(rows.lowerBound + 1).cut(labels), glyphs: model.settings.glyphs)
    guard rows.count > 2 else { return }
    TextLine(" max \(shown(top))", .dim).draw(
      on: &surface, in: area.line(rows.lowerBound + 2).cut(labels), glyphs: model.settings.glyphs)
  }

  /// Trips, acts and changes of the configuration, each where it happened.
  private func drawMarks(
    on surface: inout Surface, in area: Rect, row: Int, labels: Int, plot: Int, seconds: Double, end: Moment
  ) {
    TextLine(" marks", .strong).draw(
      on: &surface, in: area.line(row).cut(labels), glyphs: model.settings.glyphs)
    var marks: [Int: Mark] = [:]
    for event in model.shownEvents {
      let age = end.seconds(since: event.at)
      let column = plot - 1 - Show.whole(age / seconds)
      guard column >= 0, column < plot, let mark = Self.mark(event) else { continue }
      if mark.weight >= marks[column]?.weight ?? 0 { marks[column] = mark }
    }
    for (column, mark) in marks {
      surface.write(
        mark.text, at: Point(column: area.column + labels + column, row: area.row + row),
        style: Style(mark.role), within: area)
    }
  }

  /// A letter on the axis; of two at the same place the weightier stands there.
  private struct Mark {
    var text: String
    var role: Role
    var weight: Int
  }

  /// `T` a trip, `t` a try to come back that failed, `C` closed again, `F` a failover, `O` an operator, `R` a new
  /// configuration, `P` a panic.
  private static func mark(_ event: EventLine) -> Mark? {
    switch EventKind(rawValue: event.kind) {
    case .opened where event.trigger == Trigger.probe.name: Mark(text: "t", role: .dim, weight: 1)
    case .opened: Mark(text: "T", role: .open, weight: 4)
    case .closed: Mark(text: "C", role: .strong, weight: 3)
    case .failover: Mark(text: "F", role: .warn, weight: 2)
    case .overrideSet, .overrideEnded, .actRefused: Mark(text: "O", role: .drain, weight: 6)
    case .configApplied: Mark(text: "R", role: .strong, weight: 5)
    case .panic: Mark(text: "P", role: .crit, weight: 7)
    default: nil
    }
  }

  private func drawAxis(
    on surface: inout Surface, in row: Rect, labels: Int, plot: Int, seconds: Double, end: Moment
  ) {
    for step in stride(from: 0, to: plot - 7, by: 20) {
      let at = end.advanced(byMilliseconds: -Int64(Double(plot - 1 - step) * seconds * 1_000))
      surface.write(
        at.clockText, at: Point(column: row.column + labels + step, row: row.row), style: Style(.chartAxis),
        within: row)
    }
  }
}

extension Rect {
  /// The area's first columns.
  fileprivate func cut(_ count: Int) -> Rect {
    Rect(column: column, row: row, columns: min(columns, count), rows: rows)
  }
}
