// Views: the simulated world: its time, its faults, what can be made of it.

internal import RoutingEngine
internal import Wire

/// Where the scenario is, and how fast it goes.
struct WorldPane {
  private let model: Model

  /// The pane of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the scenario, its time as a bar, and the commands that steer it.
  func draw(on surface: inout Surface, in area: Rect) {
    guard let world = model.feed.simulation else {
      TextLine("waiting for the world", .dim).draw(
        on: &surface, in: area.dropping(left: 1), glyphs: model.settings.glyphs)
      return
    }
    let inner = area.dropping(left: 1)
    TextLine([Span(world.scenario, .strong), Span("  \(world.title)")])
      .draw(on: &surface, in: inner.line(0), glyphs: model.settings.glyphs)
    let part = world.duration.seconds > 0 ? world.elapsed.seconds / world.duration.seconds : 0
    let word = world.isPaused ? "PAUSED" : "\(Figures.plain(world.speed))x"
    TextLine([
      Span(Self.place(world.elapsed.seconds, of: world.duration.seconds) + "  "),
      Span(word, world.isPaused ? .frozen : .demo),
    ]).draw(on: &surface, in: inner.line(1), glyphs: model.settings.glyphs)
    let bar = inner.line(2).inset(columns: 0, rows: 0)
    let filled = Int((min(max(part, 0), 1) * Double(bar.columns)).rounded())
    surface.fill(bar, with: Glyph(ascii: UInt8(ascii: ".")), style: Style(.gaugeEmpty))
    surface.fill(
      Rect(column: bar.column, row: bar.row, columns: filled, rows: bar.rows),
      with: model.settings.glyphs.bar,
      style: Style(.gaugeFull))
    TextLine("Enter: see right   :speed 5  :pause  :resume  :seek 90s  :restart NAME", .dim)
      .draw(on: &surface, in: inner.line(3), glyphs: model.settings.glyphs)
  }
}

extension WorldPane {
  /// `at 0:20 of 24:00`; the world goes on when the scenario is over.
  fileprivate static func place(_ elapsed: Double, of duration: Double) -> String {
    elapsed <= duration
      ? "at \(Show.clock(elapsed)) of \(Show.clock(duration))"
      : "\(Show.clock(duration)), over for \(Show.clock(elapsed - duration))"
  }
}

/// Faults in force, faults that a key lets strike, scenarios to begin.
struct WorldTable {
  private let model: Model

  /// The table of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the rows.
  func draw(on surface: inout Surface, in area: Rect) {
    let rows = model.order.ids.map { TableRow(id: $0, cells: cells($0)) }
    let columns = [
      TableColumn("S", track: .fixed(2, priority: 9)), TableColumn("WHAT", track: .fixed(9, priority: 9)),
      TableColumn("NAME", track: Track(minimum: 20, weight: 1, priority: 9)),
      TableColumn("ENTER", track: .fixed(8, priority: 5)),
    ]
    Table(columns: columns, rows: rows, glyphs: model.settings.glyphs, empty: "nothing to steer")
      .draw(on: &surface, in: area, state: model.table)
  }

  private func cells(_ id: RowID) -> [TextLine] {
    guard let world = model.feed.simulation else { return [] }
    switch id {
    case .fault(let number):
      guard let fault = world.faults.first(where: { $0.number == number }) else { return [] }
      return [
        TextLine(fault.isInForce ? "! " : "  ", fault.isInForce ? .warn : .text),
        TextLine("fault \(number)"), TextLine(fault.text, fault.isInForce ? .strong : .dim),
        TextLine(fault.isInForce ? "lifts it" : "-", .dim),
      ]
    case .preset(let place):
      guard world.presets.indices.contains(place) else { return [] }
      return [
        TextLine(""), TextLine("inject \(place + 1)"), TextLine(world.presets[place].text),
        TextLine("aims it", .dim),
      ]
    case .scenario(let name):
      let isOn = name == world.scenario
      return [
        TextLine(""), TextLine("scenario"), TextLine(name, isOn ? .strong : .text),
        TextLine(isOn ? "restarts" : "begins", .dim),
      ]
    default: return []
    }
  }
}
