import Testing

@Suite struct LexerTests {
  private func words(_ source: String) -> [String] {
    Lexer.tokens(in: Array(source.utf8)).filter { $0.kind == .word }.map(\.text)
  }

  @Test func `comments leave nothing, even nested ones`() {
    #expect(words("a // b\n/* c /* d */ e */ f") == ["a", "f"])
  }

  @Test func `strings leave nothing but what they interpolate`() {
    #expect(words(#"a "b \(c("d \(e)")) f" g"#) == ["a", "c", "e", "g"])
  }

  @Test func `a backslash in a raw string is text`() {
    #expect(words(##"a #"b " \(c) \#(d) e"# f"##) == ["a", "d", "f"])
  }

  @Test func `a multi-line string may hold quotes`() {
    #expect(words("a \"\"\"\n b \"c\" }\n \"\"\" d") == ["a", "d"])
  }

  @Test func `an empty string ends where it begins`() {
    #expect(words(#"a "" b """#) == ["a", "b"])
  }

  @Test func `a regular expression is a literal and a division is not`() {
    #expect(words(#"a = /b"c/ ; d / e / f ; #/g "/# h"#) == ["a", "d", "e", "f", "h"])
  }

  @Test func `a name in backticks is one token`() {
    let tokens = Lexer.tokens(in: Array("func `it { opens`()".utf8))
    #expect(tokens[1] == Token(kind: .quotedName, text: "it { opens", line: 1, isGlued: false))
  }

  @Test func `lines are counted through comments and strings`() {
    let tokens = Lexer.tokens(in: Array("/*\n*/ \"\"\"\n\n\"\"\"\nlast".utf8))
    #expect(tokens.last == Token(kind: .word, text: "last", line: 5))
  }
}
