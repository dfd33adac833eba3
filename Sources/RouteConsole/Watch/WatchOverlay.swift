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
    snapshot.totals.tokensPerSecond = tokens(snapshot.totals.tokensPerSecond, at: snapshot.at)
    // Whether those who route refuse or repeat anything is theirs to know.
    (snapshot.totals.shedPerSecond, snapshot.totals.retriesPerSecond) = (nil, nil)
    for index in snapshot.features.indices { refine(&snapshot.features[index], among: snapshot.endpoints) }
    limit(&snapshot)
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
    let isBlind = !endpoints.contains { pool.contains($0.id) && $0.severity != .stale }
    guard isBlind, status.severity < .warn else { return }
    // A gap is not health: nobody knows how its calls do.
    (status.severity, status.atRisk) = (.stale, "no data of any of its endpoints")
  }

  // MARK: Tokens

  /// Tokens a second of all whose sources count them: those of calls that the engine is told of, and a cloud's minute
  /// where nothing fresher is; nil where nobody counts them now.
  private func tokens(_ told: Double?, at moment: Moment) -> Double? {
    let endpoints = observer.engine.configuration.endpoints.indices.map { EndpointIndex($0) }
    let counted = endpoints.filter {
      isFresh($0, at: moment) && observer.view(of: $0).countsTokens && observer.isTold(of: $0, at: now)
    }
    let late = endpoints.compactMap { endpoint -> Double? in
      guard !isFresh(endpoint, at: moment), let figures = freshLate(of: endpoint, at: moment) else {
        return nil
      }
      return figures.tokens.map { $0 / LateFigures.windowSeconds }
    }
    guard !counted.isEmpty || !late.isEmpty else { return nil }
    return (counted.isEmpty ? 0 : told ?? 0) + late.reduce(0, +)
  }

  /// Whether evidence of an endpoint is not older than its source's patience.
  private func isFresh(_ endpoint: EndpointIndex, at moment: Moment) -> Bool {
    let view = observer.view(of: endpoint)
    guard let source = view.source, let observedAt = view.observedAt else { return false }
    return moment.seconds(since: observedAt) <= Double(sources[source].staleAfterSeconds)
  }

  /// Figures that came late and are not older than their source's patience.
  private func freshLate(of endpoint: EndpointIndex, at moment: Moment) -> LateFigures.Figures? {
    guard let late = observer.late(of: endpoint),
      moment.seconds(since: late.observedAt) <= Double(sources[late.source].staleAfterSeconds)
    else { return nil }
    return late
  }

  // MARK: Limits of buckets

  /// Says of quantiles that lie beyond the last bucket of their source that they are lower limits; where a figure has
  /// no room to say so, it is not known.
  private func limit(_ snapshot: inout SystemSnapshot) {
    let endpoints = snapshot.endpoints
    forgetTimes(&snapshot)
    func ceiling(_ isConcerned: (EndpointStatus) -> Bool) -> Double? {
      endpoints.indices.filter { isConcerned(endpoints[$0]) }
        .compactMap { observer.view(of: EndpointIndex($0)).ceilings[.ttft].map { $0 * 1_000 } }.min()
    }
    for index in snapshot.features.indices {
      let pool = [snapshot.features[index].primary] + snapshot.features[index].backups
      snapshot.features[index].ttft = snapshot.features[index].ttft?.limited(
        by: ceiling { pool.contains($0.id) })
    }
    for index in snapshot.clouds.indices {
      let cloud = snapshot.clouds[index].cloud
      snapshot.clouds[index].ttftP90 = Self.below(
        ceiling { $0.cloud == cloud }, snapshot.clouds[index].ttftP90)
    }
    let lowest = ceiling { _ in true }
    snapshot.totals.ttftP50 = Self.below(lowest, snapshot.totals.ttftP50)
    snapshot.totals.ttftP90 = Self.below(lowest, snapshot.totals.ttftP90)
  }

  /// Times of whom nothing fresh is known are no times of the present.
  private func forgetTimes(_ snapshot: inout SystemSnapshot) {
    let timed = snapshot.endpoints.filter { $0.ttft != nil }
    for index in snapshot.features.indices {
      let pool = [snapshot.features[index].primary] + snapshot.features[index].backups
      if !timed.contains(where: { pool.contains($0.id) }) { snapshot.features[index].ttft = nil }
    }
    for index in snapshot.clouds.indices
    where !timed.contains(where: { $0.cloud == snapshot.clouds[index].cloud }) {
      snapshot.clouds[index].ttftP90 = nil
    }
    if timed.isEmpty { (snapshot.totals.ttftP50, snapshot.totals.ttftP90) = (nil, nil) }
  }

  private static func below(_ ceiling: Double?, _ quantile: Double?) -> Double? {
    let figures = QuantileFigures(p90: quantile).limited(by: ceiling)
    return figures.atLeast.isEmpty ? figures.p90 : nil
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
        status.ttft = status.ttft?.limited(by: view.ceilings[.ttft].map { $0 * 1_000 })
        status.latency = status.latency?.limited(by: view.ceilings[.latency].map { $0 * 1_000 })
        status.tpot = status.tpot?.limited(by: view.ceilings[.tpot].map { $0 * 1_000 })
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
    status.requestsPerSecond = late.requests.map { $0 / LateFigures.windowSeconds }
    status.errorRate = late.errorRate
    if let calls = late.requests, calls > 0 { status.pushbackRate = min(1, late.pushback / calls) }
    status.errors = late.classShares
    (status.ttft, status.latency) = (late.ttft, late.latency)
    status.advice =
      "\(source.name)'s figures of \(late.observedAt.clockText): shown, and not judged by"
  }
}
