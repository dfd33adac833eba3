// Views: the table of endpoints: one list of columns, from which every width follows.

internal import RoutingEngine
internal import Wire

/// The table on the home screen.
struct EndpointTable {
  private let model: Model
  private let snapshot: SystemSnapshot
  private let endpoints: [String: EndpointStatus]
  private let trips: [String: Trip]
  private var glyphs: GlyphSet { model.settings.glyphs }

  /// The table of a model that has figures.
  init(_ model: Model, snapshot: SystemSnapshot) {
    self.model = model
    self.snapshot = snapshot
    var endpoints: [String: EndpointStatus] = [:]
    for endpoint in snapshot.endpoints { endpoints[endpoint.id] = endpoint }
    self.endpoints = endpoints
    trips = snapshot.endpoints.contains(where: \.isTripped) ? model.trips : [:]
  }

  /// A column: how it is laid out, and its cell for an endpoint and for a line over several.
  private struct Column {
    var title: String
    var track: Track
    var alignment = Alignment.right
    var cell: (EndpointStatus) -> TextLine
    var group: ([EndpointStatus]) -> TextLine = { _ in TextLine("") }
  }

  /// The place of the sparkline among the columns; it is drawn over its blank cells.
  private static let sparkTitle = "P90 10m"

  /// What is advised is no share of anything.
  private var shareTitle: String { snapshot.isAdvisory ? "ADV" : "SHARE" }
  /// Nor is a breaker that is advised a breaker that is open.
  private var breakerTitle: String { snapshot.isAdvisory ? "WOULD BE" : "BREAKER" }

  /// Whether of some endpoint nothing but the mean is known.
  private var hasAverages: Bool { snapshot.endpoints.contains { Show.average($0.ttft) != nil } }

  /// The columns, that of the clouds as wide as the longest name of one as far as no other column gives its place up
  /// for it.
  private func columns(in length: Int) -> [Column] {
    var columns = columns
    guard let place = columns.firstIndex(where: { $0.title == Self.cloudTitle }) else { return columns }
    func kept(_ width: Int) -> [Bool] {
      columns[place].track = .fixed(width, priority: Self.cloudPriority)
      // What it serves is a list that is cut anyhow: it makes room for a few letters.
      if let last = columns.indices.last {
        columns[last].track.minimum = Self.leastServes - min(width - Self.leastCloud, 4)
      }
      return Track.place(columns.map(\.track), length: length, gap: 1).map { $0 != nil }
    }
    let names = snapshot.endpoints.map { DisplayWidth.columns(of: $0.cloud, limit: Self.widestCloud) }
    let least = kept(Self.leastCloud)
    for width in stride(from: min(names.max() ?? 0, Self.widestCloud), to: Self.leastCloud, by: -1)
    where kept(width) == least {
      return columns
    }
    _ = kept(Self.leastCloud)
    return columns
  }

  private static let cloudTitle = "CLOUD"
  private static let cloudPriority = 60
  private static let leastCloud = 5
  private static let widestCloud = 12
  private static let leastServes = 12

