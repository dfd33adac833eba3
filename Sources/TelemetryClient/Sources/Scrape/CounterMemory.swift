/// What counters showed at the last look, and so what they have gained since.
///
/// A counter that went back was restarted and counts from zero. For a histogram that is judged by all of its buckets
/// together: one bucket may be past its old count while the others show the restart.
struct CounterMemory: Sendable, Hashable {
  /// A counter, or all buckets of a histogram, by the labels that are not `le`.
  struct Series: Sendable, Hashable {
    /// By upper bound; a plain counter has one entry, under 0.
    var counts: [Double: Double] = [:]
  }

  private var last: [String: Series] = [:]
  private var hasLooked = false

  /// What each series gained since the last look; nothing at the first look.
  ///
  /// Series that are gone are forgotten. A series that is new has gained all that it shows, because it was not there
  /// at the last look.
  ///
  /// - Parameters:
  ///   - present: what every series shows now, by its key.
  ///   - isRestarted: whether the process behind the page is known to be another one.
  /// - Returns: the gains, under the same keys.
  mutating func gains(_ present: [String: Series], isRestarted: Bool) -> [String: Series] {
    defer {
      last = present
      hasLooked = true
    }
    guard hasLooked else { return [:] }
    var gains: [String: Series] = [:]
    for (key, series) in present {
      guard !isRestarted, let before = last[key] else {
        gains[key] = series
        continue
      }
      gains[key] = Self.gain(of: series, since: before)
    }
    return gains
  }

  private static func gain(of series: Series, since before: Series) -> Series {
    let isReset = before.counts.contains { bound, count in (series.counts[bound] ?? 0) < count }
    guard !isReset else { return series }
    var gain = series
    for (bound, count) in before.counts { gain.counts[bound] = (series.counts[bound] ?? 0) - count }
    return gain
  }
}
