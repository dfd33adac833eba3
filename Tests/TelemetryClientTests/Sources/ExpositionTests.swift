import Testing

@testable import TelemetryClient

@Suite struct ExpositionTests {
  private static func read(
    _ text: String, isOpenMetrics: Bool = false, wanted: Set<String> = ["a", "b_bucket", "my.dotted.metric"]
  ) throws -> [ExpositionSample] {
    try Exposition.read(Array(text.utf8), isOpenMetrics: isOpenMetrics, wanted: wanted)
  }

  @Test func `a plain page is read`() throws {
    let page = """
      # HELP a Something.
      # TYPE a counter
      a{x="1",y="two",} 12 1395066363000
      a 3.5e2

      other{z="9"} 1

      """
    #expect(
      try Self.read(page) == [
        ExpositionSample(name: "a", labels: [Label("x", "1"), Label("y", "two")], value: 12),
        ExpositionSample(name: "a", labels: [], value: 350),
      ])
  }

  @Test func `escapes in a label are resolved`() throws {
    let samples = try Self.read("a{x=\"C:\\\\DIR\\nsaid \\\"no\\\"\"} 1\n")
    #expect(samples.first?.labels == [Label("x", "C:\\DIR\nsaid \"no\"")])
  }

  @Test(
    arguments: [("+Inf", Double.infinity), ("-Inf", -Double.infinity), ("0x1p3", 8), ("1e-3", 0.001)]
      as [(String, Double)])
  func `every way to write a number is read`(text: String, expected: Double) throws {
    #expect(try Self.read("a \(text)\n").first?.value == expected)
  }

  @Test func `no number is no failure`() throws {
    #expect(try Self.read("a NaN\n").first?.value.isNaN == true)
  }

  @Test func `an exemplar is passed over`() throws {
    let page = "b_bucket{le=\"1.0\"} 11 # {trace_id=\"KOO5S4vxi0o\"} 0.67 1520879607.789\n# EOF\n"
    #expect(try Self.read(page, isOpenMetrics: true).map(\.value) == [11])
  }

  @Test func `a name in quotes inside the braces is a name`() throws {
    let samples = try Self.read("{\"my.dotted.metric\",\"error.message\"=\"x\"} 1\n")
    #expect(
      samples == [ExpositionSample(name: "my.dotted.metric", labels: [Label("error.message", "x")], value: 1)]
    )
  }

  @Test(arguments: [
    "a{x=\"1\"", "a{x=\"1} 2\n", "a{x=1} 2\n", "a{x=\"1\" y=\"2\"} 3\n", "a one\n", "a\n", "a 1 2 3\n",
  ])
  func `a line that breaks the format is refused`(page: String) {
    #expect(throws: Exposition.Failure.self) { try Self.read(page) }
  }

  @Test func `an OpenMetrics page without its end is refused`() {
    #expect(throws: Exposition.Failure.self) { try Self.read("a 1\n", isOpenMetrics: true) }
  }

  @Test func `a page that ends inside a line is refused`() {
    #expect(throws: Exposition.Failure.self) { try Self.read("a 1\na 12") }
  }

  @Test func `the line of a failure is named`() {
    let failure = #expect(throws: Exposition.Failure.self) { try Self.read("a 1\n# c\na x\n") }
    #expect(failure?.line == 3)
  }

  @Test func `no cut of a page is taken for another page`() throws {
    let page = Array("a{x=\"1\"} 12\nb_bucket{le=\"+Inf\"} 4\n".utf8)
    for end in 1..<page.count where page[end - 1] != UInt8(ascii: "\n") {
      #expect(throws: Exposition.Failure.self) {
        try Exposition.read(Array(page[..<end]), isOpenMetrics: false, wanted: ["a", "b_bucket"])
      }
    }
  }
}
