internal import RoutingEngine
internal import Wire

/// Lines that stand for many events, or for what only snapshots show.
extension IncidentTimeline {
  // MARK: Holds

  /// Endpoints that one thing holds.
  private struct Held {
    var first: EventLine
    var kind: String
    var names: [String]
    var again = 0
    var last: Moment
    /// When each got an answer again, as far as it was not held once more.
    var back: [String: Moment] = [:]
  }

  /// What a refused credential, a used up quota or a model that is gone held: each once, with how often it was tried.
  mutating func addHolds() {
    var groups: [Held] = []
    var held: [String: Int] = [:]
    for event in report.events {
      guard let endpoint = event.endpoint else { continue }
      let isUp = [EventKind.advanced.rawValue, EventKind.closed.rawValue].contains(event.kind)
      if isUp, let place = held[endpoint], groups[place].back[endpoint] == nil {
        groups[place].back[endpoint] = event.at
      }
      if event.kind == EventKind.closed.rawValue { held[endpoint] = nil }
      guard let kind = HoldWords.kind(of: event) else { continue }
      if let place = held[endpoint] {
        groups[place].again += 1
        groups[place].back[endpoint] = nil
        groups[place].last = event.at
      } else if let place = groups.lastIndex(where: {
        $0.kind == kind && $0.first.provider == event.provider && event.at.seconds(since: $0.first.at) <= 60
      }) {
        held[endpoint] = place
        groups[place].names.append(endpoint)
      } else {
        held[endpoint] = groups.count
        groups.append(Held(first: event, kind: kind, names: [endpoint], last: event.at))
      }
    }
    for group in groups {
      let verb =
        group.first.isAdvisory
        ? "should be held out (advice)" : group.names.count == 1 ? "is held out" : "are held out"
      let again =
        group.again == 0
        ? "" : "; tried again \(counted(group.again, "time")) in vain, the last at \(group.last.clockText)"
      lines.append(
        Line(
          at: group.first.at,
          text: "\(Self.list(group.names)) \(verb): \(HoldWords.reason(group.kind))\(again)", actor: nil))
      addEnds(of: group)
    }
  }

  /// When what was held got an answer again, those of about the same time as one.
  private mutating func addEnds(of group: Held) {
    var told: [(at: Moment, names: [String])] = []
    let ends = group.names.compactMap { name in group.back[name].map { (name: name, at: $0) } }
    for end in ends.sorted(by: { $0.at < $1.at }) {
      if let last = told.last, end.at.seconds(since: last.at) <= 60 {
        told[told.count - 1].names.append(end.name)
      } else {
        told.append((end.at, [end.name]))
      }
    }
    for (at, names) in told {
      let way =
        group.first.isAdvisory
        ? "should go up the ramp (advice)" : names.count == 1 ? "goes up the ramp" : "go up the ramp"
      lines.append(
        Line(at: at, text: "\(Self.list(names)): \(HoldWords.end(group.kind)), \(way)", actor: nil))
    }
  }

  // MARK: What stayed in for want of others

  /// Endpoints that should have been out, each time once however often it was judged.
  mutating func addRefusedEjections() {
    var told: [(first: EventLine, count: Int, last: Moment)] = []
    for event in report.events where event.kind == EventKind.ejectionRefused.rawValue {
      let place = told.lastIndex { $0.first.endpoint == event.endpoint }
      if let place, event.at.seconds(since: told[place].last) <= 120 {
        (told[place].count, told[place].last) = (told[place].count + 1, event.at)
      } else {
        told.append((event, 1, event.at))
      }
    }
    for (event, count, last) in told {
      let name = event.endpoint ?? "an endpoint"
      let why = account(of: [name]).map { " (\($0))" } ?? ""
      let often = count == 1 ? "" : "; judged so \(count) times, the last at \(last.clockText)"
      lines.append(
        Line(
          at: event.at,
          text: "\(name) should be out\(why), and stays: the rest of a pool could not carry the load\(often)",
          actor: nil))
    }
  }

  // MARK: Answers that refuse

  mutating func addDeclined() {
    for account in report.endpoints {
      guard account.declined.isTold, let span = account.declined.span else { continue }
      let what = account.declined.outcome.map { " (\(ClassWords.short($0)))" } ?? ""
      lines.append(
        Line(
          at: span.lowerBound,
          text: "\(account.id) refuses a part of what it is asked\(what), up to "
            + "\(Figures.percent(account.declined.worst, 0)), until \(span.upperBound.clockText)", actor: nil)
      )
    }
  }

  // MARK: Trips that an order forbids

