import Testing

@testable import RouteConsole

@Suite struct FakeTerminalTests {
  @Test func `it plays its script and follows sizes`() {
    var terminal = FakeTerminal(
      size: Size(columns: 80, rows: 24), script: [[.key(.enter)], [.resized(Size(columns: 20, rows: 3))]])
    #expect(terminal.read(now: .zero) == [.key(.enter)])
    _ = terminal.read(now: .zero)
    #expect(terminal.size == Size(columns: 20, rows: 3))
    #expect(terminal.read(now: .zero).isEmpty)
  }

  @Test func `a busy line leaves the last picture`() {
    var terminal = FakeTerminal(size: Size(columns: 4, rows: 1))
    let picture = Surface(size: terminal.size)
    _ = terminal.present(picture, cursor: nil)
    terminal.outcomes = [.busy]
    #expect(terminal.present(Surface(size: terminal.size, style: Style(.crit)), cursor: nil) == .busy)
    #expect(terminal.shown == picture && terminal.pictures == 1)
  }
}

@Suite struct ClipboardTests {
  @Test(arguments: [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("é", "w6k=")])
  func `text is encoded in base 64`(text: String, encoded: String) {
    #expect(Clipboard.sequence(for: text) == Array("\u{1B}]52;c;\(encoded)\u{7}".utf8))
  }

  @Test func `a text too long is refused`() {
    #expect(Clipboard.sequence(for: String(repeating: "x", count: Clipboard.maximumBytes + 1)) == nil)
  }
}
