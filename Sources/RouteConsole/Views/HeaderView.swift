// Views: the four lines that answer within five seconds: where and live, how bad, which cloud, which features.

internal import RoutingEngine
internal import Wire

/// Lines 1 to 4.
struct HeaderView {
  private let model: Model
  private var glyphs: GlyphSet { model.settings.glyphs }

  /// The header of a model.
  init(_ model: Model) { self.model = model }

  /// Draws the lines.
  func draw(on surface: inout Surface, in area: Rect) {
    drawTitle(on: &surface, in: area.line(0))
    StatusLine(counts + featureCount + sourceCount + totals).draw(
      on: &surface, in: area.line(1).dropping(left: 1), glyphs: glyphs)
    let second = area.line(2).dropping(left: 1)
    clouds(columns: second.columns).draw(on: &surface, in: second, glyphs: glyphs)
    let row = area.line(3).dropping(left: 1)
    risk(columns: row.columns).draw(on: &surface, in: row, glyphs: glyphs)
  }

  /// Line 1: where am I, and is it live.
  private func drawTitle(on surface: inout Surface, in row: Rect) {
    var segments = [
      StatusLine.Segment(TextLine(" ROUTER OPS", .title), priority: 20),
      StatusLine.Segment(TextLine([placeSpan]), priority: 99),
    ]
    if row.columns >= 150 {
      let names = model.screens.map { screen in
        Span(" \(screen.rawValue):\(screen.title)", screen == model.screen ? .strong : .title)
      }
      segments.append(StatusLine.Segment(TextLine(names), priority: 15))
    } else {
      segments.append(
        StatusLine.Segment(TextLine("\(model.screen.rawValue):\(model.screen.name)", .title), priority: 30))
    }
    if model.screen == .endpoints {
      let mark = model.sort.isInverted ? "-" : ""
      segments.append(
        StatusLine.Segment(TextLine("sort:\(mark)\(model.sort.key.rawValue)", .title), priority: 12))
    }
    if !model.filter.isEmpty {
      segments.append(StatusLine.Segment(TextLine("/\(model.filter.text)", .title), priority: 40))
    }
    let marked = model.table.marked.count
    if marked > 0 { segments.append(StatusLine.Segment(TextLine("marked:\(marked)", .title), priority: 45)) }
    for fact in facts { segments.append(fact) }
    StatusLine(segments, ground: .title).draw(on: &surface, in: row, glyphs: glyphs)
  }

  private var facts: [StatusLine.Segment] {
    var facts = [StatusLine.Segment(TextLine([ageSpan]), priority: 98, isTrailing: true)]
    if model.order.isHeld(now: model.now), model.screen == .endpoints {
      facts.insert(StatusLine.Segment(TextLine("held", .title), priority: 5, isTrailing: true), at: 0)
    }
    if let snapshot = model.shown, model.size.columns >= 120 {
      facts.append(
        StatusLine.Segment(
          TextLine("\(snapshot.engine) rev \(snapshot.revision)", .title), priority: 8, isTrailing: true))
    }
    if model.isLocked {
      facts.append(StatusLine.Segment(TextLine("LOCKED", .locked), priority: 60, isTrailing: true))
    } else if !model.settings.canAct {
      facts.append(StatusLine.Segment(TextLine("READ-ONLY", .locked), priority: 60, isTrailing: true))
    }
    facts.append(
      StatusLine.Segment(
        TextLine("op:\(model.settings.operatorName)", .title), priority: 10, isTrailing: true))
    // A frozen screen has said which time it is about.
    guard !model.isFrozen else { return facts }
    // A world that runs faster than the wall has a clock of its own.
    let lead = model.settings.traits.isSimulation || isFarDemo ? "sim " : ""
    let clock = lead + (model.clock.map { $0.clockText + "Z" } ?? "--:--:--Z")
    facts.append(StatusLine.Segment(TextLine(clock + " ", .title), priority: 50, isTrailing: true))
    return facts
  }

  /// `[PROD]` or `[DEMO 5x]`: there at every size.
  var placeSpan: Span {
    if model.settings.traits.isSimulation {
      let speed = model.feed.simulation.map { " " + Figures.plain($0.speed) + "x" } ?? ""
      return Span("[DEMO\(speed)]", .demo)
    }
    if isFarDemo {
      let speed = model.feed.snapshot?.speed.map { " " + Figures.plain($0) + "x" } ?? ""
      return Span("[DEMO\(speed)]", .demo)
    }
    if model.settings.traits.isReplay { return Span("[REPLAY]", .replay) }
    if let name = model.environment, !name.isEmpty { return Span("[\(name)]", .prod) }
    return Span("[\(model.shown.map { $0.mode.uppercased() } ?? " - ")]", .title)
  }

