/// What others may see of the engine.
extension RoutingEngine {
  /// Calls that count as in flight no more, because their report may be lost, and whose report may still come.
  public var writtenOff: Int { inFlight.records.count { $0.isLive && $0.isWrittenOff } }

  /// What this replica tells the others.
  public func digest(at instant: Timestamp) -> ReplicaDigest {
    let now = max(clock.own(instant), now)
    let pending = pendingCalls(since: now - PeerCounts.window)
    return ReplicaDigest(
      replica: configuration.replica, at: instant,
      endpoints: zip(endpoints, pending).map { endpoint, pending in
        let ring = endpoint.window >= 0 ? windows[endpoint.window].fast : nil
        // While nobody reports, calls that are overdue prove nothing.
        let firstTokens =
          endpoint.window >= 0 && pulse.gapSince == nil
          ? windows[endpoint.window].firstTokens : (timed: 0, slow: 0)
        return EndpointDigest(
          state: endpoint.breaker.state,
          samples: UInt32(clamping: ring?.recent(EndpointWindows.Lane.evidence, slots: 12) ?? 0),
          failures: UInt32(clamping: ring?.recent(EndpointWindows.Lane.failures, slots: 12) ?? 0),
          lastingSamples: UInt32(clamping: ring?[EndpointWindows.Lane.evidence] ?? 0),
          lastingFailures: UInt32(clamping: ring?[EndpointWindows.Lane.failures] ?? 0),
          pending: pending,
          timed: UInt32(clamping: firstTokens.timed), slow: UInt32(clamping: firstTokens.slow),
          stageSamples: UInt32(clamping: endpoint.breaker.ramp?.samples ?? 0))
      },
      arrivals: features.map(\.steady.perSecond))
  }

