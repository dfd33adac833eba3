// Update: what each message changes, and what it wants done. Pure: reads no clock, touches nothing.

internal import RoutingEngine
internal import Wire

/// Takes a message into the model.
///
/// - Returns: what is to be done, in order.
func update(_ model: inout Model, _ message: Message) -> [Effect] {
  switch message {
  case .clock(let now): return model.advance(to: now)
  case .input(let input): return model.take(input)
  case .news(let news): return model.take(news)
  case .themed(let name):
    model.settings.themeName = name
    model.withdrawNotice(about: .theme)
    return []
  case .themeFailed(let reason):
    model.tell(reason, isBad: true, about: .theme)
    return []
  case .saved(let path):
    model.tell("written: \(path)")
    return []
  case .saveFailed(let reason):
    model.tell(reason, isBad: true)
    return []
  case .copied(let isDone):
    model.tell(isDone ? "copied, if the terminal allows it (OSC 52)" : "too long to copy", isBad: !isDone)
    return []
  }
}

extension Model {
  /// Lets time pass.
  mutating func advance(to now: Duration) -> [Effect] {
    self.now = now
    results.tidy(now: now)
    if let notice, !notice.isBad, now - notice.at > Notice.shownFor { self.notice = nil }
    guard screen == .cost, costAskedAt.map({ now - $0 > .seconds(5) }) ?? true else { return [] }
    costAskedAt = now
    return [.order(.cost)]
  }

  /// Takes something from the terminal.
  mutating func take(_ input: TerminalInput) -> [Effect] {
    switch input {
    case .key(let key): return press(key)
    case .paste(let paste): return take(paste)
    case .mouse(let event): return take(event)
    case .resized(let size):
      self.size = size
      let effects = closeUnreadableDialog()
      settle()
      return effects
    case .report(.ambiguousWidth(let columns)):
      if columns != 1, settings.glyphs == .block { settings.glyphs = .ascii }
      return []
    case .report: return []
    case .suspendRequested: return suspend()
    case .continued: return [.redraw]
    case .endRequested(let signal): return endRequested(signal)
    case .hungUp: return [.quit(.terminalLost)]
    }
  }

  /// Ctrl-C quits the console and never acts; it asks once where quitting takes a second key.
  ///
  /// A hang-up of the line shows by the terminal, so SIGHUP alone means what it means to every server.
  private mutating func endRequested(_ signal: Int32) -> [Effect] {
    // SIGHUP is 1 and SIGINT 2 on every system this runs on; the others mean that the machine goes.
    if signal == 1, settings.traits.hasConfiguration { return [.declineEnd, .order(.reload(ticket()))] }
    guard signal == 2, asksToQuit, overlay != .quit else { return [.quit(.signal(signal))] }
    overlay = .quit
    return [.declineEnd]
  }

  /// Whether leaving takes a second key.
  var asksToQuit: Bool { results.hasPending || settings.traits.servesRequests }

  /// Ctrl-Z; not where others' requests go through this process: they would stand still with it.
  mutating func suspend() -> [Effect] {
    guard settings.traits.servesRequests else { return [.suspend] }
    tell("not suspended: the gateway would stand still; serve --headless and attach leave the shell free")
    return []
  }

  /// Pasted text belongs to input lines only: in a table it would run as commands.
  private mutating func take(_ paste: Paste) -> [Effect] {
    switch overlay {
    case .prompt(var prompt):
      prompt.editor.insert(paste.text)
      overlay = .prompt(prompt)
      return promptEdited()
    case .act(var dialog):
      dialog.paste(paste.text)
      overlay = .act(dialog)
    default: tell("pasted text was dropped: it goes into input lines only")
    }
    return []
  }

  private mutating func take(_ event: MouseEvent) -> [Effect] {
    guard overlay == nil, isMouseOn else { return [] }
    switch event.action {
    case .wheelUp: return perform(.up)
    case .wheelDown: return perform(.down)
    case .release: return []
    case .press:
      let layout = ScreenLayout(self)
      guard details == nil, let area = layout.area(of: .table), area.contains(event.point) else { return [] }
      let row = event.point.row - area.row - layout.rowsAboveTable
      guard let id = table.id(atVisibleRow: row, in: order.ids) else { return [] }
      order.moved(now: now)
      stayOnRow()
      table.select(id, in: order.ids, visible: layout.visibleRows)
      return []
    }
  }

  /// Takes a key; Esc and the key after it, typed fast, come as one with Alt, which few places know.
  private mutating func press(_ key: Key) -> [Effect] {
    guard let second = key.afterEscape, !isBound(key) else { return handle(key) }
    return handle(.escape) + handle(second)
  }

  /// Whether a key with Alt means something where the keys go.
  private func isBound(_ key: Key) -> Bool {
    switch overlay {
    case .prompt: return LineEditor.knows(key)
    case .act(let dialog): return dialog.isInField && LineEditor.knows(key)
    case nil: return settings.keys.action(for: key) != nil
    default: return false
    }
  }

  /// Takes a key: what lies over the screen has it first.
  private mutating func handle(_ key: Key) -> [Effect] {
    switch overlay {
    case .prompt: return pressInPrompt(key)
    case .act: return pressInDialog(key)
    case .unlock:
      overlay = nil
      if key == .character("y") {
        isLocked = false
        tell("unlocked")
      }
      return []
    case .quit:
      overlay = nil
      return key == .character("y") ? [.quit(.asked)] : []
    case .save: return pressInSave(key)
    case .strike(let strike): return pressInStrike(key, strike)
    case .help(let top): return pressInHelp(key, top: top)
    case .themes(let picker): return pressInThemes(key, picker)
    case .report:
      overlay = nil
      return []
    case nil:
      if isDeaf {
        // Who goes on typing has not looked up yet.
        deafUntil = now + Self.rowSettles
        return []
      }
      guard let action = settings.keys.action(for: key) else { return [] }
      return perform(action)
    }
  }

  /// Brings order and cursor up to date with the rows there are.
  mutating func settle() {
    let ids = order.order(freshRows(), now: now)
    let visible = ScreenLayout(self).visibleRows
    if follows, !order.isHeld(now: now), let first = ids.first, first != table.selected, isWorthFollowing(ids)
    {
      if table.selected != nil { followedAt = now }
      table.select(first, in: ids, visible: visible)
    }
    table.follow(ids, visible: visible)
  }

  /// Whether the first row has more to say than the one under the cursor: where all endpoints are well, none has.
  private func isWorthFollowing(_ ids: [RowID]) -> Bool {
    guard screen == .endpoints, let selected = table.selected, ids.contains(selected) else { return true }
    return (shown?.endpoints ?? []).contains { $0.severity > .ok }
  }

  /// Ends following: the cursor keeps the row it is on, wherever that row goes.
  mutating func stayOnRow() {
    follows = false
    followedAt = nil
  }

  /// A dialog that cannot show target, effect and Cancel is closed rather than kept half.
  mutating func closeUnreadableDialog() -> [Effect] {
    guard case .act(let dialog) = overlay, ActDialogView(dialog, model: self).placed == nil else { return [] }
    overlay = nil
    // The rest of a reason must not run as keys of the table.
    deafUntil = now + Self.rowSettles
    let why = "it needs a larger screen than \(size.columns)x\(size.rows)"
    tell("the dialog was closed: \(why)", isBad: true)
    return cancelled(dialog, because: why)
  }
}
