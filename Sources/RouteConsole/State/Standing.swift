// State: since when each endpoint has been as urgent as it is.

internal import RoutingEngine
internal import Wire

/// How urgent an endpoint is, and since when, as far as anybody here has seen it begin.
struct Standing: Hashable, Sendable {
  /// How urgent.
  var severity: Severity
  /// Since when; nil where it was so when it was seen first.
  var since: Moment?
}

extension [String: Standing] {
  /// Takes the next snapshot; after a gap or a turn back nobody knows when anything began.
  mutating func follow(_ snapshot: SystemSnapshot, after last: SystemSnapshot?) {
    let isNext = last.map { last in
      snapshot.at >= last.at && snapshot.at.seconds(since: last.at) <= Standing.longestGap
    }
    var next: Self = [:]
    next.reserveCapacity(snapshot.endpoints.count)
    for endpoint in snapshot.endpoints {
      let known = self[endpoint.id]
      if let known, known.severity == endpoint.severity, known.since.map({ $0 <= snapshot.at }) ?? true {
        next[endpoint.id] = known
      } else {
        let began = known != nil && isNext == true ? snapshot.at : nil
        next[endpoint.id] = Standing(severity: endpoint.severity, since: began)
      }
    }
    self = next
  }
}

extension Standing {
  /// What changed in a longer gap between two snapshots began nobody knows when, in seconds.
  static let longestGap = 30.0
}

extension Model {
  /// Since when an endpoint is what its word says: drained, held, out of service, or as urgent as it is.
  ///
  /// Nil where it was so when this console saw it first, and nothing else tells.
  func since(_ endpoint: EndpointStatus) -> Moment? {
    if let order = endpoint.override, !endpoint.isOutByItself { return order.since }
    if endpoint.heldFor != nil { return endpoint.held?.since }
    // Of one without data it matters since when.
    if endpoint.severity == .stale, let observedAt = endpoint.observedAt { return observedAt }
    // One that was taken out does not begin anew with every try to come back that fails.
    if endpoint.state != "closed" {
      return [trip(of: endpoint)?.event.at, endpoint.since].compactMap(\.self).min()
    }
    guard let standing = feed.standings[endpoint.id], standing.severity == endpoint.severity,
      let since = standing.since, let at = shown?.at, since <= at
    else { return nil }
    return since
  }
}
