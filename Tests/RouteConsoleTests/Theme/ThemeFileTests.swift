import Testing

@testable import RouteConsole

@Suite struct ThemeFileTests {
  private func problems(_ text: String) -> [String] {
    do {
      _ = try ThemeFile(text: text, file: "x.theme")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test func `a role has up to four fields`() throws {
    let file = try ThemeFile(
      text: "crit = #ff0000 on #000000 | 196 on 16 | brightred on black | bold mono:reverse", file: "x.theme")
    let expected = RoleEntry(
      line: 1, direct: InkPair(foreground: .rgb(RGB(255, 0, 0)), background: .rgb(.black)),
      indexed256: InkPair(foreground: .indexed(196), background: .indexed(16)),
      indexed16: InkPair(foreground: .indexed(9), background: .indexed(0)), attributes: .bold,
      monoAttributes: .reverse)
    #expect(file[.crit] == expected)
  }

  @Test func `comments, blank lines and heads are read`() throws {
    let file = try ThemeFile(
      text: "# a comment\n\ninherit = default # base\nappearance = dark\r\nwarn = #ffff00 # yellow",
      file: "x.theme")
    #expect(file.inherit == "default" && file.appearance == .dark && file[.warn]?.line == 5)
  }

  @Test func `every problem is reported with its line`() {
    let found = problems(
      "crti = red\nwarn = #12345\nok\nok = red\nok = red\nappearance = dim\ndim = red | 300")
    #expect(
      found == [
        "x.theme:1: there is no role `crti`; did you mean `crit`?",
        "x.theme:2: a colour is `#` and six hex digits, not `#12345`",
        "x.theme:3: expected `role = truecolor | 256 | 16 | attributes`, found `ok`",
        "x.theme:5: `ok` was already given in line 4",
        "x.theme:6: `appearance` is dark, light or any, not `dim`",
        "x.theme:7: `300` is no colour here; write 0 to 255, a name, or default",
      ])
  }

  @Test(arguments: [
    ("ok = | | #ff0000", "`#ff0000` belongs in the first field"),
    ("ok = | | 16", "`16` is no colour here; write 0 to 15, a name, or default"),
    ("ok = red over blue", "expected a colour, or a colour `on` a colour, found `red over blue`"),
    (
      "ok = red | | | loud",
      "there is no attribute `loud`; there are bold, dim, italic, underline, reverse, and none"
    ),
    ("ok = | | | bold", "a role needs a colour in at least one of its first three fields; `default` is one"),
    ("ok = red|red|red|bold|x", "a role has at most four fields: truecolor | 256 | 16 | attributes"),
    ("inherit = ../x", "`inherit` takes the name of a theme, without a folder"),
  ])
  func `a broken line says what to write`(line: String, message: String) {
    #expect(problems(line) == ["x.theme:1: \(message)"])
  }

  @Test func `a file too long is refused unread`() {
    #expect(
      problems(String(repeating: "#", count: 65_537)) == ["x.theme: a theme is at most 65536 bytes long"])
  }
}
