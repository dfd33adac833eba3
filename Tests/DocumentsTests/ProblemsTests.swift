import Documents
import Testing

@Suite struct ProblemsTests {
  private let place = Position(line: 3, column: 14)

  @Test func `shows file, line, column, message and hint`() {
    let problems = Problems(file: "route-console.json5")
    problems.report(place, "this is wrong", hint: "do that")
    #expect(problems.description == "route-console.json5:3:14: this is wrong (do that)")
  }

  @Test func `leaves out a hint that is not there`() {
    let problems = Problems(file: "f")
    problems.report(place, "this is wrong")
    #expect(problems.description == "f:3:14: this is wrong")
  }

  @Test func `begins empty`() {
    let problems = Problems(file: "f")
    #expect(problems.isEmpty)
    problems.report(place, "x")
    #expect(!problems.isEmpty)
  }

  @Test func `lists problems in the order of the file, and of their report at one place`() {
    let problems = Problems(file: "f")
    for (line, text) in [(2, "c"), (1, "a"), (2, "d"), (1, "b")] {
      problems.report(Position(line: line, column: 1), text)
    }
    #expect(problems.all.map(\.message) == ["a", "b", "c", "d"])
  }

  @Test func `keeps a hundred and counts the rest`() {
    let problems = Problems(file: "f")
    for line in 1...123 { problems.report(Position(line: line, column: 1), "wrong") }
    #expect(problems.all.count == Problems.kept)
    #expect(problems.count == 123)
    #expect(problems.description.hasSuffix("\nf: and 23 more problems"))
  }

  @Test func `says the same thing once`() {
    let problems = Problems(file: "f")
    problems.report(place, "wrong")
    problems.report(place, "wrong")
    #expect(problems.count == 1)
  }

  @Test func `takes the reason why a file cannot be read`() throws {
    let problems = Problems(file: "f")
    let error = try #require(failure("[1"))
    problems.report(error)
    #expect(problems.description == "f:\(error.description)")
  }

  @Test func `shows a file name that would drive the terminal harmlessly`() {
    let problems = Problems(file: "a\u{1B}[2J")
    problems.report(place, "x")
    #expect(problems.description == "a\\u{1B}[2J:3:14: x")
  }

  @Test func `cuts long keys short`() throws {
    let key = String(repeating: "k", count: 5000)
    let found = try problems("{ \(key): 1 }") { $0.finish() }
    #expect(found.count == 1 && found[0].utf8.count < 200)
  }

  @Test func `stays quick with very many unknown keys`() throws {
    let text = "{" + (0..<20_000).map { "k\($0):0," }.joined() + "}"
    let found = Problems(file: "f")
    let root = try Document.parse(text, dialect: .json5)
    try #require(ObjectReader(root, what: "thing", problems: found)).finish()
    #expect(found.count == 20_000)
  }
}