  private var columns: [Column] {
    let at = snapshot.at
    return [
      Column(
        title: "S", track: .fixed(2, priority: 100), alignment: .left,
        cell: { TextLine($0.severity.mark, $0.severity.role) }),
      Column(
        title: "ENDPOINT", track: Track(minimum: 19, maximum: 36, weight: 4, priority: 99), alignment: .left,
        cell: { TextLine($0.id, $0.severity == .ok ? .text : .strong) }),
      Column(
        title: Self.cloudTitle, track: .fixed(Self.leastCloud, priority: Self.cloudPriority),
        alignment: .left, cell: { TextLine($0.cloud) }),
      Column(
        title: shareTitle, track: .fixed(5, priority: 30),
        cell: { TextLine($0.share.map { "\(Show.signed($0))" } ?? "-") },
        group: { TextLine(sum($0.map(\.share)).map { "\(Show.signed($0))" } ?? "-", .strong) }),
      Column(
        title: "RPS", track: .fixed(5, priority: 50), cell: { TextLine(Show.rate($0.requestsPerSecond)) },
        group: { TextLine(Show.rate(sum($0.map(\.requestsPerSecond))), .strong) }),
      Column(
        title: "INFL", track: .fixed(5, priority: 45), cell: { TextLine(Show.count($0.inFlight)) },
        group: { group in
          TextLine(
            Show.count(
              group.contains { $0.inFlight != nil } ? Show.sum(group.compactMap(\.inFlight)) : nil), .strong
          )
        }),
      Column(
        title: "TTFT", track: .fixed(6, priority: 70),
        cell: { TextLine(Show.milliseconds($0.ttft, .p50), Show.average($0.ttft) == nil ? .text : .dim) }),
      Column(
        title: "P90", track: .fixed(hasAverages ? 9 : 6, priority: 80),
        cell: { endpoint in
          // A mean is no p90: it stands there under its own name where nobody knows better.
          if let average = Show.average(endpoint.ttft) { return TextLine(average, .dim) }
          return TextLine(Show.milliseconds(endpoint.ttft, .p90), isSlow(endpoint) ? .strong : .text)
        }),
      Column(
        title: "ERR%", track: .fixed(5, priority: 85),
        cell: {
          let rate = errorRate($0)
          return TextLine(Show.percent(rate), (rate ?? 0) >= 0.01 ? .strong : .text)
        }),
      Column(
        title: breakerTitle, track: .fixed(9, priority: 95), alignment: .left,
        cell: { TextLine([$0.breakerSpan(at: at)]) }),
      Column(
        title: "ADMIN", track: Track(minimum: 8, maximum: 12, weight: 4, priority: 75), alignment: .left,
        cell: { TextLine([$0.adminSpan(at: at)]) }),
      Column(
        title: Self.sparkTitle, track: Track(minimum: 12, maximum: 30, weight: 2, priority: 20),
        alignment: .left, cell: { _ in TextLine("") }),
      Column(
        title: "$/H", track: .fixed(7, priority: 5), cell: { TextLine(Show.dollars($0.costPerHour)) },
        group: { TextLine(Show.dollars(sum($0.map(\.costPerHour))), .strong) }),
      Column(
        title: "SERVES", track: Track(minimum: Self.leastServes, maximum: 40, weight: 3, priority: 10),
        alignment: .left,
        cell: { TextLine(Self.serves($0), .dim) }),
    ]
  }

  /// `chat* summ+`: a star for a primary, a plus for a backup.
  static func serves(_ endpoint: EndpointStatus) -> String {
    (endpoint.primaryOf.map { $0 + "*" } + endpoint.backupOf.map { $0 + "+" }).joined(separator: " ")
  }

  /// Draws the rows that show, with a sparkline over each of them where there is room for it.
  func draw(on surface: inout Surface, in area: Rect) {
    let columns = columns(in: area.columns - 1)
    let state = model.table
    let ids = model.order.ids
    let window = model.rowsInView(height: area.rows)
    let rows = ids.enumerated().map { place, id in
      TableRow(id: id, cells: window.contains(place) ? cells(of: id, columns) : [])
    }
    let table = Table(
      columns: columns.map { TableColumn($0.title, track: $0.track, alignment: $0.alignment) }, rows: rows,
      glyphs: glyphs, empty: emptyText)
    table.draw(on: &surface, in: area, state: state)
    drawSparklines(on: &surface, in: area, places: table.places(in: area), ids: ids, state: state)
  }

  private var emptyText: String {
    model.filter.isEmpty ? "no endpoints" : "nothing matches /\(model.filter.text)  (Esc shows all)"
  }

