internal import Wire

/// How long something was in each of its states.
///
/// Snapshots see a state now and then; where one engine's events tell each change between them, the events' own
/// instants count.
struct StateTrack: Hashable, Sendable {
  /// A change that an event tells of.
  struct Change: Hashable, Sendable {
    var at: Moment
    var to: String
  }

  /// A time in which every snapshot saw the same state.
  private struct Stretch: Hashable, Sendable {
    var state: String
    /// Since when it was in that state, as the first of the snapshots says.
    var since: Moment?
    var from: Moment
    var to: Moment
    /// Whether it follows the stretch before it without a gap.
    var isContiguous: Bool
    /// Seconds before it that count as its own though nothing is known of them.
    var lead: Double
  }

  private var stretches: [Stretch] = []

  /// Takes what a snapshot saw.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - since: since when it is in it; nil where that is not known.
  ///   - at: the instant of the snapshot.
  ///   - seconds: for how long the snapshot stands, back from its instant.
  ///   - isContiguous: whether the same process was looked at all the time since the snapshot before.
  mutating func add(_ state: String, since: Moment?, at: Moment, seconds: Double, isContiguous: Bool) {
    if let last = stretches.last, last.state == state, isContiguous {
      stretches[stretches.count - 1].to = at
      return
    }
    stretches.append(
      Stretch(
        state: state, since: since, from: at, to: at, isContiguous: isContiguous && !stretches.isEmpty,
        lead: isContiguous ? 0 : seconds))
  }

  /// The seconds in a state.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - changes: every change of it, oldest first; nil where there are several engines, whose changes are not those
  ///     of the whole.
  /// - Returns: how many.
  func seconds(in state: String, _ changes: [Change]?) -> Double {
    var sum = 0.0
    for (place, stretch) in stretches.enumerated() {
      if stretch.state == state { sum += stretch.lead }
      sum +=
        Self.told(state, from: stretch.from, stretch.state, to: stretch.to, stretch.state, changes)
        ?? (stretch.state == state ? stretch.to.seconds(since: stretch.from) : 0)
      guard place + 1 < stretches.count, stretches[place + 1].isContiguous else { continue }
      let next = stretches[place + 1]
      sum +=
        Self.told(state, from: stretch.to, stretch.state, to: next.from, next.state, changes)
        ?? Self.split(state, stretch, next)
    }
    return sum
  }

  /// The seconds in a state between two snapshots by the events there; nil where these do not lead from one to the other.
  private static func told(
    _ state: String, from: Moment, _ before: String, to: Moment, _ after: String, _ changes: [Change]?
  ) -> Double? {
    guard let changes else { return nil }
    var (present, since, sum) = (before, from, 0.0)
    for change in changes where change.at > from && change.at <= to {
      if present == state { sum += change.at.seconds(since: since) }
      (present, since) = (change.to, change.at)
    }
    guard present == after else { return nil }
    return present == state ? sum + to.seconds(since: since) : sum
  }

  /// The same where only the two snapshots are known: the later one says since when it is so, else each has half.
  private static func split(_ state: String, _ before: Stretch, _ after: Stretch) -> Double {
    let whole = after.from.seconds(since: before.to)
    var later = whole / 2
    if let since = after.since, since > before.to, since <= after.from {
      later = after.from.seconds(since: since)
    }
    switch state {
    case after.state: return later
    case before.state: return whole - later
    default: return 0
    }
  }
}