  /// Calls of each endpoint that began since an instant and have neither ended nor brought a first token.
  private func pendingCalls(since start: Timestamp) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: endpoints.count)
    for record in inFlight.records where record.isLive && !record.hasFirstToken && record.started >= start {
      counts[Int(record.endpoint)] += 1
    }
    return counts
  }

  /// The whole engine at an instant.
  public func snapshot(at instant: Timestamp) -> EngineSnapshot {
    let now = max(clock.own(instant), now)
    var offered = 0.0
    for rate in table.offered { offered += rate }
    var oldest = [Timestamp?](repeating: nil, count: endpoints.count)
    for record in inFlight.records where record.isLive {
      let index = Int(record.endpoint)
      if oldest[index].map({ record.started < $0 }) ?? true { oldest[index] = record.started }
    }
    let input = tableInput(limitsSteps: false, isPreview: true, at: now)
    return EngineSnapshot(
      at: instant, revision: revision,
      endpoints: endpoints.indices.map {
        snapshot(endpoint: $0, offered: offered, oldest: oldest[$0], at: now)
      },
      features: features.indices.map { snapshot(feature: $0, input) }, requests: requests,
      attempts: attempts)
  }

  private func snapshot(
    endpoint index: Int, offered: Double, oldest: Timestamp?, at now: Timestamp
  ) -> EndpointSnapshot {
    let runtime = endpoints[index]
    let window = runtime.window >= 0 ? windows[runtime.window] : nil
    let slow = window?.slow
    let evidence = window?.shown[EndpointWindows.Lane.evidence] ?? 0
    let attempts = slow?[EndpointWindows.Lane.attempts] ?? 0
    return EndpointSnapshot(
      endpoint: EndpointIndex(index), severity: severity(endpoint: index), state: runtime.breaker.state,
      since: clock.shown(runtime.breaker.since), trigger: runtime.breaker.trigger, openFor: openFor(index),
      admittedMillionths: admittedMillionths(index), stageSamples: runtime.breaker.ramp?.samples ?? 0,
      override: runtime.override, isDrained: runtime.override?.kind == .drain && runtime.inFlight == 0,
      hold: runtime.hold,
      shareMillionths: offered > 0 ? Int(table.offered[index] / offered * 1e6) : 0,
      requestsPerSecond: window?.rate.recentRate(buckets: 1, at: now) ?? 0, inFlight: runtime.inFlight,
      oldestInFlight: oldest.map { now - $0 }, ttft: window?.ttft.quantiles(),
      latency: window?.latency.quantiles(), tpot: window?.tpot.quantiles(),
      referenceTTFT: window?.ttftReference.p90(size: UInt32(max(1, runtime.usage.input))).map {
        Nanoseconds(Int64($0))
      },
      classes: window?.classes.totals ?? [Int](repeating: 0, count: OutcomeClass.allCases.count),
      errorRate: evidence > 0
        ? Double(window?.shown[EndpointWindows.Lane.failures] ?? 0) / Double(evidence) : nil,
      pushbackRate: attempts > 0 ? Double(slow?[EndpointWindows.Lane.pushback] ?? 0) / Double(attempts) : nil,
      cap: runtime.cap.value, generation: runtime.breaker.generation,
      costPerHour: costPerHour(map.pairsOfEndpoint[index], at: now))
  }

  /// What rows of the ledger cost together; nil while that is not known of any.
  private func costPerHour(_ rows: [Int32], at now: Timestamp) -> Double? {
    let known = rows.compactMap { ledger.costPerHour(row: Int($0), at: now) }
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  private func openFor(_ index: Int) -> [FeatureIndex] {
    map.pairsOfEndpoint[index].compactMap { pair in
      guard let breaker = pairs[Int(pair)].breaker, !breaker.isClosed else { return nil }
      return FeatureIndex(Int(pairs[Int(pair)].feature))
    }
  }

  private func admittedMillionths(_ index: Int) -> Int {
    switch admission(index) {
    case .full: endpoints[index].pausedUntil > now ? 0 : 1_000_000
    case .ramp(let millionths), .suspect(let millionths): millionths
    case .lastResort, .out: 0
    }
  }

  /// How urgent an endpoint is: down or nearly so is critical, in doubt or coming back is a warning.
  func severity(endpoint index: Int) -> Severity {
    let runtime = endpoints[index]
    switch runtime.override?.kind {
    case .drain?, .forcedOpen?: return .drain
    // Kept in by an operator, it is as urgent as it would be without: what it fails, callers get.
    case .some: return isFailing(index) ? .crit : max(.warn, ownSeverity(index))
    case nil: return ownSeverity(index)
    }
  }

  /// Whether the error rate of the last minute is certainly above the limit of the breaker.
  private func isFailing(_ index: Int) -> Bool {
    let window = endpoints[index].window
    guard window >= 0 else { return false }
    let shown = windows[window].shown
    let limit = max(configuration.breaker.errorRateLimit, 3 * endpoints[index].baseline.share)
    return Wilson.exceeds(
      shown[EndpointWindows.Lane.failures], of: shown[EndpointWindows.Lane.evidence],
      limit: Wilson.limit(limit))
  }

  /// How urgent an endpoint is that no operator has touched.
  private func ownSeverity(_ index: Int) -> Severity {
    let runtime = endpoints[index]
    switch runtime.hold {
    case .retired?, .auth?, .quota?: return .crit
    case nil: break
    }
    switch runtime.breaker.phase {
    case .open: return .crit
    case .ramp(let ramp): return ramp.stage < 3 ? .crit : .warn
    case .suspect: return runtime.breaker.doubt == .hardDown ? .crit : .warn
    case .closed: break
    }
    if !openFor(index).isEmpty {
      // Out for those who have others, and failing those who have nobody else.
      return isFailing(index) ? .crit : .warn
    }
    if runtime.cap.isRecent(at: now) || runtime.pausedUntil > now { return .warn }
    return runtime.window < 0 ? .stale : .ok
  }

  private func snapshot(feature index: Int, _ input: TableInput) -> FeatureSnapshot {
    let runtime = features[index]
    let table = table.features[index]
    return FeatureSnapshot(
      feature: FeatureIndex(index), severity: severity(feature: index, table),
      order: runtime.order.map { EndpointIndex(Int(pairs[Int($0)].endpoint)) }, serving: table.shares,
      shedMillionths: Int(table.shed), shedPerSecond: runtime.ended.shedPerSecond, isPanic: table.isPanic,
      isDegraded: table.isDegraded,
      requestsPerSecond: runtime.arrivals.recentRate(buckets: 2, at: now), demand: demand(index),
      headroom: headroom(index, input, self.table),
      errorRate: CallerRing.errorRate([runtime.ended]),
      ttft: runtime.ttft.quantiles(),
      costPerHour: costPerHour(runtime.order, at: now),
      flipProposed: runtime.proposed.map { EndpointIndex(Int(pairs[Int($0)].endpoint)) })
  }

  private func severity(feature index: Int, _ table: FeatureTable) -> Severity {
    if table.isPanic || table.healthy == 0 || table.shed > 10_000 { return .crit }
    let objective = configuration.features[index].objectives.errorRate
    if failsCallers(of: index, beyond: max(0.1, 5 * objective)) { return .crit }
    let primary = features[index].order[0]
    if !isHealthy(primary) || table.isDegraded || table.shed > 0 { return .warn }
    return failsCallers(of: index, beyond: objective) ? .warn : .ok
  }

  /// Whether callers of a feature certainly get more errors than so, from 0 to 1, in the last minute.
  private func failsCallers(of index: Int, beyond objective: Double) -> Bool {
    let ended = features[index].ended
    return Wilson.exceeds(ended.unanswered, of: ended.requests, limit: Wilson.limit(objective))
  }
}
