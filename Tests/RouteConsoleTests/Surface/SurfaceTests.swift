import Testing

@testable import RouteConsole

@Suite struct SurfaceTests {
  @Test func `text is written from its place to the right`() {
    var surface = Surface(size: Size(columns: 8, rows: 2))
    #expect(surface.write("abc", at: Point(column: 2, row: 1), style: .plain) == 3)
    #expect(surface.text == "|        |\n|  abc   |")
  }

  @Test func `text is clipped at both edges of the area`() {
    var surface = Surface(size: Size(columns: 8, rows: 1))
    let area = Rect(column: 2, row: 0, columns: 3, rows: 1)
    #expect(surface.write("abcdefgh", at: Point(column: 0, row: 0), style: .plain, within: area) == 3)
    #expect(surface.text == "|  cde   |")
  }

  @Test(arguments: [(0, "|東京    |"), (1, "| 東京   |"), (-1, "| 京     |"), (5, "|     東 |"), (7, "|        |")])
  func `a wide character is drawn whole or not at all`(column: Int, expected: String) {
    var surface = Surface(size: Size(columns: 8, rows: 1))
    surface.write("東京", at: Point(column: column, row: 0), style: .plain)
    #expect(surface.text == expected)
  }

  @Test(arguments: [(0, "|x 京|"), (1, "| x京|"), (2, "|東x |"), (3, "|東 x|")])
  func `what cuts a wide character blanks its other half`(column: Int, expected: String) {
    var surface = Surface(size: Size(columns: 4, rows: 1))
    surface.write("東京", at: Point(column: 0, row: 0), style: .plain)
    surface.write("x", at: Point(column: column, row: 0), style: .plain)
    #expect(surface.text == expected)
  }

  @Test func `controls are drawn as marks`() {
    var surface = Surface(size: Size(columns: 12, rows: 1))
    surface.write("a\u{1B}[2J\n\u{9B}b", at: Point(column: 0, row: 0), style: .plain)
    #expect(surface.text == "|a␛[2J␊␦b    |")
  }

  @Test func `another picture is copied with its wide characters cut at the edges`() {
    var stamp = Surface(size: Size(columns: 4, rows: 1))
    stamp.write("東京", at: Point(column: 0, row: 0), style: .plain)
    var surface = Surface(size: Size(columns: 6, rows: 1))
    surface.write("......", at: Point(column: 0, row: 0), style: .plain)
    surface.draw(stamp, at: Point(column: -1, row: 0), within: Rect(column: 0, row: 0, columns: 2, rows: 1))
    #expect(surface.text == "|  ....|")
  }

  @Test func `the seven bit picture has the same columns`() {
    var surface = Surface(size: Size(columns: 8, rows: 1))
    surface.write("é東─a", at: Point(column: 0, row: 0), style: .plain)
    #expect(surface.sevenBit.text == "|????a   |")
  }

  @Test func `roles are dumped as runs`() {
    var surface = Surface(size: Size(columns: 10, rows: 1))
    surface.write("!!", at: Point(column: 0, row: 0), style: Style(.crit))
    surface.lay(Rect(column: 0, row: 0, columns: 5, rows: 1), on: .selected)
    #expect(surface.roles == "crit/selected 2, text/selected 3, text 5")
  }

  @Test func `trimmed lines end at the last character that shows`() {
    var surface = Surface(size: Size(columns: 10, rows: 2))
    surface.write(" é ", at: Point(column: 0, row: 0), style: .plain)
    #expect(surface.trimmedLines == [" é", ""])
  }

  @Test(arguments: [(0, 0), (1, 1), (2, 1), (7, 3), (80, 24), (500, 200)])
  func `any text at any place leaves whole characters`(columns: Int, rows: Int) {
    let seed: UInt64 = 11
    var random = SeededRandom(seed: seed)
    var surface = Surface(size: Size(columns: columns, rows: rows))
    for _ in 0..<200 {
      let point = Point(
        column: Int.random(in: -20...(columns + 5), using: &random),
        row: Int.random(in: -2...(rows + 2), using: &random))
      surface.write(HostileText.random(&random), at: point, style: Style(.crit))
    }
    var broken = 0
    for row in 0..<rows {
      for column in 0..<columns {
        let isWide = surface[column, row].width == 2
        let isFollowed = column + 1 < columns && surface[column + 1, row].width == 0
        if isWide != isFollowed { broken += 1 }
      }
    }
    #expect(broken == 0, "seed \(seed)")
  }
}
