// Views: what came of an act, in the words that its line keeps once it is over.

internal import RoutingEngine
internal import Wire

/// The state that a pin keeps.
enum PinnedState {
  /// `OPEN`, `PART 25%`; of several with different ones, `2 OPEN, 1 CLOSED`.
  static func words(_ endpoints: [EndpointStatus]) -> String {
    // When the next probe would be is no part of it.
    let words = endpoints.map { endpoint -> String in
      endpoint.state == "open" ? "OPEN" : endpoint.stateSpan.text
    }
    let kinds = words.reduce(into: [String]()) { kinds, word in
      if !kinds.contains(word) { kinds.append(word) }
    }
    guard kinds.count > 1 else { return kinds.first ?? "as it is" }
    return kinds.map { kind in "\(words.count { $0 == kind }) \(kind)" }.joined(separator: ", ")
  }
}

/// What came of an act.
enum ActEnding {
  /// The words for the end of an act's line, without how long it took.
  ///
  /// - Parameters:
  ///   - act: an act that is over.
  ///   - snapshot: the figures that showed its end; later ones are of something else.
  /// - Returns: what came of it; empty where there is no more to say than that it was applied.
  static func words(_ act: RunningAct, in snapshot: SystemSnapshot) -> String {
    let targets = snapshot.endpoints.filter { act.endpoints.contains($0.id) }
    switch act.verb {
    case .drain: return "drained"
    case .undrain:
      return targets.contains { $0.state == "open" } ? "open again: the probes failed" : "back in"
    case .flip:
      return act.move.map { "\(Show.signed($0.share)) on \($0.target)\(limit(of: $0, act, snapshot))" } ?? ""
    case .share:
      // A percentage is the least that it gets: what it has is another number.
      guard let feature = snapshot.features.first(where: { $0.id == act.feature }),
        let endpoint = act.endpoints.first
      else { return "" }
      return "it has \(Show.signed(feature.serving.first { $0.endpoint == endpoint }?.share ?? 0)) now"
    case .breaker: return act.order == .pin ? "pinned at \(PinnedState.words(targets))" : ""
    }
  }

  /// Why a new primary has no more than it has; empty where it has everything.
  private static func limit(
    of move: RunningAct.Move, _ act: RunningAct, _ snapshot: SystemSnapshot
  ) -> String {
    guard move.share < 0.995, let target = snapshot.endpoint(move.target) else { return "" }
    return ", " + FlipLimit.words(target, of: snapshot.features.first { $0.id == act.feature })
  }
}
