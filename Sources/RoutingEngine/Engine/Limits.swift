/// What the hot path needs to know of an endpoint; plain numbers, so that reading them touches no reference count.
struct EndpointLimits: Sendable, Hashable {
  var capabilities: Capabilities
  var contextTokens: UInt32
  /// The replica's part of the declared rate; infinity where it is not declared.
  var localRate: Double
  /// The fleet's declared rate; infinity where it is not declared.
  var rate: Double
  /// The replica's part of the calls in flight.
  var inFlight: Int
  /// How many tokens more than there are what the table plans may take.
  var plannedTokens: Double

  init(_ endpoint: EndpointConfiguration, replicas: Int) {
    capabilities = endpoint.capabilities
    contextTokens = endpoint.contextTokens ?? .max
    rate = endpoint.capacity.requestsPerSecond ?? .infinity
    localRate = rate / Double(max(1, replicas))
    plannedTokens = TokenBucket.plannedTokens(rate: rate)
    inFlight = endpoint.capacity.inFlight.map { ($0 + replicas - 1) / max(1, replicas) } ?? .max
  }
}

/// What the hot path needs to know of a feature.
struct FeatureLimits: Sendable, Hashable {
  var deadline: Nanoseconds
  var ttftDeadline: Nanoseconds
  var latencyP90: Nanoseconds

  init(_ feature: FeatureConfiguration) {
    deadline = feature.objectives.deadline
    ttftDeadline = feature.objectives.ttftDeadline
    latencyP90 = feature.objectives.latencyP90
  }
}
