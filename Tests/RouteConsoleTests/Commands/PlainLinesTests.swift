import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Lines in which others wrote some of the words.
@Suite struct PlainLinesTests {
  @Test func `a table's cell can neither end a row nor move a cursor`() {
    var table = TextTable(columns: 2)
    table.add(["a\nb", "\u{1B}[31mred"])
    #expect(table.text == "a?b  ?[31mred\n")
  }

  @Test func `a reason can neither forge a line of the audit log nor move a cursor`() {
    let act = ActRequest(.drain(.endpoint("a")), reason: "x\n2026-11-29 mallory applied\u{1B}[2J")
    let receipt = ActReceipt(
      id: 1, act: act, actor: "bob", at: Moment(milliseconds: 0), revision: 2, outcome: .applied)
    let text = StatusText.audit(AuditLine(receipt: receipt))
    #expect(text.split(separator: "\n").count == 1)
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `the reason for an act is not why it was refused`() {
    let act = ActRequest(.drain(.endpoint("a")), reason: "view try")
    let receipt = ActReceipt(
      id: 1, act: act, actor: "vic", at: Moment(milliseconds: 0), revision: 2, outcome: .refused,
      reason: "vic is a viewer")
    #expect(
      StatusText.audit(AuditLine(receipt: receipt))
        == "1970-01-01T00:00:00.000Z  vic  drain a: refused: vic is a viewer (reason given: \"view try\")\n")
  }

  @Test(arguments: ["", "   "])
  func `an act without a reason is not sent`(reason: String) {
    let shell = MemoryShell()
    #expect(shell.run("drain", "a", "--reason", reason) == .usage)
    #expect(shell.errors.first?.contains("--reason") == true)
  }

  @Test func `another configuration is a line of the audit log that says what it changes`() {
    let receipt = AuditReceipt(
      id: 1, act: .reload(file: "a.json5", change: "endpoint b added"), actor: "ada",
      at: Moment(milliseconds: 0), revision: 2, outcome: .applied)
    let text = StatusText.audit(AuditLine(receipt: receipt))
    #expect(text == "1970-01-01T00:00:00.000Z  ada  reload a.json5: applied, endpoint b added\n")
  }
}
