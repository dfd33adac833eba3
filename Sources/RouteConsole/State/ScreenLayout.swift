// State: where everything goes, from one description for all sizes.

internal import Wire

/// A part of a screen.
enum PaneID: Hashable, Sendable {
  case table
  case selected
  case features, clouds, capacity
  case events, audit
  /// TTFT, p90 and errors over the time that the events below them span.
  case timeline
  /// Why the candidates of a feature stand as they do.
  case explanation
  /// The simulated world: its time, its speed, its faults.
  case world
}

/// What a screen has room for.
enum ScreenClass: Hashable, Sendable {
  /// One line of counts.
  case line
  /// A live summary and what size tables need.
  case summary
  /// Tables, and what lies around them as far as there is room.
  case full

  /// The smallest full screen: a name, its breaker and its errors beside each other, and five rows of them.
  static let minimum = Size(columns: 60, rows: 16)

  /// What a size has room for.
  init(_ size: Size) {
    if size.columns < 20 || size.rows < 3 {
      self = .line
    } else if size.columns < Self.minimum.columns || size.rows < Self.minimum.rows {
      self = .summary
    } else {
      self = .full
    }
  }
}

/// The areas of a full screen.
struct ScreenLayout: Hashable, Sendable {
  /// Lines 1 to 4: where, how bad, which cloud, which features.
  let header: Rect
  /// The banner of leases that end; empty where there is none.
  let banner: Rect
  /// What the screen is about.
  let body: Rect
  /// Why the row is not well, and what to press.
  let status: Rect
  /// The result of the last act, else the last events.
  let news: Rect
  /// The keys, or the input line.
  let keys: Rect
  /// The panes of the body, in order.
  let panes: [PaneLayout<PaneID>.Placement]
  /// Rows of the table's own heads.
  private let heads: Int

  /// Lays out the screen of a model.
  init(_ model: Model) {
    let bounds = model.size.bounds
    header = Rect(column: 0, row: 0, columns: bounds.columns, rows: 4)
    banner = Rect(column: 0, row: 4, columns: bounds.columns, rows: model.hasBanner ? 1 : 0)
    keys = bounds.line(bounds.rows - 1)
    news = bounds.line(bounds.rows - 2)
    status = bounds.line(bounds.rows - 3)
    body = Rect(
      column: 0, row: banner.endRow, columns: bounds.columns, rows: status.row - banner.endRow)
    heads = model.screen == .routes ? 2 : 1
    panes = Self.description(of: model, in: body.size).place(in: body)
  }

  /// The area of a pane; nil where there is no room for it.
  func area(of pane: PaneID) -> Rect? { panes.first { $0.id == pane }?.area }

  /// Whether the table has a title line above its heads: where it has neighbours.
  var tableHasTitle: Bool { panes.count > 1 && body.columns >= 180 }

  /// The rows that the table shows at once.
  var visibleRows: Int {
    guard let area = area(of: .table) else { return 0 }
    return max(area.rows - rowsAboveTable, 0)
  }

  /// The rows of the table's pane above its first row: its title, where it has one, and its heads.
  var rowsAboveTable: Int { heads + (tableHasTitle ? 1 : 0) }

  /// What the present screen is made of; the widths from which panes are worth their place are the only sizes named.
  private static func description(of model: Model, in size: Size) -> PaneLayout<PaneID> {
    let columns = size.columns
    let table = PaneLayout.pane(
      PaneID.table, columns: Track(minimum: 20, weight: 3, priority: 10),
      rows: Track(minimum: leastTableRows, weight: 3, priority: 10))
    guard !model.isExpanded else { return table }
    switch model.screen {
    case .endpoints: return home(table, model: model, in: size)
    case .features:
      if columns >= 120 { return overPanes(model, in: size) }
      // The names that are cut beside their figures stand in full below them.
      let spare = size.rows - 1 - max(model.order.ids.count, 1)
      return spare >= 8
        ? .stacked([table, .pane(.selected, columns: any, rows: .fixed(spare, priority: 4))], columns: any)
        : table
    case .events:
      return .stacked(
        [
          .pane(.timeline, columns: any, rows: Track(minimum: 8, maximum: 14, weight: 1, priority: 5)), table,
        ],
        columns: any)
    case .audit: return stacked(table, pane(.selected, 60), rows: Track(minimum: 7, maximum: 9, priority: 4))
    case .routes:
      return stacked(
        table, pane(.explanation, 60), rows: Track(minimum: 8, maximum: 14, weight: 1, priority: 4))
    case .cost: return table
    case .simulate:
      return .stacked([.pane(.world, columns: any, rows: .fixed(5, priority: 9)), table], columns: any)
    }
  }

