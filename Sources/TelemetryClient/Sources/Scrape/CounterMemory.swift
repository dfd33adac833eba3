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

  /// Most series that are remembered although they are away; beyond that, all that are away are forgotten.
  static let maxAway = 100_000

  private var last: [String: Series] = [:]
  /// Series that were there once and were not at the last look.
  private var away: [String: Series] = [:]
  private var hasLooked = false

  /// What each series gained since the last look; nothing at the first look.
  ///
  /// A series that is new has gained all that it shows, because it was not there at the last look. One that was away
  /// and comes back shows its past: it has gained nothing that is known, unless it begins anew.
  ///
  /// - Parameters:
  ///   - present: what every series shows now, by its key.
  ///   - isRestarted: whether the process behind the page is known to be another one.
  ///   - isRecent: whether the last look is so near that what is new since then is of the present.
  /// - Returns: the gains, under the same keys.
  mutating func gains(_ present: [String: Series], isRestarted: Bool, isRecent: Bool) -> [String: Series] {
    if isRestarted { away = [:] }
    defer {
      if !isRestarted { for (key, series) in last where present[key] == nil { away[key] = series } }
      for key in present.keys { away[key] = nil }
      if away.count > Self.maxAway { away = [:] }
      last = present
      hasLooked = true
    }
    guard hasLooked else { return [:] }
    var gains: [String: Series] = [:]
    for (key, series) in present {
      if isRestarted {
        gains[key] = series
      } else if let before = last[key] {
        gains[key] = Self.gain(of: series, since: before)
      } else if isRecent, away[key].map({ Self.isReset(series, since: $0) }) ?? true {
        gains[key] = series
      }
    }
    return gains
  }

  private static func isReset(_ series: Series, since before: Series) -> Bool {
    before.counts.contains { bound, count in (series.counts[bound] ?? 0) < count }
  }

  private static func gain(of series: Series, since before: Series) -> Series {
    guard !isReset(series, since: before) else { return series }
    var gain = series
    for (bound, count) in before.counts { gain.counts[bound] = (series.counts[bound] ?? 0) - count }
    return gain
  }
}
