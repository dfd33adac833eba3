extension CostReport {
  /// What the lines of a report are sums over.
  public struct Grouping: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8

    /// Makes a set from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A line a feature.
    public static let feature = Grouping(rawValue: 1)
    /// A line an endpoint.
    public static let endpoint = Grouping(rawValue: 2)
    /// A line a provider.
    public static let provider = Grouping(rawValue: 4)
    /// A line an hour.
    public static let hour = Grouping(rawValue: 8)
    /// A line a day.
    public static let day = Grouping(rawValue: 16)

    /// The names of `by=`.
    public static let names = ["feature", "endpoint", "provider", "hour", "day"]

    /// The periods that lines are sums of; nil where they are of the whole span.
    public var period: Period? { contains(.hour) ? .hour : contains(.day) ? .day : nil }

    /// Reads the names of `by=`; nil where one is unknown, or none is given.
    public init?(names: [String]) {
      var set: Grouping = []
      for name in names {
        switch name {
        case "feature": set.insert(.feature)
        case "endpoint": set.insert(.endpoint)
        case "provider": set.insert(.provider)
        case "hour": set.insert(.hour)
        case "day": set.insert(.day)
        default: return nil
        }
      }
      guard !set.isEmpty else { return nil }
      self = set
    }
  }

  /// The same report with lines summed up; totals stay as they are.
  ///
  /// Periods come in their order, the dearest line of each first.
  public func grouped(by grouping: Grouping) -> CostReport {
    guard !grouping.isSuperset(of: [.feature, .endpoint]) else { return self }
    var sums: [Line] = []
    for line in lines {
      var key = Line(
        feature: grouping.contains(.feature) ? line.feature : nil,
        endpoint: grouping.contains(.endpoint) ? line.endpoint : nil,
        provider: grouping.isDisjoint(with: [.endpoint, .provider]) ? nil : line.provider)
      key.start = grouping.period == nil ? nil : line.start
      let known = sums.firstIndex {
        $0.start == key.start && $0.feature == key.feature && $0.endpoint == key.endpoint
          && $0.provider == key.provider
      }
      if let known {
        sums[known].add(line)
      } else {
        key.isPriced = line.isPriced
        key.add(line)
        sums.append(key)
      }
    }
    var report = self
    report.lines = sums.sorted { a, b in
      let (first, second) = (a.start ?? from, b.start ?? from)
      return first != second ? first < second : a.usd > b.usd
    }
    return report
  }
}

extension CostReport.Line {
  fileprivate mutating func add(_ other: CostReport.Line) {
    let estimates = estimatedShare * Double(attempts) + other.estimatedShare * Double(other.attempts)
    attempts += other.attempts
    succeeded += other.succeeded
    input += other.input
    cachedInput += other.cachedInput
    cacheWrite += other.cacheWrite
    output += other.output
    reasoning += other.reasoning
    isPriced = isPriced || other.isPriced
    // Whole nano-dollars, so that no sum of fractions shows more digits than there are.
    usd = Self.sum(usd, other.usd)
    wastedUSD = Self.sum(wastedUSD, other.wastedUSD)
    estimatedShare = attempts > 0 ? estimates / Double(attempts) : 0
  }

  private static func sum(_ a: Double, _ b: Double) -> Double {
    ((a * 1e9).rounded() + (b * 1e9).rounded()) / 1e9
  }
}
