/// A share of a feature's traffic.
public struct EndpointShare: Sendable, Hashable {
  /// Where it goes.
  public var endpoint: EndpointIndex
  /// How much of the feature's requests, in millionths.
  public var millionths: Int

  /// Pairs an endpoint with its share in millionths.
  @inlinable public init(endpoint: EndpointIndex, millionths: Int) {
    self.endpoint = endpoint
    self.millionths = millionths
  }

  /// The share from 0 to 1.
  public var fraction: Double { Double(millionths) / 1e6 }
}

/// What an act would do to one feature.
public struct FeaturePreview: Sendable, Hashable {
  /// Which feature.
  public var feature: FeatureIndex
  /// Shares now.
  public var before: [EndpointShare]
  /// Shares afterwards, once every step is done.
  public var after: [EndpointShare]
  /// Healthy candidates afterwards.
  public var candidatesLeft: Int
  /// Capacity of the rest of its pool divided by its demand; nil where capacity is not declared.
  public var headroom: Double?
  /// Expected p90 of the time to first token; nil without references.
  public var ttftP90: Nanoseconds?
  /// Expected cost, in US dollars an hour.
  public var costPerHour: Double
  /// Expected mean quality; nil without scores.
  public var quality: Double?
  /// The share of requests that would be refused, in millionths.
  public var shedMillionths: Int
  /// The share of sessions that would lose a warm cache, in millionths.
  public var sessionsMovedMillionths: Int
}

/// What an act would do, from the same builder that makes the routing table.
public struct Preview: Sendable, Hashable {
  /// The act; a flip that named no target names the one it comes to at this moment.
  public var act: Act
  /// The revision it was computed at.
  public var revision: UInt64
  /// Nil when the act is allowed; otherwise why a guard rail refuses it.
  public var refusal: String?
  /// The endpoints it touches.
  public var affected: [EndpointIndex]
  /// Every feature whose shares, candidates or head-room it changes.
  public var features: [FeaturePreview]
  /// Features that would be left without a healthy candidate.
  public var stranded: [FeatureIndex]
  /// Calls in flight on the endpoints it touches.
  public var inFlight: Int
}
