/// The place of an instant on the engine's grid of quarter seconds; every window's slots are multiples of it.
struct Quarter: Sendable, Hashable, Comparable {
  /// The length of a quarter second.
  static let length = Nanoseconds.milliseconds(250)

  let number: Int64

  @inline(__always)
  init(_ instant: Timestamp) {
    // A constant divisor: the compiler multiplies instead.
    let whole = instant.nanoseconds / 250_000_000
    number = instant.nanoseconds < 0 && instant.nanoseconds % 250_000_000 != 0 ? whole - 1 : whole
  }

  static func < (a: Quarter, b: Quarter) -> Bool { a.number < b.number }
}

/// Exact counts over a sliding window: a ring of slots with a few lanes each, and the running totals.
///
/// Slots are keyed by the start of the call, so that a call and its end fall into the same slot. A slot is a
/// power of two of quarter seconds, and the ring is as long as the next power of two, so that no division is
/// left on the way.
struct CountRing: Sendable, Hashable {
  private let shift: Int64
  private let slots: Int64
  private let mask: Int64
  private let lanes: Int
  /// The slots' lanes, then the totals: one array, so that counting touches one.
  private var cells: [UInt32]
  private let firstTotal: Int
  private var head: Int64 = .min

  /// Makes a ring that spans `slots` slots of `quarters` quarter seconds, a power of two.
  init(quarters: Int, slots: Int, lanes: Int) {
    precondition(
      quarters > 0 && quarters & (quarters - 1) == 0, "a slot is a power of two of quarter seconds")
    precondition(slots > 0 && lanes > 0, "a ring needs slots and lanes")
    shift = Int64(quarters.trailingZeroBitCount)
    self.slots = Int64(slots)
    var length = 1
    while length <= slots { length *= 2 }
    mask = Int64(length - 1)
    self.lanes = lanes
    firstTotal = length * lanes
    cells = [UInt32](repeating: 0, count: length * lanes + lanes)
  }

  /// What a lane counts over the window.
  @inline(__always)
  subscript(lane: Int) -> Int { Int(cells[firstTotal + lane]) }

  /// What every lane counts over the window.
  var totals: [Int] { cells[firstTotal...].map(Int.init) }

  /// The length of the window.
  var window: Nanoseconds { Quarter.length * (slots << shift) }

  /// Drops the slots that have fallen out by an instant.
  @inline(__always)
  mutating func advance(to now: Quarter) {
    let target = now.number >> shift
    if target > head { move(to: target) }
  }

  private mutating func move(to target: Int64) {
    if head == .min || target - head >= slots {
      clear()
      head = target
      return
    }
    while head < target {
      head += 1
      let leaving = Int((head - slots) & mask) * lanes
      for lane in 0..<lanes {
        cells[firstTotal + lane] &-= cells[leaving + lane]
        cells[leaving + lane] = 0
      }
    }
  }

  /// Adds to a lane at the slot of an instant; false when that slot has left the window.
  @inline(__always) @discardableResult
  mutating func add(_ lane: Int, _ count: UInt32 = 1, at instant: Quarter) -> Bool {
    let slot = min(instant.number >> shift, head)
    guard head - slot < slots else { return false }
    cells[Int(slot & mask) * lanes + lane] &+= count
    cells[firstTotal + lane] &+= count
    return true
  }

  /// What a lane counts over the newest slots alone.
  func recent(_ lane: Int, slots count: Int) -> Int {
    guard head != .min else { return 0 }
    var sum = 0
    for back in 0..<min(Int64(count), slots) { sum += Int(cells[Int((head - back) & mask) * lanes + lane]) }
    return sum
  }

  /// The most that a lane counts in any run of slots among the newest.
  func busiest(_ lane: Int, run: Int, among count: Int) -> Int {
    guard head != .min else { return 0 }
    var most = 0
    var sum = 0
    for back in 0..<Int64(min(count, Int(slots))) {
      sum += Int(cells[Int((head - back) & mask) * lanes + lane])
      if back >= run { sum -= Int(cells[Int((head - back + Int64(run)) & mask) * lanes + lane]) }
      most = max(most, sum)
    }
    return most
  }

  /// Forgets everything.
  mutating func clear() {
    for i in cells.indices { cells[i] = 0 }
  }
}

/// Division that rounds toward negative infinity.
@inline(__always)
func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return (a % b < 0) ? quotient - 1 : quotient
}