  private static func home(
    _ table: PaneLayout<PaneID>, model: Model, in size: Size
  ) -> PaneLayout<PaneID> {
    guard size.columns >= 120 else { return narrowHome(table, model: model) }
    guard size.columns >= 180 else { return overPanes(model, in: size) }
    let upperRows = Track(minimum: 10, weight: 3, priority: 10)
    let lowerRows = recordRows(model, in: size)
    let middle = charted(
      table, model: model, rows: Track.place([upperRows, lowerRows], length: size.rows)[0]?.count ?? 0)
    let left = PaneLayout<PaneID>.stacked(
      [
        .pane(.features, columns: any, rows: Track(minimum: 6, maximum: 20, weight: 2, priority: 6)),
        .pane(
          .clouds, columns: any,
          rows: Track(minimum: leastCloudRows(model), maximum: 14, weight: 1, priority: 5)),
        .pane(.capacity, columns: any, rows: Track(minimum: 4, weight: 2, priority: 4)),
      ], columns: .fixed(50, priority: 5))
    let upper = PaneLayout<PaneID>.beside(
      [
        left, middle,
        .pane(
          .selected, columns: Track(minimum: 43, maximum: 56, priority: 6),
          rows: Track(minimum: 6, weight: 1, priority: 5)),
      ],
      rows: upperRows)
    return .stacked(
      [upper, beside(pane(.events, 60), pane(.audit, 60), rows: lowerRows)], columns: any)
  }

  /// The table over details and events, which have the rows that it leaves empty.
  private static func overPanes(_ model: Model, in size: Size) -> PaneLayout<PaneID> {
    let used = max(leastTableRows, model.order.ids.count + 2)
    let table = PaneLayout.pane(
      PaneID.table, columns: Track(minimum: 20, weight: 3, priority: 10),
      rows: Track(minimum: leastTableRows, maximum: used, weight: 3, priority: 10))
    let lower = Track(minimum: 8, maximum: max(16, size.rows - used), weight: 2, priority: 4)
    return stacked(table, beside(pane(.selected, 56), pane(.events, 50), rows: lower))
  }

  /// The rows of events and acts below a wide table: as many as have something to say, where the table lacks them.
  ///
  /// In steps, so that not every event moves what is above it.
  private static func recordRows(_ model: Model, in size: Size) -> Track {
    let (step, most) = (4, 17)
    var rows = most
    if model.order.ids.count + 2 > size.rows - most {
      let lines = max(model.feed.story.runs.count, model.feed.audit.count * 2)
      rows = min(most, 1 + max(1, (min(lines, most) + step - 1) / step) * step)
    }
    return Track(minimum: min(8, rows), maximum: rows, weight: 1, priority: 3)
  }

  /// A title and a row a cloud, of at most so many.
  private static func leastCloudRows(_ model: Model) -> Int {
    let most = 8
    return 1 + min(max(model.shown?.clouds.count ?? 0, 3), most)
  }

  /// The table over the charts of everything, where so few rows leave them room.
  private static func charted(
    _ table: PaneLayout<PaneID>, model: Model, rows: Int
  ) -> PaneLayout<PaneID> {
    let spare = rows - 2 - max(model.order.ids.count, 1)
    guard spare >= 10 else { return table }
    return .stacked(
      [table, .pane(.timeline, columns: any, rows: .fixed(spare, priority: 4))],
      columns: Track(minimum: 20, weight: 3, priority: 10))
  }

  /// Rows that the endpoints leave empty tell what happened; the table never gives up one of its own for them.
  private static func narrowHome(_ table: PaneLayout<PaneID>, model: Model) -> PaneLayout<PaneID> {
    let others = 4 + (model.hasBanner ? 1 : 0) + 3
    let spare = model.size.rows - others - 1 - model.order.ids.count
    guard spare >= 3, !model.order.ids.isEmpty else { return table }
    // A table of one or two rows keeps its own least height.
    let rows = min(spare, model.size.rows - others - leastTableRows)
    return .stacked([table, .pane(.events, columns: any, rows: .fixed(rows, priority: 4))], columns: any)
  }

  private static let leastTableRows = 5
  private static let any = Track(minimum: 20, weight: 1, priority: 5)

  private static func pane(_ id: PaneID, _ minimum: Int) -> PaneLayout<PaneID> {
    .pane(
      id, columns: Track(minimum: minimum, weight: 1, priority: 5),
      rows: Track(minimum: 4, weight: 1, priority: 4))
  }

  private static func beside(
    _ left: PaneLayout<PaneID>, _ right: PaneLayout<PaneID>,
    rows: Track = Track(minimum: 8, maximum: 16, weight: 2, priority: 4)
  ) -> PaneLayout<PaneID> {
    .beside([left, right], rows: rows)
  }

  private static func stacked(
    _ table: PaneLayout<PaneID>, _ lower: PaneLayout<PaneID>, rows: Track? = nil
  ) -> PaneLayout<PaneID> {
    guard let rows else { return .stacked([table, lower], columns: any) }
    return .stacked([table, .beside([lower], rows: rows)], columns: any)
  }
}

extension Model {
  /// Whether a lease needs an answer, because it has ended or ends soon, or a source of figures fails.
  var hasBanner: Bool { !endingLeases.isEmpty || !failedSources.isEmpty }
}
