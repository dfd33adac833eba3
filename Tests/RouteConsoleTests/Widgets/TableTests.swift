import Testing

@testable import RouteConsole

@Suite struct TableStateTests {
  private let ids = Array(0..<10)

  private func state(at id: Int, visible: Int = 4) -> TableState<Int> {
    var state = TableState<Int>()
    state.follow(ids, visible: visible)
    state.select(id, in: ids, visible: visible)
    return state
  }

  @Test func `the cursor stays on its row when the order changes`() {
    var state = state(at: 3)
    state.follow(ids.reversed(), visible: 4)
    #expect(state.selected == 3)
    #expect(state.top == 3)
  }

  @Test func `when the row goes the cursor takes the one at its place`() {
    var state = state(at: 3)
    state.follow([0, 1, 2, 4, 5], visible: 4)
    #expect(state.selected == 4)
  }

  @Test func `when the last row goes the cursor takes the new last`() {
    var state = state(at: 9)
    state.follow([0, 1, 2], visible: 4)
    #expect(state.selected == 2)
  }

  @Test func `an empty table has no cursor and no marks`() {
    var state = state(at: 3)
    state.toggleMark()
    state.follow([], visible: 4)
    #expect(state == TableState())
  }

  @Test(arguments: [
    (TableMotion.rows(1), 4), (.rows(-1), 2), (.rows(100), 9), (.rows(.max), 0), (.rows(-100), 0),
    (.first, 0), (.last, 9),
    (.halfPages(1), 5), (.halfPages(2), 7), (.halfPages(-1), 1), (.halfPages(.max), 9),
  ])
  func `a motion ends inside the table`(motion: TableMotion, expected: Int) {
    var state = state(at: 3)
    state.move(motion, in: ids, visible: 4)
    #expect(ids.contains(state.selected ?? -1))
    if motion != .rows(.max) { #expect(state.selected == expected) }
  }

  @Test(arguments: [TableMotion.rows(1), .first, .last, .halfPages(1)])
  func `motions in an empty table do nothing`(motion: TableMotion) {
    var state = TableState<Int>()
    state.move(motion, in: [], visible: 4)
    #expect(state.selected == nil)
  }

  @Test func `the visible part follows the cursor`() {
    var state = state(at: 0)
    state.move(.rows(5), in: ids, visible: 4)
    #expect(state.top == 2)
    #expect(state.id(atVisibleRow: 3, in: ids) == 5)
  }

  @Test func `a range reaches from the last mark to the cursor`() {
    var state = state(at: 2)
    state.toggleMark()
    state.move(.rows(3), in: ids, visible: 4)
    state.markRange(in: ids)
    #expect(state.targets(in: ids) == [2, 3, 4, 5])
  }

  @Test func `without marks an act is for the row under the cursor`() {
    #expect(state(at: 3).targets(in: ids) == [3])
  }

  @Test func `a mark goes with its row`() {
    var state = state(at: 3)
    state.toggleMark()
    state.follow([0, 1, 2], visible: 4)
    #expect(state.marked.isEmpty)
  }
}

@Suite struct TableTests {
  private func table(rows: Int = 3) -> Table<Int> {
    Table(
      columns: [
        TableColumn("S", track: .fixed(2, priority: 3)),
        TableColumn("ENDPOINT", track: Track(minimum: 8, maximum: 12, weight: 1, priority: 3)),
        TableColumn("CLOUD", track: .fixed(5, priority: 1)),
        TableColumn("P90", track: .fixed(5, priority: 2), alignment: .right),
      ],
      rows: (0..<rows).map { row in
        TableRow(
          id: row,
          cells: [
            TextLine(row == 0 ? "!!" : "", .crit), TextLine("use1/sonnet-\(row)"), TextLine("aws"),
            TextLine("\(row * 1_234)"),
          ])
      })
  }

  private func drawn(_ table: Table<Int>, columns: Int, rows: Int, state: TableState<Int>? = nil) -> Surface {
    var surface = Surface(size: Size(columns: columns, rows: rows))
    var following = state ?? TableState()
    following.follow(table.rows.map(\.id), visible: Table<Int>.visibleRows(height: rows))
    table.draw(on: &surface, in: surface.bounds, state: following)
    return surface
  }

  @Test func `a table with room for all columns`() {
    #expect(
      drawn(table(), columns: 30, rows: 5).text == """
        | S  ENDPOINT     CLOUD   P90  |
        |>!! use1/sonnet> aws       0  |
        |    use1/sonnet> aws    1234  |
        |    use1/sonnet> aws    2468  |
        |                              |
        """)
  }

  @Test func `columns leave by priority`() {
    #expect(
      drawn(table(), columns: 18, rows: 2).text == """
        | S  ENDPOINT   P90|
        |>!! use1/so>     0|
        """)
  }

  @Test func `the row under the cursor is laid on its ground`() {
    #expect(
      drawn(table(), columns: 18, rows: 3).roles == """
        heading 18
        selected/selected 1, crit/selected 2, selected/selected 1, text/selected 8, selected/selected 5, text/selected 1
        text 18
        """)
  }

  @Test func `an empty table says so`() {
    #expect(drawn(table(rows: 0), columns: 18, rows: 2).text == "| S  ENDPOINT   P90|\n| nothing          |")
  }

  @Test func `marks and cursor are told apart without colour`() {
    var state = TableState<Int>()
    state.follow([0, 1, 2], visible: 4)
    state.toggleMark()
    state.move(.rows(1), in: [0, 1, 2], visible: 4)
    let lines = drawn(table(), columns: 18, rows: 4, state: state).lines
    #expect(lines.map { $0.prefix(1) } == [" ", "*", ">", " "])
  }
}

@Suite struct HeldOrderTests {
  @Test func `the order follows while nobody moves`() {
    var order = HeldOrder<Int>()
    _ = order.order([1, 2, 3], now: .zero)
    #expect(order.order([3, 2, 1], now: .seconds(1)) == [3, 2, 1])
  }

  @Test func `the order is held for three seconds after a move`() {
    var order = HeldOrder<Int>()
    _ = order.order([1, 2, 3], now: .zero)
    order.moved(now: .zero)
    #expect(order.order([3, 2, 1], now: .milliseconds(2_999)) == [1, 2, 3])
    #expect(order.order([3, 2, 1], now: .seconds(3)) == [3, 2, 1])
  }

  @Test func `while it is held rows may leave, and new ones come last`() {
    var order = HeldOrder<Int>()
    _ = order.order([1, 2, 3], now: .zero)
    order.moved(now: .zero)
    #expect(order.order([4, 3, 1], now: .seconds(1)) == [1, 3, 4])
  }
}
