import Documents
import Testing

@Suite struct PositionTests {
  /// The places of all values, by their compact JSON.
  private func places(_ text: String) throws -> [String] {
    var found: [String] = []
    func visit(_ node: Node) {
      found.append("\(written(node))@\(node.position)")
      for child in node.array ?? [] { visit(child) }
      for member in node.members ?? [] { visit(member.value) }
    }
    visit(try Document.parse(text, dialect: .json5))
    return found
  }

  @Test func `counts lines and columns from one`() throws {
    #expect(try places("[1,\n 2]") == ["[1,2]@1:1", "1@1:2", "2@2:2"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `counts each kind of line ending once`(ending: String) throws {
    #expect(try places("[\(ending)\(ending)7]").last == "7@3:1")
  }

  @Test func `counts characters, not bytes`() throws {
    #expect(try places("['é€😀', 7]").last == "7@1:9")
  }

  @Test func `counts a combining mark as a character of its own`() throws {
    #expect(try places("['e\u{301}', 7]").last == "7@1:8")
  }

  @Test func `counts escapes as they are written`() throws {
    #expect(try places("[\"\\u00e9\", 7]").last == "7@1:12")
  }

  @Test func `counts on after comments`() throws {
    #expect(try places("/* é\n é */ [ // €\n7]").last == "7@3:1")
    #expect(try places("/* é */ 7").last == "7@1:9")
  }

  @Test func `counts on after a line continuation`() throws {
    #expect(try places("['a\\\nb', 7]").last == "7@2:5")
  }

  @Test func `gives a byte order mark no column`() throws {
    #expect(try places("\u{FEFF}7") == ["7@1:1"])
  }

  @Test func `gives keys their own place`() throws {
    let members = try #require(try Document.parse("{\n  a: 1, 'b' : 2 }", dialect: .json5).members)
    #expect(members.map(\.keyPosition) == [Position(line: 2, column: 3), Position(line: 2, column: 9)])
    #expect(members.map(\.value.position) == [Position(line: 2, column: 6), Position(line: 2, column: 15)])
  }

  @Test func `orders places as a reader meets them`() {
    let places = [(2, 1), (1, 9), (1, 10)].map { Position(line: $0.0, column: $0.1) }
    #expect(places.sorted().map(\.description) == ["1:9", "1:10", "2:1"])
  }
}
