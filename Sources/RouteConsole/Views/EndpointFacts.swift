// Views: everything there is to say of one endpoint, as lines.

internal import RoutingEngine
internal import Wire

/// An endpoint in words and numbers: short for a pane, long for the details.
struct EndpointFacts {
  private let endpoint: EndpointStatus
  private let model: Model
  private var at: Moment { model.shown?.at ?? Moment(milliseconds: 0) }

  /// The facts of an endpoint.
  init(_ endpoint: EndpointStatus, model: Model) {
    self.endpoint = endpoint
    self.model = model
  }

  /// What fits into a pane beside the table.
  func brief(columns: Int, rows: Int) -> [TextLine] {
    let isTall = rows > 24
    var lines = [breaker] + tripLine + causeLine + [errorLine] + quantileLines.prefix(2)
    if !isTall { lines += histogram(columns: columns) }
    lines += [flightLine, quotaLine, servesLine]
    if let backups = backupLine { lines.append(backups) }
    if let advice = model.advice(on: endpoint) {
      lines.append(TextLine([Span("advice  "), Span(advice, .strong)]))
    }
    if isTall {
      lines += [TextLine("")] + bars + [TextLine("")] + trends(columns: columns)
    }
    return lines
  }

  /// `breaker OPEN 0:12   open for 20s   tripped by error rate`.
  var breaker: TextLine {
    var spans = [Span("breaker "), endpoint.breakerSpan(at: at)]
    // Tries to come back that failed began no new outage.
    if let since = model.trip(of: endpoint)?.event.at ?? endpoint.since {
      spans.append(Span("  for \(Show.age(at.seconds(since: since)))"))
    }
    if let next = endpoint.nextProbeSeconds, endpoint.state == "open", endpoint.override?.kind != "drain" {
      spans.append(Span("  \(model.isAdvisory ? "to be tried in" : "next probe") \(Show.clock(next))"))
    }
    if endpoint.rampWords == nil, let trigger = endpoint.trigger {
      spans.append(Span("  (\(ClassWords.trigger(trigger)))"))
    }
    return TextLine(spans)
  }

  /// `for 90s since 03:12:23, 2 tries refused`: a hold with its tries; nil where it is not held, or nobody knows.
  var heldSince: String? {
    guard endpoint.heldFor != nil, let held = endpoint.held, let since = held.since else { return nil }
    let tries = held.refusedTries
    return "for \(Show.age(at.seconds(since: since))) since \(since.clockText)"
      + (tries > 0 ? ", \(tries) \(tries == 1 ? "try" : "tries") refused" : "")
  }

  /// What opened it, in the trigger's own numbers.
  private var tripLine: [TextLine] {
    guard let trip = model.trip(of: endpoint), trip.words != nil else { return [] }
    return [TextLine(trip.sentence)]
  }

  /// Why it is not well, where its errors alone do not say so.
  private var causeLine: [TextLine] {
    guard endpoint.reason == nil || endpoint.reason == endpoint.rampWords || endpoint.heldFor != nil,
      let cause = endpoint.cause
    else { return [] }
    return [TextLine("because \(cause)" + (heldSince.map { ", \($0)" } ?? ""))]
  }

  /// `errors  5xx 71% timeout 29%`.
  var errorLine: TextLine {
    let shares = endpoint.errors.prefix(4).map {
      "\(ClassWords.short($0.name)) \(Figures.fixed($0.percent, 0))%"
    }
    let rate = "errors  \(Show.signed(endpoint.errorRate, 1))"
    return TextLine(rate + (shares.isEmpty ? "" : "  of which ") + shares.joined(separator: "  "))
  }

