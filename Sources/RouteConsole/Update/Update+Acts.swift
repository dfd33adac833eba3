// Update: opening a dialog over an act.

internal import RoutingEngine
internal import Wire

extension Model {
  /// How long after following moved the cursor no act begins: what was aimed at may be another row.
  static let rowSettles = Duration.seconds(1)

  /// Begins an act on the marked rows, else on the row under the cursor.
  mutating func begin(_ action: KeyAction) -> [Effect] {
    guard settings.canAct else {
      tell("\(settings.readOnlyReason): this console may look, not act")
      return []
    }
    guard !isLocked else {
      tell("locked: \(unlocking)")
      return []
    }
    guard let snapshot = feed.snapshot else {
      tell("there are no figures yet to act on")
      return []
    }
    guard !isFrozen else {
      tell("the screen shows the past; \(settings.keys.key(for: .freeze)) goes back to live, then act")
      return []
    }
    if let followedAt, now - followedAt < Self.rowSettles {
      stayOnRow()
      // Who types a reason blindly after the key must not have it run as keys of the table.
      deafUntil = now + Self.rowSettles
      let name = table.selected.map { ", to \($0.text)" } ?? ""
      tell("the row under the cursor has just changed\(name): it stays there now; look, then press again")
      return []
    }
    guard let verb = ActVerb(action) else { return [] }
    if details == nil, screen == .endpoints, table.marked.count > ActDialog.maximumTargets {
      tell(
        "\(table.marked.count) rows are marked and an act takes at most \(ActDialog.maximumTargets): "
          + "mark fewer, or :\(verb.rawValue) a provider, cloud, region or model", isBad: true)
      return []
    }
    let choices = choices(for: verb, snapshot)
    guard !choices.isEmpty else {
      tell(Self.nothingToDo(verb))
      return []
    }
    return open(verb, choices: choices, choice: Self.likeliest(choices, snapshot), snapshot: snapshot)
  }

  /// What is chosen at first: where somebody ordered the breaker about, to let it judge by itself again.
  private static func likeliest(_ choices: [ActChoice], _ snapshot: SystemSnapshot) -> Int {
    guard case .breaker(_, let ids)? = choices.first,
      snapshot.endpoints.contains(where: { ids.contains($0.id) && $0.override != nil })
    else { return 0 }
    return choices.firstIndex { if case .breaker(.auto, _) = $0 { true } else { false } } ?? 0
  }

  /// Opens a dialog; one that has no room for target, effect and Cancel is refused.
  mutating func open(
    _ verb: ActVerb, choices: [ActChoice], choice: Int = 0, snapshot: SystemSnapshot,
    prepare: (inout ActDialog) -> Void = { _ in }
  ) -> [Effect] {
    guard
      var dialog = ActDialog(
        verb: verb, choices: choices, choice: choice, snapshot: snapshot, needsReason: isProduction)
    else { return [] }
    prepare(&dialog)
    guard ActDialogView(dialog, model: self).placed != nil else {
      tell(
        "\(dialog.title) needs a larger screen than \(size.columns)x\(size.rows) to be confirmed", isBad: true
      )
      return []
    }
    let effects = askForecast(&dialog)
    overlay = .act(dialog)
    notice = nil
    // Whoever acts on a row presses the next key at it, too: it must be the same one then.
    stayOnRow()
    return [.flushInput] + effects
  }

  private static func nothingToDo(_ verb: ActVerb) -> String {
    switch verb {
    case .drain, .breaker: "put the cursor on an endpoint, or mark some"
    case .undrain: "put the cursor on a drained endpoint, or mark some"
    case .flip: "put the cursor on a feature with a backup, or on an endpoint that serves one"
    case .share: "put the cursor on an endpoint that serves a feature"
    }
  }
}

extension ActVerb {
  /// The act that a key begins.
  init?(_ action: KeyAction) {
    switch action {
    case .drain: self = .drain
    case .undrain: self = .undrain
    case .flip: self = .flip
    case .breaker: self = .breaker
    case .percent: self = .share
    default: return nil
    }
  }
}
