/// The breaker's own judgement of an endpoint, whatever an operator says.
public enum BreakerState: Sendable, Hashable {
  /// Healthy: full share.
  case closed
  /// In doubt: at most a quarter of its share, as far as the others can carry the rest.
  case suspect
  /// Shut until an instant, and until there is demand.
  case open(until: Timestamp)
  /// Let back in step by step.
  case partialOpen(stage: Int)

  /// The name in files, JSON and metrics.
  public var name: String {
    switch self {
    case .closed: "closed"
    case .suspect: "suspect"
    case .open: "open"
    case .partialOpen: "partial_open"
    }
  }
}

/// Why an endpoint is held although it may be healthy.
public enum Hold: Sendable, Hashable {
  /// A spend or daily limit, until an instant.
  case quota(until: Timestamp)
  /// The credential is not accepted; asked again at an instant.
  case auth(until: Timestamp)
  /// The model is gone, until the configuration changes.
  case retired

  /// The name in JSON and on the screen.
  public var name: String {
    switch self {
    case .quota: "quota"
    case .auth: "auth"
    case .retired: "retired"
    }
  }
}

/// What an operator ordered for an endpoint.
public enum OverrideKind: Sendable, Hashable {
  /// No new calls; those in flight finish.
  case drain
  /// No calls, whatever the breaker thinks.
  case forcedOpen
  /// Full share, whatever the breaker thinks.
  case forcedClosed
  /// Today's state stays; no automatic change.
  case pinned

  /// The name in JSON and on the screen.
  public var name: String {
    switch self {
    case .drain: "drain"
    case .forcedOpen: "forced_open"
    case .forcedClosed: "forced_closed"
    case .pinned: "pinned"
    }
  }
}

/// An operator's order in force: who, why, and until when.
public struct OverrideRecord: Sendable, Hashable {
  /// What was ordered.
  public var kind: OverrideKind
  /// Who ordered it.
  public var actor: String
  /// Why.
  public var reason: String
  /// Since when.
  public var since: Timestamp
  /// When the lease ends.
  public var leaseEnds: Timestamp
  /// Whether the lease has ended and the order stays all the same; only a drain does.
  public var isOverdue: Bool
}
