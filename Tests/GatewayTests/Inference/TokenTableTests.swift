import Testing

@testable import Gateway

/// Callers' tokens.
@Suite struct TokenTableTests {
  @Test func `a token belongs to its caller and a caller may have several`() throws {
    let table = try TokenTable(
      Array("# teams\nred  token-one \n\nblue token-two\r\nred token-three\n".utf8), shownAs: "t")
    #expect(table.names == ["red", "blue"])
    #expect(table.caller(of: Array("token-one".utf8)) == 0)
    #expect(table.caller(of: Array("token-two".utf8)) == 1)
    #expect(table.caller(of: Array("token-three".utf8)) == 0)
    #expect(table.caller(of: Array("token-on".utf8)) == nil)
    #expect(table.caller(of: []) == nil)
  }

  @Test(arguments: [
    ("red", "t:1: the line has not two words"),
    ("a b-longer-one\nred one two-of-it", "t:2: the line has not"),
    ("red short", "t:1: the token is shorter than 8"), ("red tökens-are-ascii", "not plain ASCII"),
    ("# nothing\n", "t holds no token"),
  ])
  func `a file that is no list of tokens is refused without showing any`(text: String, message: String) {
    do {
      _ = try TokenTable(Array(text.utf8), shownAs: "t")
      Issue.record("It was taken.")
    } catch {
      #expect(error.description.contains(message))
      #expect(!error.description.contains("two-of-it"))
    }
  }

  @Test func `a file that others may read is refused`() throws {
    let open = try TemporaryFile("red token-of-red\n", mode: 0o644)
    do {
      _ = try TokenTable(file: open.path)
      Issue.record("It was taken.")
    } catch {
      #expect(error.description.contains("chmod 600"))
    }
    let closed = try TemporaryFile("red token-of-red\n")
    #expect(try TokenTable(file: closed.path).names == ["red"])
  }
}
