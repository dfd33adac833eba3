// Views: the details of a row, over the whole body.

internal import RoutingEngine
internal import Wire

/// Everything about one row, scrolled where it is longer than the screen.
struct DetailsView {
  private let model: Model

  /// The details of a model.
  init(_ model: Model) { self.model = model }

  /// How many lines there are, so that scrolling can stop.
  static func lineCount(_ model: Model) -> Int { DetailsView(model).lines(columns: model.size.columns).count }

  /// Draws the lines that show; the rest is said to be there.
  func draw(on surface: inout Surface, in area: Rect) {
    let body = PaneFrame("\(title)   Esc back").draw(
      on: &surface, in: area, glyphs: model.settings.glyphs)
    surface.fill(body, style: .plain)
    let lines = lines(columns: body.columns)
    let top = min(model.detailsTop, max(lines.count - body.rows, 0))
    for (row, line) in lines.dropFirst(top).enumerated() where row < body.rows {
      line.draw(on: &surface, in: body.line(row).dropping(left: 1), glyphs: model.settings.glyphs)
    }
    if lines.count - top > body.rows, !body.isEmpty {
      TextLine("  \(lines.count - top - body.rows) more lines: j", .dim).draw(
        on: &surface, in: body.line(body.rows - 1), alignment: .right, glyphs: model.settings.glyphs)
    }
  }

  private var title: String {
    switch model.details {
    case .endpoint(let id): "ENDPOINT \(id)"
    case .feature(let id): "FEATURE \(id)"
    case .cell(let feature, let endpoint): "ROUTE \(feature) on \(endpoint)"
    case .event(let id): "EVENT \(model.run(id).map { $0.last.endpoint ?? $0.last.feature ?? "" } ?? "")"
    case .audit(let id): "ACT \(id)"
    default: "DETAILS"
    }
  }

  private func lines(columns: Int) -> [TextLine] {
    switch model.details {
    case .cell(_, let id):
      let cell = ExplanationPane(model).cell(id) + [TextLine("")]
      guard let endpoint = model.focusedEndpoint else {
        return cell + [TextLine("the endpoint is gone", .dim)]
      }
      return Self.wrapped(cell, to: columns - 2)
        + EndpointDetails(endpoint, model: model).lines(columns: columns)
    case .endpoint:
      guard let endpoint = model.focusedEndpoint else { return [TextLine("it is gone", .dim)] }
      return EndpointDetails(endpoint, model: model).lines(columns: columns)
    case .feature:
      guard let feature = model.focusedFeature else { return [TextLine("it is gone", .dim)] }
      return FeatureFacts(feature, model: model).brief(columns: columns) + [TextLine("")]
        + ExplanationPane(model).lines + [TextLine("")] + Self.events(model) { $0.feature == feature.id }
    case .event, .audit: return Self.wrapped(RecordFacts(model).brief, to: columns - 2)
    default: return []
    }
  }

  /// The lines over as many rows as they take; what goes on stands indented.
  static func wrapped(_ lines: [TextLine], to columns: Int) -> [TextLine] {
    lines.flatMap { line -> [TextLine] in
      guard line.columns() > columns else { return [line] }
      let rows = line.wrapped(columns: columns - 10, limit: 4)
      return rows.enumerated().map { place, row in
        place == 0 ? row : TextLine([Span("          ")] + row.spans)
      }
    }
  }

  /// The newest events that a row is concerned in.
  static func events(_ model: Model, _ isConcerned: (EventLine) -> Bool) -> [TextLine] {
    let runs = EventStory(model.shownEvents.filter(isConcerned)).newestFirst.prefix(20)
    return [TextLine("EVENTS", .heading)]
      + (runs.isEmpty ? [TextLine("none", .dim)] : runs.map { EventWords.line($0) })
  }
}

/// An endpoint in full: the breaker with its numbers, what fails and what to do about it, how long calls take.
struct EndpointDetails {
  private let endpoint: EndpointStatus
  private let model: Model
  private let facts: EndpointFacts

  /// The details of an endpoint.
  init(_ endpoint: EndpointStatus, model: Model) {
    self.endpoint = endpoint
    self.model = model
    facts = EndpointFacts(endpoint, model: model)
  }

  /// The lines for a screen of so many columns.
  func lines(columns: Int) -> [TextLine] {
    let width = columns >= 120 ? columns / 2 - 1 : columns - 1
    let left = DetailsView.wrapped(breakerLines + [TextLine("")] + errorLines, to: width - 2)
    let right = DetailsView.wrapped(timeLines + [TextLine("")] + placeLines, to: width - 2)
    let events = [TextLine("")] + DetailsView.events(model) { $0.endpoint == endpoint.id }
    guard columns >= 120 else { return left + [TextLine("")] + right + events }
    return Self.beside(left, right, width: width) + events
  }

