import Testing

@testable import RouteConsole

@Suite struct LinesTests {
  private func drawn(_ columns: Int, _ draw: (inout Surface) -> Void) -> String {
    var surface = Surface(size: Size(columns: columns, rows: 1))
    draw(&surface)
    return surface.text
  }

  private let head = StatusLine([
    .init(TextLine("ROUTER OPS"), priority: 1), .init(TextLine("[PROD]", .prod), priority: 3),
    .init(TextLine("LIVE 1s", .live), priority: 2, isTrailing: true),
  ])

  @Test(arguments: [
    (34, "|ROUTER OPS  [PROD]         LIVE 1s|"), (27, "|ROUTER OPS  [PROD]  LIVE 1s|"),
    (20, "|[PROD]       LIVE 1s|"),
    (10, "|[PROD]    |"), (4, "|[PR>|"), (1, "|>|"), (0, "||"),
  ])
  func `facts leave by priority, and the last is cut`(columns: Int, expected: String) {
    #expect(drawn(columns) { head.draw(on: &$0, in: $0.bounds) } == expected)
  }

  @Test(arguments: [(30, "| Enter details  D drain  ? hel|"), (22, "| D drain  ? help      |")])
  func `keys leave by priority`(columns: Int, expected: String) {
    let footer = KeyFooter([
      .init("Enter", "details", priority: 1), .init("D", "drain", priority: 2),
      .init("?", "help", priority: 3),
    ])
    let wide = expected.hasSuffix("hel|") ? columns + 2 : columns
    let text = drawn(wide) { footer.draw(on: &$0, in: $0.bounds) }
    #expect(text.hasPrefix(String(expected.dropLast())))
  }

  @Test(arguments: [(Alignment.left, "|ab   |"), (.right, "|   ab|"), (.center, "| ab  |")])
  func `a line stands where it is told`(alignment: Alignment, expected: String) {
    #expect(drawn(5) { TextLine("ab").draw(on: &$0, in: $0.bounds, alignment: alignment) } == expected)
  }

  @Test(arguments: [
    ("abcdef", "|abcd>|"), ("東京都x", "|東京>|"), ("a東京", "|a東京|"), ("ab東京", "|ab東>|"), ("abc東京", "|abc >|"),
    ("abc東", "|abc東|"),
  ])
  func `a line too long ends visibly`(text: String, expected: String) {
    #expect(drawn(5) { TextLine(text).draw(on: &$0, in: $0.bounds) } == expected)
  }

  @Test func `a pane's title stands in its line`() {
    #expect(drawn(16) { PaneFrame("EVENTS").draw(on: &$0, in: $0.bounds) } == "|-- EVENTS ------|")
  }

  @Test func `an input line scrolls so that the cursor shows`() {
    let view = PromptView(label: ":", editor: LineEditor("drain provider:bedrock"))
    #expect(drawn(12) { view.draw(on: &$0, in: $0.bounds) } == "|:er:bedrock |")
  }

  @Test func `a suggestion follows the cursor`() {
    let view = PromptView(label: "/", editor: LineEditor("cloud:"), suggestion: "aws")
    #expect(drawn(12) { view.draw(on: &$0, in: $0.bounds) } == "|/cloud: aws |")
  }
}
