// Views: the dialog over an act: verb and scope, now and after, what is lost, what is left, and Cancel.

internal import RoutingEngine
internal import Wire

/// Turns an act being prepared into a dialog.
struct ActDialogView {
  private let act: ActDialog
  private let model: Model
  private let snapshot: SystemSnapshot

  /// The features that are named one by one; of more, the worst.
  private static let namedFeatures = 3

  /// The view of an act.
  init(_ act: ActDialog, model: Model) {
    self.act = act
    self.model = model
    snapshot =
      model.feed.snapshot ?? SystemSnapshot(revision: 0, at: Moment(milliseconds: 0), mode: "", engine: "")
  }

  /// The dialog: what must be read is required, so that one that cannot show it has no place.
  var dialog: Dialog {
    var parts: [Dialog.Part] = []
    if act.choices.count > 1 { parts.append(.required(choiceLine)) }
    parts += markedParts + strandedParts
    parts += nowParts
    parts += standingParts + warningParts
    parts += effectParts
    if let refusal = act.refusal {
      parts += TextLine("!! \(fitting(refusal))", .resultBad).wrapped(columns: columns - 6, limit: 4).map {
        .required($0)
      }
    }
    parts += leaseParts
    parts.append(.field(field("reason ", act.reason, .reason, suggestion: reasonHint)))
    if act.verb == .share {
      parts.append(.field(field("percent ", act.percent, .percent, suggestion: "0 ends it")))
    }
    if let token = act.neededToken {
      parts.append(.required(TextLine([Span("to do it all the same type  "), Span(token, .strong)])))
      parts.append(.field(field("token  ", act.token, .token, suggestion: "")))
    }
    if let objection = act.objection, objection != act.futility, objection != act.refusal {
      parts += TextLine("! \(fitting(objection))", .warn).wrapped(columns: columns - 6, limit: 3).map {
        .required($0)
      }
    }
    parts.append(.gap)
    return Dialog(
      title: title, isDangerous: act.refusal != nil || !act.stranded.isEmpty,
      parts: parts.map(fitting),
      buttons: [Dialog.Button("Cancel", isFocused: act.focus == .cancel)], hint: hint,
      preferredColumns: columns)
  }

  private var columns: Int { min(max(model.size.columns - 22, 56), 84) }

  private var title: String {
    let whole = act.title(cloud: targets.count == 1 ? targets[0].cloud + " " : "")
    let room = min(columns, model.size.columns - 4) - 3
    return Show.name(whole, columns: max(room, 9))
  }

