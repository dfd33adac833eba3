internal import RoutingEngine
internal import Wire

/// The first part of an incident report: what a reader who reads no further has to know.
struct IncidentSummary {
  let report: IncidentReport

  /// Prepares the summary of a report.
  init(_ report: IncidentReport) { self.report = report }

  /// The part, with its heading.
  var text: String {
    var lines = ["## Summary", ""]
    lines.append("- **What went wrong.** " + Self.cell(whatWentWrong))
    lines.append(
      "- **What the engine \(report.isAdvisory ? "advised" : "did").** " + Self.cell(whatTheEngineDid))
    lines.append("- **What users saw.** " + Self.cell(whatUsersSaw))
    lines.append("- **What people did.** " + Self.cell(whatPeopleDid))
    lines.append("- **How it stands.** " + Self.cell(howItStands) + whatItCost)
    return lines.joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String { IncidentMarkdown.cell(text) }

  /// Each text once, in the order of their first mention.
  static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  var affected: [IncidentReport.EndpointAccount] { report.endpoints.filter(\.isAffected) }
  /// Out of service as a whole.
  private var out: [IncidentReport.EndpointAccount] {
    affected.filter { $0.openSeconds > 0 || ($0.wasOpened && report.isOneEngine) }
  }
  /// Out of service at some of several engines.
  private var partly: [IncidentReport.EndpointAccount] {
    affected.filter { $0.isPartlyOut && !report.isOneEngine }
  }

  // MARK: What went wrong

  private var whatWentWrong: String {
    let held = out.filter { $0.hold != nil }
    let opened = out.filter { $0.hold == nil }
    var sentences: [String] = []
    if !opened.isEmpty { sentences.append(taken(opened)) }
    for reason in Self.unique(held.compactMap(\.hold)) {
      let names = held.filter { $0.hold == reason }.map(\.id)
      let verb =
        report.isAdvisory
        ? "should have been held out of service (advice)" : "\(was(names)) held out of service"
      sentences.append("\(IncidentTimeline.list(names)) \(verb): \(HoldWords.reason(reason)).")
    }
    if !partly.isEmpty {
      let names = partly.map(\.id)
      sentences.append(
        "\(IncidentTimeline.list(names)) \(was(names)) taken out of service by some engines and not by all\(why(partly))."
      )
    }
    sentences += doubts
    if sentences.isEmpty { sentences.append(nothingOut) }
    return (sentences + overflows + refusals + pushback + blindness).joined(separator: " ")
  }

  private var nothingOut: String {
    guard affected.contains(where: { !$0.isOnlyInDoubt }) else {
      return (["No endpoint left service."] + belowFloor).joined(separator: " ")
    }
    let unordered = affected.filter(\.orders.isEmpty).map(\.id)
    guard !unordered.isEmpty else {
      return "No endpoint left service by itself; an operator ordered about what is named below."
    }
    return
      "\(IncidentTimeline.list(unordered)) did not take \(unordered.count == 1 ? "its" : "their") full share; "
      + "see below."
  }

  /// Endpoints that a benchmark put below what a feature needs.
  private var belowFloor: [String] {
    report.features.compactMap { feature in
      guard let floor = feature.qualityFloor else { return nil }
      let low = report.events.filter {
        $0.kind == EventKind.configApplied.rawValue && $0.feature == feature.id
          && $0.detail.reason == "quality"
          && ($0.detail.rate ?? 1) < floor
      }
      guard let worst = low.compactMap(\.detail.rate).min() else { return nil }
      let names = Self.unique(low.compactMap(\.endpoint))
      return "A benchmark found \(IncidentTimeline.list(names)) below what \(feature.id) needs "
        + "(\(Figures.fixed(worst, 2)) of at least \(Figures.fixed(floor, 2)))."
    }
  }

  func was(_ names: [String]) -> String { names.count == 1 ? "was" : "were" }

  private func taken(_ out: [IncidentReport.EndpointAccount]) -> String {
    let names = out.map(\.id)
    let deed =
      report.isAdvisory
      ? "would have been taken out of service (advice)" : "\(was(names)) taken out of service"
    return "\(IncidentTimeline.list(names)) \(deed)\(why(out))."
  }

  /// Why endpoints were out: failures where many calls failed, else how slow they were.
  private func why(_ out: [IncidentReport.EndpointAccount]) -> String {
    guard let worst = out.max(by: { $0.worstErrorRate < $1.worstErrorRate }) else { return "" }
    let slow = out.first { account in !account.isReasonCounted && trip(of: account) != nil }
    guard !worst.isReasonCounted, let slow else {
      let leading = worst.leadingClass ?? (worst.reason == nil ? worst.failures.first?.name : nil)
      let kind = leading.map { "mostly \(ClassWords.short($0)) of \(worst.provider)" }
      let said = worst.why.map { "at its worst \(worst.id) said: \($0)" }
      let parts = [kind, said].compactMap(\.self)
      return parts.isEmpty ? "" : "; " + parts.joined(separator: "; ")
    }
    return ", because " + slowness(of: slow)
  }

  /// The first time an endpoint was taken out for being slow.
  private func trip(of account: IncidentReport.EndpointAccount) -> EventLine? {
    report.events.first {
      $0.kind == EventKind.opened.rawValue && $0.endpoint == account.id && IncidentTimeline.isSlow($0.trigger)
    }
  }

  /// `usc1/flash was slow: slow first tokens, 14 of 30 in 60 s, limit 20 %; TTFT p90 …`.
  private func slowness(of account: IncidentReport.EndpointAccount) -> String {
    var parts: [String] = []
    if let trip = trip(of: account) {
      let count = report.openings.first { $0.endpoint == account.id }?.events.count ?? 1
      let numbers =
        (IncidentTimeline.evidence(of: trip, in: report.events).map { ", " + $0 } ?? "")
        + (count > 1 ? " the first of \(count) times" : "")
      parts.append(trip.trigger.map { ClassWords.trigger($0) + numbers } ?? "")
    }
    if let worst = account.worstTTFT {
      let usual = account.usualTTFT.map { ", \(Figures.fixed($0, 0)) ms before" } ?? ""
      parts.append("TTFT p90 \(Figures.fixed(worst, 0)) ms at its worst\(usual)")
    }
    parts.append("at most \(Figures.percent(account.worstErrorRate, 1)) of its calls failed")
    return "\(account.id) was slow: " + parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Who pushed back, as a sentence; none where nobody did.
  private var pushback: [String] {
    let names = report.capped
    guard !names.isEmpty else { return [] }
    return ["\(IncidentTimeline.list(names)) pushed back (429)."]
  }

  // MARK: What the engine did

  private var whatTheEngineDid: String {
    var sentences = [opening, holding, keptIn, moving].compactMap(\.self)
    sentences += returning
    if let first = report.caps.first {
      sentences.append(
        "From \(first.from.clockText) on it \(did("sent", "send")) \(IncidentTimeline.list(report.capped)) no more than was taken."
      )
    }
    sentences += spilling
    if report.events.contains(where: { $0.kind == EventKind.panic.rawValue }) {
      sentences.append("A pool ran out of healthy endpoints and was kept alive by its least bad.")
    }
    if report.isAdvisory, !sentences.isEmpty { sentences.append("It moved nothing itself: others route.") }
    return sentences.isEmpty ? "Nothing had to be done." : sentences.joined(separator: " ")
  }

  /// What it did, or advised to do.
  private func did(_ past: String, _ plain: String) -> String {
    report.isAdvisory ? "advised to \(plain)" : past
  }

  private var opening: String? {
    let openings = report.openings
    let earlier = report.unwellAtBeginning.filter { IncidentReport.Plight(of: $0) == .out }.map(\.id)
      .filter { name in !openings.contains { $0.endpoint == name } }
    let before =
      earlier.isEmpty
      ? nil : "\(IncidentTimeline.list(earlier)) \(was(earlier)) open already when this record begins."
    let sentences = [before, opening(openings)].compactMap(\.self)
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  private func opening(_ openings: [(endpoint: String, events: [EventLine])]) -> String? {
    guard let first = openings.first, let began = first.events.first else { return nil }
    let what = openings.count > 1 ? "the first of \(openings.count)" : first.endpoint
    let again = openings.compactMap { opening -> String? in
      guard opening.events.count > 1, let last = opening.events.last else { return nil }
      let triggers = Self.unique(opening.events.compactMap(\.trigger)).map { ClassWords.trigger($0) }
      let why = triggers.isEmpty ? "" : ": " + IncidentTimeline.list(triggers)
      return "\(opening.endpoint) \(opening.events.count) times, the last at \(last.at.clockText)\(why)"
    }
    let more = again.isEmpty ? "" : " (" + again.joined(separator: "; ") + ")"
    return "It \(did("opened", "open")) \(what) at \(began.at.clockText)\(more)."
  }

  private var holding: String? {
    let holds = report.events.filter { HoldWords.kind(of: $0) != nil }
    guard let first = holds.first else { return nil }
    let names = Self.unique(holds.compactMap(\.endpoint))
    return "It \(did("held", "hold")) \(IncidentTimeline.list(names)) out from \(first.at.clockText) on, and "
      + "\(report.isAdvisory ? "watches" : "asked") now and then whether they answer."
  }

  private var keptIn: String? {
    let trips = report.events.filter(\.isKeptInByOrder)
    guard let first = trips.first else { return nil }
    let names = Self.unique(trips.compactMap(\.endpoint))
    return
      "It would have taken \(IncidentTimeline.list(names)) out from \(first.at.clockText) on, and an order "
      + "forbade it."
  }

  private var moving: String? {
    let failovers = report.events.filter { $0.kind == EventKind.failover.rawValue }
    let moved = report.features.filter { !report.untoldMoves(of: $0).isEmpty }.map(\.id)
    let features = Self.unique(failovers.compactMap(\.feature) + moved)
    guard !features.isEmpty else { return nil }
    let some = features.allSatisfy { report.isMovedByAll($0) } ? "" : " at some engines"
    return "It \(did("moved", "move")) \(IncidentTimeline.list(features)) to other endpoints\(some)."
  }

  private var returning: [String] {
    // One that was only in doubt never left the ramp's top.
    let doubted = report.endpoints.filter(\.isOnlyInDoubt).map(\.id)
    let closed = Self.unique(
      report.events.filter { $0.kind == EventKind.closed.rawValue }.compactMap(\.endpoint)
    ).filter { !doubted.contains($0) }
    guard !closed.isEmpty else { return [] }
    let setbacks = report.events.count { $0.kind == EventKind.regressed.rawValue }
    let back =
      setbacks == 0 ? "without a setback" : "with \(counted(setbacks, "setback")) on the way"
    return ["It \(did("brought", "bring")) \(IncidentTimeline.list(closed)) back up the ramp \(back)."]
  }

  private var spilling: [String] {
    report.features.compactMap { feature in
      guard let most = report.spills(of: feature).min(by: { $0.lowest < $1.lowest }) else { return nil }
      return "From \(most.at.clockText) \(most.until.map { "to \($0.clockText)" } ?? "on") it "
        + "\(did("sent", "send")) a part of \(feature.id) past \(most.home), most of it to \(most.taker)."
    }
  }

  // MARK: What users saw

  private var whatUsersSaw: String {
    let atRisk = report.features.filter { $0.risk != nil }
    var text = "No feature was at risk."
    if let worst = atRisk.max(by: { $0.errorSeconds < $1.errorSeconds }) {
      let seconds = report.features.reduce(0) { $0 + $1.errorSeconds }
      text =
        "\(atRisk.count) of \(report.features.count) features \(atRisk.count == 1 ? "was" : "were") at risk, "
        + "\(worst.id) most: about \(Figures.fixed(worst.errorSeconds, 1)) error seconds "
        + "(\(Figures.fixed(seconds, 1)) over all features)"
        + (worst.worstErrorRate >= 0.01
          ? ", and up to \(Figures.percent(worst.worstErrorRate, 1)) of its requests failed." : ".")
    } else if let worst = report.features.max(by: { $0.errorSeconds < $1.errorSeconds }),
      worst.errorSeconds >= 1
    {
      text += " \(worst.id) had about \(Figures.fixed(worst.errorSeconds, 1)) error seconds all the same."
    }
    let missed = report.features.filter { ($0.worstTTFT ?? 0) > ($0.objectiveTTFT ?? .infinity) }
    if !missed.isEmpty {
      text += " TTFT p90 went over its objective for \(IncidentTimeline.list(missed.map(\.id)))."
    }
    text += unfinishedAnswers + refusedRequests + unknownTimes
    let shed = report.features.filter { $0.worstShed > 0 }
    if !shed.isEmpty { text += " Requests of \(IncidentTimeline.list(shed.map(\.id))) were shed." }
    return text
  }

  /// Where nobody told how a feature did, as a sentence: that nothing was seen is no sign that nothing was.
  private var unknownTimes: String {
    let unknown = report.features.filter { $0.unknownSeconds >= 1 }
    guard let longest = unknown.map(\.unknownSeconds).max() else { return "" }
    let names = IncidentTimeline.list(unknown.map(\.id))
    return " How \(names) did is not known for \(unknown.count == 1 ? "" : "up to ")\(Show.age(longest)): "
      + "there were no figures."
  }

  /// What breaks off after the first token, as a sentence; empty where nothing of the kind led.
  private var unfinishedAnswers: String {
    let late: Set<String> = [OutcomeClass.cut.name, OutcomeClass.stalled.name]
    let names = affected.filter { late.contains($0.leadingClass ?? $0.failures.first?.name ?? "") }.map(\.id)
    guard !names.isEmpty else { return "" }
    return
      " Answers of \(IncidentTimeline.list(names)) broke off half way: a caller has the first half then, and "
      + "nobody else is asked for the rest unless the feature says so."
  }

  /// What callers were refused for what they asked, as a sentence; empty for nothing.
  private var refusedRequests: String {
    let declined = report.endpoints.filter(\.declined.isTold)
    let calls = declined.reduce(0) { $0 + $1.declined.calls }
    guard calls > 0 else { return "" }
    return
      " About \(Figures.grouped(Int(calls.rounded()))) calls were refused for what they asked: callers got the refusal, "
      + "unless their feature asks elsewhere then; it is in no error second here."
  }

  // MARK: What people did

  private var whatPeopleDid: String { ([whoActed] + standingOrders).joined(separator: " ") }

  /// Which endpoints were under which orders at some time, by name.
  private var standingOrders: [String] {
    [
      ("drain", "Drained"), ("forced_open", "Forced open"), ("forced_closed", "Forced closed"),
      ("pinned", "Pinned"),
    ].compactMap { kind, words in
      let names = report.endpoints.filter { $0.orders.contains(kind) }.map(\.id)
      return names.isEmpty ? nil : "\(words): \(IncidentTimeline.list(names))."
    }
  }

  private var whoActed: String {
    let acts = report.audit.map(\.receipt)
    guard !acts.isEmpty else { return whoOrdered }
    let applied = acts.count { $0.outcome == .applied }
    // What was refused, to viewers above all, ordered nothing.
    let ordered = acts.filter { $0.outcome != .refused }
    let refused = acts.filter { $0.outcome == .refused }
    let actors = Self.unique(ordered.map(\.actor))
    var text = "Nobody ordered anything"
    if !ordered.isEmpty {
      text =
        "\(IncidentTimeline.list(actors)) ordered \(counted(ordered.count, "act")), of which \(applied) came into "
        + "force"
    }
    if !refused.isEmpty {
      text +=
        "; \(counted(refused.count, "act")) by \(IncidentTimeline.list(Self.unique(refused.map(\.actor)))) "
        + (refused.count == 1 ? "was refused" : "were refused")
    }
    return text + "; see below."
  }

  /// By events alone: whose orders came into force, and whose came to nothing.
  private var whoOrdered: String {
    let groups = report.orderGroups
    func told(_ groups: [IncidentReport.Ordered], _ verb: String, _ end: String) -> String? {
      guard !groups.isEmpty else { return nil }
      let actors = Self.unique(groups.compactMap(\.line.detail.actor))
      let who = actors.isEmpty ? "somebody" : IncidentTimeline.list(actors)
      return "\(who) \(verb) \(counted(groups.count, "order")) that \(end)"
    }
    let parts = [
      told(groups.filter(\.isInForce), "gave", "came into force"),
      told(groups.filter { !$0.isInForce }, "gave", "came to nothing"),
    ].compactMap(\.self)
    return parts.isEmpty ? "Nobody acted." : parts.joined(separator: "; ") + "; see the timeline."
  }

  // MARK: How it stands

  private var howItStands: String {
    let unwell = report.endpoints.filter { !$0.isWellAtEnd }
    let flips = report.flips.filter { !$0.isDone }.map { " " + Self.capitalised($0.words) + "." }.joined()
    return howEndpointsStand(unwell) + flips
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private func howEndpointsStand(_ unwell: [IncidentReport.EndpointAccount]) -> String {
    guard unwell.isEmpty else {
      let states = IncidentReport.Plight.allCases.compactMap { plight in
        let names = unwell.filter { $0.plightAtEnd == plight }.map(\.id)
        return names.isEmpty ? nil : "\(IncidentTimeline.list(names)) \(plight.rawValue)"
      }
      return "Not over at \(report.to.clockText): \(states.joined(separator: "; "))."
    }
    let unseen = report.actsAfterFigures
    if let last = report.last, !unseen.isEmpty {
      let acts = unseen.map { "\($0.actor)'s \(ActWords.line($0.act))" }
      return "The last figures are of \(last.clockText), when every endpoint was in service; "
        + "\(IncidentTimeline.list(acts)) came into force after them."
    }
    let capped = report.cappedAtEnd
    guard capped.isEmpty else {
      return "Every endpoint is in service at \(report.to.clockText); \(IncidentTimeline.list(capped)) "
        + "\(report.isAdvisory ? "should still be" : capped.count == 1 ? "is still" : "are still") sent no more than "
        + "was taken (429)."
    }
    return
      "Every endpoint \(report.isAdvisory ? "may take" : "takes") its full share at \(report.to.clockText)."
  }

  /// Empty where no price is known.
  private var whatItCost: String {
    report.spending.usd.map { usd in
      " It cost \(report.spending.isAbout ? "about " : "")$\(Figures.fixed(usd, 2)) in these "
        + "\(IncidentMarkdown.span(report.knownSeconds))."
    } ?? ""
  }
}
