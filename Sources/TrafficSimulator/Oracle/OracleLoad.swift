/// The load that the oracle has put on one endpoint: a bucket of its capacity, and a mean rate.
struct OracleLoad: Sendable {
  /// Over how many seconds the rate is a mean.
  static let seconds = 1.0

  private var bucket = TokenBucket()
  private var rate = 0.0
  private var ratedAt: Int64 = 0

  /// The mean rate of the last second or so, in requests a second.
  func rate(at now: Int64) -> Double { rate * Self.decay(now - ratedAt) }

  /// Takes room for one request, if there is any.
  mutating func take(capacity: Double?, at now: Int64) -> Bool {
    if let capacity {
      guard capacity > 0, bucket.take(depth: capacity, rate: capacity, at: now) else { return false }
    }
    rate = rate(at: now) + 1 / Self.seconds
    ratedAt = now
    return true
  }

  /// What is left of a rate after nanoseconds: one over one plus the time, for want of an exponential.
  private static func decay(_ passed: Int64) -> Double { 1 / (1 + Double(max(0, passed)) / 1e9 / seconds) }
}
