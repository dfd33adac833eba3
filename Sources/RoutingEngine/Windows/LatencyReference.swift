/// What is normal for an endpoint: expected latency by size, and the p90 of the ratio to it.
///
/// TTFT grows with the prompt, so a call is held against a + b·tokens (least squares) rather than against a
/// plain figure; a feature that moves to long prompts is then no regression. Only the owner decides which
/// samples may teach it: those of closed, healthy endpoints. After the first samples it takes no more an hour
/// than it already has, so that it moves over an hour from then on and a slow decay cannot become the norm.
struct LatencyReference: Sendable, Hashable {
  /// Samples it takes at full pace before it slows down.
  static let eagerSamples = 512.0
  /// How long it then takes to learn as much again, in nanoseconds.
  static let memory = Double(Nanoseconds.hours(1).count)
  /// Samples it needs before it is used.
  static let usableSamples = 20
  /// Samples in memory; at that number all weights are halved.
  static let memorySamples = 4_096.0
  private static let fitSamples = 16.0
  private static let ratioUnits = 256.0

  private var n = 0.0
  private var sumX = 0.0
  private var sumY = 0.0
  private var sumXX = 0.0
  private var sumXY = 0.0
  private var ratios: [UInt32] = []
  private var ratioCount = 0
  private var intercept = 0.0
  private var slope = 0.0
  /// The p90 of the ratio; nil until it is learned.
  private(set) var ratioP90: Double?
  /// When it takes the next sample.
  private var nextSample = Timestamp.origin
  private let configured: Double?
  private let normalises: Bool

  /// Starts without knowledge, or with a p90 the operator expects.
  init(configured: Nanoseconds?, normalises: Bool) {
    self.configured = configured.map { Double($0.count) }
    self.normalises = normalises
  }

  /// Whether it can be used.
  var isUsable: Bool { ratioP90 != nil || configured != nil }

  /// The expected p90 where size does not matter, in nanoseconds; nil until it is learned.
  var p90: Double? {
    guard let ratioP90 else { return configured }
    return ratioP90 * intercept
  }

  /// The expected p90 for a size, in nanoseconds; nil until it is learned.
  @inline(__always)
  func p90(size: UInt32) -> Double? {
    guard let ratioP90 else { return configured }
    return ratioP90 * expected(Double(size))
  }

  /// Learns from a healthy sample.
  @inline(__always)
  mutating func learn(_ value: Nanoseconds, size: UInt32, at now: Timestamp) {
    if now >= nextSample { take(value, size: size, at: now) }
  }

  private mutating func take(_ value: Nanoseconds, size: UInt32, at now: Timestamp) {
    let y = Double(value.count)
    let x = normalises ? Double(size) : 0
    if n >= Self.fitSamples { learnRatio(y / max(expected(x), 1)) }
    n += 1
    sumX += x
    sumY += y
    sumXX += x * x
    sumXY += x * y
    if n >= Self.memorySamples { halve() }
    if n < 64 || Int(n) % 16 == 0 { fit() }
    if n >= Self.eagerSamples { nextSample = now + Nanoseconds(Int64((Self.memory / n).rounded(.up))) }
  }

  @inline(__always)
  private func expected(_ x: Double) -> Double {
    guard normalises else { return intercept }
    return max(intercept + slope * x, intercept * 0.25)
  }

  private mutating func fit() {
    let variance = n * sumXX - sumX * sumX
    let mean = sumY / n
    guard n >= Self.fitSamples, variance > n * n else {
      (intercept, slope) = (mean, 0)
      return
    }
    slope = max(0, (n * sumXY - sumX * sumY) / variance)
    intercept = (sumY - slope * sumX) / n
    if intercept < mean * 0.05 {
      intercept = mean * 0.05
      slope = max(0, sumX > 0 ? (sumY - intercept * n) / sumX : 0)
    }
  }

  private mutating func learnRatio(_ ratio: Double) {
    if ratios.isEmpty { ratios = [UInt32](repeating: 0, count: HistogramGeometry.buckets) }
    let units = min(ratio * Self.ratioUnits, Double(HistogramGeometry.maxUnits))
    ratios[HistogramGeometry.bucket(of: Int64(units))] += 1
    ratioCount += 1
    if ratioCount >= Self.usableSamples, ratioCount < 256 || ratioCount % 16 == 0 { readP90() }
  }

  private mutating func readP90() {
    let rank = Int((Double(ratioCount) * 0.9).rounded(.up))
    var seen = 0
    for bucket in ratios.indices {
      seen += Int(ratios[bucket])
      if seen >= rank {
        ratioP90 = HistogramGeometry.middle(of: bucket) / Self.ratioUnits
        return
      }
    }
  }

  private mutating func halve() {
    n /= 2
    sumX /= 2
    sumY /= 2
    sumXX /= 2
    sumXY /= 2
    ratioCount = 0
    for bucket in ratios.indices {
      ratios[bucket] /= 2
      ratioCount += Int(ratios[bucket])
    }
  }
}
