// Views: the dialog over an act: verb and scope, now and after, what is lost, what is left, and Cancel.

internal import RoutingEngine
internal import Wire

/// Turns an act being prepared into a dialog.
struct ActDialogView {
  let act: ActDialog
  let snapshot: SystemSnapshot
  /// Whether there is too little room to say all that must be read in full.
  let isShort: Bool
  private let model: Model

  /// The rows of a dialog that reads well: it stands where one of so many would be in the middle of the screen.
  private static let usualRows = 20

  /// The view of an act, in full or in fewer words.
  init(_ act: ActDialog, model: Model, isShort: Bool = false) {
    self.act = act
    self.model = model
    self.isShort = isShort
    snapshot =
      model.feed.snapshot ?? SystemSnapshot(revision: 0, at: Moment(milliseconds: 0), mode: "", engine: "")
  }

  /// The dialog with its place: in full where it fits, else in fewer words; nil where not even these fit.
  ///
  /// Its foot keeps its place while the rows above change, so that nothing moves under what is being typed.
  var placed: (dialog: Dialog, placement: Dialog.Placement)? {
    let screen = model.size.bounds
    let above = screen.dropping(bottom: (screen.rows - Self.usualRows) / 2)
    for area in [above, screen] {
      for isShort in [false, true] {
        let dialog = ActDialogView(act, model: model, isShort: isShort).dialog
        if let placement = dialog.placement(in: area, isAtFoot: true) { return (dialog, placement) }
      }
    }
    return nil
  }

  /// The dialog: what must be read is required, so that one that cannot show it has no place.
  private var dialog: Dialog {
    var parts: [Dialog.Part] = []
    if act.choices.count > 1 { parts.append(.required(choiceLine)) }
    parts += markedParts + strandedParts
    parts += nowParts
    parts += standingParts + warningParts
    parts += effectParts + refusalParts + leaseParts
    if let objection = act.objection, objection != act.futility, objection != act.refusal {
      parts += TextLine("! \(fitting(objection))", .warn).wrapped(columns: columns - 6, limit: 3).map {
        .required($0)
      }
    }
    // From here on nothing that changes while somebody types takes more rows or fewer.
    parts.append(.gap)
    if act.verb == .share {
      parts.append(.field(field("percent ", act.percent, .percent, suggestion: "0 ends it")))
    }
    parts.append(.field(field("reason ", act.reason, .reason, suggestion: reasonHint)))
    if let token = act.neededToken {
      parts.append(.required(TextLine([Span("to do it all the same type  "), Span(token, .strong)])))
      parts.append(.field(field("token  ", act.token, .token, suggestion: "")))
    }
    return Dialog(
      title: title, mark: mark, isDangerous: act.refusal != nil || !act.stranded.isEmpty,
      parts: parts.map(fitting),
      buttons: [Dialog.Button("Cancel", isFocused: act.focus == .cancel)], hint: hint,
      preferredColumns: columns)
  }

  /// The columns inside that are asked for.
  var columns: Int { min(max(model.size.columns - 22, 56), 84) }

  /// The columns inside that there are.
  var inside: Int { max(min(columns, model.size.columns - 4), Dialog.minimumColumns) }

  private var title: String {
    let whole = act.title(cloud: targets.count == 1 ? targets[0].cloud + " " : "")
    let room = inside - 4 - DisplayWidth.columns(of: mark.text)
    return Show.name(whole, columns: max(room, 9))
  }

  /// `[PROD]` or `[DEMO 5x]`: the dialog may cover the one of line 1.
  private var mark: Span { HeaderView(model).placeSpan }

  /// A text in which no name is so long that a few of them push out target, effect and Cancel.
  private func fitting(_ line: TextLine) -> TextLine { line.shortening(namesOver: columns - 26) }

  /// The same of a text of one meaning.
  func fitting(_ text: String) -> String { fitting(TextLine(text)).spans.map(\.text).joined() }

  private func fitting(_ part: Dialog.Part) -> Dialog.Part {
    switch part {
    case .note(let text): return .note(fitting(text))
    case .required(let text): return .required(fitting(text))
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
      let first = act.isTokenPassed || act.focus == .token ? "Tab, then" : "Tab: token, then"
      return TextLine(" \(first) y = \(act.deed)  Esc = cancel", .dim)
    }
    guard act.isTokenPassed else { return TextLine(" first the token: Shift-Tab  Esc = cancel", .dim) }
    guard !act.isReasonMissing else { return TextLine(" first the reason: Tab  Esc = cancel", .dim) }
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
    let spans = [Span(act.focus == .choice ? "> " : "< ", .key), Span(choiceName, .strong), Span(" >", .key)]
    return TextLine(
      isShort ? spans : spans + [Span("  \(act.choice + 1)/\(act.choices.count) Left Right", .dim)])
  }

  private var choiceName: String {
    switch act.chosen {
    case .scope(let scope, _): "\(scope.kindText) \(scope.nameText)"
    case .endpoints(let ids): "\(ids.count) marked"
    case .breaker(let order, _): "\(order.rawValue): \(meaning(order))"
    case .flip(let feature, let target): "\(feature) to \(target ?? "the first healthy backup")"
    case .share(let feature, let endpoint): "\(feature) on \(endpoint)"
    }
  }

