/// Calls in flight by the instant they are due, so that an overdue call counts as slow before it ends.
///
/// A call is placed at its start plus the slow limit of its own prompt size. Once that slot is past and the
/// call is still unresolved, it is overdue. The window of overdue calls is 30 seconds; a call may be due up
/// to 97 seconds ahead. Memory: 2,048 bytes.
struct DueRing: Sendable, Hashable {
  /// The slot of a call that lies in none.
  static let nowhere = Int64.min
  private static let slots: Int64 = 512
  private static let past: Int64 = 120
  private static let ahead: Int64 = 388

  private var cells = [UInt32](repeating: 0, count: Int(slots))
  private var head: Int64 = .min
  /// Calls that are overdue within the window.
  private(set) var overdue = 0

  /// Places a call; the slot it was given takes it out again.
  @inline(__always)
  mutating func place(dueAt instant: Timestamp, at now: Quarter) -> Int64 {
    advance(to: now)
    let slot = min(Quarter(instant).number + 1, head + Self.ahead)
    cells[index(of: slot)] &+= 1
    if slot <= head { overdue += 1 }
    return slot
  }

  /// Takes a call out of the slot it was placed in.
  @inline(__always)
  mutating func resolve(_ slot: Int64) {
    guard slot != Self.nowhere, slot > head - Self.past else { return }
    let place = index(of: slot)
    guard cells[place] > 0 else { return }
    cells[place] -= 1
    if slot <= head { overdue -= 1 }
  }

  /// Lets time pass: slots of a quarter second become due, and old ones leave the window.
  @inline(__always)
  mutating func advance(to now: Quarter) {
    if now.number > head { move(to: now.number) }
  }

  private mutating func move(to target: Int64) {
    if head == .min || target - head > Self.slots {
      for i in cells.indices { cells[i] = 0 }
      overdue = 0
      head = target
      return
    }
    while head < target {
      let leaving = index(of: head + 1 - Self.past)
      overdue -= Int(cells[leaving])
      cells[leaving] = 0
      head += 1
      overdue += Int(cells[index(of: head)])
    }
  }

  /// Forgets every call.
  mutating func clear() {
    for i in cells.indices { cells[i] = 0 }
    overdue = 0
  }

  @inline(__always)
  private func index(of slot: Int64) -> Int {
    Int(slot & (Self.slots - 1))
  }
}
