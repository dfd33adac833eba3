/// A timer that was scheduled; stale ones are recognised by their generation.
public struct TimerID: Hashable, Sendable {
  let index: Int32
  let generation: UInt32
}

/// Deadlines in a hashed wheel: arming and disarming take constant time, and equal ticks keep their order.
///
/// A timer never fires early, and at most one tick (4.2 ms) late. Deadlines beyond one turn of the wheel (69 s)
/// stay in their slot for another turn.
struct TimerWheel {
  private struct Node {
    var tick: Int64 = 0
    var token: UInt64 = 0
    var next: Int32 = -1
    var previous: Int32 = -1
    var generation: UInt32 = 0
    var isArmed = false
  }

  private struct Slot {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  /// A tick is 2^22 nanoseconds.
  static let tickShift: Int64 = 22
  static let slotCount: Int64 = 16384

  private var slots = [Slot](repeating: Slot(), count: Int(slotCount))
  private var occupied = [UInt64](repeating: 0, count: Int(slotCount / 64))
  private var nodes: [Node] = []
  private var free: [Int32] = []
  private var current: Int64
  /// The number of timers that are armed.
  private(set) var count = 0

  init(now: Instant) {
    current = now.nanoseconds >> Self.tickShift
  }

  /// Arms a timer.
  mutating func schedule(_ token: UInt64, at deadline: Instant) -> TimerID {
    let index: Int32
    if let reused = free.popLast() {
      index = reused
    } else {
      index = Int32(nodes.count)
      nodes.append(Node())
    }
    let tick = (deadline.nanoseconds + (1 << Self.tickShift) - 1) >> Self.tickShift
    nodes[Int(index)].tick = max(tick, current + 1)
    nodes[Int(index)].token = token
    nodes[Int(index)].isArmed = true
    link(index)
    count += 1
    return TimerID(index: index, generation: nodes[Int(index)].generation)
  }

  /// Disarms a timer; one that has fired or was cancelled is left alone.
  mutating func cancel(_ id: TimerID) {
    guard Int(id.index) < nodes.count, nodes[Int(id.index)].generation == id.generation,
      nodes[Int(id.index)].isArmed
    else {
      return
    }
    release(id.index)
  }

  /// Moves the wheel on and appends the tokens of the timers that are due, earlier ticks first.
  mutating func advance(to now: Instant, expired: inout [(id: TimerID, token: UInt64)]) {
    let target = now.nanoseconds >> Self.tickShift
    guard target > current else {
      return
    }
    if count == 0 {
      current = target
      return
    }
    var tick = max(current + 1, target - Self.slotCount + 1)
    let overslept = tick > current + 1
    let start = expired.count
    while tick <= target {
      let slot = Int(tick & (Self.slotCount - 1))
      if occupied[slot / 64] == 0, slot % 64 == 0, tick + 64 <= target {
        tick += 64
        continue
      }
      collect(slot: slot, until: target, into: &expired)
      tick += 1
    }
    current = target
    if overslept {
      // Slots were visited once for several turns, so ticks of different turns have mixed.
      expired[start...].sort { ticks($0.id) < ticks($1.id) }
    }
  }

  /// When the wheel has to be looked at next, or `nil` where nothing is armed.
  var nextDeadline: Instant? {
    guard count > 0 else {
      return nil
    }
    var tick = current + 1
    while tick <= current + Self.slotCount {
      let slot = Int(tick & (Self.slotCount - 1))
      let word = occupied[slot / 64] >> UInt64(slot % 64)
      if word != 0 {
        return Instant(nanoseconds: (tick + Int64(word.trailingZeroBitCount)) << Self.tickShift)
      }
      tick += Int64(64 - slot % 64)
    }
    return Instant(nanoseconds: (current + 1) << Self.tickShift)
  }

  private func ticks(_ id: TimerID) -> Int64 { nodes[Int(id.index)].tick }

  private mutating func collect(
    slot: Int, until target: Int64, into expired: inout [(id: TimerID, token: UInt64)]
  ) {
    var index = slots[slot].first
    while index >= 0 {
      let node = nodes[Int(index)]
      if node.tick <= target {
        expired.append((TimerID(index: index, generation: node.generation), node.token))
        release(index)
      }
      index = node.next
    }
  }

  private mutating func link(_ index: Int32) {
    let slot = Int(nodes[Int(index)].tick & (Self.slotCount - 1))
    let last = slots[slot].last
    nodes[Int(index)].previous = last
    nodes[Int(index)].next = -1
    if last >= 0 {
      nodes[Int(last)].next = index
    } else {
      slots[slot].first = index
      occupied[slot / 64] |= 1 << UInt64(slot % 64)
    }
    slots[slot].last = index
  }

  private mutating func release(_ index: Int32) {
    let node = nodes[Int(index)]
    let slot = Int(node.tick & (Self.slotCount - 1))
    if node.previous >= 0 {
      nodes[Int(node.previous)].next = node.next
    } else {
      slots[slot].first = node.next
    }
    if node.next >= 0 {
      nodes[Int(node.next)].previous = node.previous
    } else {
      slots[slot].last = node.previous
    }
    if slots[slot].first < 0 {
      occupied[slot / 64] &= ~(1 << UInt64(slot % 64))
    }
    nodes[Int(index)].isArmed = false
    nodes[Int(index)].generation &+= 1
    free.append(index)
    count -= 1
  }
}
