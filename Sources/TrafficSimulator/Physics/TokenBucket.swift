/// A token bucket one second deep, full at the beginning.
///
/// A bucket of less than one request a second holds one token, so that it ever lets one pass.
struct TokenBucket: Sendable, Hashable {
  private var tokens = Double.infinity
  private var filledAt: Int64 = 0

  /// Takes a token, if there is one.
  ///
  /// - Parameters:
  ///   - depth: what the bucket holds, in tokens.
  ///   - rate: tokens a second.
  ///   - now: nanoseconds since the beginning of the run.
  /// - Returns: whether there was one.
  mutating func take(depth: Double, rate: Double, at now: Int64) -> Bool {
    let grown = tokens + Double(now - filledAt) * 1e-9 * rate
    tokens = min(max(depth, rate > 0 ? 1 : 0), grown)
    filledAt = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}
