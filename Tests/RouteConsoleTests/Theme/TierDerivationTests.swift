import Testing

@testable import RouteConsole

@Suite struct TierDerivationTests {
  private func paint(_ entry: String, tier: ColourTier, text: String = "#d0d0d0 on #101010") throws -> Paint {
    let file = try ThemeFile(text: "text = \(text)\ncrit = \(entry)", file: "x.theme")
    let crit = try #require(file[.crit])
    let base = try #require(file[.text])
    return TierDerivation(appearance: .dark, floor: 4.5).paint(entry: crit, text: base, tier: tier)
  }

  @Test func `a written tier is taken as it is`() throws {
    #expect(try paint("#ff0000 | 203", tier: .indexed256).foreground == .indexed(203))
  }

  @Test func `the background is that of the text where none is written`() throws {
    #expect(try paint("#ff5555", tier: .direct).background == .rgb(RGB(0x10, 0x10, 0x10)))
  }

  @Test func `a missing tier takes the nearest colour`() throws {
    #expect(try paint("#ff5f5f", tier: .indexed256).foreground == .indexed(203))
  }

  @Test func `a derived colour is never fainter than the floor`() throws {
    // The nearest of the eight to this grey is black, on black.
    let derived = try paint("#404040", tier: .indexed8)
    #expect(derived.contrast(on: .dark) >= 4.5)
  }

  @Test func `a derived 256 leaves out the places users change`() throws {
    let derived = try paint("#cd0000 on #ffffff", tier: .indexed256)
    #expect(derived.foreground == .indexed(160) && derived.background == .indexed(231))
  }

  @Test func `a palette place is kept in larger palettes`() throws {
    #expect(try paint("| | brightmagenta", tier: .direct).foreground == .indexed(13))
  }

  @Test func `a bright colour is bold among eight`() throws {
    let derived = try paint("| | brightred", tier: .indexed8)
    #expect(derived.attributes == .bold)
  }

  @Test func `a grey of the terminal's own ground is no colour among eight`() throws {
    let derived = try paint("| | brightblack", tier: .indexed8, text: "default")
    #expect(derived.foreground == .terminal && derived.attributes == [])
  }

  @Test func `a dark ground stays dark and grey among few`() throws {
    // The nearest by sight alone would be a bright grey, or blue.
    for tier in [ColourTier.indexed16, .indexed8] {
      #expect(try paint("#d8dee9 on #2e3440", tier: tier).background == .indexed(0))
    }
  }

  @Test func `a colour too faint for a ground becomes a shade of itself`() {
    let derivation = TierDerivation(appearance: .dark, floor: 4.5)
    let ground = Paint(foreground: .rgb(.white), background: .rgb(RGB(0x50, 0x50, 0x50)), attributes: [])
    let shade = derivation.shade(.rgb(RGB(0xFF, 0x40, 0x40)), on: ground, tier: .direct)
    // 60 percent white: the first tenth that reaches 4.5:1.
    #expect(shade == .rgb(RGB(255, 178, 178)))
  }

  @Test func `contrast is what WCAG says`() {
    #expect(RGB.black.contrast(with: .white) == 21)
    #expect(abs(RGB(0x76, 0x76, 0x76).contrast(with: .white) - 4.54) < 0.005)
  }
}
