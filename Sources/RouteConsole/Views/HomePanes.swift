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
    let isTall = features.count * 2 < area.rows && Self.columnsNeeded(features) > area.columns
    let table = isTall ? tall(features, words) : flat(features, words, columns: area.columns)
    table.draw(on: &surface, in: area, state: TableState())
  }

  /// The width in which no name of a line is cut.
  private static func columnsNeeded(_ features: [FeatureStatus]) -> Int {
    func widest(_ names: [String]) -> Int { names.map { DisplayWidth.columns(of: $0) }.max() ?? 0 }
    let endpoints = widest(features.map(\.primary)) + widest(features.compactMap(\.backups.first))
    return 12 + max(widest(features.map(\.id)), 8) + endpoints + 12
  }

  /// A line a feature.
  private func flat(
    _ features: [FeatureStatus], _ words: FeatureWords, columns room: Int
  ) -> Table<String> {
    let columns = [
      Self.mark, Self.name,
      TableColumn("PRIMARY", track: Track(minimum: 14, weight: 2, priority: 8)),
      TableColumn("BACKUP", track: Track(minimum: 12, weight: 2, priority: 5)), Self.on,
    ]
    let widths = Track.place(columns.map(\.track), length: room - 1, gap: 1).map { $0?.count ?? 0 }
    let rows = features.map { feature in
      TableRow(
        id: feature.id,
        cells: [
          TextLine(feature.severity.mark, feature.severity.role),
          TextLine(Show.name(feature.id, columns: widths[1])),
          words.named(feature.primary, columns: widths[2]),
          words.named(feature.backups.first, columns: widths[3]), on(feature, words),
        ])
    }
    return Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "no features")
  }

  /// Two lines a feature, the backup below the primary: names have room where lines are plenty.
  private func tall(_ features: [FeatureStatus], _ words: FeatureWords) -> Table<String> {
    let rows = features.flatMap { feature in
      [
        TableRow(
          id: feature.id,
          cells: [
            TextLine(feature.severity.mark, feature.severity.role), TextLine(feature.id), on(feature, words),
            words.named(feature.primary),
          ]),
        TableRow(
          id: feature.id + " backup",
          cells: [TextLine(""), TextLine(""), TextLine("", .dim), words.named(feature.backups.first)]),
      ]
    }
    let columns = [
      Self.mark, Self.name, Self.on,
      TableColumn("PRIMARY, BACKUP BELOW", track: Track(minimum: 20, weight: 4, priority: 9)),
    ]
    return Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "no features")
  }

  private static let mark = TableColumn("S", track: .fixed(2, priority: 9))
  private static let name = TableColumn(
    "FEATURE", track: Track(minimum: 8, maximum: 16, weight: 1, priority: 9))
  private static let on = TableColumn("ON", track: .fixed(5, priority: 9))

  private func on(_ feature: FeatureStatus, _ words: FeatureWords) -> TextLine {
    let word = words.on(feature)
    return TextLine(word, word == "PRI" ? .text : .strong)
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
    // Every cloud is named before one of them is drawn.
    let step = snapshot.clouds.count * 2 <= area.rows + 1 ? 2 : 1
    var row = 0
    for cloud in snapshot.clouds where row < area.rows {
      let line = TextLine([
        Span(cloud.cloud, .strong), Span("  "), Span(cloud.severity.word, cloud.severity.role),
        Span(
          "  \(cloud.endpoints) ep  \(Show.rate(cloud.requestsPerSecond)) calls/s  err \(Show.signed(cloud.errorRate, 1))  p90 \(Show.milliseconds(cloud.ttftP90))"
        ),
      ])
      line.draw(on: &surface, in: area.line(row), glyphs: model.settings.glyphs)
      guard step == 2 else {
        row += 1
        continue
      }
      let chart = Rect(
        column: area.column + 5, row: area.row + row + 1, columns: 20, rows: row + 1 < area.rows ? 1 : 0)
      let values = trend.of(.cloud(cloud.cloud), .ttftP90)
      Sparkline(values, ceiling: Trend.ceiling(of: values), glyphs: model.settings.glyphs)
        .draw(on: &surface, in: chart.intersection(area))
      var counts: [String] = []
      for (word, count) in [
        ("open", cloud.open), ("part", cloud.partialOpen), ("held", snapshot.heldCount(in: cloud.cloud)),
        ("drain", cloud.draining), ("stale", cloud.stale),
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
    let features = snapshot.tightestFirst
    // What is left without the endpoint that carries most stands below, where there are lines enough.
    let rest = features.map { Self.without($0, model) }
    let step = features.count * 2 <= area.rows && rest.contains { !$0.isEmpty } ? 2 : 1
    for (place, feature) in features.enumerated() where place * step < area.rows {
      Self.line(feature).draw(on: &surface, in: area.line(place * step), glyphs: model.settings.glyphs)
      guard step == 2 else { continue }
      TextLine("    " + rest[place], .dim).draw(
        on: &surface, in: area.line(place * step + 1), glyphs: model.settings.glyphs)
    }
  }

  /// The two figures are not of one instant; what says that there is more room without an endpoint by more than this, as
  /// a part of the demand, is of before.
  private static let slack = 0.05

  /// `without use1/sonnet short 57%, shed 36%`: what is left when the endpoint that serves most of it goes.
  ///
  /// As the engine previews a drain of it, which counts room that features share once. Empty where the engine has not
  /// said, of a screen of the past, and where capacity is not declared.
  static func without(_ feature: FeatureStatus, _ model: Model) -> String {
    guard !model.isFrozen, let endpoint = feature.busiest,
      let loss = model.losses.loss(of: feature.id, without: endpoint, now: model.now),
      let headroom = loss.headroom, headroom <= (feature.headroom ?? .infinity) + slack
    else { return "" }
    let spare = Show.whole((headroom - 1) * 100)
    let shed = loss.shedShare >= 0.005 ? ", shed \(Show.signed(loss.shedShare))" : ""
    return "without \(endpoint) " + (spare < 0 ? "short \(-spare)%" : "spare \(Show.spare(headroom))") + shed
  }

  /// `chat  spare 34% over the peak of 98 rps`, with a mark where it is tight.
  static func line(_ feature: FeatureStatus) -> TextLine {
    let name = feature.id + String(repeating: " ", count: max(12 - feature.id.count, 1))
    guard let headroom = feature.headroom else {
      return TextLine([Span(name), Span("capacity not declared", .dim)])
    }
    let spare = Show.whole((headroom - 1) * 100)
    let peak = "the peak" + (feature.demand.map { " of \(Show.rate($0)) rps" } ?? "")
    if spare <= -100, feature.serving.contains(where: { $0.share > 0 }), let busiest = feature.busiest {
      return TextLine([Span(name), Span("!! nobody is well", .crit), Span(", \(busiest) carries it")])
    }
    guard spare >= 0 else {
      return TextLine([Span(name), Span("!! short \(-spare)%", .crit), Span(" of \(peak)")])
    }
    let word = spare < 10 ? Span("! spare \(spare)%", .warn) : Span("spare \(Show.spare(headroom))")
    return TextLine([Span(name), word, Span(" over \(peak)")])
  }
}

/// The newest events.
struct EventPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the events that fit, newest first; what repeats is one line.
  func draw(on surface: inout Surface, in area: Rect) {
    let lines = model.headlines(area.rows)
    guard !lines.isEmpty else {
      TextLine("nothing has happened yet", .dim).draw(
        on: &surface, in: area.dropping(left: 1), glyphs: model.settings.glyphs)
      return
    }
    for (row, line) in lines.enumerated() {
      EventWords.line(line, hasTag: area.columns >= 70).draw(
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
    case "quota_hold", "auth_hold", "retired": "HOLD"
    case "cap_changed": "CAP"
    case "panic", "correlated_suspect": "ALERT"
    case "telemetry_gap": "GAP"
    case "config_applied": "CONF"
    case EventLine.sourceFailedKind, EventLine.sourceBackKind: "SOURCE"
    default: "EVENT"
    }
  }

  /// `03:12:21 !! BREAK  use1/sonnet closed -> open …`.
  static func line(_ event: EventLine, hasTag: Bool = true) -> TextLine {
    line(event.at, event.severity, event.kind, event.text, hasTag)
  }

  private static func line(
    _ at: Moment, _ severity: Severity, _ kind: String, _ text: String, _ hasTag: Bool
  ) -> TextLine {
    let word = tag(kind)
    let tag = hasTag ? word + String(repeating: " ", count: max(7 - word.count, 1)) : ""
    return TextLine([
      Span(at.clockText + " ", .dim), Span(severity.mark, severity.role), Span(" " + tag, .strong),
      Span(text),
    ])
  }

  /// A line of the story.
  static func line(_ headline: Headline, hasTag: Bool) -> TextLine {
    line(headline.at, headline.severity, headline.kind, headline.text, hasTag)
  }

  /// A run as one line, at the time of its newest event.
  static func line(_ run: EventRun, hasTag: Bool = true) -> TextLine {
    line(run.last.at, run.severity, run.last.kind, run.text, hasTag)
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
