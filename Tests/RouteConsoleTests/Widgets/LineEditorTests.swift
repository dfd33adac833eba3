import Testing

@testable import RouteConsole

@Suite struct LineEditorTests {
  /// The line after keys, with `|` at the cursor.
  private func edited(_ text: String, _ keys: [Key]) -> String {
    var editor = LineEditor(text)
    for key in keys { _ = editor.handle(key) }
    return String(editor.characters[..<editor.cursor]) + "|" + String(editor.characters[editor.cursor...])
  }

  @Test(arguments: [
    ([Key.character("x")], "drain aws/usex|"), ([.left, .character("x")], "drain aws/usx|e"),
    ([.home], "|drain aws/use"),
    ([.control("a"), .right, .delete], "d|ain aws/use"), ([.backspace], "drain aws/us|"),
    ([.control("w")], "drain aws/|"), ([.control("w"), .control("w")], "drain |"),
    ([.control("u")], "|"), ([.home, .control("k")], "|"),
    ([.control("w"), .control("y")], "drain aws/use|"),
    ([.alt("b"), .alt("b")], "drain |aws/use"), ([.home, .alt("f")], "drain| aws/use"),
    ([.home, .alt("d")], "| aws/use"), ([.home, .left, .backspace], "|drain aws/use"),
    ([.right, .delete], "drain aws/use|"),
  ])
  func `keys edit as in a shell`(keys: [Key], expected: String) {
    #expect(edited("drain aws/use", keys) == expected)
  }

  @Test func `characters of several scalars are one step`() {
    #expect(edited("e\u{301}👩‍🚀", [.backspace]) == "e\u{301}|")
  }

  @Test(arguments: [
    (Key.enter, LineEditor.Outcome.submitted), (.escape, .cancelled), (.control("c"), .cancelled),
    (.backTab, .left(isBackwards: true)), (.tab, .left(isBackwards: false)), (.function(5), .unchanged),
    (.pageUp, .unchanged), (.character("y"), .edited), (.character("D"), .edited),
  ])
  func `every key comes to something here and goes no further`(key: Key, outcome: LineEditor.Outcome) {
    var editor = LineEditor("x")
    #expect(editor.handle(key) == outcome)
  }

  @Test func `pasted line ends become blanks`() {
    var editor = LineEditor()
    editor.insert("a\r\nb\tc\u{1B}")
    #expect(editor.text == "a b c ")
  }

  @Test func `a line has a longest length`() {
    var editor = LineEditor(String(repeating: "x", count: 600))
    editor.insert("more")
    #expect(editor.characters.count == LineEditor.maximumCharacters)
    #expect(editor.handle(.character("x")) == .unchanged)
  }

  @Test func `completion goes as far as offers agree, then takes them in turn`() {
    let verbs = ["drain", "drop", "dream"]
    var editor = LineEditor("d")
    var seen: [String] = []
    for _ in 0..<5 {
      _ = editor.handle(.tab) { left in verbs.filter { $0.hasPrefix(left) } }
      seen.append(editor.text)
    }
    #expect(seen == ["dr", "drain", "drop", "dream", "drain"])
  }

  @Test func `a single offer is taken at once`() {
    var editor = LineEditor("fli")
    #expect(editor.handle(.tab) { _ in ["flip "] } == .edited)
    #expect(editor.text == "flip " && editor.offers.isEmpty)
  }

  @Test func `typing ends completion`() {
    var editor = LineEditor("d")
    _ = editor.handle(.tab) { _ in ["drain", "drop"] }
    _ = editor.handle(.character("x"))
    #expect(editor.offers.isEmpty)
  }
}

@Suite struct InputHistoryTests {
  @Test func `older lines come back, and the draft at the end`() {
    var history = InputHistory(["drain a", "flip chat", "drain b"])
    let walked = [
      history.older(than: "dr"), history.older(than: "drain b"), history.older(than: "drain a"),
      history.newer(),
      history.newer(), history.newer(),
    ]
    #expect(walked == ["drain b", "drain a", nil, "drain b", "dr", nil])
  }

  @Test func `blank lines and repetitions are not kept`() {
    var history = InputHistory()
    for line in ["flip", "flip", " ", "drain", "flip"] { history.add(line) }
    #expect(history.entries == ["flip", "drain", "flip"])
  }

  @Test func `only so many lines are kept`() {
    var history = InputHistory()
    for number in 0..<300 { history.add("line \(number)") }
    #expect(history.entries.count == InputHistory.maximumEntries && history.entries.first == "line 100")
  }
}
