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
      #expect(error.problems.count == 3)
    }
  }

  @Test func `the help fits a page at 80x24 and names every act`() {
    var model = Model.atIncident()
    model.press(.character("?"))
    #expect(HelpView(model).lines.count <= 23)
    let text = draw(model).surface.trimmedLines.joined(separator: "\n")
    for word in ["no new calls", "through the ramp", "swap primary", "open, close, auto, pin"] {
      #expect(text.contains(word))
    }
  }
}
