import Testing

@testable import RouteConsole

@Suite struct ChartsTests {
  private func spark(_ values: [Double?], _ glyphs: GlyphSet, columns: Int = 8, ceiling: Double? = nil)
    -> String
  {
    var surface = Surface(size: Size(columns: columns, rows: 1))
    Sparkline(values, ceiling: ceiling, glyphs: glyphs).draw(on: &surface, in: surface.bounds)
    return surface.text
  }

  @Test(arguments: [
    (GlyphSet.ascii, "| __.-=+@|"), (.block, "| ▁▂▃▄▅▆█|"), (.braille, "| ⣀⣀⣤⣤⣶⣶⣿|"),
  ])
  func `a sparkline grows with its values`(glyphs: GlyphSet, expected: String) {
    #expect(spark([0, 1, 2, 3, 4, 5, 7].map { $0 / 7 * 6.99 }, glyphs, ceiling: 7) == expected)
  }

  @Test func `no sample differs from zero`() {
    #expect(spark([0, nil, 4, .nan, .infinity], .ascii) == "|   _ @  |")
  }

  @Test func `where there is no sample the row's own ground shows`() {
    var surface = Surface(size: Size(columns: 3, rows: 1))
    Sparkline([nil, nil, 4]).draw(on: &surface, in: surface.bounds, ground: .selected)
    #expect((0..<3).map { surface[$0, 0].style.role } == [.selected, .selected, .sparkLow])
  }

  @Test func `the newest values are shown`() {
    #expect(spark([9, 9, 0, 9], .ascii, columns: 2) == "|_@|")
  }

  @Test func `values at the limit are high, near it middle`() {
    var surface = Surface(size: Size(columns: 3, rows: 1))
    Sparkline([7, 8, 10], limit: 10).draw(on: &surface, in: surface.bounds)
    #expect(surface.roles == "spark.lo 1, spark.mid 1, spark.hi 1")
  }

  private func chart(
    _ values: [Double?], _ glyphs: GlyphSet, objective: Double? = nil, labels: (String, String) = ("", "")
  )
    -> String
  {
    var surface = Surface(size: Size(columns: 12, rows: 3))
    Chart(values, ceiling: 6, objective: objective, glyphs: glyphs)
      .draw(on: &surface, in: surface.bounds, labels: labels)
    return surface.text
  }

  @Test func `a chart in ASCII`() {
    #expect(
      chart([0, 1, 2, 3, 4, 5, 6, nil, 6], .ascii) == """
        |        =@ @|
        |      =@@@ @|
        |    =@@@@@ @|
        """)
  }

  @Test func `a chart in braille joins its values`() {
    #expect(
      chart([0, 6, 0, 6], .braille) == """
        |          ⢸⣿|
        |          ⢸⣿|
        |          ⣸⣿|
        """)
  }

  @Test func `the objective is a line behind the values`() {
    #expect(chart([6, nil], .ascii, objective: 3) == "|          @ |\n|----------@-|\n|          @ |")
  }

  @Test func `labels stand left of the plot where there is room`() {
    #expect(chart([6], .ascii, labels: ("9k", "0")) == "|9k         @|\n|           @|\n| 0         @|")
    #expect(chart([6], .ascii, labels: ("9,820 ms", "0")) == "|           @|\n|           @|\n|           @|")
  }

  @Test func `a histogram shares its width among words and bars`() {
    var surface = Surface(size: Size(columns: 20, rows: 3))
    Histogram([
      .init("5xx", amount: 71, value: "71%"), .init("timeout", amount: 29, value: "29%"),
      .init("429", amount: 0, value: "0%"),
    ])
    .draw(on: &surface, in: surface.bounds)
    #expect(
      surface.text == """
        |5xx     71% ########|
        |timeout 29% ###     |
        |429      0%         |
        """)
  }

  @Test func `a bar ends in the part of a cell`() {
    var surface = Surface(size: Size(columns: 10, rows: 2))
    Histogram([.init("a", amount: 8, value: "8"), .init("b", amount: 3, value: "3")], glyphs: .block)
      .draw(on: &surface, in: surface.bounds)
    #expect(surface.text == "|a 8 ██████|\n|b 3 ██▎   |")
  }
}