  /// TTFT, whole answers, time per token.
  var quantileLines: [TextLine] {
    let sets = [("TTFT ms ", endpoint.ttft), ("answer  ", endpoint.latency), ("per token", endpoint.tpot)]
    return sets.map { name, figures in
      guard let figures else { return TextLine("\(name) -", .dim) }
      let count = figures.count.map { "  n \(Figures.grouped($0))" } ?? ""
      let decimals = name == "per token" ? 1 : 0
      if let mean = figures.mean, figures.p50 == nil, figures.p90 == nil {
        let value = decimals == 0 ? Show.milliseconds(mean) : Figures.fixed(mean, 1)
        return TextLine(
          "\(name) avg \(value)  no quantiles from \(endpoint.source)\(count)  in \(Show.age(figures.windowSeconds))"
        )
      }
      let values = QuantileFigures.Place.allCases.map { place in
        decimals == 0 || figures.atLeast.contains(place)
          ? Show.milliseconds(figures, place) : Figures.fixed(figures[place], 1)
      }
      return TextLine(
        "\(name) p50 \(values[0])  p90 \(values[1])  p99 \(values[2])\(count)  in \(Show.age(figures.windowSeconds))"
      )
    }
  }

  /// Times to first token by range, a bar each; one line of percentages where bars have no room.
  func histogram(columns: Int) -> [TextLine] {
    guard let histogram = endpoint.ttftHistogram else { return [] }
    let total = max(Show.sum(histogram.counts), 1)
    let labels =
      histogram.bounds.map { "<" + Self.bound($0) } + [">" + Self.bound(histogram.bounds.last ?? 0)]
    let cells = zip(labels, histogram.counts).map { label, count in
      "\(label) \(Show.whole(Double(count) * 100 / Double(total), 0...100))"
    }
    return [TextLine([Span("hist %  ", .dim), Span(cells.joined(separator: "  "))])]
  }

  /// The same as bars, one a line.
  var bars: [TextLine] {
    guard let histogram = endpoint.ttftHistogram else { return [] }
    let total = Double(max(Show.sum(histogram.counts), 1))
    let most = Double(max(histogram.counts.max() ?? 1, 1))
    let names = histogram.bounds.map { "<" + Self.bound($0) } + [">" + Self.bound(histogram.bounds.last ?? 0)]
    return [TextLine("TTFT histogram (ms)", .dim)]
      + zip(names, histogram.counts).map { name, count in
        let percent = "\(Show.whole(Double(count) * 100 / total, 0...100))%"
        let length = Show.whole(Double(count) / most * 24, 0...24)
        return TextLine([
          Span("  " + Self.pad(name, 6)), Span(Self.pad(percent, 5)),
          Span(String(repeating: model.settings.glyphs.bar.text, count: length), .gaugeFull),
        ])
      }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 1))
  }

  static func bound(_ milliseconds: Double) -> String {
    milliseconds >= 1_000 ? Figures.plain(milliseconds / 1_000) + "k" : Figures.fixed(milliseconds, 0)
  }

  private var flightLine: TextLine {
    let oldest = endpoint.oldestInFlightSeconds.map { "  oldest \(Show.age($0))" } ?? ""
    return TextLine(
      "in flight \(Show.count(endpoint.inFlight))\(oldest)  \(Show.rate(endpoint.requestsPerSecond)) rps  \(model.isAdvisory ? "advised " : "")share \(Show.signed(endpoint.share))"
    )
  }

  private var quotaLine: TextLine {
    let quota = endpoint.quota
    let cap = quota.capRequestsPerSecond.map { "  learned cap \(Show.rate($0)) rps" } ?? ""
    return TextLine(
      "quota   tokens \(Show.signed(quota.tokensUsed))  requests \(Show.signed(quota.requestsUsed)) used\(cap)"
    )
  }

  private var servesLine: TextLine { TextLine("serves  " + EndpointTable.serves(endpoint)) }

  private var backupLine: TextLine? {
    guard let snapshot = model.shown, let first = endpoint.primaryOf.first,
      let feature = snapshot.features.first(where: { $0.id == first }), let backup = feature.backups.first,
      let status = snapshot.endpoint(backup)
    else { return nil }
    return TextLine("backup  \(backup) \(status.shortWord)  \(Show.p90(status.ttft))")
  }

  private func trends(columns: Int) -> [TextLine] {
    let steps = max(min(columns - 14, 60), 10)
    let trend = Trend(model, steps: steps, seconds: 600 / steps)
    let heights = model.settings.glyphs.heights
    func row(_ name: String, _ values: [Double?], _ shown: (Double?) -> String) -> [TextLine] {
      let top = values.compactMap(\.self).max() ?? 0
      let text = values.map { value -> String in
        guard let value, top > 0 else { return " " }
        let step = Show.whole(value / top * Double(heights.count - 1), 0...Double(heights.count - 1))
        return heights[min(max(step, 0), heights.count - 1)].text
      }.joined()
      return [TextLine("\(name) 10m   max \(shown(top))", .dim), TextLine("  " + text, .sparkLow)]
    }
    return row("p90", trend.of(.endpoint(endpoint.id), .ttftP90)) { Show.milliseconds($0) }
      + row("err", trend.of(.endpoint(endpoint.id), .errorRate)) { Show.percent($0) + "%" }
      + row("rps", trend.of(.endpoint(endpoint.id), .requestsPerSecond)) { Show.rate($0) }
  }
}

