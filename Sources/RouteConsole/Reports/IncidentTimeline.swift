internal import RoutingEngine
internal import Wire

/// The lines of an incident, as a person would tell them: what belongs together is one line, and what only
/// repeats is counted.
struct IncidentTimeline {
  /// One line.
  struct Line: Hashable, Sendable {
    var at: Moment
    var text: String
    /// Who did it; the engine where it is nobody.
    var actor: String?
    /// What comes first of one second: causes before what comes of them.
    var rank = Rank.deed
  }

  /// The order of lines of one second.
  enum Rank: Int, Comparable, Sendable {
    case beginning
    case act
    case deed
    case move
    case summary

    static func < (one: Rank, other: Rank) -> Bool { one.rawValue < other.rawValue }
  }

  /// Events of one kind at one provider within so many seconds are one line.
  static let together = 15.0

  var lines: [Line] = []
  let report: IncidentReport

  /// Puts the lines of a report in order.
  init(_ report: IncidentReport) {
    self.report = report
    addBeginning()
    addEvents()
    addHolds()
    addWouldTrips()
    addRefusedEjections()
    addDeclined()
    addWaysBack()
    addCaps()
    addMoves()
    addActs()
    addOrders()
    addPeaks()
    addSilences()
    addStarts()
    addSources()
    lines = lines.enumerated().sorted { one, other in
      let (first, second) = (one.element, other.element)
      let seconds = (first.at.milliseconds / 1_000, second.at.milliseconds / 1_000)
      return (seconds.0, first.rank, first.at.milliseconds, one.offset)
        < (seconds.1, second.rank, second.at.milliseconds, other.offset)
    }.map(\.element)
  }

  // MARK: Beginning

  /// What was not well when the span began; what went wrong in its first moments is told by its events.
  private mutating func addBeginning() {
    guard let at = report.knownFrom else { return }
    let told = Set(report.events.filter { $0.at <= at }.compactMap(\.endpoint))
    let unwell = report.unwellAtBeginning.filter { !told.contains($0.id) }
    for plight in IncidentReport.Plight.allCases {
      let endpoints = unwell.filter { IncidentReport.Plight(of: $0) == plight }
      guard !endpoints.isEmpty else { continue }
      let why = endpoints.compactMap { $0.hold.map { HoldWords.reason($0.kind) } ?? $0.reason }.first
      let verb = endpoints.count == 1 ? "was" : "were"
      let names = Self.list(endpoints.map(\.id))
      lines.append(
        Line(
          at: at, text: "\(names) \(verb) \(plight.rawValue) already\(why.map { " (\($0))" } ?? "")",
          actor: nil, rank: .beginning))
    }
  }

  // MARK: Events

  /// Events that are told as one.
  private struct Group {
    var first: EventLine
    var names: [String]
    /// Endpoints that features left, and those they went to.
    var origins: [String]
    var others: [String]
    /// Whether it happened on the way back from the last time.
    var isAgain = false
    var count = 1
  }

  private mutating func addEvents() {
    var groups: [Group] = []
    var known = Known()
    for event in report.events {
      let wasOut = known.isOut(event)
      guard known.isNews(event), isTold(event, wasOut: wasOut) else { continue }
      let name = Self.name(of: event)
      let isAgain = known.isAgain(event)
      let group = groups.lastIndex {
        $0.first.kind == event.kind && $0.isAgain == isAgain
          && ($0.first.provider == event.provider || event.feature != nil)
          && event.at.seconds(since: $0.first.at) <= Self.together
      }
      if let group {
        if !groups[group].names.contains(name) { groups[group].names.append(name) }
        if let origin = event.endpoint, !groups[group].origins.contains(origin) {
          groups[group].origins.append(origin)
        }
        if let other = event.detail.other, !groups[group].others.contains(other) {
          groups[group].others.append(other)
        }
        groups[group].count += 1
      } else {
        groups.append(
          Group(
            first: event, names: [name], origins: event.endpoint.map { [$0] } ?? [],
            others: event.detail.other.map { [$0] } ?? [], isAgain: isAgain))
      }
    }
    lines += groups.map {
      Line(at: $0.first.at, text: text($0), actor: nil, rank: Self.rank(of: $0.first))
    }
  }

