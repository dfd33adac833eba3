// Views: the foot of the screen: why the row is not well, what came of acts, the keys.

internal import RoutingEngine
internal import Wire

/// Status line, news line, key line.
struct FooterView {
  private let model: Model
  private var glyphs: GlyphSet { model.settings.glyphs }

  /// The footer of a model.
  init(_ model: Model) { self.model = model }

  /// Why the row under the cursor is not well, and what to press.
  func drawStatus(on surface: inout Surface, in row: Rect) {
    let place = row.dropping(left: 1)
    status(columns: place.columns).draw(on: &surface, in: place, glyphs: glyphs)
  }

  private func status(columns: Int) -> TextLine {
    if let notice = model.noticeLine { return notice }
    if case .lost(let reason, _) = model.feed.link { return TextLine("STALE: \(reason)", .stale) }
    if case .ended(let reason) = model.feed.link { return TextLine(reason, .stale) }
    if let endpoint = model.focusedEndpoint { return why(endpoint, columns: columns) }
    if let feature = model.focusedFeature {
      return TextLine([
        Span(feature.id, .strong), Span(" "), Span(feature.severity.word, feature.severity.role),
        Span(feature.atRisk.map { ": \($0)" } ?? ""),
      ])
    }
    if let worst = model.worstEndpoint, worst.severity >= .warn { return why(worst, columns: columns) }
    return TextLine("")
  }

  /// The columns of a name where not all that there is to say has room.
  private static let shortName = 28

  /// `aws use1/sonnet OPEN 20s: 5xx 71 % timeout 29 %; chat -> usw2/sonnet   D drain here: …`.
  ///
  /// Where there is no room for all of it, what other lines say as well goes first, and the advised key last.
  private func why(_ endpoint: EndpointStatus, columns: Int) -> TextLine {
    let full = why(endpoint, isShort: false)
    guard full.columns(limit: columns + 1) > columns else { return full }
    let short = why(endpoint, isShort: true)
    guard let advice = model.advice(on: endpoint), short.columns(limit: columns + 1) > columns else {
      return short
    }
    // Of a hold the deed is behind the colon.
    let end: Character = endpoint.heldFor == nil ? ":" : ";"
    let key = TextLine([Span("  "), Span(String(advice.prefix { $0 != end }), .strong)])
    let room = columns - key.columns(limit: columns)
    let whole = TextLine(short.spans.dropLast(2))
    guard whole.columns(limit: room + 1) > room else { return TextLine(whole.spans + key.spans) }
    let rest = whole.wrapped(columns: max(room, 8), limit: 1).first?.spans ?? []
    return TextLine(Self.withoutHalves(rest) + key.spans)
  }

  /// Without the clause that was cut in its middle, as long as one before it is whole: half a figure tells nothing.
  private static func withoutHalves(_ spans: [Span]) -> [Span] {
    guard var last = spans.last, let comma = last.text.ranges(of: ", ").last else { return spans }
    // Of parts of a whole those that are told in full stay: `5xx 71 %`, and not that half of a timeout's.
    let part = last.text[comma.upperBound...].ranges(of: " %").last
    last.text = String(last.text[..<(part?.upperBound ?? comma.lowerBound)])
    return spans.dropLast() + [last]
  }

  private func why(_ endpoint: EndpointStatus, isShort: Bool) -> TextLine {
    guard let at = model.shown?.at else { return TextLine("") }
    let isDrained = endpoint.override?.kind == "drain"
    let trip = isDrained ? nil : model.trip(of: endpoint)
    let since = model.since(endpoint).map { " " + Show.age(at.seconds(since: $0)) } ?? ""
    var spans = [
      Span("\(endpoint.cloud) "),
      Span(isShort ? Show.name(endpoint.id, columns: Self.shortName) : endpoint.id, .strong), Span(" "),
      endpointWord(endpoint), Span(since),
    ]
    let rest = trip.map { $0.rest(of: endpoint.cause) } ?? endpoint.cause
    // Of a drained one it matters who drained it, and why.
    let cause =
      isDrained
      ? []
      : [isShort ? trip?.counted : trip?.words, rest].compactMap { words in
        // The word before it has said that it is held.
        isShort && words?.hasPrefix("held: ") ?? false ? words.map { String($0.dropFirst(6)) } : words
      }
    if !cause.isEmpty { spans.append(Span(": " + cause.joined(separator: ", "))) }
    let moved = (model.shown?.features ?? []).filter { feature in
      feature.primary == endpoint.id && FeatureWords(model.shown ?? emptySnapshot).on(feature) == "BAK"
    }
    if !isShort, !isDrained, let first = moved.first,
      let target = first.serving.max(by: { $0.share < $1.share })?.endpoint
    {
      let way = "\(moved.map(\.id).joined(separator: ",")) -> \(target)"
      spans.append(Span(model.isAdvisory ? "; advice: \(way)" : "; \(way) auto"))
    }
    if let order = endpoint.override {
      let kind = isDrained ? "" : "; \(order.word)"
      spans.append(Span("\(kind) by \(order.actor): \(order.reason)"))
    }
    if let advice = model.advice(on: endpoint) { spans += [Span("   "), Span(advice, .strong)] }
    return TextLine(spans)
  }

