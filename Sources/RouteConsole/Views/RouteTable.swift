// Views: who serves what: features by endpoints, and why.

internal import RoutingEngine
internal import Wire

/// The matrix of shares.
///
/// Up, Down, Left and Right move its cursor from cell to cell; where it is wider than the screen it follows.
struct RouteTable {
  private let model: Model
  private let snapshot: SystemSnapshot

  /// The matrix of a model that has figures.
  init(_ model: Model, snapshot: SystemSnapshot) {
    self.model = model
    self.snapshot = snapshot
  }

  /// The least columns that an endpoint takes.
  private static let minimumWidth = 9
  /// The columns of cursor, mark and feature.
  private static let lead = 20

  /// Draws the matrix: `*` before the share of the primary, `.` for a candidate without a share, blank for none,
  /// and brackets round the cell under the cursor.
  func draw(on surface: inout Surface, in area: Rect) {
    guard !area.isEmpty else { return }
    let endpoints = model.routeEndpoints
    let width = Self.width(endpoints, in: area.columns)
    let room = max((area.columns - Self.lead) / (width + 1), 1)
    let cursor = min(model.routeColumn, max(endpoints.count - 1, 0))
    let left = min(max(cursor - room + 1, 0), max(endpoints.count - room, 0))
    let shown = endpoints.dropFirst(left).prefix(room)
    var features: [String: FeatureStatus] = [:]
    for feature in snapshot.features { features[feature.id] = feature }
    let rows = model.order.ids.map { id -> TableRow<RowID> in
      guard case .feature(let name) = id, let feature = features[name] else {
        return TableRow(id: id, cells: [])
      }
      let head = [TextLine(feature.severity.mark, feature.severity.role), TextLine(feature.id, .strong)]
      let isCursorRow = id == model.table.selected
      let cells = shown.enumerated().map { place, endpoint in
        let cell = Self.cell(feature, endpoint)
        return isCursorRow && left + place == cursor ? Self.bracketed(cell) : cell
      }
      return TableRow(id: id, cells: head + cells)
    }
    let columns =
      [
        TableColumn("S", track: .fixed(2, priority: 1_000)),
        TableColumn("FEATURE", track: Track(minimum: 12, maximum: 16, weight: 1, priority: 1_000)),
      ]
      + shown.enumerated().map { place, endpoint in
        TableColumn(
          Self.heads(endpoint.id, width).lower, track: .fixed(width, priority: 900 - place), alignment: .right
        )
      }
    let table = Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "no features")
    let regions = ["", ""] + shown.map { Self.heads($0.id, width).upper }
    for (region, place) in zip(regions, table.places(in: area.dropping(top: 1))) {
      guard let place else { continue }
      let cell = Rect(
        column: area.column + 1 + place.lowerBound, row: area.row, columns: place.count, rows: 1)
      TextLine(region, .heading).draw(
        on: &surface, in: cell, alignment: .right, glyphs: model.settings.glyphs)
    }
    table.draw(on: &surface, in: area.dropping(top: 1), state: model.table)
    guard endpoints.count > shown.count else { return }
    TextLine("\(left + 1)-\(left + shown.count) of \(endpoints.count) endpoints", .dim).draw(
      on: &surface, in: area.line(area.rows - 1), alignment: .right, glyphs: model.settings.glyphs)
  }

  /// The columns an endpoint takes: as many as its name needs, where there is room for all of them.
  private static func width(_ endpoints: [EndpointStatus], in columns: Int) -> Int {
    let longest = endpoints.map { endpoint in
      endpoint.id.split(separator: "/", maxSplits: 1).map { DisplayWidth.columns(of: String($0)) }.max() ?? 0
    }.max()
    let room = (columns - lead) / max(endpoints.count, 1) - 1
    return max(min(longest ?? 0, room), minimumWidth)
  }

  /// An endpoint's name over two lines: where it runs, and what.
  private static func heads(_ id: String, _ width: Int) -> (upper: String, lower: String) {
    let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return ("", Show.name(id, columns: width)) }
    return (Show.name(parts[0], columns: width), Show.name(parts[1], columns: width))
  }

  private static func bracketed(_ cell: TextLine) -> TextLine {
    TextLine([Span("[", .key)] + (cell.spans.isEmpty ? [Span(" ")] : cell.spans) + [Span("]", .key)])
  }

  private static func cell(_ feature: FeatureStatus, _ endpoint: EndpointStatus) -> TextLine {
    let share = feature.serving.first { $0.endpoint == endpoint.id }?.share
    let isPrimary = feature.primary == endpoint.id
    guard isPrimary || feature.backups.contains(endpoint.id) else { return TextLine("") }
    let star = isPrimary ? "*" : ""
    guard let share, share > 0 else {
      return TextLine("\(star)\(endpoint.shortWord == "OK" ? "." : endpoint.shortWord)", .dim)
    }
    return TextLine("\(star)\(Show.signed(share))", share >= 0.5 ? .strong : .text)
  }
}

