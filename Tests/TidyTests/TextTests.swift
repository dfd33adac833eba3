import Testing

/// Rules about every text file of the repository: nothing unfinished, nothing private.
@Suite struct TextTests {
  private static let exemptions = [
    Exemption(place: "Tests/TidyTests/", reason: "holds the samples that these rules are tested with")
  ]

  private static func text(_ advice: String, _ search: @escaping @Sendable (Substring) -> String?) -> Rule {
    Rule(advice: advice, applies: { !exemptions.covers($0) }) { file in
      zip(1..., file.lines).compactMap { number, line in search(line).map { (number, "`\($0)`") } }
    }
  }

  private static let unfinished = text("finish it, or leave it out") { line in
    ["TODO", "FIXME", "XXX:"].first { contains($0, asWordIn: line) }
  }

  private static let privatePaths = text("use a path relative to the repository, or a made-up one") { line in
    guard line.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return PrivatePath.first(in: line)
  }

  private static let sharedFolder = Rule(
    advice:
      "the project stands alone; only an optional trace (shared/traces) may be used by tests and benchmarks",
    applies: { !exemptions.covers($0) },
    problems: { file in
      let mayUseTraces = file.isUnder(["Tests/", "Sources/EngineBench/"])
      return zip(1..., file.lines).compactMap { number, line in
        guard line.utf8.contains(UInt8(ascii: "/")), line.contains("../shared") else { return nil }
        return mayUseTraces && line.contains("../shared/traces") ? nil : (number, "`../shared`")
      }
    })

  private static let workshop = text(
    "say it without the workshop: the code and its tests stand for themselves", WorkshopTalk.first)

  private static func contains(_ word: String, asWordIn line: Substring) -> Bool {
    line.ranges(of: word).contains { range in
      let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
      let after = range.upperBound < line.endIndex ? line[range.upperBound] : " "
      return !before.isLetter && !after.isLetter
    }
  }

  @Test func `nothing is left unfinished`() {
    expectClean(Self.unfinished)
  }

  @Test func `an unfinished place is found`() {
    #expect(Self.unfinished.verdict(on: "docs/A.md", "done\nTODO: the rest\nMASTODON") == ["2: `TODO`"])
    #expect(Self.unfinished.verdict(on: "docs/A.md", "XXX: look again") == ["1: `XXX:`"])
  }

  @Test func `no path of a private machine`() {
    expectClean(Self.privatePaths)
  }

  @Test(arguments: [
    "see /work/main/a", "cat \"/root/.bashrc\"", "file:///home/ada/a.swift", "/tmp/tmp.a8Xk2Qz1/log",
    "/tmp/bash_jobs.k3j4h5g6/x", "/Users/ada",
  ])
  func `a private path is found`(line: String) {
    #expect(Self.privatePaths.verdict(on: "Sources/Wire/A.swift", line).count == 1)
  }

  @Test(arguments: [
    "/tmp/route-console.sock", "/tmp/XXXXXX", "framework/work/a", "/var/run/secrets/token",
    "https://a.example/home",
    "/usr/share/terminfo", "/tmp/route-console-2026.log",
  ])
  func `a harmless path is left alone`(line: String) {
    #expect(Self.privatePaths.verdict(on: "Sources/Wire/A.swift", line) == [])
  }

  @Test func `nothing needs a folder outside the repository`() {
    expectClean(Self.sharedFolder)
  }

  @Test func `a folder outside the repository is found`() {
    #expect(Self.sharedFolder.verdict(on: "docs/A.md", "see ../shared/design") == ["1: `../shared`"])
    #expect(
      Self.sharedFolder.verdict(on: "Tests/WireTests/A.swift", "\"../shared/facts\"") == ["1: `../shared`"])
    #expect(Self.sharedFolder.verdict(on: "Tests/WireTests/A.swift", "\"../shared/traces/a.csv\"") == [])
  }

  @Test func `no talk of how the work was organised`() {
    expectClean(Self.workshop)
  }

  @Test(arguments: ["// see issue #12", "brief.md", "left to another helper", "in my worktree"])
  func `talk of the workshop is found`(line: String) {
    #expect(Self.workshop.verdict(on: "Sources/Wire/A.swift", line).count == 1)
  }

  @Test(arguments: [
    "keeps the session's warm cache", "color: \"#12aa34\"", "an issue of trust", "#if os(Linux)",
    "a helper view",
  ])
  func `words of the field are left alone`(line: String) {
    #expect(Self.workshop.verdict(on: "Sources/Wire/A.swift", line) == [])
  }
}
