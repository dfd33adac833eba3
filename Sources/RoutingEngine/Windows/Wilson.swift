/// The one test behind every rate trigger: whether a share is certainly above a limit.
enum Wilson {
  /// Whether the lower end of the Wilson interval (z = 3) of k in n lies above a limit.
  ///
  /// The interval is the inversion of the score test, so the condition is k − nL > z·√(nL(1−L)); squared, it
  /// needs integers only. At a limit of 10 %: 4 of 10, 7 of 20, 12 of 50, 20 of 100, 71 of 500.
  ///
  /// `k` counts failures or slow calls among `n` samples, at most a million; the limit is in hundredths of a
  /// percent, from 1 to 9,999.
  static func exceeds(_ k: Int, of n: Int, limit: Int) -> Bool {
    let excess = Int128(k) * 10_000 - Int128(n) * Int128(limit)
    guard excess > 0 else { return false }
    return excess * excess > 9 * Int128(n) * Int128(limit) * Int128(10_000 - limit)
  }

  /// The fewest failures among n samples that trip a limit; for display.
  static func threshold(_ n: Int, limit: Int) -> Int {
    var k = n * limit / 10_000
    while k <= n, !exceeds(k, of: n, limit: limit) { k += 1 }
    return k
  }

  /// A share from 0 to 1 in hundredths of a percent, kept within the range of the test.
  static func limit(_ share: Double) -> Int { max(1, min(9_999, Int((share * 10_000).rounded()))) }
}