  private var emptySnapshot: SystemSnapshot {
    SystemSnapshot(revision: 0, at: Moment(milliseconds: 0), mode: "", engine: "")
  }

  private func endpointWord(_ endpoint: EndpointStatus) -> Span {
    let span = endpoint.breakerSpan(at: model.shown?.at ?? Moment(milliseconds: 0))
    // What its breaker would be without the drain is another matter.
    let role = endpoint.override?.kind == "drain" ? Role.drain : span.role
    return Span(endpoint.shortWord, endpoint.severity == .ok ? .ok : role)
  }

  /// The act of which something was heard last, else the last events; of others that failed it says how many.
  func drawNews(on surface: inout Surface, in row: Rect) {
    if let result = ResultLine(newestOf: model) {
      result.line.draw(on: &surface, in: row.dropping(left: 1), glyphs: glyphs)
      return
    }
    // Where a pane above tells them, the row is free for the acts.
    guard !isToldAbove else { return }
    let segments = model.headlines(3).enumerated().map { place, line in
      StatusLine.Segment(
        TextLine([Span(line.at.clockText + " ", .dim), Span(line.text)]), priority: 10 - place)
    }
    StatusLine(segments, gap: 3).draw(on: &surface, in: row.dropping(left: 1), glyphs: glyphs)
  }

  /// Whether the screen has the last events in a pane or a table.
  private var isToldAbove: Bool {
    guard model.details == nil else { return false }
    return model.screen == .events || ScreenLayout(model).area(of: .events) != nil
  }

  /// The keys, or the input line that has them; the place of its cursor.
  func drawKeys(on surface: inout Surface, in row: Rect) -> Point? {
    guard case .prompt(let prompt) = model.overlay else {
      KeyFooter(hints).draw(on: &surface, in: row, glyphs: glyphs)
      return nil
    }
    let offers = prompt.editor.offers.prefix(8).joined(separator: "  ")
    let isToldAbove = LongNotice(model, columns: row.columns) != nil
    let problem = isToldAbove ? nil : prompt.problem
    let grammar = "text, regex, cloud:aws,gcp sev>=warn state:open feature:chat, ! turns a term round"
    let isEmpty = prompt.editor.text.isEmpty || prompt.editor.isSelected
    let hint = prompt.purpose == .filter && isEmpty ? grammar : ""
    let aside = problem ?? (offers.isEmpty ? hint : offers)
    let view = PromptView(label: prompt.label, editor: prompt.editor, suggestion: aside)
    surface.fill(row, style: .plain)
    return view.draw(on: &surface, in: row)
  }

  private var hints: [KeyFooter.Hint] {
    var hints: [KeyFooter.Hint] = []
    for binding in model.settings.keys.bindings where binding.footerPriority > 0 {
      guard model.isOffered(binding.action), let key = binding.keys.first else { continue }
      // On a drained row the way back in is what is wanted next.
      let priority = binding.action == .undrain ? 86 : binding.footerPriority
      let label =
        switch binding.action {
        case .details: model.enterLabel ?? binding.label
        case .freeze where model.isFrozen: "live"
        default: binding.label
        }
      hints.append(KeyFooter.Hint(key.description, label, priority: priority))
    }
    // Acts stand right after Enter, where the eye begins.
    let acts = Set(model.settings.keys.bindings.filter { $0.action.isAct }.map(\.keyNames))
    let ordered =
      hints.filter { $0.priority == 90 } + hints.filter { acts.contains($0.key) }
      + hints.filter { $0.priority != 90 && !acts.contains($0.key) }
    if model.isLocked { return [KeyFooter.Hint("LOCKED", model.unlocking, priority: 100)] + ordered }
    if !model.settings.canAct {
      return [KeyFooter.Hint("READ-ONLY", model.settings.readOnlyReason, priority: 94)] + ordered
    }
    return ordered
  }
}

extension Model {
  /// What there is to tell, and that keys do nothing where they do not yet; nil where there is nothing.
  var noticeLine: TextLine? {
    guard let notice else { return nil }
    let text = Span(notice.text, notice.isBad ? .resultBad : .strong)
    return TextLine(isDeaf ? [Span("[keys off: pause 1 s] ", .strong), text] : [text])
  }
}

/// How far an act is, in one line.
struct ResultLine {
  private let act: RunningAct
  private let model: Model
  private let others: Int
  /// How many of them failed.
  private let failed: Int

  /// What a bad line says at its end.
  static let dismissal = "(Esc dismisses)"

