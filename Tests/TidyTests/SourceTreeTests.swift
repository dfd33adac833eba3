import Testing

/// A rule that reads nothing finds nothing; these tests see that the tree was read.
@Suite struct SourceTreeTests {
  @Test(arguments: [
    "Package.swift", "Makefile", ".ci/run", "docs/ARCHITECTURE.md", "Sources/RouteConsole/App/Main.swift",
  ])
  func `the tree holds a file that is known to exist`(path: String) {
    #expect(SourceTree.files.contains { $0.path == path && !$0.bytes.isEmpty })
  }

  @Test func `every Swift file of the tree has tokens or only comments`() {
    let silent = SourceTree.files.filter { $0.isSwift && $0.tokens.isEmpty }
    let withCode = silent.filter { file in
      file.lines.contains { !$0.hasPrefix("//") && $0.contains { !$0.isWhitespace } }
    }
    #expect(withCode.map(\.path) == [])
  }
}
