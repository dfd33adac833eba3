internal import RoutingEngine

/// The routing policies a run can be made with; the raw value is the name on the command line.
public enum PolicyName: String, Sendable, Hashable, CaseIterable {
  /// The product's own engine.
  case routeConsole = "route-console"
  /// The primary, whatever happens.
  case `static`
  /// The primary, then the backups, without memory.
  case failover
  /// Out for a fixed time after a bad minute, then back at once.
  case cooldown
  /// Out for a time that grows with every ejection, then back at once.
  case ejection
  /// A fixed number of trial calls, then back at once.
  case halfOpen = "half-open"
  /// One trial call after a time that doubles, then back at once.
  case singleProbe = "single-probe"
  /// The candidate with the lowest recent time to first token.
  case latency

  /// One line for people.
  public var summary: String {
    switch self {
    case .routeConsole: "breakers with a staged ramp, shares, digests and operator acts"
    case .static: "primary only, no retry"
    case .failover: "retry on the next backup, no memory"
    case .cooldown: "trip on the error share of a fixed minute, 5 s out, all traffic back at once"
    case .ejection: "timed outlier ejection, 30 s times the number of ejections, then all traffic"
    case .halfOpen: "half of 100 calls failed: 60 s out, ten trial calls, then all traffic"
    case .singleProbe: "seven failures in a row: out, one trial call after 1 to 60 s, then all traffic"
    case .latency: "lowest mean time to first token of the last ten answers"
    }
  }

  /// Makes the policy for one replica.
  func make(configuration: EngineConfiguration, at now: Timestamp) -> any RoutingPolicy {
    switch self {
    case .routeConsole: EnginePolicy(configuration: configuration, at: now)
    case .static: StaticPolicy(configuration: configuration)
    case .failover: FailoverPolicy(configuration: configuration)
    case .cooldown: CooldownPolicy(configuration: configuration)
    case .ejection: EjectionPolicy(configuration: configuration)
    case .halfOpen: HalfOpenPolicy(configuration: configuration)
    case .singleProbe: SingleProbePolicy(configuration: configuration)
    case .latency: LatencyPolicy(configuration: configuration)
    }
  }
}
