// State: the newest events as a story in a few lines: what happened to several at once is one of them.

internal import RoutingEngine
internal import Wire

/// A line of the story on the first screen.
struct Headline: Hashable, Sendable {
  /// When its oldest event happened: a cause stands below what came of it, however long it goes on.
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
    /// Held for something other than health, by the kind of the event.
    case held(String)
    /// Let in after a hold: what comes of it is not known.
    case onTrial
    /// Where features go, for want of an endpoint or by their scores.
    case moved
    /// What somebody ordered of endpoints, or what ended: the same words, author, lease and reason.
    case ordered(String)
  }

  /// Runs told as one, the newest first.
  private struct Group {
    var theme: Theme?
    var provider: String?
    var runs: [EventRun]

    /// Whether an order about a run's endpoint, newer than the run, came before the end of these.
    ///
    /// One that was drained is not tried any more: it is not counted into tries of others that go on.
    func isParted(from run: EventRun, by order: UInt64?) -> Bool {
      guard theme == .failedTries || theme == .climbing, let order, let newest = runs.first else {
        return false
      }
      return order < newest.last.id
    }

    /// Whether nothing as old as an instant belongs to it any more.
    func isOver(at moment: Moment) -> Bool {
      (runs.last?.last.at.seconds(since: moment) ?? 0) > Headline.together
    }

    /// The oldest event of all.
    var first: EventLine? { runs.map(\.first).min { $0.id < $1.id } }

    /// Whether a run is told with these: it is older, and happened at about the same time to another endpoint of the
    /// provider, or moved a feature.
    func takes(_ run: EventRun, _ theme: Theme?) -> Bool {
      guard let theme, theme == self.theme, let oldest = runs.last,
        oldest.last.at.seconds(since: run.last.at) <= Headline.together
      else { return false }
      if case .ordered = theme { return oldest.last.at.seconds(since: run.last.at) <= Headline.atOnce }
      guard theme != .moved else { return true }
      guard provider == run.last.provider else { return false }
      // Up and down on the ramp is one way back, and one more try no news; to trip twice is.
      return theme == .climbing || theme == .failedTries
        || runs.allSatisfy { $0.last.endpoint != run.last.endpoint }
    }
  }

  /// What happens to several within so many seconds is one line.
  static let together = 120.0
  /// Orders to several endpoints within so many seconds are one act.
  private static let atOnce = 1.0

  /// A breaker of one feature alone, or an order about a feature, is never told with others.
  private static func theme(of run: EventRun) -> Theme? {
    switch EventKind(rawValue: run.last.kind) {
    case .failover, .shareChanged: .moved
    case _ where run.last.feature != nil: nil
    case _ where run.isOfFailedTries: .failedTries
    case .quotaHold, .authHold, .retired: .held(run.last.kind)
    case _ where run.isTrialAfterHold: .onTrial
    case .tripped, .opened: .tripped
    case .partialOpen, .advanced: .climbing
    case .closed: .back
    case .overrideSet, .overrideEnded: order(run.last).map { .ordered($0) }
    default: nil
    }
  }

  /// The words of an order without the endpoint it is about.
  private static func order(_ event: EventLine) -> String? {
    guard let endpoint = event.endpoint, event.text.hasPrefix(endpoint + ": ") else { return nil }
    return String(event.text.dropFirst(endpoint.count + 2))
  }

  /// The lines of a story, the one that began last first, at most so many.
  ///
  /// - Parameters:
  ///   - runs: the story, the newest first.
  ///   - limit: the most lines.
  ///   - capped: endpoints that get no more than they take: that their caps moved is told, that of others is not.
  /// - Returns: the lines.
  static func lines(_ runs: [EventRun], limit: Int, capped: Set<String> = []) -> [Headline] {
    var groups: [Group] = []
    // The oldest order that is newer than the run that is looked at, by endpoint.
    var orders: [String: UInt64] = [:]
    for whole in runs {
      guard let run = whole.isMinor ? whole.caps(of: capped) : whole else { continue }
      let theme = theme(of: run)
      let order = run.last.endpoint.flatMap { orders[$0] }
      if case .ordered = theme, let endpoint = run.last.endpoint { orders[endpoint] = run.first.id }
      if let place = groups.firstIndex(where: {
        $0.takes(run, theme) && $0.isParted(from: run, by: order) == false
      }
      ) {
        groups[place].runs.append(run)
      } else if groups.count < limit {
        groups.append(Group(theme: theme, provider: run.last.provider, runs: [run]))
      } else if groups.allSatisfy({ $0.isOver(at: run.last.at) }) {
        break
      }
    }
    return groups.sorted { ($0.first?.id ?? 0) > ($1.first?.id ?? 0) }.map(line)
  }

  private static func line(_ group: Group) -> Headline {
    let newest = group.runs[0]
    let at = group.first?.at ?? newest.last.at
    var text = newest.textFromFirst
    if newest.isMinor { text = caps(newest) + EventRun.last(newest.last.at, of: at) }
    if group.runs.count > 1 { text = Self.text(group) + EventRun.last(newest.last.at, of: at) }
    return Headline(
      at: at, severity: group.runs.map(\.severity).max() ?? .ok, kind: newest.last.kind, text: text)
  }

  /// `b/x: 429, gets at most 7.2 rps`, of each endpoint its newest cap.
  private static func caps(_ run: EventRun) -> String {
    var rates: [(id: String, words: String)] = []
    for event in run.events.reversed() {
      guard let id = event.endpoint, !rates.contains(where: { $0.id == id }) else { continue }
      rates.append((id, event.detail.rate.map { "\(Show.rate($0)) rps" } ?? "no cap"))
    }
    let verb = run.last.isAdvisory ? "advice: at most" : rates.count == 1 ? "gets at most" : "get at most"
    if rates.count == 1 { return "\(rates[0].id): 429, \(verb) \(rates[0].words) (learned cap)" }
    return "429, \(verb): " + rates.map { "\($0.id) \($0.words)" }.joined(separator: ", ")
  }

  private static func text(_ group: Group) -> String {
    let names = names(group)
    let isAlone = names.count == 1
    let isAdvice = group.runs[0].last.isAdvisory
    let advised = isAdvice ? "would be " : ""
    let whom = isAlone ? "\(names[0]):" : "\(group.provider ?? "together"): \(names.count) endpoints"
    let list = isAlone ? "" : ", " + names.joined(separator: " ")
    switch group.theme {
    case .tripped: return "\(whom) \(isAdvice ? "would be taken out (advice)" : "tripped")\(list)"
    case .failedTries:
      let tries = group.runs.reduce(0) { $0 + $1.count }
      return "\(whom) \(isAdvice ? "advice: " : "")failed \(tries) tries to come back"
    case .held(let kind): return "\(whom) \(EventStory.holdWords(kind))\(list)"
    case .onTrial: return "\(whom) \(advised)on trial after a hold\(list)"
    case .climbing: return "\(whom) \(advised)on the way back\(list)"
    case .back: return "\(whom) \(advised)back at full share\(list)"
    case .ordered(let words):
      // One act may go to endpoints of several providers.
      let providers = Set(group.runs.map(\.last.provider))
      let whose = providers.count == 1 ? group.provider.map { $0 + ": " } ?? "" : ""
      return "\(whose)\(names.count) endpoints \(words)"
    default:
      // Where a feature went last is where it is.
      var features: [String] = []
      let ways = group.runs.map(\.last).compactMap { event -> String? in
        guard let feature = event.feature, !features.contains(feature) else { return nil }
        features.append(feature)
        return "\(feature) to \(event.detail.other ?? "another")"
      }
      return (isAdvice ? "advice: " : "moved: ") + ways.joined(separator: ", ")
    }
  }

  /// The endpoints of a group, each once, in the order in which it happened to them.
  private static func names(_ group: Group) -> [String] {
    group.runs.reversed().compactMap(\.last.endpoint).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }
}
