// Keys: a key's name, in help and footer, and back from a configuration file.

extension Key: CustomStringConvertible {
  /// The name in help, footer and configuration: `j`, `Ctrl-d`, `Shift-Tab`, `F1`, `PgUp`.
  var description: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control("@"): "Ctrl-Space"
    case .control(let character): "Ctrl-\(character)"
    case .alt(" "): "Alt-Space"
    case .alt(let character): "Alt-\(character)"
    case .backTab: "Shift-Tab"
    case .function(let number): "F\(number)"
    case .modified(let modifiers, let key):
      KeyModifiers.names.filter { modifiers.contains($0.modifier) }.map { "\($0.name)-" }.joined() + "\(key)"
    default: Self.names.first { $0.key == self }?.name ?? ""
    }
  }

  /// Reads a name as ``description`` writes it; case counts in characters only.
  init?(name: String) {
    if name.count == 1, let character = name.first {
      self = .character(character)
      return
    }
    let lower = name.lowercased()
    if let plain = Self.names.first(where: { $0.name.lowercased() == lower }) {
      self = plain.key
      return
    }
    if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...63).contains(number) {
      self = .function(number)
      return
    }
    guard let dash = name.firstIndex(of: "-"), let rest = Key(name: String(name[name.index(after: dash)...])),
      let modifier = KeyModifiers.names.first(where: { $0.name.lowercased() == name[..<dash].lowercased() })
    else { return nil }
    guard let key = rest.with(modifier.modifier) else { return nil }
    self = key
  }

  /// This key with another modifier held, as a terminal would report it.
  private func with(_ modifier: KeyModifiers) -> Key? {
    switch (modifier, self) {
    case (.control, .character(" ")): return .control("@")
    case (.control, .character(let character)):
      let lower = Character(character.lowercased())
      return ("a"..."z").contains(lower) || "@\\]^_".contains(lower) ? .control(lower) : nil
    case (.alt, .character(let character)): return .alt(character)
    case (.shift, .tab): return .backTab
    case (_, .character), (_, .control), (_, .alt): return nil
    case (_, .modified(let others, let key)): return .modified(others.union(modifier), key)
    default: return .modified(modifier, self)
    }
  }

  private static let names: [(name: String, key: Key)] = [
    ("Enter", .enter), ("Tab", .tab), ("Shift-Tab", .backTab), ("Backspace", .backspace), ("Esc", .escape),
    ("Ins", .insert), ("Del", .delete), ("Home", .home), ("End", .end), ("PgUp", .pageUp),
    ("PgDn", .pageDown), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right),
    ("Space", .character(" ")),
  ]
}