  /// Whether it is a simulated world in another process.
  private var isFarDemo: Bool { model.feed.snapshot?.mode == "demo" && !model.settings.traits.isSimulation }

  /// How fresh the figures are.
  var ageSpan: Span {
    if model.isFrozen { return Span("FROZEN" + (model.shown.map { " \($0.at.clockText)Z" } ?? ""), .frozen) }
    if model.feed.simulation?.isPaused ?? false { return Span("PAUSED", .frozen) }
    switch model.feed.link {
    case .lost(_, let since): return Span("STALE \(Show.age(model.now - since))", .stale)
    case .ended: return Span(model.settings.traits.isReplay ? "REPLAY END" : "ENDED", .stale)
    case .live: break
    }
    guard let age = model.feed.age(now: model.now) else { return Span("WAITING", .stale) }
    // What a recording shows was live once.
    if model.settings.traits.isReplay { return Span("REPLAY", .replay) }
    if model.feed.isStale(now: model.now) { return Span("STALE \(Show.age(age))", .stale) }
    return Span("LIVE \(Show.age(age))", .live)
  }

  /// `CRIT 2`: shown when it is 0, too, so that nothing has to be missed.
  var counts: [StatusLine.Segment] {
    let endpoints = model.shown?.endpoints
    let forced = endpoints?.count(where: \.isForcedOpen) ?? 0
    return Severity.worstFirst.enumerated().flatMap { place, severity in
      // What is forced open is as urgent as what is drained, but is none.
      let count = endpoints.map { all in all.count { $0.severity == severity && !$0.isForcedOpen } }
      let role = (count ?? 0) > 0 ? severity.role : .dim
      let counted = StatusLine.Segment(
        TextLine("\(severity.word) \(Show.count(count))", severity == .ok ? .ok : role), priority: 90 - place)
      guard severity == .drain, forced > 0 else { return [counted] }
      return [counted, StatusLine.Segment(TextLine("FORCED \(forced)", .forced), priority: 90 - place)]
    }
  }

  /// `FEAT 3 !!`: the features that shed, panic or have nobody left, though every endpoint may be well.
  private var featureCount: [StatusLine.Segment] {
    let critical = model.shown?.features.count { $0.severity == .crit } ?? 0
    guard critical > 0 else { return [] }
    return [StatusLine.Segment(TextLine("FEAT \(critical) \(Severity.crit.mark)", .crit), priority: 91)]
  }

  /// `SOURCE 1 FAILED`: figures that are not known any more.
  private var sourceCount: [StatusLine.Segment] {
    let failed = model.failedSources.count
    guard failed > 0 else { return [] }
    return [StatusLine.Segment(TextLine("SOURCES FAILED \(failed)", .stale), priority: 90)]
  }

  /// The figures of everything together.
  private var totals: [StatusLine.Segment] {
    let totals = model.shown?.totals
    var parts: [(text: String, isBad: Bool, priority: Int)] = []
    let failed = model.shown?.callerErrorRate
    let objective = model.shown?.features.compactMap(\.objectiveErrorRate).min()
    // Where there is little room, what is over the objective is said to be so by its looks and by the features.
    let isTight = model.size.columns < 100 && !featureCount.isEmpty
    let slo = isTight ? "" : objective.map { " (SLO \(Show.percent($0)))" } ?? ""
    if let failed {
      parts.append(("err \(Show.signed(failed, 1))\(slo)", failed > (objective ?? .infinity), 70))
    } else {
      // Nobody tells what callers saw: what endpoints did is no measure of an objective.
      parts.append(("calls err \(Show.signed(totals?.errorRate, 1))", false, 70))
    }
    parts.append(("TTFT p90 \(Show.milliseconds(totals?.ttftP90))", false, 68))
    parts.append(("p50 \(Show.milliseconds(totals?.ttftP50))", false, 66))
    parts.append(("\(Show.rate(model.shown?.callerRate ?? totals?.requestsPerSecond)) rps", false, 60))
    parts.append(("in flight \(Show.count(totals?.inFlight))", false, 40))
    parts.append(("\(Show.large(totals?.tokensPerSecond.map { $0 * 60 })) tok/min", false, 30))
    parts.append(("retries \(Show.rate(totals?.retriesPerSecond))/s", false, 25))
    if let shed = totals?.shedPerSecond, shed > 0 { parts.append(("SHED \(Show.rate(shed))/s", true, 75)) }
    parts.append(("\(Show.dollars(totals?.costPerHour))/h", false, 20))
    return parts.map {
      StatusLine.Segment(TextLine($0.text, $0.isBad ? .strong : .text), priority: $0.priority)
    }
  }

