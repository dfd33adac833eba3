/// Names that were seen, the newest of them, so that a second mention is known.
struct RecentNames: Sendable, Hashable {
  /// The most names that are remembered; of more the oldest is forgotten.
  static let limit = 65_536

  private var known: Set<String> = []
  private var inOrder: [String] = []
  private var oldest = 0

  /// Whether a name is mentioned for the first time; it is remembered either way.
  mutating func isNew(_ name: String) -> Bool {
    guard known.insert(name).inserted else { return false }
    guard inOrder.count == Self.limit else {
      inOrder.append(name)
      return true
    }
    known.remove(inOrder[oldest])
    inOrder[oldest] = name
    oldest = (oldest + 1) % Self.limit
    return true
  }
}
