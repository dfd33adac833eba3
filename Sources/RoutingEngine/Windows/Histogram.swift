/// The bucket geometry of every histogram: log-linear, 32 sub-buckets an octave.
///
/// A value in units below 32 has a bucket of its own; above, a bucket is at most 1/32 of its value wide, so
/// that its middle is at most 1/64 (1.6 %) off. Values are clamped at 2²⁰ units.
enum HistogramGeometry {
  /// Buckets of one histogram.
  static let buckets = 513
  /// The largest value in units; everything above counts as this.
  static let maxUnits: Int64 = 1 << 20

  /// The bucket of a value in units.
  @inline(__always)
  static func bucket(of units: Int64) -> Int {
    let v = UInt32(truncatingIfNeeded: max(0, min(units, maxUnits)))
    guard v >= 32 else { return Int(v) }
    let octave = 31 - v.leadingZeroBitCount
    return (octave - 4) * 32 + Int((v >> (UInt32(octave) - 5)) & 31)
  }

  /// The middle of a bucket, in units.
  static func middle(of bucket: Int) -> Double {
    guard bucket >= 32 else { return Double(bucket) }
    let octave = bucket / 32 - 1
    let low = Double((32 + bucket % 32) << octave)
    return low + Double(1 << octave) / 2
  }

  /// The place, from 1, of the sample that a share of so many samples is at or below.
  static func rank(of share: Double, in count: Int) -> Int {
    max(1, Int((Double(count) * share).rounded(.up)))
  }

  /// Median, p90 and p99 in one scan of the buckets; nil without samples.
  @inline(__always)
  static func quantiles(of count: Int, unitShift: Int64, in held: (_ bucket: Int) -> Int) -> Quantiles? {
    guard count > 0 else { return nil }
    var seen = 0
    var next = 0
    func value(_ share: Double) -> Nanoseconds {
      let rank = rank(of: share, in: count)
      while seen < rank, next < buckets {
        seen += held(next)
        next += 1
      }
      guard seen >= rank else { return Nanoseconds(maxUnits << unitShift) }
      return Nanoseconds(Int64(middle(of: next - 1) * Double(Int64(1) << unitShift)))
    }
    return Quantiles(p50: value(0.5), p90: value(0.9), p99: value(0.99), count: count)
  }
}

/// A sliding window of a minute as histograms: a ring of sub-windows and their running total.
///
/// Reading a quantile is one scan of the total; rotation subtracts the sub-window that falls out. Merging
/// adds counts, so it is exact and its order does not matter. Memory: 14,364 bytes, taken at the first value.
/// A bucket of a sub-window holds 65,535 values (13,000 a second); what comes on top is not counted.
struct WindowedHistogram: Sendable, Hashable {
  /// Sub-windows in the ring.
  static let subWindows = 12
  /// The length of a sub-window.
  static let subWindow = Nanoseconds.seconds(5)
  private static let buckets = HistogramGeometry.buckets

  /// The size of one unit is this power of two, in nanoseconds.
  let unitShift: Int64
  /// The total's low halves, its high halves, then the sub-windows: a total has 32 bits, a sub-window 16.
  private var cells: [UInt16] = []
  private var head = 0
  /// Where the newest sub-window begins.
  private var newest = 2 * HistogramGeometry.buckets
  private var headEnd = Timestamp.origin
  /// Values in the window.
  private(set) var count = 0

  init(unitShift: Int64) { self.unitShift = unitShift }

  private var unit: Double { Double(Int64(1) << unitShift) }

  /// Values in one bucket of the whole window.
  subscript(bucket: Int) -> Int { cells.isEmpty ? 0 : total(bucket) }

  /// Whether memory was taken.
  var isAllocated: Bool { !cells.isEmpty }

  @inline(__always)
  private func total(_ bucket: Int) -> Int { Int(cells[bucket]) | Int(cells[Self.buckets + bucket]) << 16 }

  /// Counts a value at an instant that does not go back.
  @inline(__always)
  mutating func record(_ value: Nanoseconds, at now: Timestamp) {
    if now >= headEnd { advance(to: now) }
    let bucket = HistogramGeometry.bucket(of: value.count >> unitShift)
    let place = newest + bucket
    var span = cells.mutableSpan
    guard span[place] < .max else { return }
    span[place] &+= 1
    span[bucket] &+= 1
    if span[bucket] == 0 { span[Self.buckets + bucket] &+= 1 }
    count += 1
  }

  /// Drops what has fallen out of the window by an instant.
  mutating func advance(to now: Timestamp) {
    if cells.isEmpty {
      cells = [UInt16](repeating: 0, count: (Self.subWindows + 2) * Self.buckets)
      headEnd = now + Self.subWindow
      return
    }
    var steps = 0
    while now >= headEnd {
      if steps == Self.subWindows {
        headEnd = now + Self.subWindow
        return
      }
      head = (head + 1) % Self.subWindows
      newest = (head + 2) * Self.buckets
      headEnd += Self.subWindow
      evictHead()
      steps += 1
    }
  }

  private mutating func evictHead() {
    for bucket in 0..<Self.buckets where cells[newest + bucket] != 0 {
      let leaving = Int(cells[newest + bucket])
      let rest = total(bucket) - leaving
      cells[bucket] = UInt16(truncatingIfNeeded: rest)
      cells[Self.buckets + bucket] = UInt16(truncatingIfNeeded: rest >> 16)
      cells[newest + bucket] = 0
      count -= leaving
    }
  }

  /// The value that a share of the window is at or below; nil when the window is empty.
  func quantile(_ share: Double) -> Nanoseconds? {
    guard count > 0 else { return nil }
    return value(atRank: HistogramGeometry.rank(of: share, in: count))
  }

  /// Median, p90 and p99 of the window; nil when it is empty.
  func quantiles() -> Quantiles? {
    HistogramGeometry.quantiles(of: count, unitShift: unitShift) { total($0) }
  }

  /// Adds what each bucket of the whole window holds.
  func add(to counts: inout [Int]) {
    guard isAllocated else { return }
    for bucket in 0..<Self.buckets { counts[bucket] += total(bucket) }
  }

  private func value(atRank rank: Int) -> Nanoseconds {
    var seen = 0
    for bucket in 0..<Self.buckets {
      seen += total(bucket)
      if seen >= rank { return Nanoseconds(Int64(HistogramGeometry.middle(of: bucket) * unit)) }
    }
    return Nanoseconds(HistogramGeometry.maxUnits << unitShift)
  }

  /// How many values lie in each of the ranges that the bounds cut, the last one open.
  func histogram(below bounds: [Nanoseconds]) -> [Int] {
    var counts = [Int](repeating: 0, count: bounds.count + 1)
    guard isAllocated else { return counts }
    for bucket in 0..<Self.buckets where total(bucket) > 0 {
      let value = HistogramGeometry.middle(of: bucket) * unit
      let place = bounds.firstIndex { value < Double($0.count) } ?? bounds.count
      counts[place] += total(bucket)
    }
    return counts
  }
}
