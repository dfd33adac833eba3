/// Paths that exist on one person's machine only.
enum PrivatePath {
  private static let roots = ["/work/", "/root/", "/home/", "/Users/"]
  private static let temporary = "/tmp/"
  /// A part of a name this long, with letters and digits mixed, was made by a machine.
  private static let minRandomTailLength = 6

  static func first(in line: Substring) -> String? {
    for root in roots {
      for range in line.ranges(of: root) where startsPath(range.lowerBound, in: line) {
        return String(line[range])
      }
    }
    for range in line.ranges(of: temporary) {
      let name = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }
      if name.split(whereSeparator: { "._-".contains($0) }).contains(where: isRandom) {
        return temporary + name
      }
    }
    return nil
  }

  private static func startsPath(_ index: Substring.Index, in line: Substring) -> Bool {
    guard index > line.startIndex else { return true }
    let before = line[line.index(before: index)]
    let isFileURL = line[..<index].hasSuffix("file://")
    return isFileURL || !(before.isLetter || before.isNumber || "._-/}):".contains(before))
  }

  private static func isRandom(_ part: Substring) -> Bool {
    part.count >= minRandomTailLength && part.contains(where: \.isNumber) && part.contains(where: \.isLetter)
  }
}

/// Phrases about who did the work and when, which mean nothing to a reader of the repository.
enum WorkshopTalk {
  private static let phrases = [
    "issue #", "PR #", "ticket #", "brief.md", "another helper", "other helpers", "helper session",
    "worktree", "previous session's work", "as the brief",
  ]

  static func first(in line: Substring) -> String? {
    phrases.first { line.contains($0) }
  }
}
