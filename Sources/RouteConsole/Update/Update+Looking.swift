// Update: sorting, grouping, marking, matching.

internal import Wire

extension Model {
  /// Sorts endpoints by another figure, or the other way round.
  mutating func resort(_ action: KeyAction) {
    guard screen == .endpoints else {
      tell("only endpoints can be sorted; the others stand in the order of urgency or time")
      return
    }
    switch action {
    case .invert: sort.isInverted.toggle()
    case .sortNext: sort.key = sort.key.stepped(by: 1)
    case .sortPrevious: sort.key = sort.key.stepped(by: -1)
    default:
      if sort.key == .severity {
        sort.key = lastSortKey
      } else {
        lastSortKey = sort.key
        sort = SortOrder()
      }
    }
    if sort.key != .severity { lastSortKey = sort.key }
    reorder()
    tell("sorted by \(sort.key.rawValue)\(sort.isInverted ? ", turned round" : "")")
  }

  /// Groups, follows, expands.
  mutating func arrange(_ action: KeyAction) {
    let endpoint = table.selected?.endpointID
    switch action {
    case .group:
      guard screen == .endpoints else { return tell("only endpoints can be grouped") }
      grouping = grouping.next
      tell(grouping == .none ? "not grouped" : "grouped by \(grouping.rawValue)")
    case .follow:
      follows.toggle()
      tell(follows ? "follows the first row" : "stays on its row")
    default: isExpanded.toggle()
    }
    reorder()
    // The same endpoint is another row where it stands under a feature.
    if action == .group, !follows, let row = order.ids.first(where: { $0.endpointID == endpoint }),
      endpoint != nil
    {
      table.select(row, in: order.ids, visible: ScreenLayout(self).visibleRows)
    }
  }

  /// Whether acts take marked rows of this screen.
  var isMarkable: Bool { screen == .endpoints && details == nil }

  /// Marks the row under the cursor and moves on, so that holding the key marks a run.
  mutating func markRow() {
    guard isMarkable else { return tell("rows are marked on the endpoints screen") }
    guard table.selected?.endpointID != nil else { return }
    order.moved(now: now)
    stayOnRow()
    table.toggleMark()
    table.move(.rows(1), in: order.ids, visible: ScreenLayout(self).visibleRows)
  }

  /// Goes to the next row that the last filter matches, round and round.
  mutating func goToNextMatch() {
    let wanted = filter.isEmpty ? Filter(filterHistory.entries.last ?? "") : filter
    guard !wanted.isEmpty else {
      return tell("nothing was looked for yet: \(settings.keys.key(for: .filter)) asks")
    }
    let ids = order.ids
    let shown = filter
    filter = wanted
    let matches = Set(freshRows())
    filter = shown
    let start = table.selected.flatMap { ids.firstIndex(of: $0) } ?? -1
    let found = (1...max(ids.count, 1)).lazy.map { (start + $0) % max(ids.count, 1) }
      .first { ids.indices.contains($0) && matches.contains(ids[$0]) }
    guard let found else { return tell("no row matches \(wanted.text)") }
    order.moved(now: now)
    stayOnRow()
    table.select(ids[found], in: ids, visible: ScreenLayout(self).visibleRows)
  }

  /// Puts the cursor on the endpoint whose lease asks for an answer, and again on the next one; it does nothing to it.
  mutating func goToEndingLease() -> [Effect] {
    let leases = endingLeases.map(\.endpoint)
    guard !leases.isEmpty else {
      tell("no lease is over, or will be within two minutes")
      return []
    }
    let here = leaseUnderCursor
    let place = leases.firstIndex { $0 == here }.map { ($0 + 1) % leases.count } ?? 0
    let effects = go(to: .endpoints)
    table.clearMarks()
    if !order.ids.contains(where: { $0.endpointID == leases[place] }) {
      filter = Filter("")
      settle()
    }
    guard let row = order.ids.first(where: { $0.endpointID == leases[place] }) else { return effects }
    order.moved(now: now)
    stayOnRow()
    table.select(row, in: order.ids, visible: ScreenLayout(self).visibleRows)
    return effects
  }

  /// Gives the rows their fresh order at once: the operator asked for it.
  mutating func reorder() {
    order = HeldOrder()
    settle()
    // The operator asked for it, and sees what came of it.
    followedAt = nil
  }
}