/// A feature in words and numbers.
struct FeatureFacts {
  private let feature: FeatureStatus
  private let model: Model

  /// The facts of a feature.
  init(_ feature: FeatureStatus, model: Model) {
    self.feature = feature
    self.model = model
  }

  /// What fits into a pane beside the table.
  func brief(columns: Int) -> [TextLine] {
    guard let snapshot = model.shown else { return [] }
    let words = FeatureWords(snapshot)
    var lines = [
      TextLine([
        Span("state   "), Span(feature.severity.word, feature.severity.role),
        Span(feature.atRisk.map { "  \($0)" } ?? "  not at risk"),
      ])
    ]
    let order = [feature.primary] + feature.backups
    for (place, id) in order.enumerated() {
      let share = feature.serving.first { $0.endpoint == id }?.share
      lines.append(
        TextLine(
          "\(place == 0 ? "primary" : "backup ") \(id) \(words.word(id))  \(model.isAdvisory ? "advised" : "serves") \(Show.signed(share ?? 0))  \(Show.p90(snapshot.endpoint(id)?.ttft))"
        ))
    }
    lines.append(objectiveLine)
    lines.append(
      TextLine(
        "demand  \(Show.rate(feature.demand)) rps at the 5m peak, now \(Show.rate(feature.requestsPerSecond))"
      ))
    lines.append(TextLine([Span("room    ")] + CapacityPane.line(feature).spans.dropFirst()))
    lines.append(
      TextLine(
        "quality \(Figures.fixed(feature.qualityMean, 2)), at least \(Figures.fixed(feature.qualityFloor, 2))   priority \(feature.priority)"
      ))
    if let proposed = feature.flipProposed {
      lines.append(
        TextLine([
          Span("X       ", .key), Span("\(proposed) has been better for 10 minutes: flip proposed", .strong),
        ]))
    }
    return lines
  }

  private var objectiveLine: TextLine {
    let p90 = feature.ttft?.p90
    let isMissed = (p90 ?? 0) > (feature.objectiveTTFT ?? .infinity)
    return TextLine([
      Span("TTFT    p90 \(Show.milliseconds(feature.ttft, .p90))"),
      Span(isMissed ? " over " : " of ", isMissed ? .strong : .text),
      Span(
        "\(Show.milliseconds(feature.objectiveTTFT))   err \(Show.signed(feature.errorRate, 1)) of \(Show.signed(feature.objectiveErrorRate, 1))"
      ),
    ])
  }
}

/// The event or the act under the cursor, in full.
struct RecordFacts {
  private let model: Model

  /// The record under the cursor of a model.
  init(_ model: Model) { self.model = model }

  /// Its lines.
  var brief: [TextLine] {
    switch model.details ?? model.table.selected {
    case .event(let id): model.run(id).map(lines) ?? [TextLine("it is forgotten", .dim)]
    case .audit(let id): model.feed.audit.first { $0.receipt.id == id }.map(Self.lines) ?? []
    default: []
    }
  }

