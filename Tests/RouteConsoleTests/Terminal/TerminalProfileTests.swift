import Testing

@testable import RouteConsole

@Suite struct TerminalProfileTests {
  private func entry(_ name: String, _ colours: Int, direct: Bool = false, xterm: Bool = false)
    -> TerminalEntry
  {
    TerminalEntry(
      name: name, colours: colours, hasDirectColour: direct, erasesWithBackground: true,
      keepsLastColumn: true,
      saysXtermLike: xterm, attributes: .bold, cursorAddress: "\u{1B}[%i%p1%d;%p2%dH",
      hasAlternateScreen: true,
      leave: "")
  }

  private func tier(_ entry: TerminalEntry, _ environment: [String: String]) -> ColourTier {
    TerminalProfile(entry: entry, environment: environment, isUTF8: true).tier
  }

  @Test(
    arguments: [
      ("xterm-256color", 256, [:], .indexed256), ("xterm-256color", 256, ["COLORTERM": "truecolor"], .direct),
      ("tmux-256color", 256, ["COLORTERM": "24bit", "TMUX": "x"], .direct), ("xterm", 8, [:], .indexed8),
      ("xterm-16color", 16, [:], .indexed16), ("linux", 8, ["COLORTERM": "truecolor"], .indexed8),
      ("vt100", 0, ["COLORTERM": "truecolor"], .mono), ("xterm-256color", 256, ["NO_COLOR": "1"], .mono),
      ("xterm-256color", 256, ["NO_COLOR": ""], .indexed256),
      ("screen-256color", 256, ["COLORTERM": "truecolor"], .indexed256),
      ("screen-256color", 256, ["COLORTERM": "truecolor", "TMUX": "x"], .direct),
    ] as [(String, Int, [String: String], ColourTier)])
  func `the tier is what terminal and environment agree on`(
    name: String, colours: Int, environment: [String: String], expected: ColourTier
  ) {
    #expect(tier(entry(name, colours), environment) == expected)
  }

  @Test func `an entry that promises 24 bits is believed`() {
    #expect(tier(entry("wezterm", 16_777_216, direct: true), [:]) == .direct)
  }

  @Test func `what the operator asks for goes before NO_COLOR`() {
    let profile = TerminalProfile(
      entry: entry("xterm", 8), environment: ["NO_COLOR": "1"], isUTF8: true, colours: .fixed(.indexed16))
    #expect(profile.tier == .indexed16)
  }

  @Test(arguments: [
    ("\u{1B}[%i%p1%d;%p2%dH", true), ("\u{1B}[%i%p1%d;%p2%dH$<5>", true), ("\u{1B}=%p1%' '%+%c", false),
    (nil, false),
  ])
  func `only the common way to move the cursor is spoken`(address: String?, isSpoken: Bool) {
    var entry = entry("x", 8)
    entry.cursorAddress = address
    #expect(entry.speaksECMA48 == isSpoken)
  }
}
