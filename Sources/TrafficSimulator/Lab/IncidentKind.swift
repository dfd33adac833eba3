internal import RoutingEngine

/// A kind of incident of one provider, and its part of the time that providers spend in incidents.
///
/// Published incident lists do not say what users saw; the parts are an assumption, and stated as one.
public enum IncidentKind: String, Sendable, Hashable, CaseIterable {
  /// Every call fails.
  case outage
  /// A quarter of the calls fail.
  case errors
  /// The first token takes three times as long.
  case slowness
  /// A quota shrinks to half.
  case pushback
  /// One stream in ten breaks off.
  case brokenStreams = "broken-streams"

  /// Its part of the time in incidents, from 0 to 1.
  public var share: Double {
    switch self {
    case .outage: 0.10
    case .errors: 0.30
    case .slowness: 0.30
    case .pushback, .brokenStreams: 0.15
    }
  }

  /// What happens.
  var fault: FaultKind {
    switch self {
    case .outage: .error(class: .serverError, rate: 1, latency: FaultKind.errorLatency)
    case .errors: .error(class: .serverError, rate: 0.25, latency: FaultKind.errorLatency)
    case .slowness: .slowTTFT(factor: 3)
    case .pushback: .rateLimit(capacity: 0.5, retryAfter: "10", latency: FaultKind.rateLimitLatency)
    case .brokenStreams: .cutStream(rate: 0.1)
    }
  }
}