  /// What the newest event says, what it means, and all events that are told as one.
  private func lines(_ run: EventRun) -> [TextLine] {
    var lines = [EventWords.line(run)] + Self.lines(run.last)
    if let entry = model.settings.knowledge.entry(for: .event(run.last.kind)) {
      lines.append(TextLine("means   \(entry.means)"))
      for (place, deed) in entry.todo.prefix(3).enumerated() {
        lines.append(TextLine([Span(place == 0 ? "do      " : "        "), Span(deed, .strong)]))
      }
    }
    guard run.events.count > 1 else { return lines }
    lines += [TextLine(""), TextLine("ALL \(run.events.count) EVENTS, newest first", .heading)]
    return lines + run.events.reversed().map { EventWords.line($0) }
  }

  private static func lines(_ event: EventLine) -> [TextLine] {
    var lines = [TextLine("at      \(event.at.text)   revision \(event.revision)")]
    lines.append(
      TextLine("kind    \(event.kind)" + (event.trigger.map { "   trigger \(ClassWords.trigger($0))" } ?? ""))
    )
    let place = [
      event.endpoint.map { "endpoint \($0)" }, event.feature.map { "feature \($0)" },
      event.provider.map { "provider \($0)" },
    ]
    lines.append(TextLine("where   " + place.compactMap(\.self).joined(separator: "   ")))
    let detail = event.detail
    var numbers: [String] = []
    if let k = detail.k, let n = detail.n { numbers.append("\(k) of \(n) bad") }
    if let limit = detail.limit { numbers.append("limit \(Show.signed(limit, 1))") }
    if let window = detail.windowSeconds { numbers.append("window \(Show.age(window))") }
    if let stage = detail.stage { numbers.append("stage \(stage)") }
    if let share = detail.share { numbers.append("share \(Show.signed(share, 1))") }
    if let rate = detail.rate { numbers.append("\(Show.rate(rate)) rps") }
    if let actor = detail.actor { numbers.append("by \(actor)") }
    if let reason = detail.reason { numbers.append(reason) }
    if !numbers.isEmpty { lines.append(TextLine("numbers " + numbers.joined(separator: "   "))) }
    return lines
  }

  private static func lines(_ line: AuditLine) -> [TextLine] {
    let receipt = line.receipt
    let from = [line.host, line.tty, line.remote].compactMap(\.self).joined(separator: " ")
    var lines = [
      TextLine([
        Span("\(receipt.act.name.uppercased()) \(receipt.act.targetText)  ", .strong),
        Span(receipt.outcome.rawValue.uppercased(), receipt.outcome == .applied ? .resultGood : .resultBad),
      ]),
      TextLine("by      \(receipt.actor)   \(from.isEmpty ? "this process" : from)"),
      TextLine(
        "at      \(receipt.at.text)   revision \(receipt.revision)"
          + (receipt.act.leaseText.map { "   lease \($0)" } ?? "")
      ),
      TextLine("reason  \(receipt.act.reason.isEmpty ? "-" : receipt.act.reason)"),
    ]
    if let why = receipt.reason { lines.append(TextLine("answer  \(why)")) }
    if case .act(let act) = receipt.act, act.force {
      lines.append(TextLine("forced  \(act.typed ?? "")", .warn))
    }
    return lines
  }
}

/// A cloud or a feature over its endpoints.
struct GroupFacts {
  private let name: String
  private let model: Model

  /// The facts of a group.
  init(_ name: String, model: Model) {
    self.name = name
    self.model = model
  }

  /// Its endpoints, a line each.
  var brief: [TextLine] {
    guard let snapshot = model.shown else { return [] }
    let members = model.members(of: name)
    let drain = model.settings.keys.key(for: .drain)
    let whole = model.grouping == .cloud ? "; \(drain) drains the whole of it" : ""
    return [TextLine("\(members.count) endpoints\(whole)", .dim)]
      + members.map { endpoint in
        TextLine([
          Span(endpoint.severity.mark, endpoint.severity.role), Span(" \(endpoint.id)  "),
          endpoint.breakerSpan(at: snapshot.at), Span("  \(Show.rate(endpoint.requestsPerSecond)) rps"),
        ])
      }
  }
}