  /// What was told already, so that it is not told again: replicas say the same a little later.
  private struct Known {
    private var back: Set<String> = []
    private var doubted: Set<String> = []
    private var proposed: Set<String> = []
    /// When endpoints that are not back yet were taken out last.
    private var out: [String: Moment] = [:]

    /// Whether the endpoint of an event is out, or on its way back, as far as events have told.
    func isOut(_ event: EventLine) -> Bool { out[event.endpoint ?? ""] != nil }

    mutating func isNews(_ event: EventLine) -> Bool {
      switch EventKind(rawValue: event.kind) {
      case .closed:
        doubted.remove(event.endpoint ?? "")
        out[event.endpoint ?? ""] = nil
        return back.insert(event.endpoint ?? "").inserted
      case .suspect:
        back.remove(event.endpoint ?? "")
        return doubted.insert(event.endpoint ?? "").inserted
      case .opened, .regressed:
        back.remove(event.endpoint ?? "")
        return true
      case .flipProposed: return proposed.insert(event.feature ?? "").inserted
      default: return true
      }
    }

    /// Whether an endpoint is taken out that was on its way back; what replicas say a little later is the same time.
    mutating func isAgain(_ event: EventLine) -> Bool {
      guard event.kind == EventKind.opened.rawValue, let endpoint = event.endpoint else { return false }
      let isAgain = out[endpoint].map { event.at.seconds(since: $0) > together } ?? false
      if isAgain || out[endpoint] == nil { out[endpoint] = event.at }
      return isAgain
    }
  }

  /// How endpoints came back: what leads nowhere is counted in the line of what did not.
  private mutating func addWaysBack() {
    let ways = WaysBack(report.events)
    for start in ways.starts {
      let isOne = start.names.count == 1
      let tries =
        switch start.failed {
        case 0: ""
        case 1: "; one try to come back had failed"
        default: "; \(start.failed) tries to come back had failed"
        }
      let way = isOne ? "answers probes again and goes on the ramp" : "answer probes again and go on the ramp"
      lines.append(Line(at: start.at, text: "\(Self.list(start.names)) \(way)\(tries)", actor: nil))
    }
    for setbacks in ways.setbacks {
      guard let first = setbacks.times.first, let last = setbacks.times.last else { continue }
      let count = setbacks.times.count
      let often =
        count == 1 ? "" : " \(count == 2 ? "twice" : "\(count) times"), the last at \(last.clockText)"
      lines.append(Line(at: first, text: "\(setbacks.name) was set back on the ramp\(often)", actor: nil))
    }
  }

  /// `9.6 requests/s`.
  static func rate(_ perSecond: Double) -> String { "\(Figures.fixed(perSecond, 1)) requests/s" }

  /// What leases and orders of people do comes before what the engine makes of it, and that before where traffic goes.
  private static func rank(of event: EventLine) -> Rank {
    switch EventKind(rawValue: event.kind) {
    case .overrideEnded, .leaseOverdue, .configApplied: .act
    case .failover, .flipProposed: .move
    default: .deed
    }
  }

  /// Whether an event is a line of its own; what repeats, or is told better by another line, is not.
  ///
  /// A failed probe of one that was not out takes it out: it was on trial after an order, or for its first time.
  private func isTold(_ event: EventLine, wasOut: Bool) -> Bool {
    switch EventKind(rawValue: event.kind) {
    case .opened: event.trigger != Trigger.probe.name || !wasOut
    case .overrideEnded: event.detail.actor == nil
    case .failover, .suspect, .closed, .probeStarved, .leaseOverdue, .panic, .panicEnded,
      .correlatedSuspect, .telemetryGap, .flipProposed:
      true
    // Benchmark results that somebody gave are told as what they did.
    case .configApplied: event.detail.reason != "quality" || !report.hasAuthor(of: event)
    case .ejectionRefused, .wouldTrip, .quotaHold, .authHold, .retired, .overrideSet, .tripped, .partialOpen,
      .advanced,
      .regressed, .capChanged, .shareChanged, .actRefused,
      nil:
      false
    }
  }

