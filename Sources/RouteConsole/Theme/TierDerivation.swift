// Theme: the colours of a tier a theme does not give, from those it does.

/// Finds the colours of a tier: the written ones, or the nearest that are legible.
///
/// A derived foreground is the nearest colour of the palette among those that reach the contrast floor against the
/// background; nearness alone would turn a dim grey on dark grey into black on black.
struct TierDerivation {
  /// The background the theme is made for.
  let appearance: Appearance
  /// The smallest contrast ratio that passes.
  let floor: Double
  /// Backgrounds that a derived one must differ from, so that the row under the cursor stays visible.
  var avoided: [Ink] = []

  /// Finds the paint of an entry in a colour tier.
  ///
  /// - Parameters:
  ///   - entry: the role's entry.
  ///   - text: the entry of the role `text`, which gives the background where the role gives none.
  ///   - tier: a tier with colour.
  /// - Returns: the written paint, or the derived one.
  func paint(entry: RoleEntry, text: RoleEntry, tier: ColourTier) -> Paint {
    precondition(tier != .mono, "The mono tier has no colours to derive.")
    let background = background(entry, tier) ?? background(text, tier) ?? .terminal
    if let written = Self.written(entry, tier) {
      return Paint(foreground: written.foreground, background: background, attributes: entry.attributes)
    }
    let source = Self.source(entry, for: tier)
    var paint = Paint(foreground: source.foreground, background: background, attributes: entry.attributes)
    guard let places = Self.places(tier), !Self.fits(source.foreground, tier),
      let wanted = source.foreground.rgb
    else { return paint }
    if background == .terminal, tier == .indexed8, wanted.isGrey {
      // Eight colours have no grey that is legible on dark and light alike; the nearest that is would be red.
      paint.foreground = .terminal
      return paint
    }
    if tier == .indexed8, case .indexed(let place) = source.foreground, (8...15).contains(place) {
      paint.attributes.insert(.bold)
    }
    paint.foreground = nearest(to: wanted, among: places, on: background)
    return paint
  }

  /// The shade of a colour that is legible on another background, as near to the colour as can be.
  ///
  /// With 24 bits it is mixed with the background's own foreground; in a palette the nearest legible place is taken.
  func shade(_ ink: Ink, on ground: Paint, tier: ColourTier) -> Ink {
    guard let wanted = ink.rgb, ground.background != .terminal else { return ground.foreground }
    if let places = Self.places(tier) { return nearest(to: wanted, among: places, on: ground.background) }
    guard let goal = ground.foreground.rgb else { return ground.foreground }
    for percent in stride(from: 10, to: 100, by: 10) {
      let mixed = Ink.rgb(wanted.mixed(with: goal, percent: percent))
      let paint = Paint(foreground: mixed, background: ground.background, attributes: [])
      if paint.contrast(on: appearance) >= floor { return mixed }
    }
    return ground.foreground
  }

  /// How much more than lightness a difference in hue counts where colours are few: a grey is to become no colour.
  private static let hueWeight = 4.0

  private func background(_ entry: RoleEntry, _ tier: ColourTier) -> Ink? {
    if let written = Self.written(entry, tier) { return written.background }
    guard let source = Self.source(entry, for: tier).background else { return nil }
    guard let places = Self.places(tier), !Self.fits(source, tier), let wanted = source.rgb else {
      return source
    }
    let usable = backgrounds(among: places).filter { !avoided.contains(.indexed($0)) }
    guard tier != .indexed256 else { return nearest(to: wanted, among: usable).map { .indexed($0) } }
    // In a small palette everything is far away: light stays on dark and dark on light, and a grey becomes no colour.
    let front = Self.source(entry, for: tier).foreground.rgb ?? appearance.foregrounds[0]
    let isDark = wanted.luminance < front.luminance
    let alike = usable.filter { isDark ? carriesLight($0, in: places) : carriesDark($0) }
    return nearest(to: wanted, among: alike.isEmpty ? usable : alike, hueCounts: Self.hueWeight).map {
      .indexed($0)
    }
  }

  private func nearest(to wanted: RGB, among places: ClosedRange<UInt8>, on background: Ink) -> Ink {
    // Among few colours the nearest by sight to a warm grey is a red.
    let weight = places.upperBound < 16 ? Self.hueWeight : 1
    let legible = places.filter { contrast($0, background) >= floor }
    // Some colours have no legible partner in a small palette; the strongest contrast is then the best there is.
    let best =
      nearest(to: wanted, among: legible, hueCounts: weight)
      ?? places.max { contrast($0, background) < contrast($1, background) }
    return best.map { .indexed($0) } ?? .terminal
  }

