/// Quantiles over a window, with what they rest on.
public struct Quantiles: Sendable, Hashable {
  /// Half of the samples are below.
  public var p50: Nanoseconds
  /// Nine in ten are below.
  public var p90: Nanoseconds
  /// Ninety-nine in a hundred are below.
  public var p99: Nanoseconds
  /// How many samples.
  public var count: Int
}

/// How urgent a thing is to the person who watches.
public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// Nothing to do.
  case ok
  /// No data.
  case stale
  /// An operator's order is in force.
  case drain
  /// Worth a look.
  case warn
  /// Act now.
  case crit

  /// The less urgent comes first.
  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  /// The name in JSON.
  public var name: String {
    switch self {
    case .ok: "ok"
    case .stale: "stale"
    case .drain: "drain"
    case .warn: "warn"
    case .crit: "crit"
    }
  }
}

/// One endpoint as the engine sees it.
public struct EndpointSnapshot: Sendable, Hashable {
  /// Which endpoint.
  public var endpoint: EndpointIndex
  /// How urgent.
  public var severity: Severity
  /// The breaker's state.
  public var state: BreakerState
  /// Since when.
  public var since: Timestamp
  /// What tripped it last, while it is not closed.
  public var trigger: Trigger?
  /// Features for which alone it is open.
  public var openFor: [FeatureIndex]
  /// The share of its fair share it is let have now, in millionths.
  public var admittedMillionths: Int
  /// Samples seen at the present stage of the ramp.
  public var stageSamples: Int
  /// The operator's order in force.
  public var override: OverrideRecord?
  /// Whether a drain has come to its end: nothing is in flight.
  public var isDrained: Bool
  /// What holds it.
  public var hold: Hold?
  /// Its share of all the fleet's requests, in millionths.
  public var shareMillionths: Int
  /// Attempts a second at this replica, over ten seconds.
  public var requestsPerSecond: Double
  /// Calls in flight at this replica.
  public var inFlight: Int
  /// The age of the oldest of them.
  public var oldestInFlight: Nanoseconds?
  /// Time to first token over a minute; nil without samples.
  public var ttft: Quantiles?
  /// Whole answers over a minute; nil without samples.
  public var latency: Quantiles?
  /// Time per output token over a minute; nil without samples.
  public var tpot: Quantiles?
  /// The p90 of TTFT it is held to; nil until it is learned.
  public var referenceTTFT: Nanoseconds?
  /// Attempts by class over ten seconds, in the order of `OutcomeClass.allCases`.
  public var classes: [Int]
  /// Failures divided by evidence over a minute; nil without evidence.
  public var errorRate: Double?
  /// Pushback divided by attempts over a minute; nil without attempts.
  public var pushbackRate: Double?
  /// The learned cap of the fleet, in requests a second.
  public var cap: Double?
  /// The generation of its state.
  public var generation: UInt32
  /// What it cost over the last minute, in US dollars an hour.
  public var costPerHour: Double?
}

/// One feature as the engine sees it.
public struct FeatureSnapshot: Sendable, Hashable {
  /// Which feature.
  public var feature: FeatureIndex
  /// How urgent.
  public var severity: Severity
  /// The candidates in force: the primary first.
  public var order: [EndpointIndex]
  /// Where its requests go now.
  public var serving: [EndpointShare]
  /// The share of requests that is refused, in millionths.
  public var shedMillionths: Int
  /// Requests a second that were refused for want of room at this replica, over the last five seconds: those of the
  /// share above, and those of a burst that no table planned for.
  public var shedPerSecond: Double
  /// Whether its pool is down to the least bad.
  public var isPanic: Bool
  /// Whether a candidate below the floor serves it.
  public var isDegraded: Bool
  /// Requests a second at this replica, over the last ten to fifteen seconds.
  public var requestsPerSecond: Double
  /// The fleet's demand: the highest one-minute average of the last five minutes, in requests a second.
  public var demand: Double
  /// Capacity of its healthy pool divided by its demand; nil where capacity is not declared.
  public var headroom: Double?
  /// Failed requests divided by requests over a minute; nil without requests.
  public var errorRate: Double?
  /// Time to first token of its requests over a minute; nil without samples.
  public var ttft: Quantiles?
  /// What it cost over the last minute, in US dollars an hour.
  public var costPerHour: Double?
  /// The backup that is proposed as primary.
  public var flipProposed: EndpointIndex?
}

/// The whole engine at an instant; immutable, so that anybody may hold it.
public struct EngineSnapshot: Sendable, Hashable {
  /// When, on the caller's clock.
  public var at: Timestamp
  /// Counts every change an operator could be surprised by.
  public var revision: UInt64
  /// One entry an endpoint, in the order of the configuration.
  public var endpoints: [EndpointSnapshot]
  /// One entry a feature, in the order of the configuration.
  public var features: [FeatureSnapshot]
  /// Requests at this replica so far.
  public var requests: UInt64
  /// Attempts at this replica so far.
  public var attempts: UInt64
}
