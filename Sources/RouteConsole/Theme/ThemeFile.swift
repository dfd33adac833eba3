// Theme: the contents of one theme file, as written. Parsing decides nothing about colours of other tiers.

/// Something wrong with a theme, and where.
struct ThemeProblem: Hashable, Sendable, CustomStringConvertible {
  /// The file, as it was asked for.
  let file: String
  /// The line, from 1; nothing when the problem is of the file as a whole.
  let line: Int?
  /// What was found, and what to write instead.
  let message: String

  var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}

/// Why a theme cannot be used: everything found wrong, in the order of the lines.
struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, at least one.
  let problems: [ThemeProblem]

  var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A foreground, and a background where one was written.
struct InkPair: Hashable, Sendable {
  /// The colour of the character.
  var foreground: Ink
  /// The colour behind it; nothing means that of the role `text`.
  var background: Ink?
}

/// What a file says of one role.
struct RoleEntry: Hashable, Sendable {
  /// The line it was written in, from 1.
  var line: Int
  /// For 24-bit terminals.
  var direct: InkPair?
  /// For terminals with 256 colours.
  var indexed256: InkPair?
  /// For terminals with 16 colours.
  var indexed16: InkPair?
  /// Attributes on every terminal.
  var attributes: TextAttributes
  /// Attributes on terminals without colour only, beside the others.
  var monoAttributes: TextAttributes
}

/// One theme file, as written.
///
/// A line is `role = truecolor | 256 | 16 | attributes`. A colour is `#rrggbb`, a palette place 0 to 255, a name
/// (`red`, `brightred`) or `default`, and may be followed by `on` and a second one for the background. Fields at
/// the end may be left out, others left empty: what is missing is derived. Attributes are words; `mono:` before
/// one keeps it to terminals without colour. `#` opens a comment at the start of a line or before a blank.
struct ThemeFile: Hashable, Sendable {
  /// The longest file that is read, in bytes.
  static let maximumBytes = 64 * 1_024

  /// The theme that gives the roles this one leaves out.
  private(set) var inherit: String?
  /// The line of `inherit`, from 1.
  private(set) var inheritLine: Int?
  /// The background the theme is made for; nothing when not said.
  private(set) var appearance: Appearance?
  private var entries: [RoleEntry?] = Array(repeating: nil, count: Role.allCases.count)

  /// What the file says of a role.
  subscript(role: Role) -> RoleEntry? { entries[role.index] }

  /// Reads a file's text; reports every problem at once.
  init(text: String, file: String) throws(ThemeError) {
    var problems: [ThemeProblem] = []
    guard text.utf8.count <= Self.maximumBytes else {
      throw ThemeError(problems: [
        ThemeProblem(file: file, line: nil, message: "a theme is at most \(Self.maximumBytes) bytes long")
      ])
    }
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    {
      let line = trim(withoutComment(raw))
      guard !line.isEmpty else { continue }
      do {
        try read(line, number: index + 1)
      } catch let problem {
        problems.append(ThemeProblem(file: file, line: index + 1, message: problem.message))
      }
    }
    guard problems.isEmpty else { throw ThemeError(problems: problems) }
  }

  private mutating func read(_ line: Substring, number: Int) throws(LineProblem) {
    guard let equals = line.firstIndex(of: "=") else {
      throw LineProblem("expected `role = truecolor | 256 | 16 | attributes`, found `\(excerpt(line))`")
    }
    let name = String(trim(line[..<equals]))
    let value = trim(line[line.index(after: equals)...])
    switch name {
    case "inherit":
      guard !value.isEmpty, !value.contains("/") else {
        throw LineProblem("`inherit` takes the name of a theme, without a folder")
      }
      inherit = String(value)
      inheritLine = number
    case "appearance":
      guard let parsed = Appearance(rawValue: String(value)) else {
        throw LineProblem("`appearance` is dark, light or any, not `\(excerpt(value))`")
      }
      appearance = parsed
    default:
      guard let role = Role(named: name) else { throw LineProblem(unknownRole(name)) }
      if let earlier = entries[role.index] {
        throw LineProblem("`\(name)` was already given in line \(earlier.line)")
      }
      entries[role.index] = try RoleEntry(fields: value, line: number)
    }
  }

  private func unknownRole(_ name: String) -> String {
    let guess = Role.allCases.map(\.name).min { editDistance($0, name) < editDistance($1, name) }
    let hint = guess.flatMap { editDistance($0, name) <= 3 ? "; did you mean `\($0)`?" : nil } ?? ""
    return "there is no role `\(excerpt(name[...]))`\(hint)"
  }
}

