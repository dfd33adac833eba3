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
  }

  /// Events of one kind at one provider within so many seconds are one line.
  static let together = 15.0

  private(set) var lines: [Line] = []
  private let report: IncidentReport

  /// Puts the lines of a report in order.
  init(_ report: IncidentReport) {
    self.report = report
    addBeginning()
    addEvents()
    addWaysBack()
    addCaps()
    addActs()
    addOrders()
    addPeaks()
    addSilences()
    lines.sort { $0.at < $1.at }
  }

  // MARK: Beginning

  /// What was not well when the span began; what went wrong in its first moments is told by its events.
  private mutating func addBeginning() {
    guard let at = report.knownFrom else { return }
    let told = Set(report.events.filter { $0.at <= at }.compactMap(\.endpoint))
    let unwell = report.unwellAtBeginning.filter { !told.contains($0.id) }
    for plight in Plight.allCases {
      let endpoints = unwell.filter { Plight(of: $0) == plight }
      guard !endpoints.isEmpty else { continue }
      let why = endpoints.compactMap(\.reason).first.map { " (\($0))" } ?? ""
      let verb = endpoints.count == 1 ? "was" : "were"
      let names = Self.list(endpoints.map(\.id))
      lines.append(Line(at: at, text: "\(names) \(verb) \(plight.rawValue) already\(why)", actor: nil))
    }
  }

  /// What is the matter with an endpoint that is not well.
  private enum Plight: String, CaseIterable {
    case out = "out of service"
    case ramp = "on the ramp"
    case doubt = "in doubt"
    case drain = "drained"
    case order = "under an order"

    init(of endpoint: EndpointStatus) {
      if let kind = endpoint.override?.kind {
        self = kind == "drain" ? .drain : .order
      } else if endpoint.hold != nil {
        self = .out
      } else {
        switch endpoint.state {
        case "partial_open": self = .ramp
        case "suspect": self = .doubt
        default: self = .out
        }
      }
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
      guard known.isNews(event), isTold(event) else { continue }
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
    lines += groups.map { Line(at: $0.first.at, text: text($0), actor: nil) }
  }

  /// What was told already, so that it is not told again: replicas say the same a little later.
  private struct Known {
    private var back: Set<String> = []
    private var doubted: Set<String> = []
    private var proposed: Set<String> = []
    /// When endpoints that are not back yet were taken out last.
    private var out: [String: Moment] = [:]

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

  // MARK: Pushback

  private mutating func addCaps() {
    for cap in report.caps {
      let lowest = cap.lowest < cap.first ? ", \(Self.rate(cap.lowest)) at the lowest" : ""
      lines.append(
        Line(
          at: cap.from,
          text:
            "\(cap.endpoint) pushes back (429): it \(report.isAdvisory ? "should be" : "is") sent at most \(Self.rate(cap.first))\(lowest)",
          actor: nil))
      guard let lifted = cap.lifted else { continue }
      lines.append(
        Line(at: lifted, text: "\(cap.endpoint) takes all that it is sent again: no limit", actor: nil))
    }
  }

  /// `9.6 requests/s`.
  static func rate(_ perSecond: Double) -> String { "\(Figures.fixed(perSecond, 1)) requests/s" }

  /// Whether an event is a line of its own; what repeats, or is told better by another line, is not.
  private func isTold(_ event: EventLine) -> Bool {
    switch EventKind(rawValue: event.kind) {
    case .opened: event.trigger != Trigger.probe.name
    case .overrideEnded: event.detail.actor == nil
    case .failover, .suspect, .closed, .wouldTrip, .probeStarved, .quotaHold, .authHold, .retired,
      .leaseOverdue, .ejectionRefused, .panic, .panicEnded, .correlatedSuspect, .telemetryGap, .flipProposed,
      .configApplied:
      true
    case .overrideSet, .tripped, .partialOpen, .advanced, .regressed, .capChanged, .shareChanged, .actRefused,
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
      let why = event.trigger.map { ": " + ClassWords.trigger($0) } ?? ""
      let what = account(of: group.names).map { " (\($0))" } ?? ""
      let again = group.isAgain ? " again on the way back" : ""
      let deed =
        event.isAdvisory ? "would have been taken out (advice)" : "\(verb ? "was" : "were") taken out"
      return "\(names) \(deed)\(again)\(why)\(what)"
    case .closed:
      return "\(names) " + (event.isAdvisory ? "would be" : verb ? "is" : "are") + " back at full share"
    case .failover:
      let moved = event.isAdvisory ? "would have moved (advice)" : "moved"
      let ways = group.others.filter { !group.origins.contains($0) }
      guard !ways.isEmpty else {
        return "\(names) \(moved) to and fro between \(Self.list(group.origins))"
      }
      return "\(names) \(moved) from \(Self.list(group.origins)) to \(Self.list(ways))"
    case .suspect:
      return "\(names) in doubt: \(event.isAdvisory ? "advice, " : "")at most a quarter of the share"
    case .ejectionRefused: return "\(names) should be out, and the rest of a pool could not carry the load"
    case .flipProposed: return "a backup has been better for ten minutes: flip proposed for \(names)"
    default: return event.text + (group.count > 1 ? " (and \(group.count - 1) like it)" : "")
    }
  }

  /// Why endpoints were not well at their worst.
  private func account(of names: [String]) -> String? {
    report.endpoints.first { names.contains($0.id) && $0.reason != nil }?.reason
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

  // MARK: Acts

  private mutating func addActs() {
    for line in report.audit {
      let receipt = line.receipt
      var text = ActWords.line(receipt.act)
      if receipt.outcome != .applied { text += ": \(receipt.outcome.rawValue.uppercased())" }
      if let reason = receipt.reason { text += ", \(reason)" }
      if !receipt.act.reason.isEmpty { text += " - \"\(receipt.act.reason)\"" }
      lines.append(Line(at: receipt.at, text: text, actor: receipt.actor))
    }
  }

  /// Orders that only events tell of, those of one act on several endpoints as one.
  private mutating func addOrders() {
    var told: [(order: EventLine, names: [String])] = []
    for order in report.orders {
      let name = order.endpoint ?? order.feature ?? "everything"
      if let last = told.last, last.order.kind == order.kind, order.kind != EventKind.actRefused.rawValue,
        last.order.feature == nil, order.feature == nil, last.order.from == order.from,
        last.order.to == order.to, last.order.detail.reason == order.detail.reason,
        order.at.seconds(since: last.order.at) < 1
      {
        told[told.count - 1].names.append(name)
      } else {
        told.append((order, [name]))
      }
    }
    lines += told.map {
      Line(at: $0.order.at, text: ActWords.order($0.order, Self.list($0.names)), actor: $0.order.detail.actor)
    }
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
        actor: "server")
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
        Line(at: worst.at, text: "failed attempts at their highest: \(Figures.percent(rate, 1))", actor: nil))
    }
    let usual = samples.first?.ttftP90 ?? 0
    if let worst = samples.max(by: { ($0.ttftP90 ?? 0) < ($1.ttftP90 ?? 0) }), let p90 = worst.ttftP90,
      p90 > usual * 1.25
    {
      lines.append(
        Line(at: worst.at, text: "TTFT p90 at its highest: \(Figures.fixed(p90, 0)) ms", actor: nil))
    }
    if let end = report.features.compactMap(\.risk?.upperBound).max(),
      let calm = report.samples.first(where: { $0.at > end })
    {
      lines.append(Line(at: calm.at, text: "no feature is at risk any more", actor: nil))
    }
  }
}

