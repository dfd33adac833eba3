import Testing

/// Rules for the tests themselves.
@Suite struct TestHygieneTests {
  private static let silenced = Rule.ban(
    [". disabled (", "withKnownIssue"],
    advice: "mend the code, or remove the test and say why in the commit",
    applies: \.isTest)

  private static let hollow = Rule.ban(
    ["# expect ( true )", "# expect ( Bool ( true ) )", "# require ( true )"],
    advice: "check something that can be false",
    applies: \.isTest)

  private static let sleeping = Rule.ban(
    [
      "Thread . sleep", "Task . sleep", "usleep (", "nanosleep (", "clock_nanosleep (", "sleep ( for",
      "sleep ( until",
    ],
    advice: "pass time in, or wait for the event itself with a deadline",
    applies: \.isTest)

  private static let names = Rule(
    advice: "write it as a sentence in backticks",
    applies: \.isTest,
    problems: { file in
      file.tokens.indices(of: ["@", "Test"]).compactMap { index in
        guard let name = testedName(after: index + 2, in: file.tokens) else { return nil }
        let isSentence = name.kind == .quotedName && name.text.contains(" ")
        return isSentence ? nil : (name.line, "the test's name `\(name.text)`")
      }
    })

  /// The name of the function that an attribute ending before `start` belongs to.
  private static func testedName(after start: Int, in tokens: [Token]) -> Token? {
    var depth = 0
    for index in start..<tokens.count {
      if tokens[index].reads("(") { depth += 1 }
      if tokens[index].reads(")") { depth -= 1 }
      if depth == 0, tokens[index].reads("func") { return tokens.at(index + 1) }
    }
    return nil
  }

  @Test func `no test is switched off`() {
    expectClean(Self.silenced)
  }

  @Test func `a test that is switched off is found`() {
    #expect(
      Self.silenced.verdict(on: "Tests/WireTests/A.swift", "@Test(.disabled(\"flaky\")) func `a b`() {}")
        == ["1: `.disabled(`"])
  }

  @Test func `every expectation can fail`() {
    expectClean(Self.hollow)
  }

  @Test func `an expectation that cannot fail is found`() {
    #expect(
      Self.hollow.verdict(on: "Tests/WireTests/A.swift", "#expect(true)\n#expect(truth)")
        == ["1: `#expect(true)`"])
  }

  @Test func `no test sleeps`() {
    expectClean(Self.sleeping)
  }

  @Test func `a test that sleeps is found`() {
    #expect(
      Self.sleeping.verdict(
        on: "Tests/WireTests/A.swift", "try await Task.sleep(for: .seconds(1))\nusleep(5)"
      )
      .map { $0.prefix(2) } == ["1:", "1:", "2:"])
  }

  @Test func `the names of tests are sentences`() {
    expectClean(Self.names)
  }

  @Test func `a test with a plain name is found`() {
    let source = """
      @Test func opens() {}
      @Test(arguments: [f(1), f(2)]) @MainActor
      func closes(_ a: Int) {}
      @Test func `opens on the third failure`() {}
      @Test func `opens`() {}
      """
    #expect(
      Self.names.verdict(on: "Tests/WireTests/A.swift", source)
        == ["1: the test's name `opens`", "3: the test's name `closes`", "5: the test's name `opens`"])
  }
}
