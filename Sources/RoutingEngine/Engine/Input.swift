/// What an engine is told, apart from requests to route.
public enum Input: Sendable, Hashable {
  /// The first content token of an attempt came; said again, that the attempt still lives past its deadline.
  case firstToken(AttemptID)
  /// An attempt ended. A second report under the same name is ignored.
  case outcome(AttemptID, Outcome)
  /// An operator wants something.
  case act(Act)
  /// Another replica says how it sees the world.
  case peerDigest(ReplicaDigest)
  /// Time passed; due at least every 250 ms while there is traffic.
  case tick
  /// A new benchmark result of a feature on an endpoint.
  case quality(FeatureIndex, EndpointIndex, QualityScore)
  /// A new price of an endpoint.
  case price(EndpointIndex, Price)
}

/// What a replica tells the others once a second.
public struct ReplicaDigest: Sendable, Hashable {
  /// Which replica.
  public var replica: Int
  /// When it was made, on the receiver's clock.
  public var at: Timestamp
  /// One entry an endpoint, in the order of the configuration.
  public var endpoints: [EndpointDigest]
  /// Requests a second that arrive there, one entry a feature, in the order of the configuration.
  public var arrivals: [Double]

  /// Describes a replica's view.
  public init(replica: Int, at: Timestamp, endpoints: [EndpointDigest], arrivals: [Double] = []) {
    self.replica = replica
    self.at = at
    self.endpoints = endpoints
    self.arrivals = arrivals
  }
}

/// One replica's view of one endpoint; hints, never commands.
public struct EndpointDigest: Sendable, Hashable {
  /// The breaker's state.
  public var state: BreakerState
  /// Samples of the last three seconds.
  public var samples: UInt32
  /// Failures among them.
  public var failures: UInt32
  /// Samples of the last ten seconds.
  public var lastingSamples: UInt32
  /// Failures among them.
  public var lastingFailures: UInt32
  /// Calls that began in the last three seconds and have neither failed nor brought a first token.
  public var pending: UInt32
  /// Calls of the last thirty seconds whose first token came, or is overdue.
  public var timed: UInt32
  /// Slow and overdue ones among them.
  public var slow: UInt32
  /// Samples seen at the present stage of the ramp.
  public var stageSamples: UInt32

  /// Describes an endpoint as one replica sees it.
  public init(
    state: BreakerState, samples: UInt32, failures: UInt32, lastingSamples: UInt32 = 0,
    lastingFailures: UInt32 = 0, pending: UInt32 = 0, timed: UInt32 = 0, slow: UInt32 = 0,
    stageSamples: UInt32
  ) {
    self.state = state
    self.samples = samples
    self.failures = failures
    self.lastingSamples = lastingSamples
    self.lastingFailures = lastingFailures
    self.pending = pending
    self.timed = timed
    self.slow = slow
    self.stageSamples = stageSamples
  }
}
