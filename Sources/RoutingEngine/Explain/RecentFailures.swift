/// One call that did not end well, as an endpoint remembers it.
public struct FailureSeen: Sendable, Hashable {
  /// When it was reported, on the caller's clock.
  public var at: Timestamp
  /// How it ended.
  public var `class`: OutcomeClass
  /// For which feature.
  public var feature: FeatureIndex
  /// From its start to its end.
  public var latency: Nanoseconds
  /// How long the provider asked to be left alone; nil when it did not say.
  public var retryAfter: Nanoseconds?
  /// Whether it was a probe.
  public var isProbe: Bool
}

/// The last calls of an endpoint that did not end well; callers who went away and our own refusals excepted.
struct RecentFailures: Sendable, Hashable {
  /// Calls that are remembered.
  static let limit = 16

  private var ring: [FailureSeen] = []
  private var oldest = 0

  mutating func add(_ failure: FailureSeen) {
    guard ring.count == Self.limit else { return ring.append(failure) }
    ring[oldest] = failure
    oldest = (oldest + 1) % Self.limit
  }

  /// The newest first.
  var newestFirst: [FailureSeen] { (ring[oldest...] + ring[..<oldest]).reversed() }
}
