internal import RoutingEngine
internal import Wire

/// An incident report as Markdown that reads like the timeline of a post-mortem.
struct IncidentMarkdown {
  private let report: IncidentReport
  private let timeline: IncidentTimeline
  private let knowledge: Knowledge

  /// Prepares the text of a report.
  init(_ report: IncidentReport, knowledge: Knowledge = .builtIn) {
    self.report = report
    self.knowledge = knowledge
    timeline = IncidentTimeline(report)
  }

  /// The document.
  var text: String {
    let parts = [
      heading, summary, timelineTable, featureTable, endpointTable, knowledgeList, peopleTable, notes,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var affected: [IncidentReport.EndpointAccount] { report.endpoints.filter(\.isAffected) }
  private var atRisk: [IncidentReport.FeatureAccount] { report.features.filter { $0.risk != nil } }

  private var heading: String {
    let place = report.environment ?? report.mode
    var gap = ""
    if let known = report.knownFrom, known.seconds(since: report.from) > IncidentReport.longestStep {
      gap = "\n\nFigures are known from \(known.clockText) on."
    }
    if let asked = report.askedFrom {
      gap +=
        "\n\nIt was asked for from \(asked.text) on; nothing is known of the time before "
        + "\(report.from.clockText)."
    }
    if let asked = report.askedUntil {
      gap +=
        "\n\nIt was asked for up to \(asked.text); nothing is known of the time after "
        + "\(report.to.clockText)."
    }
    if !report.silences.isEmpty {
      let seconds = report.silences.reduce(0) { $0 + $1.seconds }
      gap += "\n\nThe server was not recording for \(Self.span(seconds)) in all; the timeline says when."
    }
    for sentence in report.lost { gap += "\n\n" + Self.cell(sentence) }
    let lastDay = report.to.dayText == report.from.dayText ? "" : report.to.dayText + " "
    return """
      # Incident report: \(Self.cell(subject))

      \(report.from.dayText) \(report.from.clockText) to \(lastDay)\(report.to.clockText) UTC \
      (\(Self.span(report.to.seconds(since: report.from)))), \(Self.cell(place))\
      \(report.engine.isEmpty ? "" : ", engine " + Self.cell(report.engine))\(gap)
      """
  }

  /// What it is about: a provider, where most of what was affected is its, else endpoints.
  private var subject: String {
    let ids = affected.map(\.id)
    guard let first = affected.first else {
      let capped = report.capped
      return capped.isEmpty
        ? "nothing was out of service" : "\(IncidentTimeline.list(capped)) pushed back"
    }
    let sameProvider = affected.allSatisfy { $0.provider == first.provider }
    if ids.count > 1, sameProvider { return "\(first.provider), \(ids.count) endpoints" }
    return IncidentTimeline.list(ids)
  }

  // MARK: Summary

  private var summary: String {
    var lines = ["## Summary", ""]
    lines.append("- **What went wrong.** " + whatWentWrong)
    lines.append("- **What the engine \(report.isAdvisory ? "advised" : "did").** " + whatTheEngineDid)
    lines.append("- **What users saw.** " + whatUsersSaw)
    lines.append("- **What people did.** " + whatPeopleDid)
    lines.append("- **How it stands.** " + howItStands)
    return lines.joined(separator: "\n")
  }

  private var whatWentWrong: String {
    guard let first = affected.max(by: { $0.worstErrorRate < $1.worstErrorRate }) else {
      return Self.cell((["No endpoint left service."] + pushback).joined(separator: " "))
    }
    let out = affected.filter { $0.openSeconds > 0 }
    guard !out.isEmpty else {
      let unordered = affected.filter(\.orders.isEmpty).map(\.id)
      guard !unordered.isEmpty else {
        return "No endpoint left service by itself; an operator ordered about what is named below."
      }
      return Self.cell("\(IncidentTimeline.list(unordered)) did not take its full share; see below.")
    }
    let worst = out.max { $0.worstErrorRate < $1.worstErrorRate } ?? first
    let kind = worst.leadingClass.map { "mostly \(ClassWords.short($0)) of \(worst.provider)" }
    let said = worst.reason.map { "at its worst \(worst.id) said: \($0)" }
    let parts = [kind, said].compactMap(\.self)
    let why = parts.isEmpty ? "" : " " + parts.joined(separator: "; ") + "."
    let taken =
      "\(IncidentTimeline.list(out.map(\.id))) "
      + (report.isAdvisory
        ? "would have been taken out of service (advice)"
        : "\(out.count == 1 ? "was" : "were") taken out of service")
      + (why.isEmpty ? "." : ";\(why)")
    return Self.cell(([taken] + pushback).joined(separator: " "))
  }

  /// Who pushed back, as a sentence; none where nobody did.
  private var pushback: [String] {
    let names = report.capped
    guard !names.isEmpty else { return [] }
    return ["\(IncidentTimeline.list(names)) pushed back (429)."]
  }

  private var whatTheEngineDid: String {
    let kinds = report.events.map(\.kind)
    let failovers = report.events.filter { $0.kind == EventKind.failover.rawValue }
    let features = Self.unique(failovers.compactMap(\.feature))
    let out = affected.filter { $0.openSeconds > 0 }
    var sentences: [String] = []
    if let first = report.events.first(where: { $0.kind == EventKind.opened.rawValue }) {
      let what = out.count > 1 ? "the first of \(out.count)" : first.endpoint ?? "an endpoint"
      sentences.append("It \(did("opened", "open")) \(what) at \(first.at.clockText).")
    }
    if !features.isEmpty {
      sentences.append("It \(did("moved", "move")) \(IncidentTimeline.list(features)) to other endpoints.")
    }
    let regressions = kinds.count { $0 == EventKind.regressed.rawValue }
    let closed = Self.unique(
      report.events.filter { $0.kind == EventKind.closed.rawValue }.compactMap(\.endpoint))
    if !closed.isEmpty {
      let back = regressions == 0 ? "without a setback" : "with \(regressions) setbacks on the way"
      sentences.append(
        "It \(did("brought", "bring")) \(IncidentTimeline.list(closed)) back up the ramp \(back).")
    }
    if let first = report.caps.first {
      sentences.append(
        "From \(first.from.clockText) on it \(did("sent", "send")) \(IncidentTimeline.list(report.capped)) no more than was taken."
      )
    }
    if kinds.contains(EventKind.panic.rawValue) {
      sentences.append("A pool ran out of healthy endpoints and was kept alive by its least bad.")
    }
    if report.isAdvisory, !sentences.isEmpty { sentences.append("It moved nothing itself: others route.") }
    return sentences.isEmpty ? "Nothing had to be done." : Self.cell(sentences.joined(separator: " "))
  }

  /// What it did, or advised to do.
  private func did(_ past: String, _ plain: String) -> String {
    report.isAdvisory ? "advised to \(plain)" : past
  }

  private var whatUsersSaw: String {
    let worst = atRisk.max { $0.errorSeconds < $1.errorSeconds }
    guard let worst else { return "No feature was at risk." }
    let seconds = report.features.reduce(0) { $0 + $1.errorSeconds }
    var text =
      "\(atRisk.count) of \(report.features.count) features \(atRisk.count == 1 ? "was" : "were") at risk, "
      + "\(worst.id) most: "
      + "\(Figures.fixed(worst.errorSeconds, 1)) error seconds "
      + "(\(Figures.fixed(seconds, 1)) over all features)."
    let missed = report.features.filter { ($0.worstTTFT ?? 0) > ($0.objectiveTTFT ?? .infinity) }
    if !missed.isEmpty {
      text += " TTFT p90 went over its objective for \(IncidentTimeline.list(missed.map(\.id)))."
    }
    let shed = report.features.filter { $0.worstShed > 0 }
    if !shed.isEmpty { text += " Requests of \(IncidentTimeline.list(shed.map(\.id))) were shed." }
    return Self.cell(text)
  }

  private var whatPeopleDid: String { Self.cell(([whoActed] + standingOrders).joined(separator: " ")) }

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
    let orders = report.orders.count { $0.kind != EventKind.actRefused.rawValue }
    guard !acts.isEmpty || orders == 0 else {
      let actors = Self.unique(report.orders.compactMap(\.detail.actor))
      return
        "\(IncidentTimeline.list(actors)) gave \(counted(orders, "order")) that came into force; see the timeline."
    }
    guard !acts.isEmpty else { return "Nobody acted." }
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

  private var howItStands: String {
    let unwell = report.endpoints.filter { !$0.isWellAtEnd }.map(\.id)
    guard unwell.isEmpty else {
      return Self.cell("Not over at \(report.to.clockText): \(IncidentTimeline.list(unwell)).")
    }
    return
      "Every endpoint \(report.isAdvisory ? "may take" : "takes") its full share at \(report.to.clockText)."
      + whatItCost
  }

  /// Empty where no price is known.
  private var whatItCost: String {
    report.spending.usd.map { usd in
      " It cost \(report.spending.isAbout ? "about " : "")$\(Figures.fixed(usd, 2)) in these "
        + "\(Self.span(report.knownSeconds))."
    } ?? ""
  }

  // MARK: Tables

  private var timelineTable: String {
    var rows = timeline.lines.map { line -> [String] in
      let figures = report.figures(at: line.at)
      return [
        line.at.clockText, line.text, line.actor ?? "engine", Figures.percent(figures?.errorRate, 1),
        Figures.fixed(figures?.ttftP90, 0), Figures.fixed(figures?.requestsPerSecond, 0),
      ]
    }
    if rows.isEmpty { rows = [["-", "nothing happened", "-", "-", "-", "-"]] }
    return "## Timeline\n\n"
      + Self.table(["time (UTC)", "what", "who", "failed", "TTFT p90 ms", "req/s"], rows)
  }

  /// For how long it was at risk, never longer than from the first to the last time that stand beside it.
  private static func within(_ feature: IncidentReport.FeatureAccount) -> Double {
    guard let risk = feature.risk else { return feature.riskSeconds }
    let (from, to) = (risk.lowerBound.milliseconds / 1_000, risk.upperBound.milliseconds / 1_000)
    return min(feature.riskSeconds, Double(to - from))
  }

  private var featureTable: String {
    guard !report.features.isEmpty else { return "" }
    let rows = report.features.filter { $0.risk != nil || $0.errorSeconds >= 0.5 }.map { feature in
      [
        feature.id,
        feature.risk.map { "\($0.lowerBound.clockText) to \($0.upperBound.clockText)" } ?? "never at risk",
        Self.span(Self.within(feature)), Figures.percent(feature.worstErrorRate, 1),
        Figures.fixed(feature.errorSeconds, 1),
        "\(Figures.fixed(feature.worstTTFT, 0)) of \(Figures.fixed(feature.objectiveTTFT, 0))",
        feature.servedBy.joined(separator: ", "),
      ]
    }
    guard !rows.isEmpty else { return "## Features\n\nNone was affected." }
    return "## Features\n\n"
      + Self.table(
        [
          "feature", "at risk", "for", "worst", "error seconds", "worst TTFT p90 ms",
          report.isAdvisory ? "mostly advised" : "served mostly by",
        ], rows
      )
  }

  private var endpointTable: String {
    guard !affected.isEmpty else { return "" }
    let rows = affected.map { endpoint in
      [
        endpoint.id, Self.span(endpoint.openSeconds), Self.span(endpoint.rampSeconds),
        endpoint.orderSeconds > 0 ? Self.span(endpoint.orderSeconds) : "-",
        Figures.percent(endpoint.worstErrorRate, 1), endpoint.reason ?? "-",
        endpoint.isWellAtEnd ? "well" : "not well",
      ]
    }
    return "## Endpoints\n\n"
      + Self.table(
        [
          "endpoint", report.isAdvisory ? "advised against for" : "open for", "on the ramp for",
          "under orders for", "worst", "why", "at the end",
        ], rows)
  }

  /// What the failures mean and what to do about them, each class once.
  private var knowledgeList: String {
    let classes = Self.unique(affected.filter { $0.openSeconds > 0 }.compactMap(\.leadingClass))
    let items = classes.compactMap { name in
      knowledge.entry(for: .outcome(name)).map { entry in
        "- **\(Self.cell(name))**: \(Self.cell(entry.title)). \(Self.cell(entry.means))"
          + (entry.call.map { " Call: \(Self.cell($0))" } ?? "")
      }
    }
    return items.isEmpty ? "" : "## What the failures mean\n\n" + items.joined(separator: "\n")
  }

  private var peopleTable: String {
    guard !report.audit.isEmpty else { return "" }
    let rows = report.audit.map { line in
      [
        line.receipt.at.clockText, line.receipt.actor, ActWords.line(line.receipt.act),
        line.receipt.outcome.rawValue + (line.receipt.reason.map { ": \($0)" } ?? ""),
        line.receipt.act.reason,
        [line.remote, line.host, line.tty].compactMap(\.self).joined(separator: " "),
      ]
    }
    return "## Who did what\n\n"
      + Self.table(["time (UTC)", "who", "act", "outcome", "reason", "from"], rows)
  }

  private var notes: String {
    """
    ## How to read the figures

    `failed` is failed attempts divided by attempts over the last minute, at that time; an attempt that failed \
    before its first token was tried elsewhere, so that users saw fewer. An error second is a second in which \
    all attempts of a feature fail, or two in which half of them do. TTFT p90 is of the last minute. \
    \(report.mode == "demo" ? "The traffic is simulated." : "")
    """
  }

  // MARK: Text

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    var lines = [head.joined(separator: " | "), head.map { _ in "---" }.joined(separator: " | ")]
    lines += rows.map { $0.map { cell($0).isEmpty ? "-" : cell($0) }.joined(separator: " | ") }
    return lines.map { "| \($0) |" }.joined(separator: "\n")
  }

  /// Text that breaks neither a table nor a terminal.
  static func cell(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: result += " "
      case .format, .surrogate, .privateUse, .unassigned: continue
      default:
        if "|\\`*_<>[]".unicodeScalars.contains(scalar) { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `41 s`, `2 min 26 s`, `1 h 4 min`.
  static func span(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e9).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole / 60 % 60) min"
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}
