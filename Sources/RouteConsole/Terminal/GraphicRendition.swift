// Terminal: the sequence that changes colours and attributes (ECMA-48, SGR).

/// Writes the shortest change from one paint to another.
enum GraphicRendition {
  /// Appends the sequence; nothing when both are equal.
  ///
  /// A pen that is not known is reset first.
  static func append(from old: Paint?, to new: Paint, to out: inout [UInt8]) {
    guard old != new else { return }
    var parameters: [String] = []
    var start = old ?? .plain
    if old == nil || !start.attributes.isSubset(of: new.attributes) {
      parameters.append(new == .plain ? "" : "0")
      start = .plain
    }
    let added = new.attributes.subtracting(start.attributes)
    for (attribute, code) in codes where added.contains(attribute) { parameters.append(code) }
    if new.foreground != start.foreground { parameters.append(colour(new.foreground, base: 30)) }
    if new.background != start.background { parameters.append(colour(new.background, base: 40)) }
    guard !parameters.isEmpty else { return }
    out.append(contentsOf: "\u{1B}[\(parameters.joined(separator: ";"))m".utf8)
  }

  private static let codes: [(TextAttributes, String)] = [
    (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
  ]

  /// The places of the palette that terminals do not let themes of their own change.
  private static let fixedPlaces: [RGB: Int] = {
    var places: [RGB: Int] = [:]
    for place in (16...255).reversed() { places[XtermPalette.colours[place]] = place }
    return places
  }()

  private static func colour(_ ink: Ink, base: Int) -> String {
    switch ink {
    case .terminal: "\(base + 9)"
    case .indexed(let place) where place < 8: "\(base + Int(place))"
    case .indexed(let place) where place < 16: "\(base + 60 + Int(place) - 8)"
    case .indexed(let place): "\(base + 8);5;\(place)"
    case .rgb(let colour):
      // The same colour, in fewer bytes, where the fixed part of the palette has it.
      fixedPlaces[colour].map { "\(base + 8);5;\($0)" }
        ?? "\(base + 8);2;\(colour.red);\(colour.green);\(colour.blue)"
    }
  }
}
