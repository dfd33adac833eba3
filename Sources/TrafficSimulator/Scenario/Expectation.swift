public import RoutingEngine

/// Something that must hold at the end of a run.
public struct Expectation: Sendable, Hashable {
  /// What is measured.
  public var metric: Metric
  /// The endpoint, feature or scope it is about, as the file says it (`endpoint:use1/sonnet`); nil for all.
  public var target: FaultTarget?
  /// The feature it is restricted to; nil for all.
  public var feature: String?
  /// The kind of event, for `event_count`.
  public var kind: EventKind?
  /// When to look, for `state`.
  public var at: Nanoseconds?
  /// The name that must be found, for `state`.
  public var state: String?
  /// The least it may be.
  public var min: Double?
  /// The most it may be.
  public var max: Double?
  /// The span it is restricted to; nil from the warm-up to the end.
  public var window: Window?

  /// Describes an expectation without bounds.
  public init(_ metric: Metric) { self.metric = metric }

  /// The names a `state` may have.
  public static let stateNames = [
    "closed", "suspect", "open", "partial_open", "draining", "drained", "forced_open", "forced_closed",
    "pinned", "hold",
  ]
}

/// What an expectation may measure; the raw value is the name in the file.
public enum Metric: String, Sendable, Hashable, CaseIterable {
  /// Requests.
  case requests
  /// Requests that succeeded.
  case succeeded
  /// Requests that failed before the first token.
  case failedPreToken = "failed.pre_token"
  /// Requests that failed after it.
  case failedMidStream = "failed.mid_stream"
  /// Requests that were refused by the router.
  case failedShed = "failed.shed"
  /// Requests whose caller gave up with part of the answer.
  case partial
  /// Failed requests divided by the mean demand rate.
  case userVisibleErrorSeconds = "user_visible_error_seconds"
  /// Seconds in which a feature broke its objectives; the sum over features without a target.
  case sloViolationSeconds = "slo_violation_seconds"
  /// Median of time to first token.
  case ttftP50 = "ttft_ms.p50"
  /// 90th percentile of time to first token.
  case ttftP90 = "ttft_ms.p90"
  /// 99th percentile of time to first token.
  case ttftP99 = "ttft_ms.p99"
  /// Median of whole answers.
  case latencyP50 = "latency_ms.p50"
  /// 90th percentile of whole answers.
  case latencyP90 = "latency_ms.p90"
  /// 99th percentile of whole answers.
  case latencyP99 = "latency_ms.p99"
  /// From a fault's start until traffic left the endpoint.
  case detectionSeconds = "detection_seconds"
  /// Openings that no fault explains.
  case falseTrips = "false_trips"
  /// Suspicions that no fault explains.
  case falseSuspects = "false_suspects"
  /// Attempts divided by requests.
  case attemptsPerRequest = "attempts_per_request"
  /// Probes of endpoints that were open or at the ramp's first two stages.
  case probesWhileOpen = "probes.while_open"
  /// Requests that failed because their last attempt was such a probe.
  case probeFailures = "probes.user_visible_failures"
  /// Such probes in a second divided by the endpoint's capacity, at most.
  case probePeakShare = "probes.peak_share_of_capacity"
  /// Highest load of a recovering endpoint.
  case recoveryPeak = "recovery.peak_offered_over_capacity"
  /// Overload of a recovering endpoint, integrated.
  case recoveryOverload = "recovery.overload_seconds"
  /// From the end of the last fault until the endpoint has its share back.
  case recoveryRestore = "recovery.restore_seconds"
  /// Openings after the end of the last fault.
  case recoveryRetrips = "recovery.retrips"
  /// How often an endpoint went out in an hour.
  case flapsPerHour = "flaps_per_hour"
  /// How much shares moved in an hour.
  case shareChurn = "share_churn"
  /// Requests of a session that went elsewhere than the one before.
  case sessionMoves = "session_moves"
  /// Mean benchmark score of what served the requests.
  case qualityMean = "quality_mean"
  /// What all attempts cost.
  case cost = "cost_usd"
  /// What attempts that brought no answer cost.
  case costWasted = "cost_usd_wasted"
  /// What was lost against an oracle.
  case regret = "regret_percent"
  /// How far a preview was from what came.
  case previewError = "preview_error_points"
  /// The share of all attempts.
  case share
  /// The state most replicas hold at an instant.
  case state
  /// Events of a kind, all replicas.
  case eventCount = "event_count"
}