extension Role {
  /// The role of a name in a theme file.
  init?(named name: String) {
    guard let role = Role.allCases.first(where: { $0.name == name }) else { return nil }
    self = role
  }
}

extension RoleEntry {
  fileprivate init(fields value: Substring, line: Int) throws(LineProblem) {
    let fields = value.split(separator: "|", omittingEmptySubsequences: false).map { trim($0) }
    guard fields.count <= 4 else {
      throw LineProblem("a role has at most four fields: truecolor | 256 | 16 | attributes")
    }
    func pair(_ index: Int, _ allowed: ClosedRange<Int>?) throws(LineProblem) -> InkPair? {
      guard index < fields.count, !fields[index].isEmpty else { return nil }
      return try InkPair(fields[index], palette: allowed)
    }
    direct = try pair(0, nil)
    indexed256 = try pair(1, 0...255)
    indexed16 = try pair(2, 0...15)
    attributes = []
    monoAttributes = []
    self.line = line
    guard direct != nil || indexed256 != nil || indexed16 != nil else {
      throw LineProblem("a role needs a colour in at least one of its first three fields; `default` is one")
    }
    guard fields.count == 4 else { return }
    for word in fields[3].split(whereSeparator: \.isWhitespace) where word != "none" {
      let isMono = word.hasPrefix("mono:")
      let name = isMono ? word.dropFirst(5) : word
      guard let known = TextAttributes.names.first(where: { $0.name == name }) else {
        let names = TextAttributes.names.map(\.name).joined(separator: ", ")
        throw LineProblem("there is no attribute `\(excerpt(name))`; there are \(names), and none")
      }
      if isMono { monoAttributes.insert(known.attribute) } else { attributes.insert(known.attribute) }
    }
  }
}

extension InkPair {
  fileprivate init(_ field: Substring, palette: ClosedRange<Int>?) throws(LineProblem) {
    let words = field.split(whereSeparator: \.isWhitespace)
    switch words.count {
    case 1: self.init(foreground: try Ink(words[0], palette: palette), background: nil)
    case 3 where words[1] == "on":
      self.init(
        foreground: try Ink(words[0], palette: palette), background: try Ink(words[2], palette: palette))
    default: throw LineProblem("expected a colour, or a colour `on` a colour, found `\(excerpt(field))`")
    }
  }
}

extension Ink {
  /// Reads a colour word.
  ///
  /// Without a palette range any `#rrggbb` is allowed; with one only its places are.
  fileprivate init(_ word: Substring, palette: ClosedRange<Int>?) throws(LineProblem) {
    if word == "default" {
      self = .terminal
      return
    }
    if word.hasPrefix("#") {
      guard palette == nil else { throw LineProblem("`\(excerpt(word))` belongs in the first field") }
      let digits = word.dropFirst()
      guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
      else {
        throw LineProblem("a colour is `#` and six hex digits, not `\(excerpt(word))`")
      }
      self = .rgb(
        RGB(
          UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
          UInt8(truncatingIfNeeded: value)))
      return
    }
    let isBright = word.hasPrefix("bright")
    let plain = isBright ? word.dropFirst(6) : word
    let places = palette ?? 0...255
    let named = XtermPalette.names.firstIndex { $0 == plain }.map { $0 + (isBright ? 8 : 0) }
    guard let place = named ?? Int(word), places.contains(place) else {
      let numbers = "\(places.lowerBound) to \(places.upperBound)"
      throw LineProblem("`\(excerpt(word))` is no colour here; write \(numbers), a name, or default")
    }
    self = .indexed(UInt8(place))
  }
}

/// What is wrong with a line, before file and number are known.
private struct LineProblem: Error {
  let message: String
  init(_ message: String) { self.message = message }
}

private func withoutComment(_ line: Substring) -> Substring {
  var isStart = true
  var index = line.startIndex
  while index < line.endIndex {
    let next = line.index(after: index)
    if line[index] == "#", isStart || next == line.endIndex || line[next].isWhitespace {
      return line[..<index]
    }
    isStart = isStart && line[index].isWhitespace
    index = next
  }
  return line
}

private func trim(_ text: Substring) -> Substring {
  var text = text.drop(while: \.isWhitespace)
  while text.last?.isWhitespace == true { text.removeLast() }
  return text
}

private func excerpt(_ text: Substring) -> String {
  text.count <= 40 ? String(text) : text.prefix(40) + "…"
}

/// The fewest insertions, deletions and replacements that turn one name into another.
private func editDistance(_ one: String, _ other: String) -> Int {
  let target = Array(other.utf8.prefix(64))
  var row = Array(0...target.count)
  for (index, byte) in one.utf8.prefix(64).enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in target.indices {
      let replaced = diagonal + (byte == target[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
    }
  }
  return row[target.count]
}
