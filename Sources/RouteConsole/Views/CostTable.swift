// Views: what everything costs, and for whom.

internal import Wire

/// The cost screen: a line a pair of feature and endpoint, dearest first.
struct CostTable {
  private let model: Model
  private let snapshot: SystemSnapshot

  /// The table of a model that has figures.
  init(_ model: Model, snapshot: SystemSnapshot) {
    self.model = model
    self.snapshot = snapshot
  }

  private static let columns = [
    TableColumn("FEATURE", track: Track(minimum: 10, maximum: 20, weight: 1, priority: 99)),
    TableColumn("ENDPOINT", track: Track(minimum: 16, maximum: 30, weight: 2, priority: 98)),
    TableColumn("PROVIDER", track: Track(minimum: 8, maximum: 14, weight: 1, priority: 40)),
    TableColumn("ATTEMPTS", track: .fixed(10, priority: 60), alignment: .right),
    TableColumn("OK%", track: .fixed(5, priority: 50), alignment: .right),
    TableColumn("IN TOK", track: .fixed(7, priority: 30), alignment: .right),
    TableColumn("CACHED", track: .fixed(7, priority: 10), alignment: .right),
    TableColumn("OUT TOK", track: .fixed(7, priority: 29), alignment: .right),
    TableColumn("USD", track: .fixed(10, priority: 97), alignment: .right),
    TableColumn("PART", track: .fixed(5, priority: 55), alignment: .right),
    TableColumn("WASTED", track: .fixed(9, priority: 90), alignment: .right),
    TableColumn("EST%", track: .fixed(5, priority: 5), alignment: .right),
  ]

  /// Draws the sums, then the lines.
  func draw(on surface: inout Surface, in area: Rect) {
    guard let report = model.feed.cost else {
      TextLine("asking what everything cost", .dim).draw(
        on: &surface, in: area.dropping(left: 1), glyphs: model.settings.glyphs)
      return
    }
    let isPriced = report.isPriced
    let wasted = report.totalUSD > 0 ? report.wastedUSD / report.totalUSD : nil
    let sums = [
      TextLine([
        Span("since \(report.from.clockText)  "),
        Span(Show.dollars(isPriced ? report.totalUSD : nil), .strong),
      ]),
      TextLine("now \(Show.dollars(snapshot.totals.costPerHour))/h"),
      TextLine([
        Span("wasted "),
        Span("\(Show.dollars(isPriced ? report.wastedUSD : nil)) (\(Show.signed(wasted, 1)))", .strong),
      ]),
      TextLine("on failures, probes, cancels", .dim),
    ]
    StatusLine(sums.enumerated().map { StatusLine.Segment($1, priority: 9 - $0) })
      .draw(on: &surface, in: area.line(0).dropping(left: 1), glyphs: model.settings.glyphs)
    var lines: [RowID: CostReport.Line] = [:]
    for line in report.lines { lines[.cost(feature: line.feature, endpoint: line.endpoint)] = line }
    let rows = model.order.ids.map { id in
      TableRow(id: id, cells: lines[id].map { cells($0, report.totalUSD) } ?? [])
    }
    Table(
      columns: Self.columns, rows: rows, glyphs: model.settings.glyphs, empty: "nothing has cost anything yet"
    )
    .draw(on: &surface, in: area.dropping(top: 1), state: model.table)
  }

  private func cells(_ line: CostReport.Line, _ total: Double) -> [TextLine] {
    let usd = line.isPriced ? line.usd : nil
    return [
      TextLine(line.feature ?? "-"), TextLine(line.endpoint ?? "-"), TextLine(line.provider ?? "-", .dim),
      TextLine(Figures.grouped(line.attempts)),
      TextLine(Show.percent(line.attempts > 0 ? Double(line.succeeded) / Double(line.attempts) : nil)),
      TextLine(Show.large(Double(line.input))), TextLine(Show.large(Double(line.cachedInput))),
      TextLine(Show.large(Double(line.output))), TextLine(Show.dollars(usd), .strong),
      TextLine(usd.map { total > 0 ? Show.percent($0 / total, 0) + "%" : "-" } ?? "-"),
      TextLine(
        Show.dollars(line.isPriced ? line.wastedUSD : nil),
        line.wastedUSD > line.usd / 10 && line.usd > 0 ? .strong : .text),
      TextLine(Show.percent(line.estimatedShare, 0)),
    ]
  }
}
