import Testing

@testable import RouteConsole

@Suite struct FrameWriterTests {
  private func writer(_ profile: TerminalProfile = .modern) -> FrameWriter {
    FrameWriter(profile: profile, palette: Theme.embedded.palette(tier: profile.tier))
  }

  private func surface(_ text: String, columns: Int = 20, rows: Int = 2, role: Role = .text) -> Surface {
    var surface = Surface(size: Size(columns: columns, rows: rows))
    surface.write(text, at: Point(column: 0, row: 0), style: Style(role))
    return surface
  }

  private func sent(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\u{1B}", with: "^")
  }

  @Test func `the first frame clears and writes what is not blank`() {
    var writer = writer()
    #expect(sent(writer.frame(surface("abc"))) == "^[m^[H^[2J^[Habc")
  }

  @Test func `a picture that is shown costs nothing`() {
    var writer = writer()
    _ = writer.frame(surface("abc"))
    #expect(writer.frame(surface("abc")).isEmpty)
  }

  @Test func `only what changed is sent`() {
    var writer = writer()
    _ = writer.frame(surface("abc def ghi"))
    #expect(sent(writer.frame(surface("abc dXf ghi"))) == "^[1;6H^[mX")
  }

  @Test func `a short gap is written over, a long one jumped`() {
    var writer = writer()
    _ = writer.frame(surface("abcdefghijklmnop"))
    #expect(sent(writer.frame(surface("XbcdXfghijklmnoX"))) == "^[H^[mXbcdX^[10CX")
  }

  @Test func `a row's end is erased, not written`() {
    var writer = writer()
    _ = writer.frame(surface("abcdefghij"))
    #expect(sent(writer.frame(surface("abc"))) == "^[1;4H^[m^[K")
  }

  @Test func `the pen is put back when a frame ends`() {
    var writer = writer()
    _ = writer.frame(surface("abc"))
    #expect(sent(writer.frame(surface("abc", role: .strong))) == "^[H^[0;1mabc^[m")
  }

  @Test func `a frame goes between the marks when the terminal has them`() {
    var profile = TerminalProfile.modern
    profile.hasSynchronizedOutput = true
    var writer = writer(profile)
    let text = sent(writer.frame(surface("a")))
    #expect(text.hasPrefix("^[?2026h") && text.hasSuffix("^[?2026l"))
  }

  @Test func `the cursor shows where an input line has it, and hides again`() {
    var writer = writer()
    _ = writer.frame(surface("abc"))
    #expect(sent(writer.frame(surface("abc"), cursor: Point(column: 3, row: 0))) == "^[1;4H^[?25h")
    #expect(sent(writer.frame(surface("abc"), cursor: Point(column: 2, row: 0))) == "^[1;3H")
    #expect(sent(writer.frame(surface("abc"))) == "^[?25l")
  }

  @Test func `another theme is sent whole`() {
    var writer = writer()
    _ = writer.frame(surface("abc"))
    writer.palette = Theme.embedded.palette(tier: .mono)
    #expect(sent(writer.frame(surface("abc"))).contains("^[2J"))
  }

  @Test func `attributes the terminal lacks are not sent`() {
    var profile = TerminalProfile.modern
    profile.attributes = []
    var writer = writer(profile)
    #expect(sent(writer.frame(surface("a", role: .strong))) == "^[m^[H^[2J^[Ha")
  }

  @Test(arguments: [-1, 0, 2, 4]) func `however wide a terminal draws an emoji, nothing old stays beside it`(
    doubt: Int
  ) {
    var model = ScreenModel(columns: 12, rows: 1)
    model.doubt = doubt
    var writer = writer()
    model.receive(writer.frame(surface("abcdefghijkl", columns: 12, rows: 1)))
    model.receive(writer.frame(surface("a☎️👨‍👩‍👧‍👦é|ghi👍", columns: 12, rows: 1)))
    let line = model.lines[0].replacing(" ", with: "")
    #expect(line == "a☎️👨é|ghi👍")
    #expect(model.unknown == [])
  }

  @Test func `no byte above seven bits leaves for a terminal without UTF-8`() {
    var profile = TerminalProfile.modern
    profile.isUTF8 = false
    var writer = writer(profile)
    #expect(writer.frame(surface("é東─👩‍🚀")).allSatisfy { $0 < 0x80 })
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `what is sent shows what was drawn`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var profile = TerminalProfile.modern
    profile.erasesWithBackground = Bool.random(using: &random)
    profile.tier = ColourTier.allCases.randomElement(using: &random) ?? .mono
    let theme = ["text = #d0d0d0 on #101820", "text = default"].randomElement(using: &random) ?? ""
    let palette = FrameWriterTests.palette(theme, tier: profile.tier)
    var writer = FrameWriter(profile: profile, palette: palette)
    let size = Size(columns: .random(in: 1...40, using: &random), rows: .random(in: 1...8, using: &random))
    var model = ScreenModel(columns: size.columns, rows: size.rows)
    model.doubt = Int.random(in: 0...2, using: &random)
    var picture = Surface(size: size)
    for frame in 0..<12 {
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let point = Point(
          column: .random(in: -3...size.columns, using: &random),
          row: .random(in: 0..<size.rows, using: &random))
        let role = Role.allCases.randomElement(using: &random) ?? .text
        let text = Bool.random(using: &random) ? "    " : HostileText.random(&random)
        picture.write(
          text, at: point, style: Style(role, on: Ground.allCases.randomElement(using: &random) ?? .screen))
      }
      model.receive(writer.frame(picture))
      #expect(model.unknown.isEmpty, "seed \(seed), frame \(frame)")
      #expect(model.lines == picture.lines, "seed \(seed), frame \(frame)")
      let wrong = FrameWriterTests.wrongPaints(model, picture, palette)
      #expect(wrong.isEmpty, "seed \(seed), frame \(frame)")
    }
  }

  /// The embedded theme with another entry for `text`.
  static func palette(_ text: String, tier: ColourTier) -> Palette {
    let library = ThemeLibrary(folders: ["/"]) {
      $0.hasSuffix("x.theme") ? .text("inherit = default\n" + text) : .absent
    }
    do {
      return try library.load("x").palette(tier: tier)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The cells that look other than they should; of a blank only what shows counts.
  static func wrongPaints(_ model: ScreenModel, _ picture: Surface, _ palette: Palette) -> [Int] {
    picture.cells.indices.filter { index in
      let cell = picture.cells[index]
      guard cell.width > 0 else { return false }
      let wanted = seen(palette[cell.style])
      let got = seen(model.spots[index].paint)
      let shows: TextAttributes = [.underline, .reverse]
      if cell.glyph == .blank, wanted.attributes.isDisjoint(with: shows) {
        return got.background != wanted.background || !got.attributes.isDisjoint(with: shows)
      }
      return got != wanted
    }
  }

  /// A paint by its colours: the writer may name a colour by its place in the palette.
  private static func seen(_ paint: Paint) -> Paint {
    var paint = paint
    if let colour = paint.foreground.rgb { paint.foreground = .rgb(colour) }
    if let colour = paint.background.rgb { paint.background = .rgb(colour) }
    return paint
  }
}