  private func cells(of id: RowID, _ columns: [Column]) -> [TextLine] {
    switch id {
    case .endpoint(let name):
      guard let endpoint = endpoints[name] else { return [TextLine(""), TextLine(name, .dim)] }
      return columns.map { $0.cell(endpoint) }
    case .cell(let feature, let name):
      guard let endpoint = endpoints[name] else { return [TextLine(""), TextLine(name, .dim)] }
      return columns.map { ofFeature(feature, on: name, $0.title) ?? $0.cell(endpoint) }
    case .group(let name):
      let members = model.members(of: name)
      let feature = model.grouping == .feature ? snapshot.features.first { $0.id == name } : nil
      // A feature whose backup is down may be well: what it is at risk of is said on line 4, too.
      let worst = feature?.severity ?? members.map(\.severity).max() ?? .ok
      return columns.map { column in
        switch column.title {
        case "S": TextLine(worst.mark, worst.role)
        case "ENDPOINT": TextLine("\(name) (\(members.count))", .heading)
        default:
          // What the endpoints of a feature do for others is not its own.
          model.grouping == .feature ? ofFeature(name, column.title) : column.group(members)
        }
      }
    default: return []
    }
  }

  /// What an endpoint does for a feature alone, in the columns that count what it does for all; nil in the others.
  private func ofFeature(_ name: String, on endpoint: String, _ column: String) -> TextLine? {
    guard [shareTitle, "RPS", "INFL", "$/H"].contains(column) else { return nil }
    guard let feature = snapshot.features.first(where: { $0.id == name }) else { return TextLine("") }
    let share = feature.serving.first { $0.endpoint == endpoint }?.share ?? 0
    switch column {
    case shareTitle: return TextLine(Show.signed(share))
    case "RPS": return TextLine(Show.rate(feature.requestsPerSecond.map { $0 * share }))
    default: return TextLine("")
    }
  }

  /// A feature's own figure in a column; empty where there is none.
  private func ofFeature(_ name: String, _ column: String) -> TextLine {
    guard let feature = snapshot.features.first(where: { $0.id == name }) else { return TextLine("") }
    switch column {
    case "RPS": return TextLine(Show.rate(feature.requestsPerSecond), .strong)
    case "TTFT": return TextLine(Show.milliseconds(feature.ttft, .p50), .strong)
    case "P90": return TextLine(Show.milliseconds(feature.ttft, .p90), .strong)
    case "ERR%": return TextLine(Show.percent(feature.errorRate), .strong)
    case "$/H": return TextLine(Show.dollars(feature.costPerHour), .strong)
    default: return TextLine("")
    }
  }

  private func drawSparklines(
    on surface: inout Surface, in area: Rect, places: [Range<Int>?], ids: [RowID], state: TableState<RowID>
  ) {
    guard let index = columns.firstIndex(where: { $0.title == Self.sparkTitle }), let place = places[index]
    else {
      return
    }
    let body = area.dropping(top: 1)
    let trend = Trend(model, steps: place.count, seconds: 600 / max(place.count, 1))
    for line in 0..<body.rows where state.top + line < ids.count {
      guard let id = ids[state.top + line].endpointID, let endpoint = endpoints[id] else { continue }
      let row = body.line(line)
      let cell = Rect(column: row.column + 1 + place.lowerBound, row: row.row, columns: place.count, rows: 1)
      let ground: Ground = state.selected == ids[state.top + line] ? .selected : .screen
      // What is usual fills half of the cell, what counts as slow all of it.
      let values = trend.of(.endpoint(id), .ttftP90)
      let slow = endpoint.referenceTTFT.map { $0 * 2 }
      Sparkline(values, ceiling: slow ?? Trend.ceiling(of: values), limit: slow, glyphs: glyphs)
        .draw(on: &surface, in: cell, ground: ground)
    }
  }

  /// Of one that is open, what opened it: the minute's mean is of times that are over.
  ///
  /// Nobody asks one that is drained, so that what once opened it would stand there for as long as the drain.
  private func errorRate(_ endpoint: EndpointStatus) -> Double? {
    guard endpoint.override == nil, endpoint.isTripped, let tripped = trips[endpoint.id]?.errorRate else {
      return endpoint.errorRate
    }
    return max(tripped, endpoint.errorRate ?? 0)
  }

  private func isSlow(_ endpoint: EndpointStatus) -> Bool {
    guard let p90 = endpoint.ttft?.p90, let reference = endpoint.referenceTTFT else { return false }
    return p90 > reference * 2
  }

  private func sum(_ figures: [Double?]) -> Double? {
    let known = figures.compactMap(\.self)
    return known.isEmpty ? nil : known.reduce(0, +)
  }
}
