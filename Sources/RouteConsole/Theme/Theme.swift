// Theme: a complete theme: every role has an entry, and every tier can be resolved.

/// Colours for every role, ready to be resolved for a terminal.
struct Theme: Hashable, Sendable {
  /// The name it was asked for by, which is the file's name without `.theme`.
  let name: String
  /// The background it is made for.
  let appearance: Appearance
  private let entries: [RoleEntry]

  /// Completes a file with the roles of the theme it inherits.
  ///
  /// Throws when a role is missing in both.
  init(name: String, file: ThemeFile, path: String, base: Theme?) throws(ThemeError) {
    var entries: [RoleEntry] = []
    var problems: [ThemeProblem] = []
    for role in Role.allCases {
      if let entry = file[role] ?? base?.entries[role.index] {
        entries.append(entry)
      } else {
        problems.append(
          ThemeProblem(
            file: path, line: nil,
            message: "role `\(role.name)` is missing; give it, or write `inherit = default`"))
      }
    }
    guard problems.isEmpty else { throw ThemeError(problems: problems) }
    self.name = name
    self.appearance = file.appearance ?? base?.appearance ?? .any
    self.entries = entries
  }

  /// The theme resolved for a tier.
  func palette(tier: ColourTier) -> Palette {
    let plain = Role.allCases.map { paint(role: $0, tier: tier) }
    return Palette(tier: tier) { style in
      let own = plain[style.role.index]
      guard style.ground != .screen, style.role != style.ground.role else { return own }
      return lay(
        own, of: style, screen: plain[Role.text.index], on: plain[style.ground.role.index], tier: tier)
    }
  }

  /// Puts a role on a ground: its colour stays where it remains legible, else a legible shade of it is taken.
  ///
  /// A role that brings a background of its own keeps it: it is a chip, and legible by itself. A ground that is
  /// reversed does not turn its colours round.
  private func lay(_ own: Paint, of style: Style, screen: Paint, on ground: Paint, tier: ColourTier) -> Paint
  {
    var result = own
    guard own.background == screen.background else {
      result.attributes.formUnion(ground.attributes.subtracting(.reverse))
      return TierDerivation(appearance: appearance, floor: style.role.kind.contrastFloor)
        .temperingBold(result, tier: tier)
    }
    result.attributes.formUnion(ground.attributes)
    result.background = ground.background
    // Turned round, a colour would become the ground of its word, and a box in the row.
    if ground.attributes.contains(.reverse), ground.background == .terminal {
      result.foreground = ground.foreground
    }
    let floor = style.role.kind.contrastFloor
    let derivation = TierDerivation(appearance: appearance, floor: floor)
    if result.contrast(on: appearance) < floor {
      result.foreground = derivation.shade(own.foreground, on: ground, tier: tier)
    }
    return derivation.temperingBold(result, tier: tier)
  }

  /// A role on the plain screen in a tier, derived where the file does not say.
  private func paint(role: Role, tier: ColourTier) -> Paint {
    let entry = entries[role.index]
    guard tier != .mono else {
      return Paint(
        foreground: .terminal, background: .terminal, attributes: entry.attributes.union(entry.monoAttributes)
      )
    }
    let text = entries[Role.text.index]
    var derivation = TierDerivation(appearance: appearance, floor: role.kind.contrastFloor)
    switch role {
    case .selected: derivation.avoided = [paint(role: .text, tier: tier).background]
    case .marked: derivation.avoided = [.text, .selected].map { paint(role: $0, tier: tier).background }
    default: break
    }
    return derivation.temperingBold(derivation.paint(entry: entry, text: text, tier: tier), tier: tier)
  }
}