  mutating func addWouldTrips() {
    var open: [(first: EventLine, count: Int, last: Moment)] = []
    for event in report.events where event.endpoint != nil {
      let place = open.lastIndex { $0.first.endpoint == event.endpoint }
      guard event.isKeptInByOrder else { continue }
      if let place, event.at.seconds(since: open[place].last) <= 60 {
        (open[place].count, open[place].last) = (open[place].count + 1, event.at)
      } else {
        open.append((event, 1, event.at))
      }
    }
    for trip in open {
      let event = trip.first
      let why = event.trigger.map { ": " + ClassWords.trigger($0) } ?? ""
      let numbers =
        event.detail.k.flatMap { bad in event.detail.n.map { ", \(bad) of \($0)" } } ?? ""
      let often = trip.count == 1 ? "" : "; it goes on failing until \(trip.last.clockText) at least"
      lines.append(
        Line(
          at: event.at,
          text:
            "\(event.endpoint ?? "an endpoint") would be taken out, but an order keeps it in\(why)\(numbers)\(often)",
          actor: nil))
    }
  }

  // MARK: Pushback

  mutating func addCaps() {
    for cap in report.caps {
      // Each of several engines measures the limit for itself.
      let whose = report.isOneEngine ? "" : " by one engine's measure"
      let lowest = cap.lowest < cap.first ? ", \(Self.rate(cap.lowest)) at the lowest\(whose)" : ""
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

  // MARK: Where traffic went

  /// Moves and spills that no failover tells of.
  mutating func addMoves() {
    for feature in report.features {
      for move in report.untoldMoves(of: feature) {
        let advice = report.isAdvisory ? " (advice)" : ""
        let before = feature.moves.moves.filter { $0.at < move.at }.map(\.from)
        let words = before.contains(move.to) ? "again" : "now"
        lines.append(
          Line(
            at: move.at,
            text:
              "\(feature.id) goes mostly to \(move.to) \(words) (\(Figures.percent(move.share, 0))), before to "
              + "\(move.from)\(advice)", actor: nil, rank: .move))
      }
      for flip in report.flips where flip.feature == feature.id && !flip.isDone {
        lines.append(Line(at: report.to, text: flip.words, actor: nil, rank: .summary))
      }
      for spill in report.spills(of: feature) {
        let end = spill.until.map { "until \($0.clockText)" } ?? "to the end"
        let limit = report.limit(of: spill).map { ", which takes \(Self.rate($0))" } ?? ""
        lines.append(
          Line(
            at: spill.at,
            text: "a part of \(feature.id) goes past \(spill.home)\(limit), \(end): "
              + "\(Figures.percent(spill.lowest, 0)) stays at the least, usually \(Figures.percent(spill.usual, 0)); "
              + "most of the rest goes to \(spill.taker)", actor: nil, rank: .move))
      }
    }
  }

  // MARK: Acts

  mutating func addActs() {
    for line in report.audit {
      let receipt = line.receipt
      var text = ActWords.line(receipt.act)
      if receipt.outcome != .applied { text += ": \(receipt.outcome.rawValue.uppercased())" }
      if let reason = receipt.reason { text += ", \(reason)" }
      if !receipt.act.reason.isEmpty { text += " - \"\(receipt.act.reason)\"" }
      lines.append(Line(at: receipt.at, text: text, actor: receipt.actor, rank: .act))
    }
  }

  /// Sources of figures that failed, and that came back: what stands between is not known.
  mutating func addSources() {
    let kinds = [EventLine.sourceFailedKind, EventLine.sourceBackKind]
    lines += report.events.filter { kinds.contains($0.kind) }.map {
      Line(at: $0.at, text: $0.text, actor: "server", rank: .beginning)
    }
  }

  /// Orders that only events tell of, those of one act on several endpoints as one.
  mutating func addOrders() {
    lines += report.orderGroups.map {
      Line(
        at: $0.line.at, text: ActWords.order($0.line, Self.list($0.names)), actor: $0.line.detail.actor,
        rank: .act)
    }
  }
}

extension IncidentReport {
  /// Whether the audit log says who gave the benchmark results that an event tells of.
  func hasAuthor(of event: EventLine) -> Bool {
    audit.contains { line in
      guard case .quality = line.receipt.act else { return false }
      return abs(line.receipt.at.seconds(since: event.at)) <= 1
    }
  }

  /// Moves of a feature that no failover of it tells of at about the same time.
  func untoldMoves(of feature: FeatureAccount) -> [ShareMoves.Move] {
    feature.moves.moves.filter { move in
      !events.contains {
        $0.kind == EventKind.failover.rawValue && $0.feature == feature.id
          && abs($0.at.seconds(since: move.at)) <= IncidentTimeline.together
      }
    }
  }

  /// The limit that an endpoint had just been found to have when a part of a feature began to go past it.
  func limit(of spill: ShareMoves.Spill) -> Double? {
    allCaps.first { $0.endpoint == spill.home && abs($0.from.seconds(since: spill.at)) <= 30 }?.first
  }

  /// Whether a feature that one of several engines moved was carried elsewhere as a whole.
  func isMovedByAll(_ feature: String) -> Bool {
    guard !isOneEngine, let known = features.first(where: { $0.id == feature }) else { return true }
    return known.servedBy.count != 1
  }
}
