import Testing

@testable import RouteConsole

@Suite struct TerminalModesTests {
  private func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\u{1B}", with: "^")
  }
  private let modern = TerminalModes(
    isXtermLike: true, hasAlternateScreen: true, leave: "\u{1B}[?1l\u{1B}[?1049l")

  @Test func `the mouse is the first to go`() {
    #expect(text(modern.exit) == "^[?1006l^[?1000l^[?2026l^[?2004l^[8h^[m^[?25h")
  }

  @Test func `the net leaves the full screen after the modes`() {
    #expect(text(modern.rescue).hasSuffix("^[?25h^[?1l^[?1049l"))
  }

  @Test func `what the net sends fits into its storage`() {
    #expect(modern.rescue.count <= 256)
  }

  @Test func `the mouse comes back after a suspension only if it was on`() {
    var modes = modern
    #expect(!text(modes.enter).contains("^[?1000h"))
    modes.isMouseOn = true
    #expect(text(modes.enter).contains("^[?1000h^[?1006h"))
  }

  @Test func `an old terminal is sent nothing of xterm's, and its screen is wiped`() {
    let old = TerminalModes(isXtermLike: false, hasAlternateScreen: false, leave: "")
    #expect(text(old.enter) == "^[?25l")
    #expect(text(old.rescue) == "^[m^[H^[2J^[?25h")
  }
}
