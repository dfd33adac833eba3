// Views: the panes around the home table where there is room for them.

internal import RoutingEngine
internal import Wire

/// Features with their primary, their backup and who serves them now.
struct FeaturePane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the features that fit, those at risk first.
  func draw(on surface: inout Surface, in area: Rect) {
    guard let snapshot = model.shown else { return }
    let words = FeatureWords(snapshot)
    let features = snapshot.features.enumerated().sorted { a, b in
      a.element.severity == b.element.severity ? a.offset < b.offset : a.element.severity > b.element.severity
    }.map(\.element)
    let rows = features.map { feature in
      TableRow(
        id: feature.id,
        cells: [
          TextLine(feature.severity.mark, feature.severity.role), TextLine(feature.id),
          words.named(feature.primary), words.named(feature.backups.first),
          TextLine(words.on(feature), words.on(feature) == "PRI" ? .text : .strong),
        ])
    }
    let columns = [
      TableColumn("S", track: .fixed(2, priority: 9)),
      TableColumn("FEATURE", track: Track(minimum: 8, maximum: 16, weight: 1, priority: 9)),
      TableColumn("PRIMARY", track: Track(minimum: 14, weight: 2, priority: 8)),
      TableColumn("BACKUP", track: Track(minimum: 12, weight: 2, priority: 5)),
      TableColumn("ON", track: .fixed(5, priority: 9)),
    ]
    Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "no features")
      .draw(on: &surface, in: area, state: TableState())
  }
}

/// A line and a sparkline a cloud.
struct CloudPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the clouds that fit.
  func draw(on surface: inout Surface, in area: Rect) {
    guard let snapshot = model.shown else { return }
    let trend = Trend(model, steps: 20, seconds: 30)
    var row = 0
    for cloud in snapshot.clouds where row < area.rows {
      let line = TextLine([
        Span(cloud.cloud, .strong), Span("  "), Span(cloud.severity.word, cloud.severity.role),
        Span(
          "  \(cloud.endpoints) ep  \(Show.rate(cloud.requestsPerSecond)) rps  err \(Show.signed(cloud.errorRate, 1))  p90 \(Show.milliseconds(cloud.ttftP90))"
        ),
      ])
      line.draw(on: &surface, in: area.line(row), glyphs: model.settings.glyphs)
      let chart = Rect(
        column: area.column + 5, row: area.row + row + 1, columns: 20, rows: row + 1 < area.rows ? 1 : 0)
      Sparkline(trend.of(.cloud(cloud.cloud), .ttftP90), glyphs: model.settings.glyphs)
        .draw(on: &surface, in: chart.intersection(area))
      var counts: [String] = []
      for (word, count) in [
        ("open", cloud.open), ("part", cloud.partialOpen), ("drain", cloud.draining), ("stale", cloud.stale),
      ] where count > 0 { counts.append("\(word) \(count)") }
      TextLine(counts.joined(separator: "  "), .dim).draw(
        on: &surface, in: area.line(row + 1).dropping(left: 28), glyphs: model.settings.glyphs)
      row += 2
    }
  }
}

/// How much each feature's pool could carry, and what is left when its busiest endpoint goes.
struct CapacityPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the features that fit, the tightest first.
  func draw(on surface: inout Surface, in area: Rect) {
    guard let snapshot = model.shown else { return }
    let features = snapshot.features.sorted {
      ($0.headroom ?? .infinity, $0.id) < ($1.headroom ?? .infinity, $1.id)
    }
    for (row, feature) in features.enumerated() where row < area.rows {
      Self.line(feature).draw(on: &surface, in: area.line(row), glyphs: model.settings.glyphs)
    }
  }

  /// `chat  now 134%  demand 98 rps`, with a word where it is tight.
  static func line(_ feature: FeatureStatus) -> TextLine {
    let name = feature.id + String(repeating: " ", count: max(12 - feature.id.count, 1))
    guard let headroom = feature.headroom else {
      return TextLine([Span(name), Span("capacity not declared", .dim)])
    }
    var spans = [Span(name), Span("now \(Show.signed(headroom))  of \(Show.rate(feature.demand)) rps")]
    if headroom < 1 {
      spans.append(Span("  !! short", .crit))
    } else if headroom < 1.1 {
      spans.append(Span("  ! tight", .warn))
    }
    return TextLine(spans)
  }
}

