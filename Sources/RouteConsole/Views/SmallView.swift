// Views: what is left on a terminal too small for tables: still live, still readable.

internal import RoutingEngine
internal import Wire

/// The summary below the smallest full screen.
struct SmallView {
  private let model: Model
  private var glyphs: GlyphSet { model.settings.glyphs }

  /// The summary of a model.
  init(_ model: Model) { self.model = model }

  /// One line of counts.
  func drawLine(on surface: inout Surface) {
    StatusLine(HeaderView(model).counts, gap: 1).draw(on: &surface, in: surface.bounds, glyphs: glyphs)
  }

  /// The place, the counts, the worst endpoint, the features at risk, and what the tables need.
  func drawSummary(on surface: inout Surface) {
    let header = HeaderView(model)
    var lines: [TextLine] = [TextLine([header.placeSpan, Span(" "), header.ageSpan])]
    lines.append(
      TextLine(header.counts.flatMap { $0.line.spans + [Span(" ")] }))
    if let worst = model.worstEndpoint, let at = model.shown?.at, worst.severity >= .drain {
      lines.append(
        TextLine([
          Span("worst: \(worst.cloud) \(worst.id) "), worst.breakerSpan(at: at),
          Span(" err \(Show.signed(worst.errorRate, 1)) \(Show.p90(worst.ttft))"),
        ]))
    }
    let risky = model.shown?.features.filter(\.isAtRisk) ?? []
    if !risky.isEmpty {
      lines.append(TextLine([Span("AT RISK: ", .warn), Span(risky.map(\.id).joined(separator: " "))]))
    }
    if let notice = model.notice {
      lines += TextLine(notice.text, notice.isBad ? .resultBad : .strong)
        .wrapped(columns: max(surface.size.columns - 4, 8), limit: 3)
    }
    if let act = model.results.newest { lines.append(ResultLine(act, model: model).line) }
    lines.append(TextLine(""))
    let minimum = ScreenClass.minimum
    lines.append(
      TextLine(
        "terminal is \(model.size.columns)x\(model.size.rows); tables need \(minimum.columns)x\(minimum.rows)",
        .dim))
    let keys = model.settings.keys
    let hints = [KeyAction.quit, .help, .freeze].map { "\(keys.key(for: $0)) \($0.rawValue)" }
    lines.append(TextLine("still live - keys: " + hints.joined(separator: "  "), .dim))
    let area = surface.bounds.inset(columns: surface.size.columns > 40 ? 2 : 0, rows: 0)
    let top = max((area.rows - lines.count) / 3, 0)
    for (place, line) in lines.enumerated() where top + place < area.rows {
      line.draw(on: &surface, in: area.line(top + place), glyphs: glyphs)
    }
  }
}
