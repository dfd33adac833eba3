// Widgets: editing one line of text. A value; it is drawn by `PromptView`.

/// One line being edited: its text, the cursor, and completion.
struct LineEditor: Hashable, Sendable {
  /// The longest line, in characters; what goes beyond is not taken.
  static let maximumCharacters = 512

  /// What a key came to.
  enum Outcome: Hashable, Sendable {
    /// The text changed.
    case edited
    /// Cursor or nothing changed. An input line owns every key, so none falls through to what lies below.
    case unchanged
    /// Enter: the line is finished.
    case submitted
    /// Esc or Ctrl-C: the line is given up.
    case cancelled
    /// Tab with nothing to complete, or Shift-Tab: on to the next or back to the previous field.
    case left(isBackwards: Bool)
  }

  private(set) var characters: [Character] = []
  /// The cursor's place: how many characters are left of it.
  private(set) var cursor = 0
  /// What completion offers at the moment, for display.
  private(set) var offers: [String] = []
  /// Whether the whole text is as if selected: what is typed first takes its place, every other key keeps it.
  private(set) var isSelected = false
  private var offerIndex: Int?
  private var killed: [Character] = []

  /// Makes a line with the cursor at its end, with its text selected or not.
  init(_ text: String = "", isSelected: Bool = false) {
    replace(with: text)
    self.isSelected = isSelected && !text.isEmpty
  }

  /// The text.
  var text: String { String(characters) }

  /// Replaces the text and puts the cursor at its end.
  mutating func replace(with text: String) {
    characters = Array(text.prefix(Self.maximumCharacters)).map(Self.fit)
    cursor = characters.count
    isSelected = false
    endCompletion()
  }

  /// Inserts text at the cursor; controls and line ends in it become blanks.
  mutating func insert(_ text: String) {
    if isSelected { replace(with: "") }
    let room = Self.maximumCharacters - characters.count
    let new = text.prefix(max(room, 0)).map(Self.fit)
    characters.insert(contentsOf: new, at: cursor)
    cursor += new.count
    endCompletion()
  }

  /// Takes a key.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - complete: given the text left of the cursor, the texts it could become, best first.
  /// - Returns: what the key came to.
  mutating func handle(_ key: Key, complete: (String) -> [String] = { _ in [] }) -> Outcome {
    switch key {
    case .enter: return .submitted
    case .escape, .control("c"): return .cancelled
    case .backTab: return .left(isBackwards: true)
    case .tab:
      isSelected = false
      return completeNext(complete)
    case .character(let character):
      let before = characters
      insert(String(character))
      return characters != before ? .edited : .unchanged
    default:
      endCompletion()
      if isSelected, key == .backspace || key == .delete {
        replace(with: "")
        return .edited
      }
      isSelected = false
      return moved(by: key) ? .unchanged : erased(by: key)
    }
  }

  /// Whether a key with Alt does something in a line.
  static func knows(_ key: Key) -> Bool {
    switch key {
    case .alt("b"), .alt("f"), .alt("d"), .modified(.alt, .left), .modified(.alt, .right),
      .modified(.alt, .backspace):
      true
    default: false
    }
  }

  private mutating func moved(by key: Key) -> Bool {
    switch key {
    case .left, .control("b"): cursor = max(cursor - 1, 0)
    case .right, .control("f"): cursor = min(cursor + 1, characters.count)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .alt("b"), .modified(.control, .left), .modified(.alt, .left): cursor = wordStart
    case .alt("f"), .modified(.control, .right), .modified(.alt, .right): cursor = wordEnd
    default: return false
    }
    return true
  }

  private mutating func erased(by key: Key) -> Outcome {
    switch key {
    case .backspace: return erase(max(cursor - 1, 0)..<cursor)
    case .delete, .control("d"): return erase(cursor..<min(cursor + 1, characters.count))
    case .control("w"), .modified(.alt, .backspace): return erase(wordStart..<cursor, keeping: true)
    case .alt("d"): return erase(cursor..<wordEnd, keeping: true)
    case .control("u"): return erase(0..<cursor, keeping: true)
    case .control("k"): return erase(cursor..<characters.count, keeping: true)
    case .control("y"):
      guard !killed.isEmpty else { return .unchanged }
      insert(String(killed))
      return .edited
    default: return .unchanged
    }
  }

  private mutating func erase(_ range: Range<Int>, keeping isKept: Bool = false) -> Outcome {
    guard !range.isEmpty else { return .unchanged }
    if isKept { killed = Array(characters[range]) }
    characters.removeSubrange(range)
    cursor = range.lowerBound
    return .edited
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, !Self.isWord(characters[place - 1]) { place -= 1 }
    while place > 0, Self.isWord(characters[place - 1]) { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < characters.count, !Self.isWord(characters[place]) { place += 1 }
    while place < characters.count, Self.isWord(characters[place]) { place += 1 }
    return place
  }

  /// The first Tab goes as far as all offers agree; each further one takes the next offer.
  private mutating func completeNext(_ complete: (String) -> [String]) -> Outcome {
    if let index = offerIndex, !offers.isEmpty {
      let next = (index + 1) % offers.count
      putLeftOfCursor(offers[next])
      offerIndex = next
      return .edited
    }
    let left = String(characters[..<cursor])
    let found = complete(left).filter { $0.count <= Self.maximumCharacters }
    guard let first = found.first else { return .left(isBackwards: false) }
    let common = found.dropFirst().reduce(first) { Self.commonPrefix($0, $1) }
    guard found.count > 1 else {
      guard first != left else { return .left(isBackwards: false) }
      putLeftOfCursor(first)
      return .edited
    }
    offers = found
    // Before the first offer, so that the next Tab takes it.
    offerIndex = -1
    guard common.count > left.count else { return completeNext(complete) }
    putLeftOfCursor(common)
    return .edited
  }

  private mutating func putLeftOfCursor(_ text: String) {
    let right = characters[cursor...]
    let left = text.prefix(Self.maximumCharacters - right.count).map(Self.fit)
    characters = left + right
    cursor = left.count
  }

  private mutating func endCompletion() {
    offers = []
    offerIndex = nil
  }

  private static func commonPrefix(_ one: String, _ other: String) -> String {
    String(zip(one, other).prefix { $0 == $1 }.map(\.0))
  }

  private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  private static func fit(_ character: Character) -> Character {
    let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    return isControl || character.isNewline ? " " : character
  }
}
