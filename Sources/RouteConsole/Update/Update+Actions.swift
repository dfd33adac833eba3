// Update: what the keys of the table do.

internal import RoutingEngine
internal import Wire

extension Model {
  /// Does what a key stands for, where no input line and no dialog has the keys.
  mutating func perform(_ action: KeyAction) -> [Effect] {
    if action.isAct { return begin(action) }
    if let screen = action.screen { return go(to: screen) }
    switch action {
    case .down, .up, .first, .last, .pageDown, .pageUp, .halfDown, .halfUp, .left, .right:
      return move(action)
    case .nextScreen, .previousScreen: return step(by: action == .nextScreen ? 1 : -1)
    case .details: return openDetails()
    case .back: return goBack()
    case .quit: return quitOrBack()
    case .filter: return open(Prompt(.filter, text: filter.text, isSelected: true))
    case .command: return open(Prompt(.command))
    case .goTo: return open(Prompt(.goTo))
    case .next: goToNextMatch()
    case .answer: return goToEndingLease()
    case .sort, .sortNext, .sortPrevious, .invert: resort(action)
    case .group, .follow, .expand: arrange(action)
    case .mark: markRow()
    case .markRange: if isMarkable { table.markRange(in: order.ids) }
    case .clearMarks: table.clearMarks()
    case .freeze, .stepBack, .stepOn, .minuteBack, .minuteOn: travel(action)
    case .lock: lock()
    case .save: overlay = .save
    case .copy: return copyID()
    case .mouse:
      isMouseOn.toggle()
      tell(isMouseOn ? "mouse on" : "mouse off")
      return [.mouse(isMouseOn)]
    case .theme: openThemes()
    case .redraw: return [.redraw]
    case .suspend: return suspend()
    case .help: overlay = .help(top: 0)
    default: break
    }
    return []
  }

  /// Goes to a screen; details close, and the rows take their fresh order.
  mutating func go(to screen: Screen) -> [Effect] {
    guard screens.contains(screen) else {
      tell("\(screen.title) is there in demo only")
      return []
    }
    details = nil
    detailsTop = 0
    if screen != self.screen {
      self.screen = screen
      order = HeldOrder()
    }
    settle()
    switch screen {
    case .cost:
      costAskedAt = now
      return [.order(.cost)]
    case .routes: return explainFocused()
    default: return []
    }
  }

  private mutating func step(by count: Int) -> [Effect] {
    let screens = screens
    let place = screens.firstIndex(of: screen) ?? 0
    return go(to: screens[(place + count + screens.count) % screens.count])
  }

  private mutating func move(_ action: KeyAction) -> [Effect] {
    guard details == nil else {
      scrollDetails(action)
      return []
    }
    let visible = ScreenLayout(self).visibleRows
    let motion: TableMotion
    switch action {
    case .down: motion = .rows(1)
    case .up: motion = .rows(-1)
    case .first: motion = .first
    case .last: motion = .last
    case .pageDown: motion = .halfPages(2)
    case .pageUp: motion = .halfPages(-2)
    case .halfDown: motion = .halfPages(1)
    case .halfUp: motion = .halfPages(-1)
    default:
      let last = max(routeEndpoints.count - 1, 0)
      routeColumn = min(max(min(routeColumn, last) + (action == .right ? 1 : -1), 0), last)
      return []
    }
    order.moved(now: now)
    stayOnRow()
    table.move(motion, in: order.ids, visible: visible)
    return explainFocused()
  }

  private mutating func scrollDetails(_ action: KeyAction) {
    switch action {
    case .down: detailsTop += 1
    case .up: detailsTop -= 1
    case .pageDown, .halfDown: detailsTop += 10
    case .pageUp, .halfUp: detailsTop -= 10
    case .first: detailsTop = 0
    case .last: detailsTop = .max / 2
    default: break
    }
    detailsTop = min(max(detailsTop, 0), max(DetailsView.lineCount(self) - 5, 0))
  }

  private mutating func openDetails() -> [Effect] {
    if screen == .simulate { return chooseInWorld() }
    guard details == nil, let selected = table.selected else { return [] }
    stayOnRow()
    if case .group(let name) = selected {
      filter = Filter(grouping == .cloud ? "cloud:\(name)" : "feature:\(name)")
      // Those of one feature serve others as well, under which they would stand again.
      if grouping == .feature { grouping = .none }
      settle()
      return []
    }
    switch selected {
    case .cost(_, let endpoint?): details = .endpoint(endpoint)
    case .cost(let feature?, nil): details = .feature(feature)
    case .feature(let feature) where screen == .routes:
      details = routeEndpoint.map { .cell(feature: feature, endpoint: $0.id) } ?? selected
    default: details = selected
    }
    detailsTop = 0
    return explainFocused()
  }

  /// Esc: a red line, then details, then the filter, then the screen itself.
  private mutating func goBack() -> [Effect] {
    if results.dismiss() { return [] }
    if notice != nil {
      notice = nil
    } else if details != nil {
      details = nil
    } else if isFrozen {
      frozen = nil
      settle()
    } else if !filter.isEmpty {
      filter = Filter("")
      settle()
    } else if !table.marked.isEmpty {
      table.clearMarks()
    } else if screen != .endpoints {
      return go(to: .endpoints)
    }
    return []
  }

  private mutating func quitOrBack() -> [Effect] {
    if details != nil {
      details = nil
      return []
    }
    if screen != .endpoints { return go(to: .endpoints) }
    guard asksToQuit else { return [.quit(.asked)] }
    overlay = .quit
    return []
  }

  private mutating func copyID() -> [Effect] {
    guard let row = details ?? table.selected else { return [] }
    return [.copy(row.text)]
  }

  private mutating func lock() {
    if isLocked {
      overlay = .unlock
    } else if !settings.canAct {
      tell("\(settings.readOnlyReason): this console may look, not act; there is nothing to lock")
    } else {
      isLocked = true
      tell("locked: \(settings.keys.acting) do nothing until \(settings.keys.key(for: .lock)) y")
    }
  }
}
