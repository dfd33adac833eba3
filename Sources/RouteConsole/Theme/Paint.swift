// Theme: what a theme resolves to: colours and attributes that a terminal of a given tier can show.

/// How many colours a terminal can show.
enum ColourTier: String, CaseIterable, Hashable, Sendable {
  /// 24-bit colours.
  case direct
  /// The 256 colours of xterm's palette.
  case indexed256 = "256"
  /// The 16 named colours.
  case indexed16 = "16"
  /// The 8 named colours; bright ones by bold.
  case indexed8 = "8"
  /// No colour: bold, underline, reverse only.
  case mono
}

/// What a terminal can do to a character besides colouring it.
struct TextAttributes: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let bold = TextAttributes(rawValue: 1)
  static let dim = TextAttributes(rawValue: 2)
  static let italic = TextAttributes(rawValue: 4)
  static let underline = TextAttributes(rawValue: 8)
  static let reverse = TextAttributes(rawValue: 16)

  /// The names in theme files, in the order in which they are sent.
  static let names: [(name: String, attribute: TextAttributes)] = [
    ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
  ]
}

/// A resolved style: what the terminal is told.
struct Paint: Hashable, Sendable {
  /// The colour of the character.
  var foreground: Ink
  /// The colour behind it.
  var background: Ink
  /// Bold and the like.
  var attributes: TextAttributes

  /// The terminal's own colours.
  static let plain = Paint(foreground: .terminal, background: .terminal, attributes: [])

  /// The contrast ratio of character and background, when the appearance tells enough to compute it.
  ///
  /// The terminal's own foreground on its own background counts as legible (21), being the user's choice. Where
  /// only one of both is known, the other is taken to be black or white as the appearance says; with
  /// `Appearance.any` the worse of both counts.
  func contrast(on appearance: Appearance) -> Double {
    switch (foreground.rgb, background.rgb) {
    case (nil, nil): 21
    case (let front?, let back?): front.contrast(with: back)
    case (let front?, nil): appearance.backgrounds.map { front.contrast(with: $0) }.min() ?? 21
    case (nil, let back?): appearance.foregrounds.map { back.contrast(with: $0) }.min() ?? 21
    }
  }
}

/// What terminal background a theme is made for.
enum Appearance: String, CaseIterable, Hashable, Sendable {
  case dark, light, any

  /// The backgrounds the terminal may have.
  var backgrounds: [RGB] {
    switch self {
    case .dark: [.black]
    case .light: [.white]
    case .any: [.black, .white]
    }
  }

  /// The foregrounds the terminal may have.
  var foregrounds: [RGB] {
    switch self {
    case .dark: [.white]
    case .light: [.black]
    case .any: [.black, .white]
    }
  }
}

/// A theme resolved for one tier: the paint of every style, in a table.
struct Palette: Hashable, Sendable {
  /// The tier it is for.
  let tier: ColourTier
  private let paints: [Paint]

  /// Makes the table by asking for the paint of every style once.
  init(tier: ColourTier, paint: (Style) -> Paint) {
    self.tier = tier
    var paints: [Paint] = []
    paints.reserveCapacity(Role.allCases.count * Ground.allCases.count)
    for role in Role.allCases {
      for ground in Ground.allCases { paints.append(paint(Style(role, on: ground))) }
    }
    self.paints = paints
  }

  /// The paint of a style.
  subscript(style: Style) -> Paint {
    paints[style.role.index * Ground.allCases.count + Int(style.ground.rawValue)]
  }
}