  private static func name(of event: EventLine) -> String {
    if [.failover, .flipProposed].contains(EventKind(rawValue: event.kind)) {
      return event.feature ?? event.endpoint ?? "everything"
    }
    return event.endpoint ?? event.feature ?? "everything"
  }

  private func text(_ group: Group) -> String {
    let event = group.first
    let names = Self.list(group.names)
    let verb = group.names.count == 1
    switch EventKind(rawValue: event.kind) {
    case .opened:
      let why = event.trigger.map { ": " + ClassWords.trigger($0) + numbers(of: event, group.names) } ?? ""
      let what = account(of: group.names).map { " (\($0))" } ?? ""
      let again = group.isAgain ? " again on the way back" : ""
      let deed =
        event.isAdvisory ? "would have been taken out (advice)" : "\(verb ? "was" : "were") taken out"
      let some = isPartly(group.names) ? " by some engines, not by all" : ""
      return "\(names) \(deed)\(again)\(some)\(why)\(what)"
    case .closed:
      return "\(names) " + (event.isAdvisory ? "would be" : verb ? "is" : "are") + " back at full share"
    case .failover:
      let moved = event.isAdvisory ? "would have moved (advice)" : "moved"
      let ways = group.others.filter { !group.origins.contains($0) }
      let some = group.names.allSatisfy { report.isMovedByAll($0) } ? "" : " at some engines"
      guard !ways.isEmpty else {
        return "\(names) \(moved) to and fro between \(Self.list(group.origins))\(some)"
      }
      return "\(names) \(moved) from \(Self.list(group.origins)) to \(Self.list(ways))\(some)"
    case .suspect:
      let why = account(of: group.names).map { " (\($0))" } ?? ""
      return "\(names) in doubt\(why): \(event.isAdvisory ? "advice, " : "")at most a quarter of the share"
    case .flipProposed: return "a backup has been better for ten minutes: flip proposed for \(names)"
    case .configApplied:
      let same = report.events.filter {
        $0.kind == event.kind && abs($0.at.seconds(since: event.at)) <= Self.together
          && $0.detail.reason == event.detail.reason
      }
      return Self.list(IncidentSummary.unique(same.map(\.text)))
    case .telemetryGap:
      return "no outcomes arrive, though calls are in flight: what is seen from here on is not what happens"
    case .leaseOverdue:
      let because = event.detail.reason.map { " - \"\($0)\"" } ?? ""
      return "the lease on \(names) is over, and \(verb ? "it stays" : "they stay") drained\(because)"
    default: return event.text + (group.count > 1 ? " (and \(group.count - 1) like it)" : "")
    }
  }

  /// Whether none of these endpoints was out as a whole, though some engines of several took them out.
  private func isPartly(_ names: [String]) -> Bool {
    let known = report.endpoints.filter { names.contains($0.id) }
    return !report.isOneEngine && !known.isEmpty && known.allSatisfy(\.isPartlyOut)
  }

  /// Why endpoints were not well at their worst, where failures were counted.
  func account(of names: [String]) -> String? {
    let words = Set(Trigger.allCases.map { ClassWords.trigger($0.name) })
    return report.endpoints.first { account in
      names.contains(account.id) && account.why.map { !words.contains($0) } ?? false
    }?.why
  }

  /// What decided that an endpoint is slow: `, 14 of 30 in 60 s, limit 20 %`.
  private func numbers(of event: EventLine, _ names: [String]) -> String {
    guard names.count == 1, Self.isSlow(event.trigger),
      let evidence = Self.evidence(of: event, in: report.events)
    else { return "" }
    return ", " + evidence
  }

  /// Whether a trigger is about speed.
  static func isSlow(_ trigger: String?) -> Bool {
    Trigger.allCases.contains { $0.name == trigger && $0.isLatency }
  }

