import Testing

@testable import RouteConsole

@Suite struct KeyNameTests {
  @Test(arguments: [
    (Key.character("j"), "j"), (.character("D"), "D"), (.character(" "), "Space"), (.character("-"), "-"),
    (.control("d"), "Ctrl-d"), (.control("@"), "Ctrl-Space"), (.alt("x"), "Alt-x"), (.backTab, "Shift-Tab"),
    (.function(1), "F1"), (.pageDown, "PgDn"), (.modified(.shift, .up), "Shift-Up"),
    (.modified([.control, .alt], .left), "Ctrl-Alt-Left"),
  ])
  func `a key's name is read back`(key: Key, name: String) {
    #expect(key.description == name)
    #expect(Key(name: name) == key)
  }

  @Test(arguments: ["", "Ctrl-", "Ctrl-é", "Hyper-x", "F0", "F99", "Shift-x", "xx"])
  func `what is no key is refused`(name: String) {
    #expect(Key(name: name) == nil)
  }

  @Test func `case counts in characters only`() {
    #expect(Key(name: "pgdn") == .pageDown)
    #expect(Key(name: "CTRL-D") == .control("d"))
    #expect(Key(name: "d") != Key(name: "D"))
  }
}
