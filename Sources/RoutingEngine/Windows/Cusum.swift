/// A cumulative sum that finds a small, lasting rise of the error rate (Page, 1954).
///
/// The step is the log-likelihood ratio of a rate five times the baseline against the baseline, in 1/1024.
/// At a baseline of 1 % a 5 % rate is found after about 200 calls (median), a false alarm comes about every
/// two million calls.
struct Cusum: Sendable, Hashable {
  /// The sum that raises the alarm.
  static let alarm = 10_240
  /// The sum below which an alarm is over.
  static let clear = 2_048
  /// ln 5 in 1/1024.
  private static let failureStep = 1_648

  private(set) var sum = 0
  /// Successes since the last failure.
  private var calm = 0

  /// Counts a sample; `successStep` is that of the endpoint's baseline.
  @inline(__always)
  mutating func add(failed: Bool, successStep: Int) {
    if failed {
      sum = min(sum + Self.failureStep, 2 * Self.alarm)
      calm = 0
    } else {
      calm += 1
      sum = max(0, sum - successStep)
    }
  }

  /// Whether the rise is certain; half the sum is enough where other replicas are in doubt already.
  func isAlarm(isDoubtedElsewhere: Bool = false) -> Bool {
    sum >= (isDoubtedElsewhere ? Self.alarm / 2 : Self.alarm)
  }

  /// Whether nothing is left of an alarm.
  var isClear: Bool { sum < Self.clear }

  /// Whether so many calls in a row went well that a share of failures half as large as one that was seen would have
  /// let that happen once in a hundred times: (1 − share/2)^n ≤ 1 %.
  ///
  /// The sum alone is slow to forget a rise far above what raised it: after one call in five had failed, it took four
  /// hundred successes.
  func isRefuted(share: Double) -> Bool {
    // −ln(1 − x) ≥ x, so this asks for a little more.
    let half = min(0.5, share / 2)
    return Double(calm) * half >= 4.605
  }

  /// Forgets everything.
  mutating func reset() { (sum, calm) = (0, 0) }

  /// −ln((1−5p)/(1−p)) in 1/1024, by the series ln x = 2·(y + y³/3 + y⁵/5) with y = (x−1)/(x+1).
  static func successStep(_ baseline: Int) -> Int {
    let p = Double(max(100, min(baseline, 1_500))) / 10_000
    let x = (1 - 5 * p) / (1 - p)
    let y = (x - 1) / (x + 1)
    let square = y * y
    let logarithm = 2 * y * (1 + square / 3 + square * square / 5)
    return Int((-logarithm * 1_024).rounded())
  }
}
