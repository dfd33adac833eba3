/// Several windows of one kind as one histogram; adding counts is exact and its order does not matter.
struct HistogramSum {
  private var counts: [Int] = []
  private var unitShift: Int64 = 0
  private(set) var count = 0

  /// Adds a window; all windows of a sum have the same unit.
  mutating func add(_ window: WindowedHistogram) {
    guard window.count > 0 else { return }
    if counts.isEmpty {
      counts = [Int](repeating: 0, count: HistogramGeometry.buckets)
      unitShift = window.unitShift
    }
    precondition(unitShift == window.unitShift, "Windows with different units cannot be added up.")
    window.add(to: &counts)
    count += window.count
  }

  /// Median, p90 and p99 of everything together; nil without samples.
  func quantiles() -> Quantiles? {
    HistogramGeometry.quantiles(of: count, unitShift: unitShift) { counts[$0] }
  }

  private func value(of bucket: Int) -> Nanoseconds {
    Nanoseconds(Int64(HistogramGeometry.middle(of: bucket) * Double(Int64(1) << unitShift)))
  }

  /// How many samples lie in each of the ranges that rising bounds cut, the last one open.
  func histogram(below bounds: [Nanoseconds]) -> [Int] {
    var result = [Int](repeating: 0, count: bounds.count + 1)
    for bucket in counts.indices where counts[bucket] > 0 {
      let value = value(of: bucket)
      result[bounds.firstIndex { value < $0 } ?? bounds.count] += counts[bucket]
    }
    return result
  }
}