  /// Two blocks side by side.
  static func beside(_ left: [TextLine], _ right: [TextLine], width: Int) -> [TextLine] {
    (0..<max(left.count, right.count)).map { row in
      guard row < right.count else { return left[row] }
      var spans = row < left.count ? clipped(left[row], to: width - 2) : []
      let used = TextLine(spans).columns(limit: width)
      spans.append(Span(String(repeating: " ", count: max(width - used, 1))))
      return TextLine(spans + right[row].spans)
    }
  }

  private static func clipped(_ line: TextLine, to columns: Int) -> [Span] {
    line.wrapped(columns: columns, limit: 1).first?.spans ?? []
  }

  private var at: Moment { model.shown?.at ?? Moment(milliseconds: 0) }

  private var breakerLines: [TextLine] {
    var lines = [TextLine("BREAKER", .heading), facts.breaker]
    if let reason = endpoint.cause { lines.append(TextLine("because \(reason)")) }
    if let advice = endpoint.advisedDeed, model.isAdvisory {
      lines.append(TextLine("advice  \(advice); whoever routes decides, nothing was moved here", .strong))
    } else if endpoint.state != "closed", endpoint.heldFor == nil,
      let entry = model.settings.knowledge.entry(for: .state(endpoint.state))
    {
      lines.append(TextLine("means   \(entry.means)", .dim))
    }
    lines += causes
    if let evidence = endpoint.evidence { lines += Self.lines(evidence) }
    lines.append(TextLine("next    \(next)"))
    if !endpoint.openFor.isEmpty {
      lines.append(TextLine("open for \(endpoint.openFor.joined(separator: " ")) alone", .open))
    }
    if let order = endpoint.override {
      let ends = order.leaseEnds.map { "  lease ends \($0.clockText)Z" } ?? ""
      lines.append(TextLine("order   \(order.phase ?? order.word) by \(order.actor)\(ends)", .drain))
      lines.append(TextLine("        \(order.reason)"))
    }
    lines += holdLines
    if let advice = model.advice(on: endpoint) {
      lines.append(TextLine([Span("advice  "), Span(advice, .strong)]))
    }
    return lines
  }

  /// What it is held for, since when, what that means and what to do; as long as it has answered no call well since.
  private var holdLines: [TextLine] {
    guard let kind = endpoint.heldFor else { return [] }
    let until = endpoint.hold.map {
      $0.until.map { " until \($0.clockText)Z" } ?? " until the configuration changes"
    }
    let since = facts.heldSince.map { ", \($0)" } ?? ""
    var lines = [TextLine("hold    \(kind)\(until ?? ", on trial now")\(since)", .warn)]
    guard let entry = model.settings.knowledge.entry(for: .hold(kind)) else { return lines }
    lines.append(TextLine("means   \(entry.means)"))
    if !entry.engine.isEmpty { lines.append(TextLine("engine  \(entry.engine)", .dim)) }
    for (place, deed) in entry.todo.prefix(3).enumerated() {
      lines.append(TextLine([Span(place == 0 ? "do      " : "        "), Span(deed, .strong)]))
    }
    if let call = entry.call { lines.append(TextLine("call    \(call)")) }
    return lines
  }

  /// The numbers that took it out, and what became of the tries since: what is in the window now is not what was.
  private var causes: [TextLine] {
    guard endpoint.state != "closed" else { return [] }
    let own = EventStory(model.shownEvents.filter { $0.endpoint == endpoint.id && $0.feature == nil })
      .newestFirst
    let present = own.prefix { $0.last.kind != EventKind.closed.rawValue }
    var lines = model.trips[endpoint.id].map { [TextLine($0.sentence)] } ?? []
    if let tries = present.first(where: { $0.count > 0 && $0.last.trigger == Trigger.probe.name }),
      tries.events.count > 1, let failed = tries.events.last(where: { $0.kind == EventKind.tripped.rawValue })
    {
      let numbers = failed.detail.k.flatMap { k in failed.detail.n.map { ", \(k) bad of \($0) calls" } } ?? ""
      lines.append(
        TextLine(
          "tries   \(tries.count) failed since \(tries.first.at.clockText), the last \(failed.at.clockText)\(numbers)"
        ))
    }
    return lines
  }

