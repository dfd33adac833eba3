import Testing

@testable import RouteConsole

/// A widget with contents that break screens.
enum FuzzedWidget: CaseIterable, Sendable {
  case table, chart, sparkline, histogram, statusLine, keyFooter, prompt, paneFrame, dialog

  func draw(on surface: inout Surface, in area: Rect, glyphs: GlyphSet, random: inout SeededRandom) {
    switch self {
    case .table: drawTable(on: &surface, in: area, glyphs: glyphs, random: &random)
    case .chart:
      Chart(numbers(&random), ceiling: number(&random), objective: number(&random), glyphs: glyphs)
        .draw(on: &surface, in: area, labels: (HostileText.random(&random), "0"))
    case .sparkline:
      Sparkline(numbers(&random), ceiling: number(&random), limit: number(&random), glyphs: glyphs)
        .draw(on: &surface, in: area)
    case .histogram:
      let bins = (0..<5).map { _ in
        Histogram.Bin(HostileText.random(&random), amount: number(&random) ?? 0, value: "9")
      }
      Histogram(bins, full: number(&random), glyphs: glyphs).draw(on: &surface, in: area)
    case .statusLine:
      StatusLine((0..<4).map { .init(line(&random), priority: $0, isTrailing: $0 > 2) })
        .draw(on: &surface, in: area, glyphs: glyphs)
    case .keyFooter:
      KeyFooter([.init(HostileText.random(&random), "x", priority: 1)]).draw(on: &surface, in: area)
    case .prompt: prompt(&random).draw(on: &surface, in: area)
    case .paneFrame: PaneFrame(HostileText.random(&random)).draw(on: &surface, in: area, glyphs: glyphs)
    case .dialog:
      let dialog = Dialog(
        title: "t" + HostileText.random(&random).prefix(20),
        parts: [.required(line(&random)), .note(line(&random)), .gap, .field(prompt(&random))],
        buttons: [.init("Cancel")], hint: line(&random))
      if let placement = dialog.placement(in: area) {
        dialog.draw(on: &surface, at: placement, glyphs: glyphs)
      }
    }
  }

  private func drawTable(
    on surface: inout Surface, in area: Rect, glyphs: GlyphSet, random: inout SeededRandom
  ) {
    let rows = (0..<Int.random(in: 0...30, using: &random)).map { id in
      TableRow(id: id, cells: [line(&random), line(&random), line(&random)])
    }
    let columns = (0..<3).map { index in
      TableColumn(
        HostileText.samples[index + 3], track: Track(minimum: index * 4, weight: 1, priority: index))
    }
    var state = TableState<Int>()
    let ids = rows.map(\.id)
    state.move(
      .rows(.random(in: -60...60, using: &random)), in: ids,
      visible: Table<Int>.visibleRows(height: area.rows))
    Table(columns: columns, rows: rows, glyphs: glyphs).draw(on: &surface, in: area, state: state)
  }

  private func line(_ random: inout SeededRandom) -> TextLine {
    TextLine([Span(HostileText.random(&random), .warn), Span(HostileText.random(&random))])
  }

  private func number(_ random: inout SeededRandom) -> Double? {
    [nil, 0, -3, 1, .nan, .infinity, 1e308, -1e308, 1e-300, 42].randomElement(using: &random) ?? nil
  }

  private func numbers(_ random: inout SeededRandom) -> [Double?] {
    (0..<Int.random(in: 0...300, using: &random)).map { _ in number(&random) }
  }

  private func prompt(_ random: inout SeededRandom) -> PromptView {
    var editor = LineEditor(HostileText.random(&random))
    let keys: [Key] = [.left, .control("w"), .home, .end, .alt("b")]
    for _ in 0..<8 { _ = editor.handle(keys.randomElement(using: &random) ?? .left) }
    return PromptView(
      label: HostileText.random(&random), editor: editor, suggestion: HostileText.random(&random))
  }
}

@Suite struct WidgetFuzzTests {
  static let sizes = [
    (1, 1), (1, 200), (500, 1), (2, 2), (3, 1), (7, 5), (20, 3), (58, 12), (80, 24), (200, 60), (500, 200),
  ]

  @Test(arguments: FuzzedWidget.allCases, sizes)
  func `a widget keeps to its area and breaks no character`(widget: FuzzedWidget, size: (Int, Int)) {
    for seed in UInt64(1)...8 {
      var random = SeededRandom(seed: seed)
      let screen = Size(columns: size.0, rows: size.1)
      let untouched = Cell.blank(Style(.disabled))
      var surface = Surface(size: screen, style: untouched.style)
      let area = Rect(
        column: .random(in: -3...5, using: &random), row: .random(in: -2...3, using: &random),
        columns: .random(in: 0...screen.columns + 4, using: &random),
        rows: .random(in: 0...screen.rows + 4, using: &random))
      let glyphs = GlyphSet.allCases.randomElement(using: &random) ?? .ascii
      widget.draw(on: &surface, in: area, glyphs: glyphs, random: &random)
      let strayed = surface.cells.indices.filter { index in
        let point = Point(column: index % screen.columns, row: index / screen.columns)
        return surface.cells[index] != untouched && !area.contains(point)
      }
      #expect(strayed.isEmpty, "seed \(seed)")
      #expect(Self.isWhole(surface), "seed \(seed)")
    }
  }

  private static func isWhole(_ surface: Surface) -> Bool {
    surface.cells.indices.allSatisfy { index in
      let isLast = index % surface.size.columns == surface.size.columns - 1
      switch surface.cells[index].width {
      case 2: return !isLast && surface.cells[index + 1].width == 0
      case 0: return index % surface.size.columns > 0 && surface.cells[index - 1].width == 2
      default: return true
      }
    }
  }
}
