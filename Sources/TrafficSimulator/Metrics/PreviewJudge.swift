internal import RoutingEngine

/// Compares what a preview promised with what came.
///
/// For an act that moves traffic, once it was applied, first attempts are counted from one minute after the act, when every
/// step is done, until five minutes after it, the end of its lease, or the next act. An endpoint's promised share is the sum of
/// the promised shares of the features in the preview, weighted with the requests each of them really had; the
/// error is the largest difference over the endpoints, in percentage points. Fewer than 30 seconds judge nothing.
struct PreviewJudge: Sendable {
  /// Nanoseconds until everything is settled.
  static let settling: Int64 = 60_000_000_000
  /// Nanoseconds until counting ends.
  static let counting: Int64 = 300_000_000_000
  /// Nanoseconds that must be counted at least.
  static let countedAtLeast: Int64 = 30_000_000_000

  private struct Promise: Sendable {
    var madeAt: Int64
    var endsAt: Int64
    var features: [FeaturePreview]
    /// First attempts of each feature of the preview at each endpoint.
    var counts: [Int]
  }

  private let endpoints: Int
  private var promises: [Promise] = []

  init(endpoints: Int) { self.endpoints = endpoints }

  /// Notes that an act of any kind happened: the earlier promises end here.
  mutating func interrupt(at now: Int64) {
    for place in promises.indices { promises[place].endsAt = min(promises[place].endsAt, now) }
  }

  /// Notes what a preview promised, and for how long; nil for an act that does not end by itself.
  mutating func begin(_ preview: Preview, for length: Int64? = nil, at now: Int64) {
    guard !preview.features.isEmpty else { return }
    promises.append(
      Promise(
        madeAt: now, endsAt: now + min(Self.counting, length ?? Self.counting), features: preview.features,
        counts: [Int](repeating: 0, count: preview.features.count * endpoints)))
  }

  /// Counts a first attempt.
  mutating func add(_ record: AttemptRecord) {
    for place in promises.indices {
      guard record.at >= promises[place].madeAt + Self.settling, record.at < promises[place].endsAt,
        let row = promises[place].features.firstIndex(where: { $0.feature.value == record.feature })
      else { continue }
      promises[place].counts[row * endpoints + record.endpoint] += 1
    }
  }

  /// The largest error of the promises made in a span, in percentage points; nil when nothing can be judged.
  func error(in window: Window, endingAt now: Int64) -> Double? {
    var worst: Double?
    for promise in promises where window.contains(Nanoseconds(promise.madeAt)) {
      let counted = min(promise.endsAt, now) - promise.madeAt - Self.settling
      guard counted >= Self.countedAtLeast, let found = error(of: promise) else { continue }
      worst = max(worst ?? 0, found)
    }
    return worst
  }

  private func error(of promise: Promise) -> Double? {
    let total = promise.counts.reduce(0, +)
    guard total > 0 else { return nil }
    var expected = [Double](repeating: 0, count: endpoints)
    var came = [Double](repeating: 0, count: endpoints)
    for (row, preview) in promise.features.enumerated() {
      let counts = promise.counts[row * endpoints..<(row + 1) * endpoints]
      let weight = Double(counts.reduce(0, +)) / Double(total)
      // Shares are parts of all requests; what was refused made no attempt.
      let served = preview.after.reduce(0) { $0 + $1.fraction }
      for share in preview.after where served > 0 {
        expected[share.endpoint.value] += weight * share.fraction / served
      }
      for (endpoint, count) in counts.enumerated() { came[endpoint] += Double(count) / Double(total) }
    }
    return zip(expected, came).map { abs($0 - $1) * 100 }.max()
  }
}
