/// How often values fell between bounds.
///
/// Buckets are in ascending order and do not overlap. Quantiles follow the rule of Prometheus'
/// `histogram_quantile` for classic histograms, so that both give the same number on the same data.
public struct Distribution: Sendable, Hashable {
  /// Values between two bounds.
  public struct Bucket: Sendable, Hashable {
    /// The lower bound; `-infinity` where there is none.
    public var lower: Double
    /// The upper bound; `infinity` where there is none.
    public var upper: Double
    /// How many values.
    public var count: Double

    /// Describes a bucket.
    public init(lower: Double, upper: Double, count: Double) {
      self.lower = lower
      self.upper = upper
      self.count = count
    }
  }

  /// A quantile, and how far it can be trusted.
  public struct Quantile: Sendable, Hashable {
    /// The value.
    public var value: Double
    /// Whether the quantile lies beyond the last finite bound, so that the value is only a lower limit of it.
    public var isLowerLimit: Bool
  }

  /// Most buckets that a distribution may have; a source that sends more is refused.
  public static let maxBuckets = 4096

  /// The buckets, from the lowest up.
  public private(set) var buckets: [Bucket]
  /// The sum of all values, where the source gives it.
  public var sum: Double?

  /// Makes a distribution of buckets that are in order and do not overlap.
  ///
  /// - Returns: `nil` where they are out of order, a count is negative or no number, or there are too many.
  public init?(buckets: [Bucket], sum: Double? = nil) {
    guard buckets.count <= Self.maxBuckets else { return nil }
    var last = -Double.infinity
    for bucket in buckets {
      guard bucket.lower >= last, bucket.upper > bucket.lower, bucket.count >= 0, bucket.count.isFinite else {
        return nil
      }
      last = bucket.upper
    }
    self.buckets = buckets
    self.sum = sum
  }

  /// Makes a distribution of cumulative counts, each up to and including its bound, in any order.
  ///
  /// Equal bounds are added up, as series that are written `1` and `1.0` have to be; a count that is below the one
  /// before it is raised to it.
  ///
  /// - Returns: `nil` where the bound of infinity is missing, because nobody knows then how much lies beyond.
  public init?(cumulative points: [(bound: Double, count: Double)], sum: Double? = nil) {
    var merged: [(bound: Double, count: Double)] = []
    for point in points.sorted(by: { $0.bound < $1.bound }) where !point.bound.isNaN {
      if let last = merged.last, last.bound == point.bound {
        merged[merged.count - 1].count += point.count
      } else {
        merged.append(point)
      }
    }
    guard merged.last?.bound == .infinity, merged.count >= 2 else { return nil }
    var buckets: [Bucket] = []
    var lower = -Double.infinity
    var below = 0.0
    for (bound, count) in merged {
      let total = max(below, count.isFinite ? count : below)
      if lower == -.infinity, bound > 0 { lower = 0 }
      buckets.append(Bucket(lower: lower, upper: bound, count: total - below))
      (lower, below) = (bound, total)
    }
    self.init(buckets: buckets, sum: sum)
  }

  /// How many values.
  public var count: Double { buckets.reduce(0) { $0 + $1.count } }

  /// The value below which a share of all values lies, interpolated inside its bucket.
  ///
  /// - Parameter share: from 0 to 1.
  /// - Returns: `nil` without values.
  public func quantile(_ share: Double) -> Quantile? {
    let total = count
    guard total > 0, (0...1).contains(share) else { return nil }
    let rank = share * total
    var below = 0.0
    for (place, bucket) in buckets.enumerated() {
      guard below + bucket.count >= rank, bucket.count > 0 || place == buckets.count - 1 || rank <= 0 else {
        below += bucket.count
        continue
      }
      if bucket.upper == .infinity {
        return bucket.lower.isFinite ? Quantile(value: bucket.lower, isLowerLimit: true) : nil
      }
      guard bucket.lower.isFinite else { return Quantile(value: bucket.upper, isLowerLimit: false) }
      let part = bucket.count > 0 ? (rank - below) / bucket.count : 0
      return Quantile(value: bucket.lower + (bucket.upper - bucket.lower) * part, isLowerLimit: false)
    }
    return nil
  }

  /// The distribution with all bounds multiplied, to bring milliseconds to seconds.
  public func scaled(by factor: Double) -> Distribution {
    var scaled = self
    for index in scaled.buckets.indices {
      scaled.buckets[index].lower *= factor
      scaled.buckets[index].upper *= factor
    }
    scaled.sum = sum.map { $0 * factor }
    return scaled
  }

  /// The distribution with all counts multiplied: the part of the values that a share of the calls has.
  public func thinned(to share: Double) -> Distribution {
    var thinned = self
    for index in thinned.buckets.indices { thinned.buckets[index].count *= share }
    thinned.sum = sum.map { $0 * share }
    return thinned
  }

  /// The bound beyond which nothing is told apart: a quantile that lies there is only known to be no less; `nil` where
  /// every bucket has an end.
  public var ceiling: Double? {
    guard let last = buckets.last, last.upper == .infinity, last.lower.isFinite else { return nil }
    return last.lower
  }

  /// Adds a distribution with the same bounds.
  ///
  /// - Returns: false, and nothing is changed, where the bounds differ.
  public mutating func add(_ other: Distribution) -> Bool {
    guard buckets.count == other.buckets.count,
      zip(buckets, other.buckets).allSatisfy({ $0.lower == $1.lower && $0.upper == $1.upper })
    else { return false }
    for index in buckets.indices { buckets[index].count += other.buckets[index].count }
    if let mine = sum, let theirs = other.sum { sum = mine + theirs } else { sum = nil }
    return true
  }
}
