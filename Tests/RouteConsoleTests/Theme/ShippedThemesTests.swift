import Testing

@testable import RouteConsole

@Suite struct ShippedThemesTests {
  static let folder = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/themes"
  static let names = ThemeReader.fileNames(in: folder).filter { $0.hasSuffix(".theme") }
    .map { String($0.dropLast(6)) }.sorted()

  static let library = ThemeLibrary(folders: [folder], read: ThemeReader.read)

  @Test func `there are at least sixteen themes`() {
    #expect(Self.names.count >= 16)
  }

  @Test func `the theme in the binary is the file`() {
    #expect(ThemeReader.read("\(Self.folder)/default.theme") == .text(EmbeddedTheme.text))
  }

  @Test(arguments: names)
  func `every theme loads, with every role and no unknown one`(name: String) throws {
    #expect(try Self.library.load(name).name == name)
  }

  @Test(arguments: names, ColourTier.allCases)
  func `every style is legible in every tier`(name: String, tier: ColourTier) throws {
    let theme = try Self.library.load(name)
    let palette = theme.palette(tier: tier)
    var faint: [String] = []
    for role in Role.allCases {
      for ground in Ground.allCases {
        let style = Style(role, on: ground)
        let contrast = palette[style].contrast(on: theme.appearance)
        if contrast < role.kind.contrastFloor { faint.append("\(style.name) \(contrast)") }
      }
    }
    #expect(faint.isEmpty)
  }

  @Test(arguments: names, [ColourTier.indexed16, .indexed8])
  func `light stays on dark, and dark on light, in small palettes`(name: String, tier: ColourTier) throws {
    let theme = try Self.library.load(name)
    let full = theme.palette(tier: .direct)
    let small = theme.palette(tier: tier)
    func isDark(_ paint: Paint) -> Bool? {
      guard let front = paint.foreground.rgb, let back = paint.background.rgb else { return nil }
      return back.luminance < front.luminance
    }
    for style in [
      Style(.text), Style(.text, on: .dialog), Style(.text, on: .title), Style(.text, on: .input),
    ] {
      guard let wanted = isDark(full[style]), let got = isDark(small[style]) else { continue }
      #expect(got == wanted, "\(style.name)")
    }
    // A theme of greys has no coloured ground.
    guard case .indexed(let place) = small[.plain].background else { return }
    #expect([0, 7, 8, 15].contains(place))
  }

  @Test(arguments: names, [ColourTier.indexed16, .indexed8])
  func `a row that is well is not red in small palettes`(name: String, tier: ColourTier) throws {
    let theme = try Self.library.load(name)
    let (full, small) = (theme.palette(tier: .direct), theme.palette(tier: tier))
    for style in [Style(.text), Style(.dim), Style(.closed), Style(.border), Style(.text, on: .selected)] {
      let inks = [
        (full[style].foreground, small[style].foreground), (full[style].background, small[style].background),
      ]
      for (wanted, got) in inks where !(wanted.rgb?.perceived.isRed ?? false) {
        #expect(got != .indexed(1) && got != .indexed(9), "\(style.name)")
      }
    }
  }

  @Test(arguments: names, [ColourTier.indexed16, .indexed8])
  func `what is bold is legible where bold means bright`(name: String, tier: ColourTier) throws {
    let theme = try Self.library.load(name)
    let palette = theme.palette(tier: tier)
    var faint: [String] = []
    for role in Role.allCases {
      for ground in Ground.allCases {
        let style = Style(role, on: ground)
        var paint = palette[style]
        guard paint.attributes.contains(.bold), case .indexed(let place) = paint.foreground, place < 8 else {
          continue
        }
        paint.foreground = .indexed(place + 8)
        let contrast = paint.contrast(on: theme.appearance)
        if contrast < role.kind.contrastFloor { faint.append("\(style.name) \(contrast)") }
      }
    }
    #expect(faint.isEmpty)
  }

  @Test(arguments: names, [ColourTier.indexed16, .indexed8])
  func `what is urgent is told by colour in small palettes, too`(name: String, tier: ColourTier) throws {
    guard name != "mono" else { return }
    let palette = try Self.library.load(name).palette(tier: tier)
    #expect(palette[Style(.crit)] != palette[Style(.text)])
    #expect(palette[Style(.warn)] != palette[Style(.text)])
    #expect(palette[Style(.crit)] != palette[Style(.warn)])
  }

