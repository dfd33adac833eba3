public import RoutingEngine

/// One call that somebody else made, as the engine is told of it.
///
/// From a request log it is the call itself; from counts and distributions it is one of as many calls as were counted.
public struct ObservedCall: Sendable, Hashable {
  /// Who served it.
  public var endpoint: EndpointIndex
  /// For which feature; `nil` where that is not known.
  public var feature: FeatureIndex?
  /// How it ended.
  public var outcome: Outcome
  /// Whether its answer was streamed, so that it has a time to first token.
  public var isStreaming: Bool

  /// Describes a call.
  public init(endpoint: EndpointIndex, feature: FeatureIndex? = nil, outcome: Outcome, isStreaming: Bool) {
    self.endpoint = endpoint
    self.feature = feature
    self.outcome = outcome
    self.isStreaming = isStreaming
  }
}
