import RoutingEngine
import Testing

@testable import RouteConsole

@Suite struct KeyTableTests {
  @Test func `every action has a row, and every row a key`() {
    let actions = KeyTable.standard.bindings.map(\.action)
    #expect(Set(actions) == Set(KeyAction.allCases))
    #expect(actions.count == KeyAction.allCases.count)
    #expect(KeyTable.standard.bindings.allSatisfy { !$0.keys.isEmpty })
  }

  @Test func `no key stands in two rows`() {
    let keys = KeyTable.standard.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func `the lower-case twins of the acting keys are bound to nothing`() {
    for key in "duxbp" { #expect(KeyTable.standard.action(for: .character(key)) == nil) }
  }

  @Test func `a configuration may move a key`() throws {
    let table = try KeyTable.standard.remapped([(action: "drain", keys: ["C"])])
    #expect(table.action(for: .character("C")) == .drain)
    #expect(table.action(for: .character("D")) == nil)
  }

  @Test func `an act takes upper-case letters only`() {
    #expect(throws: KeyTableError.self) {
      try KeyTable.standard.remapped([(action: "drain", keys: ["a"])])
    }
    #expect(throws: KeyTableError.self) {
      try KeyTable.standard.remapped([(action: "drain", keys: ["Enter"])])
    }
    #expect(throws: KeyTableError.self) {
      try KeyTable.standard.remapped([(action: "drain", keys: ["J"])])
    }
  }

  @Test func `every mistake of a configuration is told at once`() {
    do throws(KeyTableError) {
      _ = try KeyTable.standard.remapped([
        (action: "drian", keys: ["K"]), (action: "help", keys: ["nokey"]), (action: "sort", keys: ["j"]),
      ])
      Issue.record("three mistakes passed")
    } catch {
      #expect(error.problems.map(\.action) == ["drian", "help", "sort"])
    }
  }

  @Test(arguments: [
    ("down", ["Ctrl-c"], "it always quits the console"),
    ("down", ["Ctrl-m"], "a terminal sends the same for Enter"),
    ("sort", ["j"], "\"j\" is bound to both down and sort"), ("quit", [], "quit has no key"),
    ("sort", ["d"], "differs from drain by Shift alone"),
    ("sort", ["s", "s"], "bound to both sort and sort"),
  ])
  func `a key that cannot be is refused with a reason`(action: String, keys: [String], reason: String) {
    let error = #expect(throws: KeyTableError.self) {
      try KeyTable.standard.remapped([(action: action, keys: keys)])
    }
    #expect(error?.problems.map(\.text).joined().contains(reason) ?? false, "\(error?.problems ?? [])")
  }

  @Test func `the document on the console names every action that a key can do`() throws {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    let path = folders.joined(separator: "/") + "/docs/console.md"
    let text = String(decoding: try SystemShell { .origin }.read(path, limit: 1 << 20), as: UTF8.self)
    let words = Set(text.split { $0 == " " || $0 == "\n" })
    for action in KeyAction.allCases {
      #expect(words.contains(Substring(action.rawValue)), "\(action.rawValue)")
    }
  }

  @Test func `a moved key is what help, footer and hints name`() throws {
    let table = try KeyTable.standard.remapped([
      (action: "drain", keys: ["C"]), (action: "lock", keys: ["K"]), (action: "mark-range", keys: ["v"]),
    ])
    var model = Model.atIncident(columns: 200, rows: 60) { $0.keys = table }
    #expect(draw(model).surface.trimmedLines[57].contains("C keep it out: it is open"))
    #expect(draw(model).surface.trimmedLines[59].contains("C drain"))
    model.press(.character("K"))
    #expect(draw(model).surface.trimmedLines[59].contains("K y unlocks"))
    #expect(model.notice?.text == "locked: C U X B P do nothing until K y")
    model.press(.character("?"))
    let help = draw(model).surface.trimmedLines
    #expect(help.contains { $0.contains("C (off)      no new calls") })
    #expect(help.contains { $0.contains("Space v") })
  }

  @Test func `the keys of the help fit a page at 80x24 and name every act, the words come below`() {
    var model = Model.atIncident()
    model.press(.character("?"))
    let legend = HelpView(model).lines.firstIndex { $0.spans.first?.text == "WORDS ON THE SCREEN" }
    #expect(legend.map { $0 <= 23 } ?? false)
    let text = draw(model).surface.trimmedLines.joined(separator: "\n")
    for word in ["no new calls", "through the ramp", "swap primary", "open, close, auto, pin"] {
      #expect(text.contains(word))
    }
  }
}
