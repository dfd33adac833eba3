// Update: the keys of a dialog over an act.
//
// `y` acts only from Cancel, where no input line has the keys; Enter never does, whatever is under it.

internal import Wire

extension Model {
  /// Takes a key while a dialog is open.
  mutating func pressInDialog(_ key: Key) -> [Effect] {
    guard case .act(var dialog) = overlay else { return [] }
    if let step = dialog.choiceStep(key) {
      guard let snapshot = feed.snapshot else { return [] }
      dialog.choose(by: step, snapshot: snapshot)
      let effects = askForecast(&dialog)
      overlay = .act(dialog)
      return effects
    }
    switch dialog.focus {
    case .cancel: return pressOnCancel(key, dialog)
    case .choice: return pressOnChoice(key, dialog)
    case .reason, .percent, .token: return pressInField(key, dialog)
    }
  }

  private mutating func pressOnCancel(_ key: Key, _ start: ActDialog) -> [Effect] {
    var dialog = start
    switch key {
    case .character("y"): return send(dialog)
    case .escape, .enter, .character("q"), .control("c"): return close(dialog)
    case .tab: dialog.isReasonMissing ? dialog.focus = .reason : dialog.moveFocus(by: 1)
    case .backTab: dialog.moveFocus(by: -1)
    case .character("+") where dialog.hasLease, .character("=") where dialog.hasLease:
      dialog.stepLease(by: 1)
    case .character("-") where dialog.hasLease: dialog.stepLease(by: -1)
    case .character(let character): dialog.beginReason(character)
    default: return []
    }
    overlay = .act(dialog)
    return []
  }

  private mutating func pressOnChoice(_ key: Key, _ start: ActDialog) -> [Effect] {
    var dialog = start
    switch key {
    case .escape, .control("c"): return close(dialog)
    case .tab, .enter: dialog.moveFocus(by: 1)
    case .backTab: dialog.moveFocus(by: -1)
    case .character(let character): dialog.beginReason(character)
    default: return []
    }
    overlay = .act(dialog)
    return []
  }

  private mutating func pressInField(_ key: Key, _ start: ActDialog) -> [Effect] {
    var dialog = start
    var effects: [Effect] = []
    switch dialog.edit(key) {
    case .cancelled: return close(dialog)
    case .submitted: dialog.leaveField()
    case .left(let isBackwards): isBackwards ? dialog.moveFocus(by: -1) : dialog.leaveField()
    case .edited:
      dialog.objection = nil
      // What would come of a share depends on what is typed; of a reason it does not.
      if dialog.focus == .percent, dialog.percentage != nil { effects = askForecast(&dialog) }
    case .unchanged: break
    }
    overlay = .act(dialog)
    return effects
  }

  /// Leaves without acting, on record.
  private mutating func close(_ dialog: ActDialog) -> [Effect] {
    overlay = nil
    if !dialog.isDryRun { tell("\(dialog.label) cancelled") }
    return cancelled(dialog)
  }

  /// Sends the act, unless something stands in its way.
  private mutating func send(_ start: ActDialog) -> [Effect] {
    var dialog = start
    if let obstacle = dialog.obstacle {
      dialog.objection = obstacle
      // What is typed next is what was missing.
      if dialog.isReasonMissing, !dialog.isDryRun, dialog.futility == nil { dialog.focus = .reason }
      overlay = .act(dialog)
      return []
    }
    let request = dialog.request(isForced: dialog.neededToken != nil)
    let ticket = ticket()
    var act = RunningAct(
      ticket: ticket, label: dialog.label, verb: dialog.verb, endpoints: dialog.chosen.endpoints,
      feature: dialog.chosen.feature, sentAt: now)
    if case .breaker(let order, _) = dialog.chosen { act.order = order }
    results.add(act)
    overlay = nil
    table.clearMarks()
    // What the operator saw last is what the forecast was made of.
    return [.order(.act(ticket, request, revision: dialog.preview?.revision ?? dialog.revision))]
  }
}

extension ActDialog {
  /// The step that Left and Right take through scopes, features or orders.
  ///
  /// They do while nothing has been typed where the cursor could move, so that widening a drain is two arrows.
  func choiceStep(_ key: Key) -> Int? {
    guard choices.count > 1, key == .left || key == .right else { return nil }
    let isFree: Bool
    switch focus {
    case .choice, .cancel: isFree = true
    case .reason: isFree = reason.text.isEmpty
    case .percent: isFree = percent.isSelected
    case .token: isFree = false
    }
    return isFree ? (key == .right ? 1 : -1) : nil
  }

  /// Gives a key to the field that has the keys.
  mutating func edit(_ key: Key) -> LineEditor.Outcome {
    switch focus {
    case .reason: return reason.handle(key)
    case .percent:
      if case .character(let character) = key, !Self.isOfPercent(character) {
        write(String(character))
        return .edited
      }
      return percent.handle(key)
    case .token: return token.handle(key)
    case .choice, .cancel: return .unchanged
    }
  }

  /// Takes a letter outside every input line as the first one of a reason, so that none of what follows acts.
  ///
  /// One that has a reason already keeps it as it is.
  mutating func beginReason(_ character: Character) {
    guard reason.text.isEmpty, !character.isWhitespace, !isDryRun else { return }
    write(String(character))
    objection = nil
  }

  /// Goes on to the reason with text that is no percentage: who begins with words means the reason.
  private mutating func write(_ text: String) {
    focus = .reason
    reason.insert(text)
  }

  /// A percentage is digits and a point.
  private static func isOfPercent(_ character: Character) -> Bool {
    character == "." || (character.isASCII && character.isNumber)
  }

  /// Goes on from a field: to the next one that must be filled, else to Cancel, from where `y` acts.
  mutating func leaveField() {
    switch focus {
    case .percent: focus = .reason
    case .reason: focus = neededToken != nil && token.text.isEmpty ? .token : .cancel
    default: focus = .cancel
    }
  }

  /// Takes pasted text into the field that has the keys.
  mutating func paste(_ text: String) {
    switch focus {
    case .reason: reason.insert(text)
    case .percent:
      if text.allSatisfy(Self.isOfPercent) { percent.insert(text) } else { write(text) }
    case .choice where reason.text.isEmpty, .cancel where reason.text.isEmpty: write(text)
    case .token, .choice, .cancel: break
    }
  }
}