  private func nearest(to wanted: RGB, among places: [UInt8], hueCounts weight: Double = 1) -> UInt8? {
    let target = wanted.perceived
    var places = places
    if weight > 1 {
      // Red is for what is red, and a grey stays one where any is legible.
      let calm = places.filter { target.isRed || ($0 != 1 && $0 != 9) }
      let greys = places.filter { target.isNearlyGrey && [0, 7, 8, 15].contains($0) }
      places = !greys.isEmpty ? greys : !calm.isEmpty ? calm : places
    }
    func distance(_ place: UInt8) -> Double {
      XtermPalette.perceived[Int(place)].distance(to: target, hueCounts: weight)
    }
    return places.min { distance($0) < distance($1) }
  }

  /// The places on which words are legible in some colour of the same palette: then in the darkest or the lightest.
  private func backgrounds(among places: ClosedRange<UInt8>) -> [UInt8] {
    places.filter { carriesDark($0) || carriesLight($0, in: places) }
  }

  /// Whether black, which every palette has, is legible on a place.
  private func carriesDark(_ place: UInt8) -> Bool {
    (XtermPalette.luminances[Int(place)] + 0.05) / 0.05 >= Role.Kind.text.contrastFloor
  }

  /// Whether the lightest of the palette is legible on a place.
  private func carriesLight(_ place: UInt8, in places: ClosedRange<UInt8>) -> Bool {
    let lightest = places.reduce(0) { max($0, XtermPalette.luminances[Int($1)]) }
    return (lightest + 0.05) / (XtermPalette.luminances[Int(place)] + 0.05) >= Role.Kind.text.contrastFloor
  }

  /// The paint without the bold that would make it illegible: many terminals show bold in the bright colour of the
  /// same name, and bold black as grey.
  func temperingBold(_ paint: Paint, tier: ColourTier) -> Paint {
    guard tier == .indexed16 || tier == .indexed8, paint.attributes.contains(.bold),
      case .indexed(let place) = paint.foreground, place < 8,
      contrast(place + 8, paint.background) < min(floor, contrast(place, paint.background))
    else { return paint }
    var result = paint
    result.attributes.remove(.bold)
    return result
  }

  private func contrast(_ place: UInt8, _ background: Ink) -> Double {
    Paint(foreground: .indexed(place), background: background, attributes: []).contrast(on: appearance)
  }

  /// What the file says for exactly this tier.
  private static func written(_ entry: RoleEntry, _ tier: ColourTier) -> InkPair? {
    switch tier {
    case .direct: entry.direct
    case .indexed256: entry.indexed256
    case .indexed16: entry.indexed16
    case .indexed8: fitting(entry.indexed16)
    case .mono: nil
    }
  }

  /// The pair for 16 colours, when it needs no more than 8.
  private static func fitting(_ pair: InkPair?) -> InkPair? {
    guard let pair else { return nil }
    for case .indexed(let place)? in [pair.foreground, pair.background] where place > 7 { return nil }
    return pair
  }

  /// Whether a palette place written for another tier exists in this one, so that it is kept as it is.
  private static func fits(_ ink: Ink, _ tier: ColourTier) -> Bool {
    guard case .indexed(let place) = ink else { return ink == .terminal }
    return switch tier {
    case .direct, .indexed256: true
    case .indexed16: place < 16
    case .indexed8: place < 8
    case .mono: false
    }
  }

  /// The written pair that is nearest in kind to the tier.
  private static func source(_ entry: RoleEntry, for tier: ColourTier) -> InkPair {
    let order: [InkPair?] =
      switch tier {
      case .direct: [entry.direct, entry.indexed256, entry.indexed16]
      case .indexed256: [entry.indexed256, entry.direct, entry.indexed16]
      case .indexed16, .indexed8, .mono: [entry.indexed16, entry.indexed256, entry.direct]
      }
    return order.lazy.compactMap(\.self).first ?? InkPair(foreground: .terminal, background: nil)
  }

  /// The palette places a tier may use.
  ///
  /// With 256 colours the first 16 are left out: users change them, and a derived colour must stay what it is.
  private static func places(_ tier: ColourTier) -> ClosedRange<UInt8>? {
    switch tier {
    case .direct, .mono: nil
    case .indexed256: 16...255
    case .indexed16: 0...15
    case .indexed8: 0...7
    }
  }
}
