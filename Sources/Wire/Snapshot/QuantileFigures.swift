public import Documents
public import RoutingEngine

/// Quantiles of a time over a window, in milliseconds, with the number of samples they rest on.
public struct QuantileFigures: Sendable, Hashable {
  /// Half of the samples are below; nil where the source does not know it.
  public var p50: Double?
  /// Nine in ten are below; nil where the source does not know it.
  public var p90: Double?
  /// Ninety-nine in a hundred are below; nil where the source does not know it.
  public var p99: Double?
  /// The mean, where it is all that the source knows; never a stand-in for a quantile.
  public var mean: Double?
  /// How many samples; nil where the source does not say.
  public var count: Int?
  /// The length of the window in seconds.
  public var windowSeconds: Double
  /// Quantiles of which only a lower limit is known, because they lie beyond the source's last bucket.
  public var atLeast: [Place] = []

  /// Which quantile.
  public enum Place: String, Sendable, Hashable, CaseIterable {
    /// The median.
    case p50
    /// Nine in ten are below.
    case p90
    /// Ninety-nine in a hundred are below.
    case p99
  }

  /// Gives the figures of a window.
  public init(
    p50: Double? = nil, p90: Double? = nil, p99: Double? = nil, mean: Double? = nil, count: Int? = nil,
    windowSeconds: Double = 60
  ) {
    self.p50 = p50
    self.p90 = p90
    self.p99 = p99
    self.mean = mean
    self.count = count
    self.windowSeconds = windowSeconds
  }

  /// The figures of an engine's window of a minute.
  public init(_ quantiles: Quantiles) {
    self.init(
      p50: quantiles.p50.milliseconds, p90: quantiles.p90.milliseconds, p99: quantiles.p99.milliseconds,
      count: quantiles.count)
  }

  /// A quantile in milliseconds; nil where it is not known.
  public subscript(place: Place) -> Double? {
    switch place {
    case .p50: p50
    case .p90: p90
    case .p99: p99
    }
  }

  /// How far below a value the middle of its bucket in an engine's histogram may lie.
  private static let resolution = 1.0 / 64

  /// The figures of a source that tells nothing apart beyond a bound: what reaches it is no less than the bound, and
  /// nobody knows how much more.
  ///
  /// - Parameter ceiling: the bound in milliseconds; nil where there is none.
  /// - Returns: the figures, with what is at the bound or beyond it at the bound.
  public func limited(by ceiling: Double?) -> QuantileFigures {
    guard let ceiling, ceiling > 0 else { return self }
    func isBeyond(_ value: Double?) -> Bool { (value ?? 0) >= ceiling * (1 - Self.resolution) }
    var limited = self
    limited.atLeast = Place.allCases.filter { isBeyond(self[$0]) }
    if isBeyond(p50) { limited.p50 = ceiling }
    if isBeyond(p90) { limited.p90 = ceiling }
    if isBeyond(p99) { limited.p99 = ceiling }
    return limited
  }
}

extension QuantileFigures: JSONWritable, WireReadable {
  /// Writes `{ p50, p90, p99, at_least, mean, n, window_s }`; `at_least` names the quantiles that are lower limits.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("p50", p50)
      $0.field("p90", p90)
      $0.field("p99", p99)
      if !atLeast.isEmpty { $0.field("at_least", atLeast.map(\.rawValue)) }
      if let mean { $0.field("mean", mean) }
      $0.field("n", count)
      $0.field("window_s", windowSeconds)
    }
  }

  /// Reads the figures; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init(
      p50: node.number("p50"), p90: node.number("p90"), p99: node.number("p99"), mean: node.number("mean"),
      count: node.count("n"), windowSeconds: node.number("window_s") ?? 60)
    atLeast = node.texts("at_least").compactMap { Place(rawValue: $0) }
  }
}

/// How many samples of a time lie below each of a few bounds, in milliseconds.
public struct HistogramFigures: Sendable, Hashable {
  /// The upper bounds in milliseconds, rising; the last count is of everything above.
  public var bounds: [Double]
  /// One count a bound, and one more for what is above the last.
  public var counts: [Int]

  /// Pairs bounds with counts.
  public init(bounds: [Double], counts: [Int]) {
    self.bounds = bounds
    self.counts = counts
  }
}

extension HistogramFigures: JSONWritable, WireReadable {
  /// Writes `{ bounds_ms, counts }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("bounds_ms", bounds)
      $0.field("counts", counts)
    }
  }

  /// Reads bounds and counts; nil where they do not belong together.
  public init?(_ node: Node) {
    let bounds = node["bounds_ms"]?.array?.compactMap(\.number) ?? []
    let counts = node["counts"]?.array?.compactMap { $0.integer.map { Int($0) } } ?? []
    guard counts.count == bounds.count + 1 else { return nil }
    self.init(bounds: bounds, counts: counts)
  }
}
