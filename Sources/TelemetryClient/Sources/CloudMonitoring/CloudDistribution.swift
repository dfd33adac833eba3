internal import Documents

/// Reads a distribution of Google Cloud: bounds in one of three forms, counts that may stop early.
///
/// Source: googleapis, `google/api/distribution.proto`. Lower bounds are inclusive here and upper bounds in
/// Prometheus; interpolation gives the same number.
enum CloudDistribution {
  /// Most buckets, by the same source.
  static let maxBuckets = 200

  /// The distribution; `nil` where it is none.
  static func read(_ node: Node) -> Distribution? {
    guard let options = node["bucketOptions"], let uppers = bounds(options) else { return nil }
    let counts = (node["bucketCounts"]?.array ?? []).map { number($0) ?? 0 }
    guard counts.count <= uppers.count + 1 else { return nil }
    var buckets: [Distribution.Bucket] = []
    // The bucket below the first bound: no time is below 0.
    var lower = uppers.first.map { $0 > 0 ? 0 : -Double.infinity } ?? 0
    for (place, upper) in (uppers + [.infinity]).enumerated() where upper > lower {
      buckets.append(.init(lower: lower, upper: upper, count: place < counts.count ? counts[place] : 0))
      lower = upper
    }
    let total = number(node["count"])
    let mean = node["mean"]?.number
    return Distribution(buckets: buckets, sum: total.flatMap { n in mean.map { $0 * n } })
  }

  /// The upper bounds of all buckets but the last.
  private static func bounds(_ options: Node) -> [Double]? {
    if let linear = options["linearBuckets"] {
      guard let n = finite(linear), let width = linear["width"]?.number, width > 0 else { return nil }
      let offset = linear["offset"]?.number ?? 0
      return (0...n).map { offset + width * Double($0) }
    }
    if let exponential = options["exponentialBuckets"] {
      guard let n = finite(exponential), let growth = exponential["growthFactor"]?.number, growth > 1,
        let scale = exponential["scale"]?.number, scale > 0
      else { return nil }
      var bound = scale
      return (0...n).map { _ in
        defer { bound *= growth }
        return bound
      }
    }
    guard let list = options["explicitBuckets"]?["bounds"]?.array, !list.isEmpty, list.count < maxBuckets
    else {
      return nil
    }
    let bounds = list.compactMap(\.number)
    return bounds.count == list.count && zip(bounds, bounds.dropFirst()).allSatisfy(<) ? bounds : nil
  }

  private static func finite(_ node: Node) -> Int? {
    node["numFiniteBuckets"]?.integer.flatMap { (1...Int64(maxBuckets)).contains($0) ? Int($0) : nil }
  }

  /// A 64-bit integer is text in protocol buffers' JSON.
  static func number(_ node: Node?) -> Double? {
    node?.number ?? node?.string.flatMap(Double.init)
  }
}
