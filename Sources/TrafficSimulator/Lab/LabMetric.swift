/// What the lab compares policies by; the raw value is the name in its tables and its JSON.
public enum LabMetric: String, Sendable, Hashable, CaseIterable {
  /// Failed requests divided by the mean demand, in seconds.
  case errorSeconds = "error_s"
  /// Seconds in which a feature broke its objectives, all features together.
  case objectiveSeconds = "slo_s"
  /// The 90th percentile of time to first token, in milliseconds.
  case ttftP90 = "ttft_p90_ms"
  /// From a fault until traffic had left, in seconds; the worst endpoint.
  case detection = "detect_s"
  /// The highest load of a recovering endpoint that had been left; 1 is its capacity.
  case recoveryPeak = "peak"
  /// From the end of the last fault until the share was back, in seconds; the worst endpoint that had been left.
  case restore = "restore_s"
  /// Openings after the end of the last fault on an endpoint; the worst endpoint.
  case retrips
  /// Attempts divided by requests.
  case attemptsPerRequest = "attempts"
  /// Openings that no fault explains.
  case falseTrips = "false_trips"
  /// The mean benchmark score of what served.
  case quality
  /// US dollars for a thousand requests that succeeded.
  case cost = "usd_per_1000"
  /// What was lost against the oracle, in percent.
  case regret = "regret_%"

  /// Whether more is better.
  public var isBetterHigher: Bool { self == .quality }

  /// Decimals that are worth printing.
  public var decimals: Int {
    switch self {
    case .objectiveSeconds, .ttftP90, .restore, .retrips, .falseTrips: 0
    case .detection, .regret: 1
    case .errorSeconds, .recoveryPeak, .cost: 2
    case .attemptsPerRequest: 3
    case .quality: 4
    }
  }

  /// A difference up to this is none: about what another seed changes.
  public var tolerance: Double {
    switch self {
    case .errorSeconds: 0.1
    case .objectiveSeconds: 5
    case .ttftP90: 10
    case .detection: 1
    case .recoveryPeak: 0.02
    case .restore: 10
    case .retrips, .falseTrips: 0
    case .attemptsPerRequest: 0.005
    case .quality: 0.002
    case .cost: 0.02
    case .regret: 0.5
    }
  }

  /// A load up to this is no overload: chance alone moves it so far.
  public static let harmlessPeak = 1.05
  /// Attempts for a request from which a policy is said to buy its successes with load.
  public static let harmlessAttempts = 1.1

  /// The value as it is compared: a peak that is no overload is as good as any other, and fewer attempts than requests
  /// are refusals.
  public func compared(_ value: Double) -> Double {
    switch self {
    case .recoveryPeak: max(Self.harmlessPeak, value)
    case .attemptsPerRequest: max(1, value)
    default: value
    }
  }

  /// Whether policies are compared by their worst run: what must not happen must not happen once.
  public var isJudgedByWorst: Bool {
    switch self {
    case .recoveryPeak, .retrips, .falseTrips: true
    default: false
    }
  }

  /// Whether a value is better than another by more than the tolerance.
  public func isBetter(_ value: Double, than other: Double) -> Bool {
    let (a, b) = (compared(value), compared(other))
    let difference = isBetterHigher ? a - b : b - a
    return difference > tolerance || (difference.isInfinite && difference > 0)
  }
}
