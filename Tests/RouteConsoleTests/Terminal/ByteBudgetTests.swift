import Testing

@testable import RouteConsole

/// The bytes of a refresh at 200×60: 40 endpoints with six numbers and a sparkline each.
@Suite struct ByteBudgetTests {
  private func screen(tick: Int, isEveryNumberNew: Bool) -> Surface {
    let size = Size(columns: 200, rows: 60)
    var surface = Surface(size: size)
    let columns =
      [
        TableColumn("S", track: .fixed(2)), TableColumn("ENDPOINT", track: .fixed(24)),
        TableColumn("CLOUD", track: .fixed(5)),
      ]
      + ["RPS", "INFL", "TTFT", "P90", "ERR%", "SHARE"].map { title in
        TableColumn(title, track: .fixed(7), alignment: .right)
      } + [TableColumn("BREAKER", track: .fixed(9))]
    let rows = (0..<40).map { row -> TableRow<Int> in
      let isNew = isEveryNumberNew || (row + tick) % 5 == 0
      let numbers = (0..<6).map { column -> TextLine in
        let value = (row * 37 + column * 101 + (isNew ? tick * 7_919 : 0)) % 9_973
        return TextLine("\(value)", value > 9_000 ? .crit : .text)
      }
      let name = TextLine("us-east-\(row)/sonnet")
      let breaker = row < 3 ? TextLine("OPEN 0:\(10 + tick % 50)", .open) : TextLine("CLOSED", .closed)
      return TableRow(
        id: row, cells: [TextLine(row < 3 ? "!!" : "", .crit), name, TextLine("aws")] + numbers + [breaker])
    }
    var state = TableState<Int>()
    state.follow(Array(0..<40), visible: 50)
    Table(columns: columns, rows: rows, glyphs: .braille)
      .draw(on: &surface, in: Rect(column: 0, row: 4, columns: 120, rows: 52), state: state)
    for row in 0..<40 {
      // The design shifts sparklines every fifth sample.
      let values = (0..<20).map { Double?.some(Double(((($0 + tick / 5) * 7 + row * 3) % 23))) }
      Sparkline(values, ceiling: 23, limit: row < 3 ? 15 : nil, glyphs: .braille)
        .draw(on: &surface, in: Rect(column: 121, row: 5 + row, columns: 20, rows: 1))
    }
    StatusLine([
      .init(TextLine("LIVE 1s", .live), priority: 1),
      .init(TextLine("03:12:\(10 + tick % 50)Z"), priority: 1),
    ])
    .draw(on: &surface, in: Rect(column: 0, row: 0, columns: 200, rows: 1))
    return surface
  }

  private func bytesPerRefresh(tier: ColourTier, isEveryNumberNew: Bool) -> Int {
    var profile = TerminalProfile.modern
    profile.tier = tier
    var writer = FrameWriter(profile: profile, palette: Theme.embedded.palette(tier: tier))
    _ = writer.frame(screen(tick: 0, isEveryNumberNew: isEveryNumberNew))
    let frames = 1...20
    return frames.reduce(0) { $0 + writer.frame(screen(tick: $1, isEveryNumberNew: isEveryNumberNew)).count }
      / frames.count
  }

  @Test(arguments: [ColourTier.direct, .indexed256, .indexed16, .mono])
  func `a refresh in which a fifth of the rows change stays below 2 KB`(tier: ColourTier) {
    let bytes = bytesPerRefresh(tier: tier, isEveryNumberNew: false)
    #expect(bytes < 2_048, "\(bytes) bytes")
  }

  @Test(arguments: [ColourTier.direct, .indexed256, .indexed16, .mono])
  func `a refresh in which every number changes stays below 4.5 KB`(tier: ColourTier) {
    let bytes = bytesPerRefresh(tier: tier, isEveryNumberNew: true)
    #expect(bytes < 4_608, "\(bytes) bytes")
  }
}
