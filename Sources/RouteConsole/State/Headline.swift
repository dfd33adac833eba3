// State: the newest events as a story in a few lines: what happened to several at once is one of them.

internal import RoutingEngine
internal import Wire

/// A line of the story on the first screen.
struct Headline: Hashable, Sendable {
  /// When its newest event happened.
  var at: Moment
  /// How urgent its worst event is.
  var severity: Severity
  /// The kind of its newest event.
  var kind: String
  /// What happened.
  var text: String

  /// What runs of different endpoints, or features, can have in common.
  private enum Theme: Hashable {
    case tripped, failedTries, climbing, back
    case moved, shifted
  }

  /// Runs told as one, the newest first.
  private struct Group {
    var theme: Theme?
    var provider: String?
    var runs: [EventRun]

    /// Whether a run happened to somebody else at about the same time, and is older than all of these.
    func takes(_ run: EventRun, _ theme: Theme?) -> Bool {
      guard let theme, theme == self.theme, let oldest = runs.last else { return false }
      let isOfFeature = theme == .moved || theme == .shifted
      return oldest.last.at.seconds(since: run.last.at) <= Headline.together
        && (isOfFeature || provider == run.last.provider)
        && runs.allSatisfy {
          isOfFeature ? $0.last.feature != run.last.feature : $0.last.endpoint != run.last.endpoint
        }
    }
  }

  /// What happens to several within so many seconds is one line.
  static let together = 120.0
  /// A breaker of one feature alone, or an order, is never told with others.
  private static func theme(of run: EventRun) -> Theme? {
    switch EventKind(rawValue: run.last.kind) {
    case .failover: .moved
    case .shareChanged: .shifted
    case _ where run.last.feature != nil: nil
    case _ where run.isOfFailedTries: .failedTries
    case .tripped, .opened: .tripped
    case .partialOpen, .advanced: .climbing
    case .closed: .back
    default: nil
    }
  }

  /// The lines of a story, newest first, at most so many; what only adapts is none of them.
  static func lines(_ runs: [EventRun], limit: Int) -> [Headline] {
    var groups: [Group] = []
    for run in runs where !run.isMinor {
      let theme = theme(of: run)
      if let place = groups.firstIndex(where: { $0.takes(run, theme) }) {
        groups[place].runs.append(run)
      } else if groups.count < limit + 1 {
        groups.append(Group(theme: theme, provider: run.last.provider, runs: [run]))
      } else {
        break
      }
    }
    return groups.prefix(limit).map(line)
  }

  private static func line(_ group: Group) -> Headline {
    let newest = group.runs[0]
    return Headline(
      at: newest.last.at, severity: group.runs.map(\.severity).max() ?? .ok, kind: newest.last.kind,
      text: group.runs.count == 1 ? newest.text : text(group))
  }

  private static func text(_ group: Group) -> String {
    let whom = "\(group.provider ?? "together"): \(group.runs.count) endpoints"
    switch group.theme {
    case .tripped: return "\(whom) tripped, \(names(group.runs.reversed()))"
    case .failedTries:
      let tries = group.runs.reduce(0) { $0 + $1.count }
      let since = group.runs.map(\.first.at).min()?.clockText ?? ""
      return "\(whom) failed \(tries) tries to come back since \(since)"
    case .climbing: return "\(whom) on the way back, \(names(group.runs))"
    case .back: return "\(whom) back at full share, \(names(group.runs))"
    default:
      let ways = group.runs.map { "\($0.last.feature ?? "") to \($0.last.detail.other ?? "another")" }
      return (group.theme == .moved ? "moved: " : "shifted: ") + ways.joined(separator: ", ")
    }
  }

  private static func names(_ runs: [EventRun]) -> String {
    runs.map { $0.last.endpoint ?? "" }.joined(separator: " ")
  }
}