  /// A text in which no name is so long that a few of them push out target, effect and Cancel.
  private func fitting(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false)
      .map { Show.name(String($0), columns: columns - 26) }.joined(separator: " ")
  }

  private func fitting(_ part: Dialog.Part) -> Dialog.Part {
    func line(_ line: TextLine) -> TextLine { TextLine(line.spans.map { Span(fitting($0.text), $0.role) }) }
    switch part {
    case .note(let text): return .note(line(text))
    case .required(let text): return .required(line(text))
    case .field, .gap: return part
    }
  }

  /// As many names as stand in so many rows, and how many more there are.
  private func listed(_ names: [String], separator: String, rows limit: Int) -> [TextLine] {
    var count = min(names.count, 64)
    while true {
      let more = count < names.count ? ["and \(names.count - count) more"] : []
      let text = (names.prefix(count).map { fitting($0) } + more).joined(separator: separator)
      let rows = TextLine(text).wrapped(columns: columns - 13, limit: limit + 1)
      if rows.count <= limit || count == 0 { return Array(rows.prefix(limit)) }
      count -= 1
    }
  }

  private var hint: TextLine {
    guard !act.isDryRun else { return TextLine("  dry run: nothing is sent   Esc = close", .dim) }
    guard act.focus == .cancel else {
      return TextLine(" Tab, then y = \(act.deed)  Esc = cancel", .dim)
    }
    return TextLine([
      Span(" y", .strong), Span(" = \(act.deed)  "), Span("Esc", .strong), Span(" = cancel"),
    ])
  }

  private var reasonHint: String { act.needsReason ? "required in PROD" : "for the audit log" }

  private func field(
    _ label: String, _ editor: LineEditor, _ focus: ActDialog.Focus, suggestion: String
  ) -> PromptView {
    PromptView(
      label: label, editor: editor, suggestion: editor.text.isEmpty ? suggestion : "",
      isFocused: act.focus == focus, ground: .dialog)
  }

  /// `scope < endpoint [model] region provider cloud >`.
  private var choiceLine: TextLine {
    var spans = [Span(act.focus == .choice ? "> " : "< ", .key), Span(choiceName, .strong), Span(" >", .key)]
    spans.append(Span("  \(act.choice + 1)/\(act.choices.count) Left Right", .dim))
    return TextLine(spans)
  }

  private var choiceName: String {
    switch act.chosen {
    case .scope(let scope, _): "\(scope.kindText) \(scope.nameText)"
    case .endpoints(let ids): "\(ids.count) marked"
    case .breaker(let order, _): "\(order.rawValue): \(Self.meaning(order))"
    case .flip(let feature, let target): "\(feature) to \(target ?? "the first healthy backup")"
    case .share(let feature, let endpoint): "\(feature) on \(endpoint)"
    }
  }

  private static func meaning(_ order: BreakerOrder) -> String {
    switch order {
    case .open: "no calls until the lease ends"
    case .close: "full share, whatever it fails"
    case .auto: "judge by itself again"
    case .pin: "keep today's state"
    }
  }

  private var targets: [EndpointStatus] {
    let wanted = Set(act.chosen.endpoints)
    return snapshot.endpoints.filter { wanted.contains($0.id) }
  }

  /// Which endpoints are meant, where several were marked.
  private var markedParts: [Dialog.Part] {
    let ids = act.chosen.endpoints
    switch act.chosen {
    case .endpoints, .breaker: break
    default: return []
    }
    guard ids.count > 1 else { return [] }
    let named = listed(ids, separator: ", ", rows: 3).enumerated().map { place, row in
      TextLine([Span(place == 0 ? "on     " : "       ")] + row.spans)
    }
    return named.map { .required($0) } + [.note(TextLine("       all of them, or none", .dim))]
  }

  private var strandedParts: [Dialog.Part] {
    let stranded = act.stranded
    guard !stranded.isEmpty else { return [] }
    let count = stranded.count == 1 ? "1 feature" : "\(stranded.count) features"
    return [
      .required(TextLine("!! \(count) would have NO endpoint left:", .crit))
    ] + listed(stranded, separator: "  ", rows: 2).map { .required(TextLine([Span("   ")] + $0.spans)) }
  }

  /// What it is like now, and what follows.
  private var nowParts: [Dialog.Part] {
    switch act.chosen {
    case .flip(let feature, let target): return flipParts(feature, target)
    case .share(let feature, let endpoint): return shareParts(feature, endpoint)
    default: break
    }
    let rps = targets.compactMap(\.requestsPerSecond)
    let counted = targets.compactMap(\.inFlight)
    let flight = counted.count == targets.count ? Figures.grouped(Show.sum(counted)) : nil
    let share = targets.compactMap(\.share).reduce(0, +)
    var now = [Span("now    ")]
    if targets.count == 1 {
      now.append(targets[0].breakerSpan(at: snapshot.at))
      now.append(Span("  "))
    }
    now.append(
      Span(
        "\(Show.rate(rps.isEmpty ? nil : rps.reduce(0, +))) rps  \(flight ?? "-") in flight  share \(Show.signed(share))"
      ))
    return [.required(TextLine(now))] + hanging("then   ", then(flight))
  }

  private func then(_ flight: String?) -> String {
    switch act.verb {
    case .drain:
      return "no new requests; "
        + (flight.map { "\($0) finish or are cut after 10m" } ?? "calls in flight are not visible here")
    case .undrain where act.futility != nil: return "the same: nothing would change"
    case .undrain:
      let isOpen = targets.contains { $0.state == "open" }
      return (isOpen ? "probes, then " : "") + "the ramp on evidence: 5 10 25 50 75 100 %"
    case .breaker:
      guard case .breaker(let order, _) = act.chosen else { return "" }
      if order == .auto, act.standing.isEmpty, targets.allSatisfy({ $0.hold == nil }) {
        return "the same: it judges by itself already"
      }
      return Self.meaning(order)
    default: return ""
    }
  }

  /// Orders that stand already: whose, for how long, and what pressing `y` makes of them.
  private var standingParts: [Dialog.Part] {
    if let futility = act.futility { return [.required(TextLine("!! \(futility)", .warn))] }
    guard act.verb == .drain, let first = act.drained.first, let order = act.standing[first] else {
      return []
    }
    let seconds = ActDialog.leases[act.lease].seconds
    let lease = Show.age(seconds)
    let isShorter = act.drained.contains { id in
      guard let order = act.standing[id], !order.isOverdue, let ends = order.leaseEnds else { return false }
      return ends.seconds(since: snapshot.at) > seconds
    }
    let deed = isShorter ? "SHORTENS" : "extends"
    let left =
      order.leaseEnds.map { ends in
        order.isOverdue
          ? ", lease ENDED" : ", lease \(Show.clock(max(ends.seconds(since: snapshot.at), 0))) left"
      } ?? ""
    let all = act.chosen.endpoints.count
    let text =
      all == 1
      ? "drained already by \(order.actor)\(left): y \(deed) it to \(lease)"
      : "\(act.drained.count) of \(all) drained already, \(first) by \(order.actor)\(left): y \(deed) to \(lease)"
    let reason: [Dialog.Part] =
      order.reason.isEmpty ? [] : [.note(TextLine("       because \(order.reason)", .dim))]
    return TextLine("!  " + fitting(text), .warn).wrapped(columns: columns - 6, limit: 2).map {
      .required($0)
    }
      + reason
  }

  /// What it would do that its words do not say: whose order it ends, what stays out all the same.
  private var warningParts: [Dialog.Part] {
    let warnings = act.preview?.warnings ?? []
    let named = warnings.prefix(Self.namedFeatures).flatMap { warning in
      TextLine("!! \(fitting(warning))", .resultBad).wrapped(columns: columns - 6, limit: 2)
    }
    let more = warnings.count - Self.namedFeatures
    return (named + (more > 0 ? [TextLine("!! and \(more) more like these", .resultBad)] : [])).map {
      .required($0)
    }
  }

  private func flipParts(_ id: String, _ target: String?) -> [Dialog.Part] {
    guard let feature = snapshot.features.first(where: { $0.id == id }) else { return [] }
    let words = FeatureWords(snapshot)
    let healthy = feature.backups.first { ["OK", "WARN"].contains(words.word($0)) } ?? feature.backups.first
    let new = target ?? healthy ?? "-"
    func named(_ id: String) -> String { "\(id) \(words.word(id))" }
    return [
      .required(TextLine("primary  \(named(feature.primary))  ->  \(named(new))")),
      .required(TextLine("backup   \(named(new))  ->  \(named(feature.primary))")),
      .note(TextLine("traffic  now on \(serving(feature.serving, beside: 37)); 25 points per 10 s")),
    ]
  }

  private func shareParts(_ id: String, _ endpoint: String) -> [Dialog.Part] {
    guard let feature = snapshot.features.first(where: { $0.id == id }) else { return [] }
    let share = feature.serving.first { $0.endpoint == endpoint }?.share ?? 0
    return [.required(TextLine("now    \(Show.signed(share)) of \(id) on \(endpoint)"))]
      + hanging("then   ", meaning(ofShareOf: id, on: endpoint))
  }

  /// What the percentage does, in one sentence.
  private func meaning(ofShareOf feature: String, on endpoint: String) -> String {
    guard let percent = act.percentage else { return "give a percentage of \(feature)'s requests, 0 to 100" }
    guard percent > 0 else { return "nothing is fixed: all of \(feature)'s requests go by score again" }
    let rest = Figures.plain(100 - percent)
    return
      "\(Figures.plain(percent))% of \(feature)'s requests go to \(endpoint) while it is healthy; "
      + (percent < 100 ? "the other \(rest)% go by score as before, there too" : "nothing else goes by score")
  }

  /// A text that must be read, its further rows below its beginning.
  private func hanging(_ head: String, _ text: String) -> [Dialog.Part] {
    let rows = TextLine(fitting(text)).wrapped(columns: columns - head.count, limit: 4)
    return rows.enumerated().map { place, row in
      let lead = place == 0 ? head : String(repeating: " ", count: head.count)
      return .required(TextLine([Span(lead)] + row.spans))
    }
  }

  /// What the engine's own preview says of the features it changes.
  private var effectParts: [Dialog.Part] {
    guard act.failure == nil else {
      return [.required(TextLine("after  not known: there is no preview", .warn))]
    }
    guard act.isForecast else { return [.required(TextLine("after  the engine is working it out", .dim))] }
    let features = worstFeatures
    guard !features.isEmpty else {
      return [.note(TextLine("after  no feature loses or gains a share", .dim))]
    }
    var parts: [Dialog.Part] = []
    for (place, feature) in features.prefix(Self.namedFeatures).enumerated() {
      let line = TextLine([
        Span(place == 0 ? "after  " : "       "), Span(feature.id, .strong), Span(": " + change(of: feature)),
      ])
      let room = roomLine(feature)
      // The tightest feature must be read; the others are told where there is room.
      parts += place == 0 ? [.required(line), .required(room)] : [.note(line), .note(room)]
    }
    if features.count > Self.namedFeatures {
      parts.append(
        .note(TextLine("       and \(features.count - Self.namedFeatures) more, none tighter", .dim)))
    }
    return parts
  }

  /// The features of the preview, the tightest first; of an undrain, the one to which most comes back.
  private var worstFeatures: [ActPreview.Feature] {
    let features = act.preview?.features ?? []
    guard act.verb != .undrain else {
      return features.sorted { (gain($1), $0.id) < (gain($0), $1.id) }
    }
    return features.sorted { a, b in
      (a.candidatesLeft, a.headroom ?? .infinity, a.id) < (b.candidatesLeft, b.headroom ?? .infinity, b.id)
    }
  }

  /// What of a feature comes back to who is undrained; of other acts, who serves it then.
  private func change(of feature: ActPreview.Feature) -> String {
    guard act.verb == .undrain else { return serving(feature.after, beside: feature.id.count + 9) }
    let place = targets.count == 1 ? targets[0].id : "them"
    return "\(Show.signed(ofTargets(feature.before))) -> \(Show.signed(ofTargets(feature.after))) on \(place)"
  }

  private func gain(_ feature: ActPreview.Feature) -> Double {
    ofTargets(feature.after) - ofTargets(feature.before)
  }

  /// What the targets have of a feature, from 0 to 1.
  private func ofTargets(_ shares: [ServedShare]) -> Double {
    let wanted = Set(act.chosen.endpoints)
    return shares.reduce(0) { $0 + (wanted.contains($1.endpoint) ? $1.share : 0) }
  }

  /// The endpoints that serve most, as many as stand in a row beside so many columns.
  private func serving(_ shares: [ServedShare], beside used: Int = 0) -> String {
    let named = shares.filter { $0.share > 0.005 }.sorted { $0.share > $1.share }
    guard !named.isEmpty else { return "nobody" }
    let words = named.prefix(3).map { fitting($0.endpoint) + " \(Show.signed($0.share))" }
    let most = (1...words.count).last { count in
      DisplayWidth.columns(of: words.prefix(count).joined(separator: ", ")) + used <= columns
    }
    return words.prefix(most ?? 1).joined(separator: ", ")
  }

  private func roomLine(_ feature: ActPreview.Feature) -> TextLine {
    var spans = [Span("       ")]
    if let headroom = feature.headroom {
      let spare = Show.whole((headroom - 1) * 100)
      let word =
        spare >= 10 ? Span("[ok]", .ok) : spare >= 0 ? Span("[tight]", .warn) : Span("[SHORT]", .crit)
      let text = spare >= 0 ? "headroom \(spare)% above" : "capacity \(-spare)% below"
      spans += [Span("\(text) the 5m peak  "), word]
    } else {
      spans.append(Span("headroom ? (capacity not declared)"))
    }
    if let p90 = feature.ttftP90 { spans.append(Span("  p90 \(Show.milliseconds(p90))")) }
    if feature.shedShare > 0 { spans.append(Span("  SHED \(Show.signed(feature.shedShare))", .crit)) }
    return TextLine(spans)
  }

  /// For how long; nothing for an order that ends another one, as nothing of it expires.
  private var leaseParts: [Dialog.Part] {
    guard act.hasLease else {
      return act.verb == .flip ? [.note(TextLine("stays until it is flipped back", .dim))] : []
    }
    let lease = Show.age(ActDialog.leases[act.lease].seconds)
    let end = act.verb == .drain ? "then asks again (never silent)" : "then ends by itself"
    return [.note(TextLine([Span("lease  \(lease), \(end)"), Span("  + - on Cancel", .dim)]))]
  }
}
