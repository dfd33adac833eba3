/// What tripped a breaker, or would have.
public enum Trigger: UInt8, Sendable, Hashable, CaseIterable {
  /// T1: a run of consecutive hard failures.
  case consecutiveFailures
  /// T2: error rate over ten seconds.
  case errorRateFast
  /// T3: error rate over a minute.
  case errorRateSlow
  /// T3b: a small, lasting rise of the error rate over the endpoint's own baseline.
  case grayFailure
  /// T4: too many slow first tokens.
  case ttft
  /// T5: too many slow streams.
  case tpot
  /// T6: calls in flight that are overdue.
  case overdue
  /// T7: pushback that does not end although the cap is at its floor.
  case pushback
  /// A probe or a stage of the ramp failed.
  case probe

  /// The name in files, JSON and metrics.
  public var name: String {
    switch self {
    case .consecutiveFailures: "consecutive_failures"
    case .errorRateFast: "error_rate"
    case .errorRateSlow: "error_rate_slow"
    case .grayFailure: "gray_failure"
    case .ttft: "ttft"
    case .tpot: "tpot"
    case .overdue: "overdue"
    case .pushback: "pushback"
    case .probe: "probe"
    }
  }

  /// Whether the trigger is about speed rather than failures, so that the correlated guard may pause it.
  public var isLatency: Bool { self == .ttft || self == .tpot || self == .overdue }
}
