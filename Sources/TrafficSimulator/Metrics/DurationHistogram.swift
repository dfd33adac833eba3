internal import RoutingEngine

/// Counts of durations in log-linear buckets: 32 to an octave of microseconds, at most 1.6 % wide of the value.
///
/// Durations beyond 2³⁵ µs (9.5 hours) fall into the last bucket.
struct DurationHistogram: Sendable {
  private static let buckets = 32 * 32
  private var counts = [UInt32](repeating: 0, count: buckets)
  /// How many durations were added.
  private(set) var count = 0

  /// Adds a duration in nanoseconds.
  mutating func add(_ nanoseconds: Int64) {
    counts[Self.bucket(of: max(0, nanoseconds) / 1_000)] += 1
    count += 1
  }

  /// The three percentiles; nil without a duration.
  var percentiles: Percentiles? {
    guard let p50 = quantile(1, of: 2), let p90 = quantile(9, of: 10), let p99 = quantile(99, of: 100) else {
      return nil
    }
    return Percentiles(p50: p50, p90: p90, p99: p99)
  }

  /// The duration of the nearest rank at a share given as a fraction, in milliseconds.
  func quantile(_ part: Int, of whole: Int) -> Double? {
    guard count > 0 else { return nil }
    let rank = max(1, (count * part + whole - 1) / whole)
    var seen = 0
    for bucket in counts.indices {
      seen += Int(counts[bucket])
      if seen >= rank { return Self.middle(of: bucket) }
    }
    return nil
  }

  private static func bucket(of microseconds: Int64) -> Int {
    guard microseconds >= 64 else { return Int(microseconds) }
    let shift = (63 - microseconds.leadingZeroBitCount) - 5
    return min(buckets - 1, shift * 32 + Int(microseconds >> Int64(shift)))
  }

  private static func middle(of bucket: Int) -> Double {
    guard bucket >= 64 else { return Double(bucket) / 1_000 }
    let shift = bucket / 32 - 1
    let lower = Int64(bucket - shift * 32) << Int64(shift)
    let width = Int64(1) << Int64(shift)
    return (Double(lower) + Double(width) / 2) / 1_000
  }
}
