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
      heading, IncidentSummary(report).text, timelineTable, featureTable, endpointTable, knowledgeList,
      peopleTable, notes,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

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
    let known = report.endpoints.filter(\.isAffected)
    let worse = known.filter { !$0.isOnlyInDoubt }
    let affected = worse.isEmpty ? known : worse
    let ids = affected.map(\.id)
    guard let first = affected.first else {
      let refusing = report.endpoints.filter(\.declined.isTold).map(\.id)
      guard refusing.isEmpty else { return "\(IncidentTimeline.list(refusing)) refused what was asked" }
      let capped = report.capped
      guard capped.isEmpty else { return "\(IncidentTimeline.list(capped)) pushed back" }
      if let flip = report.flips.first { return "\(flip.feature) flipped to \(flip.target)" }
      let moved = report.features.filter { !report.untoldMoves(of: $0).isEmpty }.map(\.id)
      guard moved.isEmpty else { return "\(IncidentTimeline.list(moved)) served by other endpoints" }
      if let act = report.actsAfterFigures.last { return ActWords.line(act.act) }
      let homes = IncidentSummary.unique(report.features.flatMap { report.spills(of: $0) }.map(\.home))
      let isBlind = report.events.contains { $0.kind == EventKind.telemetryGap.rawValue }
      if isBlind, homes.isEmpty { return "no outcomes arrived" }
      return homes.isEmpty ? "nothing was out of service" : "\(IncidentTimeline.list(homes)) overflowed"
    }
    let sameProvider = affected.allSatisfy { $0.provider == first.provider }
    if ids.count > 1, sameProvider { return "\(first.provider), \(ids.count) endpoints" }
    return IncidentTimeline.list(ids)
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
        (report.coarseness > 2 && feature.risk != nil ? "about " : "") + Self.span(Self.within(feature)),
        Figures.percent(feature.worstErrorRate, 1),
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
    let capped = report.capped
    let told = report.endpoints.filter { $0.isAffected || $0.declined.isTold || capped.contains($0.id) }
    guard !told.isEmpty else { return "" }
    let isDoubted = told.contains { $0.doubtSeconds > 0 }
    let rows = told.map { endpoint -> [String] in
      var cells = [
        endpoint.id,
        endpoint.isPartlyOut && !report.isOneEngine ? "at some engines" : Self.span(endpoint.openSeconds),
        Self.span(endpoint.rampSeconds),
      ]
      if isDoubted { cells.append(Self.span(endpoint.doubtSeconds)) }
      cells += [
        endpoint.orderSeconds > 0 ? Self.span(endpoint.orderSeconds) : "-",
        Figures.percent(endpoint.worstErrorRate, 1),
        endpoint.why ?? endpoint.refusalWords ?? (capped.contains(endpoint.id) ? "pushed back (429)" : "-"),
        endpoint.plightAtEnd?.rawValue
          ?? (report.cappedAtEnd.contains(endpoint.id) ? "well, sent less (429)" : "well"),
      ]
      return cells
    }
    return "## Endpoints\n\n"
      + Self.table(
        ["endpoint", report.isAdvisory ? "advised against for" : "out for", "on the ramp for"]
          + (isDoubted ? ["in doubt for"] : []) + ["under orders for", "worst", "why", "at the end"], rows)
  }

  /// What the failures mean and what to do about them, each class once.
  private var knowledgeList: String {
    let failing = report.endpoints.filter { $0.openSeconds > 0 || $0.isPartlyOut || $0.isOnlyInDoubt }
    var classes = failing.compactMap { $0.leadingClass ?? ($0.reason == nil ? $0.failures.first?.name : nil) }
    classes += report.endpoints.filter(\.declined.isTold).compactMap(\.declined.outcome)
    if !report.caps.isEmpty { classes.append(OutcomeClass.rateLimited.name) }
    classes = IncidentSummary.unique(classes)
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
    all attempts of a feature fail, or two in which half of them do; how many there were is worked out from the \
    failure rate of the last minute, so that it is about right. TTFT p90 is of the last minute. \
    \(source)
    """
  }

  /// Where the traffic came from, where it was made up.
  private var source: String {
    switch report.mode {
    case "demo": "The traffic is simulated."
    case "simulate":
      "The traffic is simulated. Figures and cost here are of the whole span above; what `simulate` prints leaves the "
        + "scenario's warm-up out, so that its sums are smaller."
    default: ""
    }
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
}