/// Acts in words, as an audit log and a report say them.
enum ActWords {
  /// An order as its event tells it, in the words of an act.
  static func order(_ event: EventLine, _ names: String) -> String {
    let because = event.detail.reason.map { " - \"\($0)\"" } ?? ""
    let isSet = event.kind == EventKind.overrideSet.rawValue
    switch (isSet ? event.to : event.from) ?? "" {
    case _ where event.kind == EventKind.actRefused.rawValue:
      return "\(event.detail.act ?? "an act") came to nothing (\(event.to ?? "refused"))" + because
    case "flip":
      return "FLIP \(event.feature ?? names)" + (event.detail.other.map { " to \($0)" } ?? "") + because
    case "drain": return (isSet ? "DRAIN " : "UNDRAIN ") + names + because
    case "forced_open" where isSet: return "BREAKER \(names) open" + because
    case "forced_closed" where isSet: return "BREAKER \(names) close" + because
    case "pinned" where isSet: return "BREAKER \(names) pin" + because
    case _ where event.feature != nil:
      let share = isSet ? event.detail.share.map { Figures.plain($0 * 100) } ?? "?" : "0"
      return "SHARE \(event.feature ?? "") on \(names) \(share) %" + because
    default: return "BREAKER \(names) auto" + because
    }
  }

  /// The act, or `RELOAD route-console.json5`.
  static func line(_ act: AuditedAct) -> String {
    switch act {
    case .act(let request): line(request)
    case .reload(let file, _): "RELOAD \(file)"
    }
  }

  /// `DRAIN provider:bedrock, lease 30m`.
  static func line(_ act: ActRequest) -> String {
    var text: String
    switch act.order {
    case .drain(let scope): text = "DRAIN \(scope.text)"
    case .undrain(let scope): text = "UNDRAIN \(scope.text)"
    case .flip(let feature, let target, let now):
      text = "FLIP \(feature)" + (target.map { " to \($0)" } ?? "") + (now ? " at once" : "")
    case .breaker(let scope, let order): text = "BREAKER \(scope.text) \(order.rawValue)"
    case .share(let feature, let endpoint, let percent):
      text = "SHARE \(feature) on \(endpoint) \(Figures.plain(percent)) %"
    }
    if act.force { text += ", forced" }
    switch act.order {
    case .drain, .breaker, .share: return text + ", lease \(FaultText.clock(act.lease))"
    case .undrain, .flip: return text
    }
  }
}
