// Widgets: the lines entered before, and walking among them.

/// Lines entered before, oldest first.
struct InputHistory: Hashable, Sendable {
  /// The most lines kept.
  static let maximumEntries = 200

  /// The lines, oldest first, none twice in a row.
  private(set) var entries: [String]
  private var place: Int?
  private var draft = ""

  /// Makes a history, as of an earlier session.
  init(_ entries: [String] = []) {
    self.entries = Array(entries.suffix(Self.maximumEntries))
  }

  /// Adds a line that was entered; blank lines and repetitions of the last one are not kept.
  mutating func add(_ line: String) {
    place = nil
    guard line.contains(where: { !$0.isWhitespace }), line != entries.last else { return }
    entries.append(line)
    if entries.count > Self.maximumEntries { entries.removeFirst() }
  }

  /// Goes to the next older line that starts as the draft does.
  ///
  /// - Parameter text: what stands in the line now; on the first step it becomes the draft.
  /// - Returns: the line, nothing when there is none.
  mutating func older(than text: String) -> String? {
    if place == nil { draft = text }
    let end = place ?? entries.count
    guard let found = entries[..<end].lastIndex(where: { $0.hasPrefix(draft) && $0 != text }) else {
      return nil
    }
    place = found
    return entries[found]
  }

  /// The next newer line that starts as the draft does, at last the draft itself; nothing when it stands already.
  mutating func newer() -> String? {
    guard let now = place else { return nil }
    if let found = entries[(now + 1)...].firstIndex(where: { $0.hasPrefix(draft) && $0 != entries[now] }) {
      place = found
      return entries[found]
    }
    place = nil
    return draft
  }

  /// Ends the walk: the next step up starts from the newest line again.
  mutating func rest() { place = nil }
}