/// Why the candidates of the feature under the cursor stand as they do.
struct ExplanationPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws a line a candidate.
  func draw(on surface: inout Surface, in area: Rect) {
    for (row, line) in lines.enumerated() where row < area.rows {
      line.draw(on: &surface, in: area.line(row).dropping(left: 1), glyphs: model.settings.glyphs)
    }
  }

  /// What the matrix says of one endpoint for the feature: its place, its share, its score, or why it is passed over.
  func cell(_ endpoint: String) -> [TextLine] {
    guard let feature = model.focusedFeature else { return [] }
    let order = [feature.primary] + feature.backups
    guard let place = order.firstIndex(of: endpoint) else {
      return [
        TextLine([Span("cell    "), Span("\(endpoint) is no candidate of \(feature.id)", .strong)]),
        TextLine("        only what the configuration lists as its primary or backups serves it", .dim),
      ]
    }
    let rank = place == 0 ? "primary" : "backup \(place) of \(order.count - 1)"
    let share = feature.serving.first { $0.endpoint == endpoint }?.share ?? 0
    let candidates = model.feed.explanations[feature.id]
    let line = candidates?.first { $0.endpoint == endpoint }
    var lines = [
      TextLine([
        Span("cell    "), Span("\(feature.id) on \(endpoint): ", .strong),
        Span(
          "\(rank), \(model.isAdvisory ? "advised for" : "takes") \(Show.signed(share)) of \(Show.rate(feature.requestsPerSecond)) rps"
        ),
      ])
    ]
    if let score = line?.score {
      let best = candidates?.compactMap(\.score).min() ?? score
      let beside = score > best ? ", the best has \(Figures.fixed(best, 0))" : ", the best there is"
      lines.append(TextLine("score   \(Figures.fixed(score, 0)) micro-dollars a request\(beside)"))
    }
    let why =
      line?.skipped.map { Self.words($0) }
      ?? (share > 0
        ? (model.isAdvisory ? "it is advised" : "it serves")
        : candidates == nil ? "the engine is being asked" : "it may serve; its share is 0")
    return lines + [TextLine([Span("why     "), Span(why + (line.map(Self.fixed) ?? ""), .strong)])]
  }

  /// The candidates in order: share, score, or why they are passed over.
  var lines: [TextLine] {
    guard let feature = model.focusedFeature, let snapshot = model.shown else { return [] }
    let candidates = model.feed.explanations[feature.id]
    let ids = candidates?.map(\.endpoint) ?? [feature.primary] + feature.backups
    let widest = min(ids.map { DisplayWidth.columns(of: $0) }.max() ?? 8, Self.nameColumns)
    return [TextLine("WHY: candidates in order, score in micro-dollars a request (less is better)", .heading)]
      + ids.enumerated().map { place, id in
        let share = feature.serving.first { $0.endpoint == id }?.share ?? 0
        let line = candidates?.first { $0.endpoint == id }
        let score = line?.score.map { "score " + Figures.fixed($0, 0) } ?? ""
        let why =
          (line?.skipped.map { Self.words($0) }
            ?? (share > 0 ? "takes it" : candidates == nil ? "asking" : ""))
          + (line.map(Self.fixed) ?? "")
        let word = snapshot.endpoint(id)?.shortWord ?? "-"
        return TextLine([
          Span("\(place + 1) "), Span(Self.padded(id, to: widest) + "  ", .strong),
          Span(word + String(repeating: " ", count: max(6 - word.count, 1))),
          Span("\(Show.signed(share))  "), Span(score + "  ", .dim), Span(why),
        ])
      }
  }

  /// The most columns of a name: what stands behind it must be seen.
  private static let nameColumns = 36

  /// A name in so many columns, cut where it is longer.
  private static func padded(_ name: String, to columns: Int) -> String {
    let text = Show.name(name, columns: columns)
    return text + String(repeating: " ", count: max(columns - DisplayWidth.columns(of: text), 0))
  }

  /// `, at least 40% fixed on it`; empty where nothing is.
  private static func fixed(_ line: CandidateLine) -> String {
    line.fixedShare.map { ", at least \(Show.signed($0)) fixed on it" } ?? ""
  }

  /// The engine's reasons in words.
  static func words(_ skipped: String) -> String {
    switch skipped {
    case "not_needed": "not needed: those before it carry everything"
    case "open": "passed over: its breaker is open"
    case "open_for_feature": "passed over: open for this feature alone"
    case "drained": "passed over: an operator drains it"
    case "forced_open": "passed over: an operator forced it open"
    case "last_resort": "asked last: it is down, and nobody else is left"
    case "paused": "paused: its provider asked to be left alone"
    case "below_floor": "passed over: its quality is below the floor"
    case "too_dear": "passed over: dearer than the feature allows"
    case "on_ramp": "on its ramp: a part of its share only"
    case "in_doubt": "in doubt: a part of its share only"
    case "full": "full: what it can carry is taken"
    default:
      skipped.hasPrefix("held_")
        ? "held: \(skipped.dropFirst(5))" : skipped.split(separator: "_").joined(separator: " ")
    }
  }
}
