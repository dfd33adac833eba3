extension SystemSnapshot {
  /// The part of all requests of the last minute that callers got no answer to, refused ones among them, from 0 to 1.
  ///
  /// Totals count calls to endpoints instead, among which are probes and those that a retry made good. Nil where no
  /// feature has figures of its own.
  public var callerErrorRate: Double? {
    var failed = 0.0
    var all = 0.0
    for feature in features {
      guard let part = feature.errorRate, let rate = feature.requestsPerSecond, rate > 0 else { continue }
      failed += part * rate
      all += rate
    }
    return all > 0 ? failed / all : nil
  }

  /// Requests a second of all features together; nil where none is known.
  public var callerRate: Double? {
    let known = features.compactMap(\.requestsPerSecond)
    return known.isEmpty ? nil : known.reduce(0, +)
  }
}
