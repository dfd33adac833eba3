/// What a run showed; the names are those of the JSON object that `simulate --json` prints.
///
/// A value that is not known is nil, never 0. Everything counts from the end of the warm-up, events excepted.
public struct SimulationResult: Sendable, Hashable {
  /// The scenario's id.
  public var scenario: String
  /// The seed of every draw.
  public var seed: UInt64
  /// The policy's name.
  public var policy: String
  /// Requests that arrived.
  public var requests: Int
  /// Requests that got a whole answer.
  public var succeeded: Int
  /// Requests that got none, or a broken one.
  public var failed: Failures
  /// Requests whose caller gave up at the deadline with part of the answer.
  public var partial: Int
  /// Requests ended by their caller's own wish.
  public var cancelled: Int
  /// Requests without an end when the run ended.
  public var stillInFlight: Int
  /// Failed requests divided by the mean demand rate, in seconds.
  public var userVisibleErrorSeconds: Double?
  /// Seconds in which a feature broke its objectives, in the order of the features.
  public var sloViolationSeconds: [Named<Int>]
  /// Time to first token of requests that succeeded.
  public var ttftMs: Percentiles?
  /// Whole answers of requests that succeeded.
  public var latencyMs: Percentiles?
  /// One row for each fault and endpoint it struck.
  public var detection: [DetectionRow]
  /// Openings that no fault explains.
  public var falseTrips: Int
  /// Suspicions that no fault explains.
  public var falseSuspects: Int
  /// Attempts divided by requests.
  public var attemptsPerRequest: Double?
  /// What probing cost.
  public var probes: ProbeFigures
  /// One row for each endpoint that a fault took out.
  public var recovery: [RecoveryRow]
  /// How often each endpoint went out in an hour, mean over replicas, in the order of the endpoints.
  public var flapsPerHour: [Named<Double>]
  /// How much shares moved in an hour; 1 is the whole of the traffic.
  public var shareChurn: Double?
  /// Requests of a session that went elsewhere than the one before.
  public var sessionMoves: Int
  /// Mean benchmark score of what served the requests.
  public var qualityMean: Double?
  /// What all attempts cost, in US dollars.
  public var costUSD: Double
  /// What attempts that brought no answer cost, in US dollars.
  public var costUSDWasted: Double
  /// What was lost against an oracle, in percent; nil unless it was asked for.
  public var regretPercent: Double?
  /// How far the worst preview was from what came, in percentage points; nil without an act to judge.
  public var previewErrorPoints: Double?
  /// The event log of all replicas, in order, the earliest `SimulatedEvent.keptAtMost` of them.
  public var events: [SimulatedEvent]
  /// Events beyond those kept.
  public var eventsDropped: Int
  /// What was expected and what came.
  public var expectations: [ExpectationRow]
  /// A hash over every decision, outcome and event in order, as 16 hexadecimal digits.
  public var traceHash: String
  /// How much time passed in the world, in seconds.
  public var simulatedSeconds: Double

  /// Whether every expectation passed.
  public var passed: Bool { expectations.allSatisfy(\.pass) }
}

/// A value with the id it belongs to.
public struct Named<Value: Sendable & Hashable>: Sendable, Hashable {
  /// The endpoint's or feature's id.
  public var id: String
  /// The value.
  public var value: Value

  /// Pairs an id with a value.
  public init(id: String, value: Value) {
    self.id = id
    self.value = value
  }
}

/// Requests that failed, by when.
public struct Failures: Sendable, Hashable {
  /// Before the first token; a caller who waited until the deadline for nothing is among them.
  public var preToken = 0
  /// After it.
  public var midStream = 0
  /// Refused by the router.
  public var shed = 0

  /// No failure.
  public init() {}

  /// All of them.
  public var total: Int { preToken + midStream + shed }
}

/// Three percentiles, in milliseconds.
public struct Percentiles: Sendable, Hashable {
  /// Half are below.
  public var p50: Double
  /// Nine in ten are below.
  public var p90: Double
  /// Ninety-nine in a hundred are below.
  public var p99: Double
}
