/// Counts of values below rising bounds, which only grow; the form that metric stores read.
public struct CumulativeHistogram: Sendable, Hashable {
  /// The bounds, each included in its range, in nanoseconds or in tokens.
  public let bounds: [Int64]
  /// How many values lie in each range, the last one open; not summed up.
  public private(set) var counts: [Int]
  /// The sum of all values, in the unit of the bounds.
  public private(set) var sum: Int64 = 0

  /// How many values there are.
  public var total: Int { counts.reduce(0, +) }

  /// The bounds that OpenTelemetry's conventions for generative AI advise for the time to first token, and above
  /// them the waits of overloaded providers.
  static let ttftBounds = seconds([
    0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 4, 5, 7.5, 10, 15, 30,
  ])
  /// The bounds that the same conventions advise for the duration of a request.
  static let latencyBounds = seconds([
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
  ])
  /// The bounds that the same conventions advise for the time per output token.
  static let tpotBounds = seconds([0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5])
  /// The bounds that the same conventions advise for tokens.
  static let tokenBounds: [Int64] = (0...10).map { 1 << (2 * Int64($0)) }

  private static func seconds(_ bounds: [Double]) -> [Int64] { bounds.map { Int64($0 * 1e9) } }

  init(_ bounds: [Int64]) {
    self.bounds = bounds
    counts = [Int](repeating: 0, count: bounds.count + 1)
  }

  @inline(__always)
  mutating func count(_ value: Int64) {
    var place = 0
    while place < bounds.count, value > bounds[place] { place += 1 }
    counts[place] += 1
    sum += max(0, value)
  }

  mutating func add(_ other: CumulativeHistogram) {
    for place in counts.indices { counts[place] += other.counts[place] }
    sum += other.sum
  }
}
