public import RoutingEngine

/// How soon traffic left an endpoint after a fault.
public struct DetectionRow: Sendable, Hashable {
  /// The fault's place in the scenario, from 0.
  public var fault: Int
  /// The endpoint's id.
  public var endpoint: String
  /// From the fault's start; nil if never, or if the endpoint had no traffic in the minute before.
  public var seconds: Double?
}

/// What probing cost the users and the endpoints.
public struct ProbeFigures: Sendable, Hashable {
  /// Probes of endpoints that were open or at the ramp's first two stages.
  public var whileOpen = 0
  /// Requests that failed because their last attempt was such a probe.
  public var userVisibleFailures = 0
  /// Such probes in a second divided by the endpoint's capacity, at most; nil where capacity is not declared.
  public var peakShareOfCapacity: Double?

  /// No probes.
  public init() {}
}

/// How an endpoint came back.
public struct RecoveryRow: Sendable, Hashable {
  /// The endpoint's id.
  public var endpoint: String
  /// Highest ratio of attempts to capacity over 10-second slots; nil where capacity is not declared.
  public var peakOfferedOverCapacity: Double?
  /// Integral of the overload over the same span, in seconds of capacity.
  public var overloadSeconds: Double?
  /// From the end of the last fault until the share was back; nil if never.
  public var restoreSeconds: Double?
  /// Openings after the end of the last fault.
  public var retrips: Int
}

/// What was expected and what came.
public struct ExpectationRow: Sendable, Hashable {
  /// What was expected.
  public var expectation: Expectation
  /// What came; nil when it is not known.
  public var value: MetricValue?
  /// Whether it is as expected.
  public var pass: Bool
}

/// The value of a metric.
public enum MetricValue: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// A name, for `state`.
  case name(String)
}

/// One line of the event log of one replica.
public struct SimulatedEvent: Sendable, Hashable {
  /// The replica, from 0.
  public var replica: Int
  /// When it happened in the world; differs from `event.at` after a clock step.
  public var at: Nanoseconds
  /// The engine's own line.
  public var event: Event

  /// How many a result keeps.
  public static let keptAtMost = 200_000
}
