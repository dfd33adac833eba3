internal import RoutingEngine

/// Bounds on what a file may ask for, so that a slip of the finger is an error and not a run without end.
public enum Limits {
  /// Endpoints of a world or a configuration.
  public static let endpoints = 5_000
  /// Features of a world or a configuration.
  public static let features = 1_000
  /// Providers of a world or a configuration.
  public static let providers = 1_000
  /// Candidates of one feature.
  public static let candidates = 1_000
  /// Engines that share the load.
  public static let replicas = 1...100
  /// Faults, operator acts, or expectations of a scenario.
  public static let entries = 1_000
  /// The longest simulated run, in nanoseconds.
  static let duration = Scenario.longestDuration.count
  /// The shortest simulated run, in nanoseconds: a second.
  static let shortestDuration: Int64 = 1_000_000_000
  /// The longest time to first token, or addition to it, of a model, in nanoseconds: an hour.
  public static let serviceTime: Int64 = 3_600_000_000_000
  /// The most requests a second of a feature or an endpoint.
  public static let requestsPerSecond = 1_000_000.0
  /// The most tokens of a prompt or an answer.
  public static let tokens = 100_000_000.0
  /// The longest time that tunes the engine, in milliseconds: a day.
  public static let tuningMilliseconds = 86_400_000.0
  /// The highest price, in US dollars per million tokens.
  public static let price = 1_000_000.0
  /// Requests of one trace.
  public static let traceRows = 5_000_000
  /// From the first request of a trace to its last, in nanoseconds: at the slowest rate that a scenario may
  /// give, a thousandth, it still fits 64 bits.
  static let traceSpan: Int64 = 100 * 86_400_000_000_000
  /// How much faster than recorded a trace may play.
  static let traceRate = 0.001...10_000.0
}
