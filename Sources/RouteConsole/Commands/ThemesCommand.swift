internal import Documents

/// `themes`: the themes there are, or one of them, checked and shown.
struct ThemesCommand {
  let shell: any Shell

  /// The tiers that a preview shows.
  private static let tiers: [ColourTier] = [.direct, .indexed256, .indexed16]
  /// What stands in a role's colours.
  private static let sample = " Abc 123 "

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let library = ThemeLibrary.system(environment: environment, binaryFolder: shell.binaryFolder)
    if let name = invocation.arguments.first {
      let theme = try load(name, library)
      try shell.write(invocation.has(.json) ? json(theme) : preview(theme))
    } else {
      try shell.write(list(library, asJSON: invocation.has(.json)))
    }
  }

  private var environment: [String: String] {
    var found: [String: String] = [:]
    for name in ["XDG_CONFIG_HOME", "HOME"] { found[name] = shell.variable(name) }
    return found
  }

  private func load(_ name: String, _ library: ThemeLibrary) throws(CommandError) -> Theme {
    do {
      return try library.load(name)
    } catch {
      let near = nearest(name, among: library.names()).map { ["did you mean \($0)?"] } ?? []
      throw .invalid(error.problems.map(\.description) + (name.contains("/") ? [] : near))
    }
  }

  // MARK: The list

  /// A theme that cannot be used is listed with its first problem: whoever looks for it finds out why.
  private struct Row {
    let name: String
    var appearance: Appearance?
    var problem: String?

    init(_ name: String, in library: ThemeLibrary) {
      self.name = name
      do {
        appearance = try library.load(name).appearance
      } catch {
        problem = error.problems.first?.description
      }
    }
  }

  private func list(_ library: ThemeLibrary, asJSON: Bool) -> String {
    let rows = library.names().map { Row($0, in: library) }
    guard asJSON else {
      var table = TextTable(columns: 2)
      for row in rows { table.add([row.name, row.problem ?? row.appearance.map(Self.words) ?? ""]) }
      return table.text
    }
    var writer = JSONWriter()
    writer.array { writer in
      for row in rows {
        writer.object { writer in
          writer.field("name", row.name)
          writer.field("appearance", row.appearance?.rawValue)
          writer.field("problem", row.problem)
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  private static func words(_ appearance: Appearance) -> String {
    switch appearance {
    case .dark: "for dark terminals"
    case .light: "for light terminals"
    case .any: "for any terminal"
    }
  }

  // MARK: One theme

  /// The least contrast of a role over the tiers, from 1 to 21.
  private func contrast(_ role: Role, _ palettes: [Palette], _ theme: Theme) -> Double {
    palettes.map { $0[Style(role)].contrast(on: theme.appearance) }.min() ?? 21
  }

  private func preview(_ theme: Theme) -> String {
    let palettes = Self.tiers.map { theme.palette(tier: $0) }
    let isColoured = shell.isOutputTerminal && (shell.variable("NO_COLOR") ?? "").isEmpty
    var text = "\(theme.name), \(Self.words(theme.appearance))\n"
    var table = TextTable(columns: 5, rightAligned: [4])
    table.add(["ROLE", "24 BIT", "256", "16", "CONTRAST"])
    var low: [String] = []
    for role in Role.allCases {
      let least = contrast(role, palettes, theme)
      if least < role.kind.contrastFloor { low.append(role.name) }
      table.add([role.name] + palettes.map { Self.words($0[Style(role)]) } + [Figures.fixed(least, 1)])
    }
    var lines = table.text.split(separator: "\n").map(String.init)
    if isColoured {
      for (place, role) in Role.allCases.enumerated() {
        lines[place + 1] += "  " + palettes.map { Self.painted($0[Style(role)]) }.joined(separator: " ")
      }
    }
    text += lines.joined(separator: "\n") + "\n"
    if !low.isEmpty {
      text += "hard to read, below 4.5 for words or 3 for marks: " + low.joined(separator: ", ") + "\n"
    }
    return text
  }

  private func json(_ theme: Theme) -> String {
    let palettes = Self.tiers.map { theme.palette(tier: $0) }
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("name", theme.name)
      writer.field("appearance", theme.appearance.rawValue)
      writer.array("roles") { writer in
        for role in Role.allCases {
          writer.object { writer in
            writer.field("role", role.name)
            for (tier, palette) in zip(Self.tiers, palettes) {
              writer.field(tier.rawValue, Self.words(palette[Style(role)]))
            }
            writer.field("contrast", (contrast(role, palettes, theme) * 10).rounded() / 10)
          }
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  /// `#ffffff on #b01818 bold`.
  private static func words(_ paint: Paint) -> String {
    var text = word(paint.foreground)
    if paint.background != .terminal { text += " on " + word(paint.background) }
    for known in TextAttributes.names where paint.attributes.contains(known.attribute) {
      text += " " + known.name
    }
    return text
  }

  private static func word(_ ink: Ink) -> String {
    switch ink {
    case .terminal: "default"
    case .indexed(let place): "\(place)"
    case .rgb(let colour):
      "#"
        + [colour.red, colour.green, colour.blue].map { channel in
          let digits = String(channel, radix: 16)
          return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
  }

  private static func painted(_ paint: Paint) -> String {
    var bytes: [UInt8] = []
    GraphicRendition.append(from: nil, to: paint, to: &bytes)
    bytes += sample.utf8
    GraphicRendition.append(from: nil, to: .plain, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
