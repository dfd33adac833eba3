// State: what the banner tells of: orders whose lease has ended or is about to, and sources that fail.

internal import RoutingEngine
internal import Wire

/// An order whose lease needs an answer.
struct EndingLease: Hashable, Sendable {
  /// The endpoint.
  var endpoint: String
  /// What was done to it.
  var order: EndpointStatus.Override
  /// Seconds left; 0 where it has ended.
  var secondsLeft: Double
  /// Whether it has ended and the order stays.
  var isOverdue: Bool
}

extension Model {
  /// How long before its end a lease is asked about, in seconds.
  static let leaseNotice = 120.0

  /// Orders that ask for an answer, those that are overdue first.
  var endingLeases: [EndingLease] {
    guard let snapshot = shown else { return [] }
    let leases = snapshot.endpoints.compactMap { endpoint -> EndingLease? in
      guard let order = endpoint.override, let ends = order.leaseEnds else { return nil }
      let left = ends.seconds(since: snapshot.at)
      guard order.isOverdue || left <= Self.leaseNotice else { return nil }
      return EndingLease(
        endpoint: endpoint.id, order: order, secondsLeft: max(left, 0), isOverdue: order.isOverdue)
    }
    return leases.sorted { ($0.secondsLeft, $0.endpoint) < ($1.secondsLeft, $1.endpoint) }
  }

  /// The lease that the banner is about: the one under the cursor, where that asks for an answer, else the most urgent.
  var bannerLease: EndingLease? {
    let leases = endingLeases
    guard let first = leases.first else { return nil }
    let here = leaseUnderCursor
    return leases.first { $0.endpoint == here } ?? first
  }

  /// The endpoint that acting keys would act on now, where it is one alone; nil elsewhere.
  ///
  /// The keys that answer a lease are those that act on the row under the cursor: at night one that acted on another
  /// row than the one that is looked at would be the worst slip of all.
  var leaseUnderCursor: String? {
    guard canAct, !isFrozen, let snapshot = feed.snapshot,
      case .scope(.endpoint(let id), _)? = choices(for: .drain, snapshot).first
    else { return nil }
    return id
  }
}

extension Model {
  /// Sources of figures that fail, the one that fails for longest first.
  var failedSources: [SourceStatus] {
    func since(_ source: SourceStatus) -> Int64 { source.failedSince?.milliseconds ?? .max }
    let failed = shown?.sources.filter(\.hasFailed) ?? []
    return failed.sorted { (since($0), $0.name) < (since($1), $1.name) }
  }
}

extension AuditedAct {
  /// For how long it stands, in short; nil for what has no lease.
  var leaseText: String? {
    switch self {
    case .act(let request): request.leaseText
    case .reload, .quality: nil
    }
  }
}

extension ActRequest {
  /// For how long the order stands, in short; nil for one that has no lease, such as the end of another.
  var leaseText: String? {
    switch order {
    case .undrain, .flip, .breaker(_, .auto), .share(_, _, 0): nil
    case .drain, .breaker, .share: Show.length(lease.seconds)
    }
  }
}
