public import RoutingEngine

/// What a fault does.
///
/// Rates and shares go from 0 to 1.
public enum FaultKind: Sendable, Hashable {
  /// A share of attempts ends with a class, before the first token, after a latency.
  case error(class: OutcomeClass, rate: Double, latency: Nanoseconds)
  /// Attempts are accepted and never answered.
  case blackhole
  /// A share of attempts is refused before any byte, after 1 ms.
  case connect(rate: Double)
  /// Multiplies the time to first token.
  case slowTTFT(factor: Double)
  /// Multiplies the time per output token.
  case slowTPOT(factor: Double)
  /// Adds to every answer.
  case latency(add: Nanoseconds)
  /// A share of streams ends half way without a terminal marker.
  case cutStream(rate: Double)
  /// A share of streams carries an error event, before the first token or half way.
  case inBandError(rate: Double, beforeFirstToken: Bool)
  /// A share of streams falls silent after three tokens.
  case stallStream(rate: Double)
  /// A share of attempts ends properly without a single token.
  case emptySuccess(rate: Double)
  /// Pushback above a share of capacity; `retryAfter` is the header's text, nil for none.
  case rateLimit(capacity: Double, retryAfter: String?, latency: Nanoseconds)
  /// A spend limit: pushback without a hint.
  case quotaExhausted
  /// The credential is not accepted.
  case authExpired
  /// The model does not exist any more.
  case modelGone
  /// The provider refuses the content of a share of requests.
  case contentFilter(rate: Double)
  /// Capacity moves linearly from one share to another over the fault's duration, and stays there.
  case capacity(from: Double, to: Double, collapse: Bool)
  /// Down and up in turn, beginning with down; attempts end with a class while it is down.
  case flap(up: Nanoseconds, down: Nanoseconds, class: OutcomeClass)
  /// Outcomes are not recorded in the engine; the retry loop still sees them.
  case telemetryGap
  /// A share of outcomes is delivered a second time, after a delay.
  case duplicateOutcomes(rate: Double, delay: Nanoseconds)
  /// A share of outcomes is delivered late, after a delay, and so out of order.
  case lateOutcomes(rate: Double, delay: Nanoseconds)
  /// The engine's clock jumps at the start, and back at the end if there is one.
  case clockStep(by: Nanoseconds)
  /// Demand multiplies.
  case traffic(factor: Double)
  /// Prompts change their size.
  case promptShift(TokenCountModel)
  /// Prices multiply.
  case price(factor: Double)
  /// New benchmark results arrive, different by this much.
  case quality(delta: Double)
  /// Two operators act on the same revision.
  case operatorConflict

  /// The default latency of an error.
  public static let errorLatency: Nanoseconds = .milliseconds(50)
  /// The default latency of pushback.
  public static let rateLimitLatency: Nanoseconds = .milliseconds(20)

  /// The name in the file.
  public var name: String {
    switch self {
    case .error: "error"
    case .blackhole: "blackhole"
    case .connect: "connect"
    case .slowTTFT: "slow_ttft"
    case .slowTPOT: "slow_tpot"
    case .latency: "latency"
    case .cutStream: "cut_stream"
    case .inBandError: "in_band_error"
    case .stallStream: "stall_stream"
    case .emptySuccess: "empty_success"
    case .rateLimit: "rate_limit"
    case .quotaExhausted: "quota_exhausted"
    case .authExpired: "auth_expired"
    case .modelGone: "model_gone"
    case .contentFilter: "content_filter"
    case .capacity: "capacity"
    case .flap: "flap"
    case .telemetryGap: "telemetry_gap"
    case .duplicateOutcomes: "duplicate_outcomes"
    case .lateOutcomes: "late_outcomes"
    case .clockStep: "clock_step"
    case .traffic: "traffic"
    case .promptShift: "prompt_shift"
    case .price: "price"
    case .quality: "quality"
    case .operatorConflict: "operator_conflict"
    }
  }

  /// Every name a file may use, in the order of the cases.
  public static let names = [
    "error", "blackhole", "connect", "slow_ttft", "slow_tpot", "latency", "cut_stream", "in_band_error",
    "stall_stream", "empty_success", "rate_limit", "quota_exhausted", "auth_expired", "model_gone",
    "content_filter", "capacity", "flap", "telemetry_gap", "duplicate_outcomes", "late_outcomes",
    "clock_step", "traffic", "prompt_shift", "price", "quality", "operator_conflict",
  ]
}
