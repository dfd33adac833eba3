/// Exact counts over a sliding window: a ring of slots with a few lanes each, and the running totals.
///
/// Slots are keyed by the start of the call, so that a call and its end fall into the same slot.
struct CountRing: Sendable, Hashable {
  private let slotLength: Int64
  private let slots: Int
  private let lanes: Int
  private var cells: [UInt32]
  private(set) var totals: [Int]
  private var headSlot: Int64 = .min

  /// Makes a ring that spans `slots` slots.
  init(slot: Nanoseconds, slots: Int, lanes: Int) {
    precondition(slot.count > 0 && slots > 0 && lanes > 0, "a ring needs slots and lanes")
    slotLength = slot.count
    self.slots = slots
    self.lanes = lanes
    cells = [UInt32](repeating: 0, count: slots * lanes)
    totals = [Int](repeating: 0, count: lanes)
  }

  /// What a lane counts over the window.
  subscript(lane: Int) -> Int { totals[lane] }

  /// The length of the window.
  var window: Nanoseconds { Nanoseconds(slotLength * Int64(slots)) }

  /// Drops the slots that have fallen out by an instant.
  mutating func advance(to now: Timestamp) {
    let slot = floorDivide(now.nanoseconds, slotLength)
    guard slot > headSlot else { return }
    if headSlot == .min || slot - headSlot >= Int64(slots) {
      clear()
      headSlot = slot
      return
    }
    while headSlot < slot {
      headSlot += 1
      let base = index(of: headSlot)
      for lane in 0..<lanes {
        totals[lane] -= Int(cells[base + lane])
        cells[base + lane] = 0
      }
    }
  }

  /// Adds one in a lane at the slot of an instant; false when that slot has left the window.
  @discardableResult
  mutating func add(_ lane: Int, at instant: Timestamp) -> Bool {
    let slot = min(floorDivide(instant.nanoseconds, slotLength), headSlot)
    guard headSlot - slot < Int64(slots) else { return false }
    cells[index(of: slot) + lane] &+= 1
    totals[lane] += 1
    return true
  }

  /// Forgets everything.
  mutating func clear() {
    for i in cells.indices { cells[i] = 0 }
    for i in totals.indices { totals[i] = 0 }
  }

  private func index(of slot: Int64) -> Int {
    let place = slot % Int64(slots)
    return Int(place < 0 ? place + Int64(slots) : place) * lanes
  }
}

/// Division that rounds toward negative infinity.
@inline(__always)
func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return (a % b < 0) ? quotient - 1 : quotient
}