  @Test(arguments: names, ColourTier.allCases.filter { $0 != .mono })
  func `well, worth a look and bad are told apart at a glance in every tier`(
    name: String, tier: ColourTier
  ) throws {
    let palette = try Self.library.load(name).palette(tier: tier)
    let scales: [[Role]] = [[.ok, .warn, .crit], [.closed, .partial, .open]]
    var alike: [String] = []
    for ground in [Ground.screen, .dialog] {
      for (one, other) in scales.flatMap({ [($0[0], $0[1]), ($0[1], $0[2]), ($0[0], $0[2])] }) {
        let (a, b) = (palette[Style(one, on: ground)], palette[Style(other, on: ground)])
        guard !Self.differ(a, b) else { continue }
        alike.append("\(one) and \(other) on \(ground): \(a), \(b)")
      }
    }
    #expect(alike.isEmpty)
  }

  /// Whether two looks cannot be taken for one another: by colour, or by what else a terminal can do.
  private static func differ(_ a: Paint, _ b: Paint) -> Bool {
    func isFar(_ one: Ink, _ other: Ink) -> Bool {
      guard let one = one.rgb, let other = other.rgb else { return one != other }
      return one.perceived.distance(to: other.perceived).squareRoot() >= leastDistance
    }
    // Bold alone is too little beside a colour, but all there is without one.
    let all = a.attributes.symmetricDifference(b.attributes)
    let isColourless = a.foreground == .terminal && b.foreground == .terminal
    return isFar(a.foreground, b.foreground) || isFar(a.background, b.background)
      || !(isColourless ? all : all.subtracting(.bold)).isEmpty
  }

  /// The least distance of two colours in the OKLab space that are told apart at a glance; black and white are 1 apart.
  private static let leastDistance = 0.09

  @Test(arguments: names, ColourTier.allCases)
  func `the row under the cursor differs from the others`(name: String, tier: ColourTier) throws {
    let palette = try Self.library.load(name).palette(tier: tier)
    let grounds: [Ground] = [.screen, .selected, .marked]
    #expect(Set(grounds.map { palette[Style(.text, on: $0)] }).count == grounds.count)
  }

  @Test(arguments: names, [ColourTier.direct, .indexed16])
  func `a chip keeps its colours whatever it lies on`(name: String, tier: ColourTier) throws {
    let palette = try Self.library.load(name).palette(tier: tier)
    for role in Role.allCases {
      let own = palette[Style(role)]
      guard own.background != palette[Style(.text)].background else { continue }
      for ground in Ground.allCases where ground.role != role {
        let laid = palette[Style(role, on: ground)]
        #expect(
          laid.foreground == own.foreground && laid.background == own.background, "\(role) on \(ground)")
        #expect(
          laid.attributes.contains(.reverse) == own.attributes.contains(.reverse), "\(role) on \(ground)")
      }
    }
  }

  @Test func `on a row that is turned round no word becomes a box`() throws {
    let palette = try Self.library.load("default").palette(tier: .direct)
    #expect(palette[Style(.dim, on: .selected)].foreground == .terminal)
    #expect(palette[Style(.sparkLow, on: .selected)].foreground == .terminal)
  }

  @Test(arguments: names)
  func `severities differ without colour where words must be found fast`(name: String) throws {
    let palette = try Self.library.load(name).palette(tier: .mono)
    #expect(palette[Style(.crit)] != palette[Style(.warn)] && palette[Style(.warn)] != palette[Style(.ok)])
  }

  @Test(arguments: ["deuteranopia", "protanopia", "tritanopia"])
  func `severities differ for the eyes a theme is made for`(name: String) throws {
    let palette = try Self.library.load(name).palette(tier: .direct)
    let roles: [Role] = [.warn, .drain, .stale, .ok, .open]
    let seen = roles.compactMap {
      palette[Style($0)].foreground.rgb.map { ColourVision.simulate($0, name).perceived }
    }
    var close: [String] = []
    for (index, one) in seen.enumerated() {
      for other in (index + 1)..<seen.count where one.distance(to: seen[other]).squareRoot() < 0.06 {
        close.append("\(roles[index]) and \(roles[other]): \(one.distance(to: seen[other]).squareRoot())")
      }
    }
    #expect(close.isEmpty)
  }
}

/// What eyes without one kind of cone see (Machado, Oliveira and Fernandes, 2009, severity 1.0).
enum ColourVision {
  static func simulate(_ colour: RGB, _ kind: String) -> RGB {
    let matrix: [[Double]] =
      switch kind {
      case "protanopia":
        [
          [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
        ]
      case "deuteranopia":
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
      default:
        [
          [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
        ]
      }
    let channels = [Double(colour.red), Double(colour.green), Double(colour.blue)]
    let seen = matrix.map { row in
      UInt8(min(max(zip(row, channels).reduce(0) { $0 + $1.0 * $1.1 }, 0), 255).rounded())
    }
    return RGB(seen[0], seen[1], seen[2])
  }
}
