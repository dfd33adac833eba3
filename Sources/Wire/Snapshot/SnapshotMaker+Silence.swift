internal import RoutingEngine

/// Where outcomes cease to arrive, nobody knows how anything does, though calls are made.
extension SnapshotMaker {
  /// Fewer calls that wait may be a few slow ones.
  private static let waiting = 10
  /// For how long the oldest of them must wait: figures are those of the last minute.
  private static let silence = Nanoseconds.minutes(1)

  /// Whether of a whole minute there is no outcome of anything, though calls are in flight.
  func isSilent(_ fleet: FleetSnapshot) -> Bool {
    guard !configuration.isAdvisory else { return false }
    var (calls, oldest) = (0, Nanoseconds.zero)
    for endpoint in fleet.engine.endpoints {
      guard endpoint.errorRate == nil else { return false }
      calls += endpoint.inFlight
      oldest = max(oldest, endpoint.oldestInFlight ?? .zero)
    }
    return calls >= Self.waiting && oldest >= Self.silence
  }

  /// Marks an endpoint whose calls bring no outcome as one of which nothing is known.
  ///
  /// The newest figure may be as old as the oldest call that waits. What it is ordered, held or tripped for stays.
  func silence(_ status: inout EndpointStatus, _ endpoint: EndpointSnapshot, at now: Moment) {
    guard endpoint.inFlight > 0, status.severity <= .stale else { return }
    (status.requestsPerSecond, status.inFlight) = (nil, nil)
    status.severity = .stale
    let since = now.advanced(byMilliseconds: -Int64((endpoint.oldestInFlight ?? .zero).milliseconds))
    status.observedAt = since
    let calls = endpoint.inFlight == 1 ? "its call" : "any of its \(endpoint.inFlight) calls"
    status.reason = "no outcome of \(calls) in flight, the oldest of \(since.clockText)"
  }

  /// Whether nothing is known of a feature: not of its requests, and not of any endpoint that serves it.
  func isUnknown(_ feature: FeatureStatus, among endpoints: [EndpointStatus]) -> Bool {
    let serving = feature.serving.filter { $0.share > 0 }.map(\.endpoint)
    let known = endpoints.filter { serving.contains($0.id) }
    return feature.errorRate == nil && !known.isEmpty && known.allSatisfy { $0.severity == .stale }
  }
}