  private func meaning(_ order: BreakerOrder) -> String {
    switch order {
    case .open: "no calls until the lease ends"
    case .close: "full share, whatever it fails"
    case .auto: "judge by itself again"
    case .pin: "keep \(targets.count == 1 ? "it" : "them") \(PinnedState.words(targets))"
    }
  }

  /// The endpoints that are meant, as they are.
  var targets: [EndpointStatus] {
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
    let named = listed(ids, separator: ", ", rows: isShort ? 1 : 3).enumerated().map { place, row in
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
    ]
      + listed(stranded, separator: "  ", rows: isShort ? 1 : 2).map {
        .required(TextLine([Span("   ")] + $0.spans))
      }
  }

  /// Why a guard rail refuses; in short only where the features that it strands do not say so.
  private var refusalParts: [Dialog.Part] {
    guard let refusal = act.refusal, !isShort || act.stranded.isEmpty else { return [] }
    return TextLine("!! \(fitting(refusal))", .resultBad).wrapped(columns: columns - 6, limit: 4).map {
      .required($0)
    }
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
    return [.required(TextLine(now))] + hanging("then   ", TextLine(then(flight)))
  }

  private func then(_ flight: String?) -> String {
    switch act.verb {
    case .drain where isShort: return "no new requests"
    case .drain:
      return "no new requests; "
        + (flight.map { "\($0) finish or are cut after 10m" } ?? "calls in flight are not visible here")
    case .undrain where act.futility != nil: return "the same: nothing would change"
    case .undrain where snapshot.isAdvisory:
      return "whoever routes is told its full share at once, without a ramp"
    case .undrain:
      let isOpen = targets.contains { $0.state == "open" }
      return (isOpen ? "probes with 1 %, then the ramp: 5" : "the ramp on evidence: 5") + " 10 25 50 75 100 %"
    case .breaker:
      guard case .breaker(let order, _) = act.chosen else { return "" }
      if order == .auto, act.standing.isEmpty, targets.allSatisfy({ $0.hold == nil }) {
        return "the same: it judges by itself already"
      }
      guard order == .pin else { return meaning(order) }
      let whose = targets.count == 1 ? "it stays" : "they stay"
      return "\(whose) \(PinnedState.words(targets)) until the lease ends, whatever the calls say"
    default: return ""
    }
  }

  /// Orders that stand already: whose, for how long, and what pressing `y` makes of them.
  private var standingParts: [Dialog.Part] {
    if let futility = act.futility { return [.required(TextLine("!! \(futility)", .warn))] }
    guard act.verb == .drain, let first = act.drained.first, let order = act.standing[first] else {
      return []
    }
    let seconds = act.leaseLength.seconds
    let lease = Show.length(seconds)
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
    let count = isShort ? 1 : Self.namedFeatures
    let named = warnings.prefix(count).flatMap { warning in
      TextLine("!! \(fitting(warning))", .resultBad).wrapped(columns: columns - 6, limit: 2)
    }
    let more = warnings.count - count
    return (named + (more > 0 ? [TextLine("!! and \(more) more like these", .resultBad)] : [])).map {
      .required($0)
    }
  }

  private func flipParts(_ id: String, _ target: String?) -> [Dialog.Part] {
    guard let feature = snapshot.features.first(where: { $0.id == id }) else { return [] }
    let words = FeatureWords(snapshot)
    let healthy = feature.backups.first {
      ["OK", "WARN", "F-CLOSED"].contains(words.word($0)) && snapshot.endpoint($0)?.state == "closed"
    }
    let new = target ?? healthy ?? feature.backups.first ?? "-"
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
      + hanging("then   ", TextLine(meaning(ofShareOf: id, on: endpoint)))
      + floorParts(endpoint, now: share)
  }

  /// A warning where the percentage is less than what it has: it is the least that it gets, and lowers nothing.
  private func floorParts(_ endpoint: String, now share: Double) -> [Dialog.Part] {
    guard let percent = act.percentage, percent > 0, percent / 100 < share - 0.005 else { return [] }
    let text =
      "\(Figures.plain(percent))% is the least it gets, not the most: this does not lower its \(Show.signed(share))"
    return TextLine("!! " + text, .resultBad).wrapped(columns: columns - 6, limit: 2).map { .required($0) }
  }

  /// What the percentage does, in one sentence.
  private func meaning(ofShareOf feature: String, on endpoint: String) -> String {
    guard let percent = act.percentage else { return "give a percentage of \(feature)'s requests, 0 to 100" }
    guard percent > 0 else { return "nothing is fixed: all of \(feature)'s requests go by score again" }
    let rest = Figures.plain(100 - percent)
    return
      "at least \(Figures.plain(percent))% of \(feature)'s requests go to \(endpoint) while it is healthy; "
      + (percent < 100 ? "the other \(rest)% go by score as before, there too" : "nothing else goes by score")
  }

  /// A text that must be read, its further rows below its beginning.
  func hanging(_ head: String, _ line: TextLine) -> [Dialog.Part] {
    let rows = fitting(line).wrapped(columns: inside - head.count, limit: 4)
    return rows.enumerated().map { place, row in
      let lead = place == 0 ? head : String(repeating: " ", count: head.count)
      return .required(TextLine([Span(lead)] + row.spans))
    }
  }
}