/// The newest events.
struct EventPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the events that fit, newest first; what repeats is one line.
  func draw(on surface: inout Surface, in area: Rect) {
    let runs = model.shownStory.prefix(area.rows)
    guard !runs.isEmpty else {
      TextLine("nothing has happened yet", .dim).draw(
        on: &surface, in: area.dropping(left: 1), glyphs: model.settings.glyphs)
      return
    }
    for (row, run) in runs.enumerated() {
      EventWords.line(run, hasTag: area.columns >= 70).draw(
        on: &surface, in: area.line(row).dropping(left: 1), glyphs: model.settings.glyphs)
    }
  }
}

/// The newest acts.
struct AuditPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the lines that fit, newest first, reasons below.
  func draw(on surface: inout Surface, in area: Rect) {
    let lines = model.shownAudit.suffix(area.rows).reversed().flatMap { EventWords.lines($0) }
    guard !lines.isEmpty else {
      TextLine("nobody has acted yet", .dim).draw(
        on: &surface, in: area.dropping(left: 1), glyphs: model.settings.glyphs)
      return
    }
    for (row, line) in lines.enumerated() where row < area.rows {
      line.draw(on: &surface, in: area.line(row).dropping(left: 1), glyphs: model.settings.glyphs)
    }
  }
}

/// Events and acts as lines.
enum EventWords {
  /// The kinds in six letters, so that they stand below one another.
  static func tag(_ kind: String) -> String {
    switch kind {
    case "tripped", "opened", "closed", "suspect", "partial_open", "advanced", "regressed", "would_trip",
      "probe_starved", "ejection_refused":
      "BREAK"
    case "failover", "share_changed", "flip_proposed": "ROUTE"
    case "override_set", "override_ended", "lease_overdue", "act_refused": "OPER"
    case "quota_hold", "auth_hold", "retired", "cap_changed": "HOLD"
    case "panic", "correlated_suspect": "ALERT"
    case "telemetry_gap": "GAP"
    case "config_applied": "CONF"
    default: "EVENT"
    }
  }

  /// `03:12:21 !! BREAK  use1/sonnet closed -> open …`.
  static func line(_ event: EventLine, hasTag: Bool = true) -> TextLine {
    let word = tag(event.kind)
    let tag = hasTag ? word + String(repeating: " ", count: max(7 - word.count, 1)) : ""
    return TextLine([
      Span(event.at.clockText + " ", .dim), Span(event.severity.mark, event.severity.role),
      Span(" " + tag, .strong), Span(event.text),
    ])
  }

  /// A run as one line, at the time of its newest event.
  static func line(_ run: EventRun, hasTag: Bool = true) -> TextLine {
    var told = run.last
    (told.severity, told.text) = (run.severity, run.text)
    return line(told, hasTag: hasTag)
  }

  /// The act, and its reason or refusal below it.
  static func lines(_ line: AuditLine) -> [TextLine] {
    let receipt = line.receipt
    let outcome: Role =
      receipt.outcome == .applied ? .resultGood : receipt.outcome == .cancelled ? .dim : .resultBad
    var lines = [
      TextLine([
        Span(receipt.at.clockText + " ", .dim), Span(receipt.actor + "  ", .strong),
        Span("\(receipt.act.name.uppercased()) \(receipt.act.targetText)  "),
        Span(receipt.outcome.rawValue, outcome),
      ])
    ]
    if let why = receipt.reason { lines.append(TextLine("         " + why, .dim)) }
    if !receipt.act.reason.isEmpty { lines.append(TextLine("         reason \(receipt.act.reason)", .dim)) }
    return lines
  }
}
