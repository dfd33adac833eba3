/// The knowledge in the binary, in the form a team's own file has.
///
/// It is kept in parts, each a whole document, so that each can be read beside what it explains.
enum EmbeddedKnowledge {
  /// Every part, with the name that problems are reported under.
  static let parts: [(name: String, text: String)] = [
    ("knowledge of failures", failures), ("knowledge of refusals", refusals),
    ("knowledge of states", states), ("knowledge of events", events),
  ]
}
