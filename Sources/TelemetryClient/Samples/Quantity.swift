/// What a value measures.
public enum Quantity: String, Sendable, Hashable, CaseIterable {
  /// Calls that ended, whatever became of them.
  case requests
  /// Calls that ended in a class other than `ok`; the sample names the class.
  case errors
  /// Time to first token.
  case ttft
  /// Time to the end of the answer.
  case latency
  /// Time per output token after the first.
  case tpot
  /// Input tokens, cached ones included.
  case inputTokens = "input_tokens"
  /// Output tokens.
  case outputTokens = "output_tokens"
  /// Calls in flight.
  case inFlight = "in_flight"
  /// Calls that wait for a slot.
  case queued
  /// How much of its capacity is in use.
  case saturation

  /// The unit of every value of this quantity; sources convert before they deliver.
  public var unit: Unit {
    switch self {
    case .requests, .errors, .inFlight, .queued: .calls
    case .ttft, .latency, .tpot: .seconds
    case .inputTokens, .outputTokens: .tokens
    case .saturation: .ratio
    }
  }

  /// Whether a value counts what happened in a window, so that it can be added up.
  public var isCount: Bool {
    switch self {
    case .requests, .errors, .inputTokens, .outputTokens: true
    case .ttft, .latency, .tpot, .inFlight, .queued, .saturation: false
    }
  }

  /// Whether it is a length of time, so that it has quantiles.
  public var isTime: Bool { unit == .seconds }
}

/// The unit of a value.
public enum Unit: String, Sendable, Hashable {
  /// Calls.
  case calls
  /// Seconds.
  case seconds
  /// Tokens.
  case tokens
  /// A ratio, 1 being all of it.
  case ratio
}

/// Exactly which figure of a quantity a value is.
///
/// An average cannot be taken for a quantile, nor a provider's quantile for one of ours: they are different cases.
public enum Statistic: Sendable, Hashable {
  /// The total over the window.
  case sum
  /// The arithmetic mean over the window.
  case average
  /// The smallest over the window.
  case minimum
  /// The largest over the window.
  case maximum
  /// The value at the moment of observation.
  case last
  /// A quantile, in thousandths: 900 is p90; and what it was computed from.
  case quantile(perMille: Int, Basis)
  /// The whole distribution, in buckets.
  case distribution

  /// What a quantile was computed from.
  public enum Basis: String, Sendable, Hashable {
    /// Counts in buckets, interpolated by us.
    case buckets
    /// The system that we asked computed it.
    case provider
    /// Single calls.
    case calls
  }

  /// The short name that stands beside the value: `p90`, `avg`, `sum`.
  public var label: String {
    switch self {
    case .sum: "sum"
    case .average: "avg"
    case .minimum: "min"
    case .maximum: "max"
    case .last: "last"
    case .quantile(let perMille, _):
      perMille.isMultiple(of: 10) ? "p\(perMille / 10)" : "p\(perMille / 10).\(perMille % 10)"
    case .distribution: "distribution"
    }
  }
}
