public import RoutingEngine

/// How demand moves over the run.
public struct Traffic: Sendable, Hashable {
  /// The shape of demand.
  public var shape = TrafficShape.steady
  /// Multiplies every feature's demand, traces excepted.
  public var scale = 1.0
  /// Recorded traffic that replaces a feature's own; nil for none.
  public var trace: Trace?
  /// How often a caller asks again after a failure, one second later each time.
  public var callerRetries = 0

  /// Describes steady traffic at the features' own rates.
  public init() {}
}

/// The shape of demand over time, as a factor on each feature's rate.
public enum TrafficShape: String, Sendable, Hashable, CaseIterable {
  /// Always 1.
  case steady
  /// One smooth day squeezed into the run: 0.2 at both ends, 1 in the middle.
  case diurnal
  /// 1, but 3 for the last 30 seconds of every five minutes.
  case burst
}

/// Recorded arrivals and sizes, already loaded.
public struct Trace: Sendable, Hashable {
  /// The requests, by time.
  public var points: [TracePoint]
  /// How much faster than recorded it plays.
  public var rate = 1.0
  /// The id of the feature whose traffic it replaces; nil for the first.
  public var feature: String?
  /// Whether the other features fall silent.
  public var isOnly = false

  /// Describes a trace that replaces the first feature's traffic at its own speed.
  public init(points: [TracePoint]) { self.points = points }
}

/// One recorded request.
public struct TracePoint: Sendable, Hashable {
  /// When it arrived, from the first request of the trace.
  public var offset: Nanoseconds
  /// The size of its prompt, in tokens.
  public var promptTokens: UInt32
  /// The length of its answer, in tokens.
  public var outputTokens: UInt32

  /// Describes a recorded request.
  public init(offset: Nanoseconds, promptTokens: UInt32, outputTokens: UInt32) {
    self.offset = offset
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
  }
}
