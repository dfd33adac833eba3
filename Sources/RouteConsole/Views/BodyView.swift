// Views: the panes of a screen, each drawn where the layout has put it.

internal import Wire

/// Everything between header and footer.
struct BodyView {
  private let model: Model
  private let layout: ScreenLayout
  private var glyphs: GlyphSet { model.settings.glyphs }

  /// The body of a model.
  init(_ model: Model, _ layout: ScreenLayout) {
    self.model = model
    self.layout = layout
  }

  /// Draws the panes, and lines between those side by side.
  func draw(on surface: inout Surface) {
    for pane in layout.panes {
      draw(pane, on: &surface)
      if pane.area.column > layout.body.column {
        PaneFrame.drawSeparator(
          on: &surface, column: pane.area.column - 1, rows: pane.area.row..<pane.area.endRow, glyphs: glyphs)
      }
    }
  }

  private func draw(_ pane: PaneLayout<PaneID>.Placement, on surface: inout Surface) {
    var area = pane.area
    if let title = title(of: pane.id) {
      area = PaneFrame(title).draw(on: &surface, in: area, glyphs: glyphs)
    }
    switch pane.id {
    case .table: drawTable(on: &surface, in: area)
    case .selected: drawSelected(on: &surface, in: area)
    case .features: FeaturePane(model).draw(on: &surface, in: area)
    case .clouds: CloudPane(model).draw(on: &surface, in: area)
    case .capacity: CapacityPane(model).draw(on: &surface, in: area)
    case .events: EventPane(model).draw(on: &surface, in: area)
    case .audit: AuditPane(model).draw(on: &surface, in: area)
    case .timeline: TimelinePane(model).draw(on: &surface, in: area)
    case .explanation: ExplanationPane(model).draw(on: &surface, in: area)
    case .world: WorldPane(model).draw(on: &surface, in: area)
    }
  }

  private func title(of pane: PaneID) -> String? {
    switch pane {
    case .table: return layout.tableHasTitle ? tableTitle : nil
    case .selected: return "SELECTED \(selectedTitle)"
    case .features: return "FEATURES"
    case .clouds: return "CLOUDS"
    case .capacity: return "CAPACITY (against the 5m peak)"
    case .events: return "EVENTS (newest first)"
    case .audit: return "AUDIT (operators)"
    case .timeline: return "TIMELINE  T trip t again C closed F failover O operator R config P panic"
    case .explanation: return "WHY \(model.focusedFeature?.id ?? "")"
    case .world: return "WORLD"
    }
  }

  private var tableTitle: String {
    let all = model.shown?.endpoints.count ?? 0
    let shown = Set(model.order.ids.compactMap(\.endpointID)).count
    switch model.screen {
    case .endpoints:
      let (rows, first) = (layout.visibleRows, model.table.top + 1)
      let isWhole = model.order.ids.count <= rows
      let seen = isWhole ? "\(shown)" : "\(first)-\(min(first + rows - 1, model.order.ids.count))"
      return "ENDPOINTS (sort \(model.sort.key.rawValue), \(seen) of \(all))"
    default: return model.screen.title.uppercased()
    }
  }

  private var selectedTitle: String {
    switch model.table.selected {
    case .audit(let number): return "ACT \(number)"
    case .event(let number): return "EVENT \(number)"
    default: break
    }
    guard let endpoint = model.focusedEndpoint else { return model.table.selected?.text ?? "" }
    return "\(endpoint.cloud) \(endpoint.id)"
  }

  private func drawTable(on surface: inout Surface, in area: Rect) {
    guard let snapshot = model.shown else {
      TextLine(waitingText, .dim).draw(
        on: &surface, in: area.dropping(top: 1).dropping(left: 1), glyphs: glyphs)
      return
    }
    switch model.screen {
    case .endpoints: EndpointTable(model, snapshot: snapshot).draw(on: &surface, in: area)
    case .features: FeatureTable(model, snapshot: snapshot).draw(on: &surface, in: area)
    case .events: EventTable(model).draw(on: &surface, in: area)
    case .audit: AuditTable(model).draw(on: &surface, in: area)
    case .routes: RouteTable(model, snapshot: snapshot).draw(on: &surface, in: area)
    case .cost: CostTable(model, snapshot: snapshot).draw(on: &surface, in: area)
    case .simulate: WorldTable(model).draw(on: &surface, in: area)
    }
  }

  private var waitingText: String {
    switch model.feed.link {
    case .lost(let reason, _): "no figures: \(reason)"
    case .ended(let reason): "no figures: \(reason)"
    case .live: "waiting for the first figures"
    }
  }

  private func drawSelected(on surface: inout Surface, in area: Rect) {
    let lines: [TextLine]
    switch model.table.selected {
    case .endpoint, .cell:
      guard let endpoint = model.focusedEndpoint else { return }
      lines = EndpointFacts(endpoint, model: model).brief(columns: area.columns, rows: area.rows)
    case .feature(let name), .group(let name):
      lines =
        model.focusedFeature.map { FeatureFacts($0, model: model).brief(columns: area.columns) }
        ?? GroupFacts(name, model: model).brief
    case .audit, .event: lines = RecordFacts(model).brief
    default: return
    }
    let rows = lines.flatMap { DetailsView.wrapped([$0], to: area.columns - 2) }
    for (place, line) in rows.enumerated() where place < area.rows {
      line.draw(on: &surface, in: area.line(place).dropping(left: 1), glyphs: glyphs)
    }
  }
}
