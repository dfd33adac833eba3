// Widgets: a sort order that keeps still while the operator moves.

/// Holds the order of rows for a while after the cursor moved, so that a row does not leave from under the finger.
struct HeldOrder<ID: Hashable & Sendable>: Hashable, Sendable {
  /// How long the order is held after a move.
  static var hold: Duration { .seconds(3) }

  /// The order shown last.
  private(set) var ids: [ID] = []
  private var heldUntil: Duration?

  /// Makes an order of nothing.
  init() {}

  /// Holds the order from now on; each move starts the time anew.
  mutating func moved(now: Duration) { heldUntil = now + Self.hold }

  /// Whether the order is held, which the console shows.
  func isHeld(now: Duration) -> Bool { heldUntil.map { now < $0 } ?? false }

  /// Takes the order as it should be, and gives the one to show.
  ///
  /// While it is held rows keep their places: those that went leave, new ones come at the end.
  mutating func order(_ fresh: [ID], now: Duration) -> [ID] {
    guard isHeld(now: now) else {
      heldUntil = nil
      ids = fresh
      return ids
    }
    let present = Set(fresh)
    let kept = ids.filter(present.contains)
    let known = Set(kept)
    ids = kept + fresh.filter { !known.contains($0) }
    return ids
  }
}
