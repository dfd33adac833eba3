/// Counts of values below rising bounds, which only grow; the form that metric stores read.
public struct CumulativeHistogram: Sendable, Hashable {
  /// The bounds, each included in its range, in nanoseconds or in tokens.
  public let bounds: [Int64]
  /// How many values lie in each range, the last one open; not summed up.
  public let counts: [Int]
  /// The sum of all values, in the unit of the bounds.
  public let sum: Int64

  /// How many values there are.
  public var total: Int { counts.reduce(0, +) }
}

/// Rising bounds, and the way from a value to its range: by its octave to the first range it may lie in, then
/// up by at most a few.
struct HistogramBounds: Sendable, Hashable {
  let bounds: [Int64]
  /// The first range of values that have so many bits.
  private let first: [UInt8]

  /// The bounds that OpenTelemetry's conventions for generative AI advise for the time to first token, and above
  /// them the waits of overloaded providers.
  static let ttft = HistogramBounds(seconds: [
    0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 4, 5, 7.5, 10, 15, 30,
  ])
  /// The bounds that the same conventions advise for the duration of a request.
  static let latency = HistogramBounds(seconds: [
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
  ])
  /// The bounds that the same conventions advise for the time per output token.
  static let tpot = HistogramBounds(seconds: [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5,
  ])
  /// The bounds that the same conventions advise for tokens.
  static let tokens = HistogramBounds((0...10).map { 1 << (2 * Int64($0)) })

  init(seconds: [Double]) { self.init(seconds.map { Int64($0 * 1e9) }) }

  init(_ bounds: [Int64]) {
    self.bounds = bounds
    first = (0...64).map { bits in
      UInt8(bounds.count { bits > 0 && ($0 >> (Int64(bits) - 1)) == 0 })
    }
  }

  /// Cells of one histogram: its ranges, and the sum of its values.
  var cells: Int { bounds.count + 2 }

  /// The same for each kind, as constants.
  enum Cells {
    static let ttft = 20
    static let latency = 16
    static let tpot = 15
    static let tokens = 13
  }

  /// The range of a latency: its bounds double from 10 ms.
  @inline(__always)
  static func latencyRange(of value: Int64) -> Int {
    guard value > 0 else { return 0 }
    return min(64 - ((value - 1) / 10_000_000).leadingZeroBitCount, Cells.latency - 2)
  }

  /// The range of a number of tokens: its bounds quadruple from 1.
  @inline(__always)
  static func tokenRange(of value: Int64) -> Int {
    guard value > 0 else { return 0 }
    return min((65 - (value - 1).leadingZeroBitCount) / 2, Cells.tokens - 2)
  }

  /// The range that a value lies in.
  @inline(__always)
  func range(of value: Int64) -> Int {
    guard value > 0 else { return 0 }
    var place = Int(first[64 - value.leadingZeroBitCount])
    while place < bounds.count, value > bounds[place] { place += 1 }
    return place
  }
}