  private static func lines(_ evidence: EndpointStatus.Evidence) -> [TextLine] {
    var lines: [TextLine] = []
    if let n = evidence.samples, let k = evidence.bad {
      let limit = evidence.limit.map { "   limit \(Show.signed($0, 1))" } ?? ""
      let window = evidence.windowSeconds.map { "   window \(Show.age($0))" } ?? ""
      lines.append(TextLine("now     \(k) bad of \(n)\(limit)\(window)"))
    }
    if let stage = evidence.stage {
      let needed = evidence.stageNeeded.map { " of \($0)" } ?? ""
      let bad = evidence.stageFailures.map { "   failures \($0)" } ?? ""
      let hold = evidence.holdSeconds.map { "   held for \(Show.age($0))" } ?? ""
      let probes = evidence.probesInFlight.map { "   probes under way \($0)" } ?? ""
      lines.append(
        TextLine(
          "ramp    stage \(stage)   samples \(evidence.stageSamples ?? 0)\(needed)\(bad)\(hold)\(probes)"))
    }
    return lines
  }

  /// What happens by itself if nobody presses anything.
  private var next: String {
    if let order = endpoint.override {
      return order.kind == "drain"
        ? "nothing, until \(model.settings.keys.key(for: .undrain)) undrain"
        : "ends with its lease, then back through the ramp"
    }
    if let next = afterHold { return next }
    switch endpoint.state {
    case "open" where model.isAdvisory, "partial_open" where model.isAdvisory:
      return "calls that succeed make the advice milder, a stage at a time; failures make it stricter"
    case "open":
      let wait = endpoint.nextProbeSeconds.map { Show.clock($0) } ?? "-"
      return "a probe in \(wait); good ones put it on the ramp, a failed one opens it again, for longer"
    case "partial_open": return "the next stage on evidence and time, or back on failures"
    case "suspect": return "closed again when its figures are good, open when they trip"
    default: return "stays closed while its figures are good"
    }
  }

  private var afterHold: String? {
    guard let kind = endpoint.heldFor else { return nil }
    guard let hold = endpoint.hold else {
      return "a call that succeeds takes it up the ramp; one that is refused holds it again"
    }
    guard kind != "retired" else { return "nothing, until the configuration changes" }
    let end = hold.until.map { "at \($0.clockText)Z" } ?? "at the end of the hold"
    return "\(end) calls ask again: a success begins the ramp, a refusal the next hold"
  }

  private var errorLines: [TextLine] {
    var lines = [
      TextLine(
        "ERRORS \(Show.signed(endpoint.errorRate, 1))   pushed back \(Show.signed(endpoint.pushbackRate, 1))",
        .heading)
    ]
    lines += lateFigures
    guard !endpoint.errors.isEmpty else { return lines + noErrors + errorsAtTrip + lastRefusal }
    return lines + classLines(endpoint.errors)
  }

  private func classLines(_ errors: [EndpointStatus.ClassShare]) -> [TextLine] {
    var lines: [TextLine] = []
    for share in errors.prefix(6) {
      let bar = String(
        repeating: model.settings.glyphs.bar.text, count: max(Show.whole(share.percent / 5, 0...20), 1))
      lines.append(
        TextLine([
          Span(pad(ClassWords.short(share.name), 11)), Span(pad("\(Figures.fixed(share.percent, 0))%", 5)),
          Span(bar, .sparkHigh),
        ]))
      lines += advice(share.name)
    }
    return lines
  }

  /// From so many seconds on figures are those of a minute that is over, and not of the present.
  private static let late = 45.0

  /// How old the figures are, where that is more than a source of the present may be late.
  private var lateFigures: [TextLine] {
    guard let observedAt = endpoint.observedAt, at.seconds(since: observedAt) >= Self.late else { return [] }
    return [TextLine("of the minute to \(observedAt.clockText), as \(endpoint.source) has it", .dim)]
  }

  /// The rate is of a minute, the classes of its last ten seconds: the first outlives the second.
  private var noErrors: [TextLine] {
    let pushed = (endpoint.errorRate ?? 0) + (endpoint.pushbackRate ?? 0)
    if !lateFigures.isEmpty {
      return [TextLine(pushed > 0 ? "\(endpoint.source) does not say which" : "none in that minute", .dim)]
    }
    if endpoint.isCapped, let cap = endpoint.quota.capRequestsPerSecond {
      let held =
        model.isAdvisory ? "at most \(Show.rate(cap)) rps is advised" : "held at \(Show.rate(cap)) rps"
      return [
        TextLine("\(pad(ClassWords.short(OutcomeClass.rateLimited.name), 11))none in the last 10 s: \(held)")
      ] + advice(OutcomeClass.rateLimited.name)
    }
    guard pushed > 0 else { return [TextLine("none in the last minute", .dim)] }
    return [
      TextLine("the percentage counts all calls of the last minute, the codes are of its last 10 s:"),
      TextLine(
        (endpoint.requestsPerSecond ?? 0) > 0
          ? "no call failed in these" : "it got no calls in these, so there are no codes to show", .dim),
    ]
  }