  /// The numbers of the trip that an event came of: `14 of 30 in 60 s, limit 20 %`; nil where none are known.
  static func evidence(of event: EventLine, in events: [EventLine]) -> String? {
    let trip = events.last {
      $0.isTrip && $0.endpoint == event.endpoint && $0.trigger == event.trigger
        && abs($0.at.seconds(since: event.at)) < 1
    }
    let detail = (trip ?? event).detail
    guard let bad = detail.k, let all = detail.n, all > 0 else { return nil }
    let window = detail.windowSeconds.map { " in \(Figures.fixed($0, 0)) s" } ?? ""
    let limit = detail.limit.map { $0 < 1 ? ", limit \(Figures.percent($0, 0))" : "" } ?? ""
    return "\(bad) of \(all)\(window)\(limit)"
  }

  /// `a`, `a and b`, `a, b and c`; of more than six the first ones.
  static func list(_ names: [String]) -> String {
    let most = 6
    guard names.count <= most else {
      return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
    }
    guard names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  // MARK: Silences

  private mutating func addSilences() {
    lines += report.silences.map { silence in
      let length = IncidentMarkdown.span(silence.seconds)
      let why =
        silence.restarted.map { "its process ended, and another one began at \($0.clockText)" }
        ?? "its process went on"
      return Line(
        at: silence.from,
        text:
          "server not recording from \(silence.from.clockText) to \(silence.to.clockText) (\(length)): \(why)",
        actor: "server", rank: .beginning)
    }
  }

  /// Beginnings of processes that no silence tells of: a server knows what an earlier one did by its events alone.
  private mutating func addStarts() {
    for event in report.events where event.kind == EventLine.startedKind {
      let isTold = report.silences.contains { silence in
        silence.restarted != nil && silence.from <= event.at
          && event.at.seconds(since: silence.to) <= IncidentReport.longestStep
      }
      guard !isTold else { continue }
      let gap = event.detail.until.map { last in
        ", and nothing is recorded after \(last.clockText) "
          + "(\(IncidentMarkdown.span(event.at.seconds(since: last))))"
      }
      lines.append(
        Line(
          at: event.at, text: "the server began anew: what came before is an earlier process's\(gap ?? "")",
          actor: "server", rank: .beginning))
    }
  }

  // MARK: Peaks

  /// Error rates and waiting times at their highest, and when nothing was at risk any more.
  private mutating func addPeaks() {
    let samples = report.samples.filter(\.isSettled)
    if let worst = samples.max(by: { ($0.errorRate ?? 0) < ($1.errorRate ?? 0) }),
      let rate = worst.errorRate, rate >= 0.01
    {
      lines.append(
        Line(
          at: worst.at, text: "failed attempts at their highest: \(Figures.percent(rate, 1))", actor: nil,
          rank: .summary))
    }
    let usual = samples.first?.ttftP90 ?? 0
    if let worst = samples.max(by: { ($0.ttftP90 ?? 0) < ($1.ttftP90 ?? 0) }), let p90 = worst.ttftP90,
      p90 > usual * 1.25
    {
      lines.append(
        Line(
          at: worst.at, text: "TTFT p90 at its highest: \(Figures.fixed(p90, 0)) ms", actor: nil,
          rank: .summary))
    }
    if let end = report.features.compactMap(\.risk?.upperBound).max(),
      let calm = report.samples.first(where: { $0.at > end })
    {
      lines.append(Line(at: calm.at, text: "no feature is at risk any more", actor: nil, rank: .summary))
    }
  }
}

extension EventLine {
  /// Whether it tells the numbers of a trip; of an engine that only advises it is the trip that would be.
  var isTrip: Bool {
    kind == EventKind.tripped.rawValue || (kind == EventKind.wouldTrip.rawValue && isAdvisory)
  }

  /// Whether an endpoint should be out by its own breaker, and an operator's order keeps it in.
  var isKeptInByOrder: Bool { kind == EventKind.wouldTrip.rawValue && !isTrip }
}