  /// Line 3: which cloud, the worst first.
  ///
  /// In full where there is room, else in fewer words, else the worst of them and how many more.
  private func clouds(columns: Int) -> TextLine {
    guard let snapshot = model.shown else { return TextLine("waiting for figures", .dim) }
    let sorted = snapshot.clouds.enumerated().sorted { a, b in
      a.element.severity != b.element.severity ? a.element.severity > b.element.severity : a.offset < b.offset
    }.map(\.element)
    func line(_ clouds: some Sequence<CloudStatus>, isShort: Bool) -> [Span] {
      clouds.enumerated().flatMap { place, cloud in
        (place == 0 ? [] : [Span("   ")]) + words(of: cloud, in: snapshot, isShort: isShort)
      }
    }
    for isShort in [false, true] {
      let whole = TextLine(line(sorted, isShort: isShort))
      if whole.columns(limit: columns + 1) <= columns { return whole }
    }
    // The least urgent give their figures first, so that each is named with its word as long as it can be.
    for count in stride(from: sorted.count - 1, through: 0, by: -1) {
      let bare = sorted.dropFirst(count).flatMap { cloud in
        [Span(cloud.cloud == sorted.first?.cloud ? "" : "   ")]
          + words(of: cloud, in: snapshot, isShort: true).prefix(2)
      }
      let whole = TextLine(line(sorted.prefix(count), isShort: true) + bare)
      if whole.columns(limit: columns + 1) <= columns { return whole }
    }
    for count in stride(from: sorted.count - 1, to: 0, by: -1) {
      let named = sorted.prefix(count).enumerated().flatMap { place, cloud in
        [Span(place == 0 ? "" : "   ")] + words(of: cloud, in: snapshot, isShort: true).prefix(2)
      }
      let part = TextLine(named + [Span("   +\(sorted.count - count) more", .strong)])
      if part.columns(limit: columns + 1) <= columns { return part }
    }
    return TextLine(line(sorted.prefix(1), isShort: true))
  }

  private func words(of cloud: CloudStatus, in snapshot: SystemSnapshot, isShort: Bool) -> [Span] {
    let worst = snapshot.endpoints.count { $0.cloud == cloud.cloud && $0.severity == cloud.severity }
    let isForced = cloud.severity == .drain && cloud.draining == 0
    var spans = [
      Span("\(cloud.cloud) ", .strong),
      isForced ? Span("FORCED", .forced) : Span(cloud.severity.word, cloud.severity.role),
      Span(cloud.severity == .ok ? " \(cloud.endpoints)" : " \(worst)/\(cloud.endpoints)"),
    ]
    if !isShort {
      let held = snapshot.heldCount(in: cloud.cloud)
      for (word, count) in [
        ("open", cloud.open), ("part", cloud.partialOpen), ("held", held), ("drain", cloud.draining),
      ] where count > 0 {
        spans.append(Span(" \(word):\(count)"))
      }
    }
    // A cloud that is well gives its room to the others where there is little.
    if cloud.severity != .ok || model.size.columns >= 120 {
      spans.append(Span(" err \(Show.signed(cloud.errorRate, 1))"))
    }
    return spans
  }

  /// Line 4: which features, and whether failover acted.
  ///
  /// In full where there is room, else in fewer words, else those most at risk and how many more.
  private func risk(columns: Int) -> TextLine {
    guard let snapshot = model.shown else { return TextLine("-", .dim) }
    let risky = snapshot.features.filter(\.isAtRisk)
      .sorted { ($0.severity, $1.priority) > ($1.severity, $0.priority) }
    let blind = snapshot.features.filter { $0.severity == .stale }
    guard !risky.isEmpty else { return calm(snapshot.features.count, blind, columns: columns) }
    let words = FeatureWords(snapshot)
    let unknown = blind.isEmpty ? [] : [Span(" | "), Span("\(blind.count) without data", .stale)]
    let head = Span("AT RISK ", risky.contains { $0.severity == .crit } ? .crit : .warn)
    func line(_ features: [FeatureStatus], _ length: (Int) -> FeatureWords.Length) -> [Span] {
      features.enumerated().reduce(into: [head]) { spans, next in
        spans.append(Span(next.offset == 0 ? " " : " | "))
        spans += words.risk(of: next.element, length(next.offset))
      }
    }
    let inFull = TextLine(line(risky) { _ in .full } + unknown)
    if inFull.columns(limit: columns + 1) <= columns { return inFull }
    // The least urgent give their words first: to be named matters more than to be explained.
    for count in stride(from: risky.count, through: 0, by: -1) {
      let whole = TextLine(line(risky) { $0 < count ? .short : .bare } + unknown)
      if whole.columns(limit: columns + 1) <= columns { return whole }
    }
    for count in stride(from: risky.count - 1, to: 0, by: -1) {
      let more = Span("  +\(risky.count - count) more", .strong)
      let part = TextLine(line(Array(risky.prefix(count))) { _ in .bare } + [more])
      if part.columns(limit: columns + 1) <= columns { return part }
    }
    return TextLine(line(risky) { _ in .short })
  }