  /// How long after a trip its failures are looked for, in seconds: figures of the past may lie ten seconds apart.
  private static let tripFigures = [1, 5, 11]

  /// Of one that gets no calls any more, the codes of what opened it, as they were then.
  private var errorsAtTrip: [TextLine] {
    guard endpoint.state != "closed", endpoint.heldFor == nil, let trip = model.trips[endpoint.id]?.event
    else { return [] }
    for seconds in Self.tripFigures {
      let moment = trip.at.advanced(byMilliseconds: Int64(seconds) * 1_000)
      guard let number = model.history.number(at: moment),
        let then = model.history.snapshot(at: number), then.at >= trip.at.advanced(byMilliseconds: -1_000),
        let errors = then.endpoint(endpoint.id)?.errors, !errors.isEmpty
      else { continue }
      return [TextLine("what opened it, at \(trip.at.clockText):")] + classLines(errors)
    }
    return []
  }

  /// Of one that is held, the last refusal, which is older than what is counted.
  private var lastRefusal: [TextLine] {
    guard endpoint.heldFor != nil, let refusal = endpoint.held?.refusal else { return [] }
    let time = endpoint.held?.refusedAt.map {
      " at \($0.clockText), \(Show.age(at.seconds(since: $0))) ago"
    }
    return [TextLine([Span("last    "), Span(ClassWords.short(refusal), .strong), Span(time ?? "")])]
      + advice(refusal)
  }

  /// What the provider calls it, what it means, what to do and whom to call.
  private func advice(_ name: String) -> [TextLine] {
    let knowledge = model.settings.knowledge
    guard let entry = knowledge.entry(for: .outcome(name)) else { return [] }
    let codes = knowledge.codes(for: .outcome(name), provider: endpoint.provider, cloud: endpoint.cloud)
    var lines: [TextLine] = []
    if !codes.isEmpty { lines.append(TextLine("  sent as \(codes.prefix(5).joined(separator: ", "))", .dim)) }
    lines.append(TextLine("  means   \(entry.means)"))
    if !entry.engine.isEmpty { lines.append(TextLine("  engine  \(entry.engine)", .dim)) }
    for (place, deed) in entry.todo.prefix(3).enumerated() {
      lines.append(TextLine([Span(place == 0 ? "  do      " : "          "), Span(deed, .strong)]))
    }
    if let call = entry.call ?? knowledge.contact(provider: endpoint.provider, cloud: endpoint.cloud)?.call {
      lines.append(TextLine("  call    \(call)"))
    }
    return lines
  }

  private var timeLines: [TextLine] {
    var lines = [TextLine("TIMES", .heading)] + facts.quantileLines
    lines.append(TextLine("held to p90 \(Show.milliseconds(endpoint.referenceTTFT)) ms (learned reference)"))
    lines += facts.bars
    return lines
  }

  private var placeLines: [TextLine] {
    let quota = endpoint.quota
    return [
      TextLine("PLACE", .heading),
      TextLine("provider \(endpoint.provider)   region \(endpoint.region.isEmpty ? "-" : endpoint.region)"),
      TextLine("model    \(endpoint.model)   \(endpoint.capacityKind)"),
      TextLine(
        "traffic  \(Show.rate(endpoint.requestsPerSecond)) rps   in flight \(Show.count(endpoint.inFlight))   \(model.isAdvisory ? "advised " : "")share \(Show.signed(endpoint.share))"
      ),
      TextLine(
        "quota    requests \(Show.signed(quota.requestsUsed))   tokens \(Show.signed(quota.tokensUsed))   learned cap \(Show.rate(quota.capRequestsPerSecond)) rps"
      ),
      TextLine(
        "cost     \(Show.dollars(endpoint.costPerHour)) an hour   figures from \(endpoint.source)\(figuresAge)"
      ),
      TextLine("serves   \(EndpointTable.serves(endpoint))"),
    ]
  }

  private var figuresAge: String {
    guard !lateFigures.isEmpty, let observedAt = endpoint.observedAt else { return "" }
    return ", \(Show.age(at.seconds(since: observedAt))) old"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 1))
  }
}
