import Testing

@testable import RouteConsole

@Suite struct DialogTests {
  private let drain = Dialog(
    title: "DRAIN aws use1/sonnet (1 endpoint)",
    parts: [
      .required(TextLine("now   OPEN   2 rps  212 in flight  share 0%")),
      .required(TextLine("then  no new requests; 212 finish or 10m cap")),
      .note(TextLine("lease 30m, then asks again (never silent)")), .gap,
      .field(PromptView(label: "reason ", editor: LineEditor("INC-4412"))),
    ], buttons: [.init("Cancel", isFocused: true)],
    hint: TextLine([Span("y", .key), Span(" = drain  "), Span("Esc", .key), Span(" = cancel")]),
    preferredColumns: 46)

  private func drawn(_ columns: Int, _ rows: Int) -> String? {
    var surface = Surface(size: Size(columns: columns, rows: rows))
    guard let placement = drain.placement(in: surface.bounds) else { return nil }
    drain.draw(on: &surface, at: placement)
    return surface.text
  }

  @Test func `a dialog stands in the middle`() {
    #expect(
      drawn(52, 10) == """
        |                                                    |
        | +- DRAIN aws use1/sonnet (1 endpoint) -----------+ |
        | | now   OPEN   2 rps  212 in flight  share 0%    | |
        | | then  no new requests; 212 finish or 10m cap   | |
        | | lease 30m, then asks again (never silent)      | |
        | |                                                | |
        | | reason INC-4412                                | |
        | | [ Cancel ]  y = drain  Esc = cancel            | |
        | +------------------------------------------------+ |
        |                                                    |
        """)
  }

  @Test func `with less room required lines wrap and the rest goes`() {
    #expect(
      drawn(40, 8) == """
        |+- DRAIN aws use1/sonnet (1 endpoint) -+|
        || now   OPEN   2 rps  212 in flight    ||
        || share 0%                             ||
        || then  no new requests; 212 finish or ||
        || 10m cap                              ||
        || reason INC-4412                      ||
        || [ Cancel ]  y = drain  Esc = cancel  ||
        |+--------------------------------------+|
        """)
  }

  @Test(arguments: [(40, 7), (30, 24), (20, 20), (1, 1), (0, 0)])
  func `a dialog that cannot show what must be read does not open`(columns: Int, rows: Int) {
    #expect(drawn(columns, rows) == nil)
  }

  @Test func `the cursor is where the field has it`() throws {
    var surface = Surface(size: Size(columns: 52, rows: 10))
    let placement = try #require(drain.placement(in: surface.bounds))
    #expect(drain.draw(on: &surface, at: placement) == Point(column: 18, row: 6))
  }
}

@Suite struct WrappingTests {
  private func wrapped(_ text: String, _ columns: Int) -> [String] {
    TextLine(text).wrapped(columns: columns, limit: 9).map { $0.spans.map(\.text).joined() }
  }

  @Test(arguments: [
    ("one two three", 20, ["one two three"]), ("one two three", 7, ["one two", "three"]),
    ("one two three", 8, ["one two ", "three"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ("a abcdefgh", 4, ["a ", "abcd", "efgh"]), ("東京都", 4, ["東京", "都"]), ("", 4, [""]), ("東", 1, ["東"]),
    ("x", 0, []),
  ])
  func `words stay whole where they can`(text: String, columns: Int, rows: [String]) {
    #expect(wrapped(text, columns).filter { !$0.isEmpty || text.isEmpty } == rows)
  }
}
