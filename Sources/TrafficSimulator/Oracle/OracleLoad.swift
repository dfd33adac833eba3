/// The load that the oracle has put on one endpoint: a bucket of its capacity, and a mean rate.
struct OracleLoad: Sendable {
  /// Nanoseconds of a slot over which requests are counted.
  static let slot: Int64 = 1_000_000_000

  private var bucket = TokenBucket()
  private var slotStart: Int64 = 0
  private var here = 0
  private var before = 0

  /// Requests a second: what the last slot and the part of this one that has passed saw.
  func rate(at now: Int64) -> Double {
    let passed = now - slotStart
    if passed >= 2 * Self.slot { return 0 }
    if passed >= Self.slot { return Double(here) * Double(2 * Self.slot - passed) / Double(Self.slot) }
    let left = Double(Self.slot - passed) / Double(Self.slot)
    return Double(here) + Double(before) * left
  }

  /// Whether there is room for one request more.
  func hasRoom(capacity: Double?, at now: Int64) -> Bool {
    guard let capacity else { return true }
    var copy = bucket
    return capacity > 0 && copy.take(depth: capacity, rate: capacity, at: now)
  }

  /// Takes room for one request.
  mutating func take(capacity: Double?, at now: Int64) {
    if let capacity { _ = bucket.take(depth: capacity, rate: capacity, at: now) }
    let passed = now - slotStart
    if passed >= Self.slot {
      before = passed < 2 * Self.slot ? here : 0
      here = 0
      slotStart = now / Self.slot * Self.slot
    }
    here += 1
  }
}
