internal import RoutingEngine
internal import TelemetryClient
internal import Wire

/// Puts into a snapshot what a watcher knows and what it cannot know.
///
/// Figures that are old count as no figures; figures of a cloud stand where nothing fresher is; calls in flight are
/// known only where a source counts them; and the state of a breaker is what the engine would choose.
struct WatchOverlay {
  let observer: Observer
  /// Name and patience of every source, in the order of the configuration.
  let sources: [(name: String, staleAfterSeconds: Int)]
  /// The engine's clock.
  let now: Timestamp

  /// Corrects a snapshot that was made as if the engine routed.
  func refine(_ snapshot: inout SystemSnapshot) {
    for index in snapshot.endpoints.indices {
      refine(&snapshot.endpoints[index], EndpointIndex(index), at: snapshot.at)
    }
    for index in snapshot.clouds.indices {
      let mine = snapshot.endpoints.filter { $0.cloud == snapshot.clouds[index].cloud }
      snapshot.clouds[index].stale = mine.count { $0.severity == .stale }
      snapshot.clouds[index].severity = mine.map(\.severity).max() ?? .stale
      (snapshot.clouds[index].requestsPerSecond, snapshot.clouds[index].errorRate) = Self.sums(mine)
    }
    (snapshot.totals.requestsPerSecond, snapshot.totals.errorRate) = Self.sums(snapshot.endpoints)
    let costs = snapshot.endpoints.compactMap(\.costPerHour)
    snapshot.totals.costPerHour = costs.isEmpty ? nil : costs.reduce(0, +)
    if snapshot.totals.requestsPerSecond == nil { snapshot.totals.tokensPerSecond = nil }
    // Whether those who route refuse or repeat anything is theirs to know.
    (snapshot.totals.shedPerSecond, snapshot.totals.retriesPerSecond) = (nil, nil)
    for index in snapshot.features.indices { refine(&snapshot.features[index], among: snapshot.endpoints) }
    let known = snapshot.endpoints.compactMap(\.inFlight)
    snapshot.totals.inFlight = known.isEmpty ? nil : known.reduce(0, +)
  }

  /// Requests a second of all that are known, and the part of them that fails; nil where none is known.
  private static func sums(_ endpoints: [EndpointStatus]) -> (rate: Double?, errors: Double?) {
    let rates = endpoints.compactMap(\.requestsPerSecond)
    guard !rates.isEmpty else { return (nil, nil) }
    var (calls, failed) = (0.0, 0.0)
    for endpoint in endpoints {
      guard let rate = endpoint.requestsPerSecond, let errors = endpoint.errorRate else { continue }
      calls += rate
      failed += rate * errors
    }
    return (rates.reduce(0, +), calls > 0 ? failed / calls : nil)
  }

  /// What is not known of an endpoint is not known of the features whose calls it may have.
  private func refine(_ status: inout FeatureStatus, among endpoints: [EndpointStatus]) {
    let pool = [status.primary] + status.backups
    let seen = endpoints.indices.filter {
      pool.contains(endpoints[$0].id) && observer.view(of: EndpointIndex($0)).source != nil
    }
    if seen.isEmpty || seen.contains(where: { endpoints[$0].requestsPerSecond == nil }) {
      (status.requestsPerSecond, status.costPerHour) = (nil, nil)
    }
    let isJudged = seen.contains { endpoints[$0].errorRate != nil }
    let isUnjudged = seen.contains {
      (endpoints[$0].requestsPerSecond ?? 0) > 0 && endpoints[$0].errorRate == nil
    }
    if !isJudged || isUnjudged { status.errorRate = nil }
    status.atRisk = status.risk(among: endpoints)
  }

  private func refine(_ status: inout EndpointStatus, _ endpoint: EndpointIndex, at now: Moment) {
    let view = observer.view(of: endpoint)
    status.merit = status.state
    status.inFlight = view.inFlight
    status.oldestInFlightSeconds = nil
    if let source = view.source, let observedAt = view.observedAt {
      status.source = sources[source].name
      status.observedAt = observedAt
      if now.seconds(since: observedAt) <= Double(sources[source].staleAfterSeconds) {
        if !view.countsErrors { forgetErrors(&status) }
        guard observer.isTold(of: endpoint, at: self.now) else {
          // Nobody counted since: that is a gap, and no time without traffic.
          (status.requestsPerSecond, status.costPerHour) = (nil, nil)
          return
        }
        // The source looked and saw no calls: that is known, and nothing to worry about.
        if status.severity == .stale { (status.severity, status.requestsPerSecond) = (.ok, 0) }
        if let rate = view.requestsPerSecond { status.requestsPerSecond = rate }
        return
      }
    }
    forget(&status)
    guard let late = observer.late(of: endpoint) else {
      status.observedAt = view.observedAt
      if view.observedAt == nil, status.hold == nil { status.reason = "never seen" }
      return
    }
    fill(&status, late, at: now)
  }

  /// Nothing fresh is known: old figures are not shown as new ones.
  private func forget(_ status: inout EndpointStatus) {
    if status.severity != .drain { status.severity = .stale }
    status.requestsPerSecond = nil
    (status.ttft, status.latency, status.tpot) = (nil, nil, nil)
    forgetErrors(&status)
    (status.inFlight, status.costPerHour) = (nil, nil)
  }

  private func forgetErrors(_ status: inout EndpointStatus) {
    (status.errorRate, status.pushbackRate, status.declinedRate) = (nil, nil, nil)
    status.errors = []
  }

  private func fill(_ status: inout EndpointStatus, _ late: LateFigures.Figures, at now: Moment) {
    let source = sources[late.source]
    status.source = source.name
    status.observedAt = late.observedAt
    guard now.seconds(since: late.observedAt) <= Double(source.staleAfterSeconds) else { return }
    if status.severity != .drain { status.severity = .ok }
    status.requestsPerSecond = late.requests.map { $0 / 60 }
    status.errorRate = late.errorRate
    if let calls = late.requests, calls > 0 { status.pushbackRate = min(1, late.pushback / calls) }
    (status.ttft, status.latency) = (late.ttft, late.latency)
    status.advice =
      "\(source.name)'s figures of \(late.observedAt.clockText): shown, and not judged by"
  }
}