  /// The line of an act.
  init(_ act: RunningAct, model: Model, others: Int = 0, failed: Int = 0) {
    self.failed = failed
    self.act = act
    self.model = model
    self.others = others
  }

  /// The line of the act of which something was heard last; nil where there is none.
  init?(newestOf model: Model) {
    let acts = model.results.acts
    guard let act = model.results.newest else { return nil }
    let failed = acts.count { $0.isBad && $0.ticket != act.ticket }
    self.init(act, model: model, others: acts.count - 1, failed: failed)
  }

  /// Whether it tells of a failure.
  var isBad: Bool { act.isBad }

  /// `DRAIN use1/sonnet sent 0.0s -> accepted 0.1s -> applied 0.4s -> 212 in flight draining`.
  ///
  /// Where there is no room for all of it, the last word counts more than the first ones, and names lose their middles
  /// before what was done and what came of it is lost.
  var line: TextLine {
    let accepted = act.acceptedAt.map { " -> accepted \(time($0))" } ?? ""
    let applied = act.appliedAt.map { " -> applied \(time($0))" } ?? ""
    let starts = [
      " sent 0.0s" + accepted + applied, accepted + applied, applied.isEmpty ? accepted : applied, "",
    ]
    // What is bad has two rows.
    let rows = act.isBad ? 2 : 1
    var shortest = line(act.label, saysMore: false)
    for (columns, saysMore) in Self.nameColumns.flatMap({ [($0, true), ($0, false)] }) {
      for start in starts {
        shortest = line(act.label + start, saysMore: saysMore).shortening(namesOver: columns)
        if shortest.wrapped(columns: model.size.columns - 1, limit: rows + 1).count <= rows {
          return shortest
        }
      }
    }
    return shortest
  }

  /// How long names may be, from the most that a screen shows down to what still tells them apart.
  private static let nameColumns = [Size.maximumColumns, 40, 28, 20, 14, 10]

  private func line(_ text: String, saysMore: Bool) -> TextLine {
    let more = others > 0 && saysMore ? "   (\(others) more\(failed > 0 ? ", \(failed) failed" : ""))" : ""
    switch act.stage {
    case .sent: return TextLine(text + " -> waiting \(time(model.now))\(more)", .strong)
    case .accepted: return TextLine(text + more, .resultGood)
    case .applied: return TextLine(text + " -> " + progress + more, .resultGood)
    case .finished: return TextLine(text + (outcome.isEmpty ? "" : " -> " + outcome) + more, .resultGood)
    case .failed(let why): return TextLine("\(act.label) -> \(why)   \(Self.dismissal)\(more)", .resultBad)
    case .cancelled: return TextLine("\(act.label) cancelled\(more)", .dim)
    }
  }

  /// By the clock of line 1: that of a simulated world, where there is one.
  private func time(_ moment: Duration) -> String {
    Figures.fixed(Show.seconds(moment - act.sentAt) * (act.pace ?? model.pace), 1) + "s"
  }

  private var targets: [EndpointStatus] {
    (model.feed.snapshot?.endpoints ?? []).filter { act.endpoints.contains($0.id) }
  }

  private var progress: String {
    switch act.verb {
    case .drain: "\(Figures.grouped(Show.sum(targets.compactMap(\.inFlight)))) in flight draining"
    case .undrain where model.isAdvisory: "its full share was sent out at once"
    case .undrain:
      if let last = targets.filter({ $0.stagePercent != nil }).min(by: { $0.stage < $1.stage }) {
        (last.evidence?.stage == 0 ? "probing with " : "ramp ")
          + "\(Show.whole(last.stage, 0...100))% of 100%"
      } else {
        "waiting for the first probe"
      }
    case .flip: act.move.map { "\(Show.signed($0.share)) on \($0.target)" } ?? ""
    default: ""
    }
  }

  private var outcome: String {
    let end = act.finishedAt.map { " after \(time($0))" } ?? ""
    let words = act.ending ?? model.feed.snapshot.map { ActEnding.words(act, in: $0) } ?? ""
    switch act.verb {
    case .drain: return act.finishedAt == act.appliedAt ? "drained: nothing was in flight" : words + end
    case .undrain where model.isAdvisory: return "its full share was sent out at once"
    case .undrain: return words.hasPrefix("back") ? words + end : words
    case .flip: return "done\(end)" + (words.isEmpty ? "" : ": \(words)")
    case .share, .breaker: return words
    }
  }
}

extension EndpointStatus {
  /// How much of its share it gets on its way back, in percent.
  fileprivate var stage: Double { stagePercent ?? 100 }
}

extension Model {
  /// How fast the world is in which acts happen, in its seconds a second.
  ///
  /// A server that plays a scenario says so itself.
  var pace: Double { feed.simulation.map { $0.isPaused ? 1 : $0.speed } ?? feed.snapshot?.speed ?? 1 }
}
