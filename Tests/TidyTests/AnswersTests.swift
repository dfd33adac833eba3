import Testing

/// What the documents say of tests is so: a test that is named is there.
@Suite struct AnswersTests {
  private static let document = "docs/console-answers.md"

  /// The sentences that the document quotes as names of tests.
  private static func quoted(_ text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "*`"), let end = rest[start.upperBound...].firstRange(of: "`*") {
      names.append(String(rest[start.upperBound..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return names
  }

  private static func missing(_ text: String, among sources: [String]) -> [String] {
    quoted(text).filter { name in !sources.contains { $0.contains("func `\(name)`") } }
  }

  @Test func `every test that the answers name is there`() throws {
    let answers = try #require(SourceTree.files.first { $0.path == Self.document })
    let sources = SourceTree.files.filter { $0.path.hasPrefix("Tests/") && $0.path.hasSuffix(".swift") }
      .map { $0.lines.joined(separator: "\n") }
    let text = answers.lines.joined(separator: "\n")
    #expect(Self.quoted(text).count >= 40)
    #expect(Self.missing(text, among: sources) == [])
  }

  @Test func `a name that no test has is found`() {
    let sources = ["  @Test func `a key acts`() {"]
    #expect(Self.missing("see *`a key acts`* and *`a key sleeps`*", among: sources) == ["a key sleeps"])
  }
}
