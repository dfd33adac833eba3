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

  /// Its end, which is not part of it.
  var end: Timestamp { Timestamp(nanoseconds: (number + 1) * Self.length.count) }

  static func < (a: Quarter, b: Quarter) -> Bool { a.number < b.number }
}

/// Where a ring's counts lie among others, and how its slots follow each other.
///
/// A slot is a power of two of quarter seconds, and a ring is as long as the next power of two, so that no
/// division is left on the way.
struct RingShape: Sendable, Hashable {
  let shift: Int64
  let slots: Int64
  let mask: Int64
  let lanes: Int
  /// The slots' lanes begin here, and the totals follow them.
  let start: Int
  let totals: Int

  /// Lays out a ring of slots that are 2^`shift` quarter seconds long, behind another one.
  @inline(__always)
  init(shift: Int64, slots: Int64, lanes: Int, after end: Int = 0) {
    self.shift = shift
    self.slots = slots
    let length = Int64(1) << Int64(64 - slots.leadingZeroBitCount)
    mask = length - 1
    self.lanes = lanes
    start = end
    totals = end + Int(length) * lanes
  }

  /// Where the next ring begins.
  @inline(__always)
  var end: Int { totals + lanes }

  /// The length of the window.
  var window: Nanoseconds { Quarter.length * (slots << shift) }

  /// Counts in a lane at the newest slot.
  @inline(__always)
  func addNow(_ lane: Int, _ count: UInt32 = 1, head: Int64, to cells: inout MutableSpan<UInt32>) {
    cells[start + Int((head >> shift) & mask) * lanes + lane] &+= count
    cells[totals + lane] &+= count
  }

  /// Counts in a lane at the slot of an instant; false when that slot has left the window.
  @inline(__always) @discardableResult
  func add(
    _ lane: Int, _ count: UInt32 = 1, at instant: Quarter, head: Int64, to cells: inout MutableSpan<UInt32>
  ) -> Bool {
    let newest = head >> shift
    let slot = min(instant.number >> shift, newest)
    guard newest - slot < slots else { return false }
    cells[start + Int(slot & mask) * lanes + lane] &+= count
    cells[totals + lane] &+= count
    return true
  }

  fileprivate func move(from head: Int64, to target: Int64, _ cells: inout MutableSpan<UInt32>) {
    let newest = target >> shift
    guard head != .min, newest - (head >> shift) < slots else { return clear(&cells) }
    var slot = head >> shift
    while slot < newest {
      slot += 1
      let leaving = start + Int((slot - slots) & mask) * lanes
      for lane in 0..<lanes {
        cells[totals + lane] &-= cells[leaving + lane]
        cells[leaving + lane] = 0
      }
    }
  }

  fileprivate func clear(_ cells: inout MutableSpan<UInt32>) {
    for place in start..<end { cells[place] = 0 }
  }
}

/// Exact counts over sliding windows: rings of slots with a few lanes each, and their running totals.
///
/// Slots are keyed by the start of the call, so that a call and its end fall into the same slot. All rings lie
/// in one array and share one clock, so that an outcome, which counts in most of them, asks once for both.
struct CountRings: Sendable, Hashable {
  private let shapes: [RingShape]
  /// The counts of every ring, for whoever counts in several at once.
  var cells: [UInt32]
  /// The newest quarter second.
  private(set) var head: Int64 = .min

  /// Makes empty rings; each shape lies behind the one before it.
  init(_ shapes: [RingShape]) {
    self.shapes = shapes
    cells = [UInt32](repeating: 0, count: shapes.last?.end ?? 0)
  }

  /// Drops the slots that have fallen out by an instant.
  @inline(__always)
  mutating func advance(to now: Quarter) {
    if now.number > head { move(to: now.number) }
  }

  @inline(never)
  private mutating func move(to target: Int64) {
    let (shapes, last) = (shapes, head)
    head = target
    var span = cells.mutableSpan
    for shape in shapes { shape.move(from: last, to: target, &span) }
  }

  /// Adds to a lane at the slot of an instant; false when that slot has left the window.
  @inline(__always) @discardableResult
  mutating func add(_ shape: RingShape, _ lane: Int, _ count: UInt32 = 1, at instant: Quarter) -> Bool {
    let head = head
    var span = cells.mutableSpan
    return shape.add(lane, count, at: instant, head: head, to: &span)
  }

  /// What a lane of a ring counts over its window.
  @inline(__always)
  func total(_ shape: RingShape, _ lane: Int) -> Int { Int(cells[shape.totals + lane]) }

  /// One ring, to read.
  func view(_ shape: RingShape) -> CountView { CountView(shape: shape, cells: cells, head: head) }

  /// Forgets what a ring counted.
  mutating func clear(_ shape: RingShape) {
    var span = cells.mutableSpan
    shape.clear(&span)
  }
}

/// What a ring counts, as it stands.
struct CountView: Sendable {
  fileprivate let shape: RingShape
  fileprivate let cells: [UInt32]
  fileprivate let head: Int64

  /// What a lane counts over the window.
  subscript(lane: Int) -> Int { Int(cells[shape.totals + lane]) }

  /// What every lane counts over the window.
  var totals: [Int] { cells[shape.totals..<shape.end].map(Int.init) }

  /// The length of the window.
  var window: Nanoseconds { shape.window }

  /// What a lane counts over the newest slots alone.
  func recent(_ lane: Int, slots count: Int) -> Int {
    guard head != .min else { return 0 }
    var sum = 0
    for back in 0..<min(Int64(count), shape.slots) { sum += self.count(lane, back: back) }
    return sum
  }

  /// The most that a lane counts in any run of slots among the newest.
  func busiest(_ lane: Int, run: Int, among count: Int) -> Int {
    guard head != .min else { return 0 }
    var most = 0
    var sum = 0
    for back in 0..<min(Int64(count), shape.slots) {
      sum += self.count(lane, back: back)
      if back >= run { sum -= self.count(lane, back: back - Int64(run)) }
      most = max(most, sum)
    }
    return most
  }

  private func count(_ lane: Int, back: Int64) -> Int {
    Int(cells[shape.start + Int(((head >> shape.shift) - back) & shape.mask) * shape.lanes + lane])
  }
}

/// Division that rounds toward negative infinity.
@inline(__always)
func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return (a % b < 0) ? quotient - 1 : quotient
}