  /// Since when nothing is known of features: of the endpoint of theirs that was heard of last; nil where one of them
  /// never was.
  private func silence(of features: [FeatureStatus]) -> Moment? {
    let serving = Set(features.flatMap { $0.serving.filter { $0.share > 0 }.map(\.endpoint) })
    let known = (model.shown?.endpoints ?? []).filter { serving.contains($0.id) && $0.severity == .stale }
    return known.allSatisfy { $0.observedAt != nil } ? known.compactMap(\.observedAt).max() : nil
  }

  /// Nobody is known to be at risk; that somebody's endpoints all are without data is no good news.
  private func calm(_ count: Int, _ blind: [FeatureStatus], columns: Int) -> TextLine {
    let well = count - blind.count
    let known = [Span("features "), Span("OK", .ok), Span(" \(well)   none at risk")]
    guard !blind.isEmpty else { return TextLine(known) }
    let head = [
      Span("features "), Span("NO DATA", .stale),
      Span(" \(blind.count): \(blind.map(\.id).joined(separator: ", "))", .strong),
    ]
    let rest = well > 0 ? [Span("   OK", .ok), Span(" \(well)")] : []
    let since = silence(of: blind).map { " since \($0.clockText)Z" } ?? ""
    for tail in ["   nobody knows how they do" + since, since] {
      let whole = TextLine(head + rest + [Span(tail)])
      if whole.columns(limit: columns + 1) <= columns { return whole }
    }
    return TextLine(head + rest)
  }
}

/// The banner of leases that have ended or are about to, else of sources that fail.
struct BannerView {
  private let model: Model

  /// The banner of a model.
  init(_ model: Model) { self.model = model }

  /// Draws it, where there is one.
  func draw(on surface: inout Surface, in area: Rect) {
    guard !area.isEmpty else { return }
    guard let first = model.bannerLease else { return drawSources(on: &surface, in: area) }
    let rest = model.endingLeases.count - 1
    let time = first.isOverdue ? " lease ENDED: " : " lease ends \(Show.clock(first.secondsLeft)): "
    let keys = model.settings.keys
    let answer =
      first.order.kind == "drain"
      ? "\(keys.key(for: .undrain)) undrain, \(keys.key(for: .drain)) extend"
      : "\(keys.key(for: .breaker)) auto, or order it again"
    // A key acts on what is under the cursor, whatever is told above.
    let isHere = model.leaseUnderCursor == first.endpoint
    let what = (isHere ? "" : "\(keys.key(for: .answer)), then ") + answer
    let deed =
      " \(first.order.word)" + (model.canAct && !model.isFrozen ? "   \(what)" : "")
      + (rest > 0 ? "   and \(rest) more" : "")
    let name = Show.name(first.endpoint, columns: max(area.columns - time.count - deed.count, 8))
    surface.fill(area, style: Style(.banner, on: .banner))
    TextLine(time + name + deed, .banner)
      .draw(on: &surface, in: area, ground: .banner, glyphs: model.settings.glyphs)
  }

  /// ` source prom FAILED 2m since 11:48:50Z: Prometheus at … has lost every series it had   and 1 more`.
  private func drawSources(on surface: inout Surface, in area: Rect) {
    let failed = model.failedSources
    guard let first = failed.first, let at = model.shown?.at else { return }
    let since =
      first.failedSince.map { " \(Show.age(at.seconds(since: $0))) since \($0.clockText)Z" } ?? ""
    let rest = failed.count > 1 ? "   and \(failed.count - 1) more" : ""
    let text = " source \(first.name) FAILED\(since)" + rest + (first.error.map { ": \($0)" } ?? "")
    surface.fill(area, style: Style(.banner, on: .banner))
    TextLine(text, .banner).draw(on: &surface, in: area, ground: .banner, glyphs: model.settings.glyphs)
  }
}
