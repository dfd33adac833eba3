public import RoutingEngine

/// Makes the snapshot that screens and scripts see from engines and what they were told.
public struct SnapshotMaker: Sendable {
  /// How long a call may be in flight before it is odd that there is no outcome, at the least.
  static let patience = Nanoseconds.seconds(10)

  /// What the engines were told.
  public let configuration: EngineConfiguration
  /// `demo`, `serve`, `watch`.
  public let mode: String
  /// What the place is called; nil for none.
  public let environment: String?
  /// The name of the process.
  public let engine: String
  private let cloudOrder: [String]
  /// For each endpoint, how long a call to it may be in flight before it is odd that there is no outcome: as long as
  /// the most patient of its features waits for an answer.
  private let patience: [Nanoseconds]

  /// Makes a maker for engines of a configuration.
  public init(configuration: EngineConfiguration, mode: String, environment: String?, engine: String) {
    self.configuration = configuration
    self.mode = mode
    self.environment = environment
    self.engine = engine
    var clouds: [String] = []
    for endpoint in configuration.endpoints where !clouds.contains(endpoint.cloud) {
      clouds.append(endpoint.cloud)
    }
    cloudOrder = clouds
    var patience = configuration.endpoints.map { _ in Self.patience }
    for feature in configuration.features {
      for candidate in feature.candidates where patience.indices.contains(candidate.endpoint.value) {
        patience[candidate.endpoint.value] = max(
          patience[candidate.endpoint.value], feature.objectives.deadline)
      }
    }
    self.patience = patience
  }

  /// The snapshot of an instant.
  ///
  /// - Parameters:
  ///   - fleet: the engines, all replicas together.
  ///   - clock: ties the engine's clock to the calendar.
  ///   - uptime: for how long the process has been running.
  ///   - sources: where figures come from, besides the engine itself.
  /// - Returns: everything a screen needs.
  public func snapshot(
    of fleet: FleetSnapshot, clock: ClockAnchor, uptime: Nanoseconds, sources: [SourceStatus] = []
  ) -> SystemSnapshot {
    let at = clock.moment(at: fleet.engine.at)
    var snapshot = SystemSnapshot(revision: fleet.engine.revision, at: at, mode: mode, engine: engine)
    snapshot.isAdvisory = configuration.isAdvisory
    snapshot.environment = environment
    snapshot.uptimeSeconds = uptime.seconds
    snapshot.endpoints = fleet.engine.endpoints.map { status(of: $0, fleet, clock: clock) }
    if isSilent(fleet) {
      for (place, endpoint) in fleet.engine.endpoints.enumerated() {
        silence(&snapshot.endpoints[place], endpoint, at: at)
      }
    }
    snapshot.features = fleet.engine.features.map { status(of: $0, among: snapshot.endpoints) }
    addRoles(&snapshot)
    addAdvice(&snapshot)
    snapshot.clouds = cloudOrder.map { cloud(named: $0, snapshot.endpoints, fleet) }
    snapshot.totals = totals(fleet, snapshot.endpoints)
    snapshot.sources =
      [SourceStatus(kind: "engine", name: "engine", ageSeconds: 0, state: "live")] + sources
    return snapshot
  }

  private func status(
    of endpoint: EndpointSnapshot, _ fleet: FleetSnapshot, clock: ClockAnchor
  ) -> EndpointStatus {
    let known = configuration.endpoints[endpoint.endpoint.value]
    var status = EndpointStatus(
      id: known.id, provider: known.provider, cloud: known.cloud, region: known.region, model: known.model,
      capacityKind: known.capacity.kind.rawValue)
    // An engine without outcomes of an endpoint knows why, as long as no call waits for one: nobody asked it. Of
    // several replicas one alone may have had none yet.
    let isKnown =
      endpoint.errorRate != nil || (endpoint.oldestInFlight ?? .zero) < patience[endpoint.endpoint.value]
    let isIdle = endpoint.severity == .stale && isKnown
    let hasData = isIdle || endpoint.severity != .stale || endpoint.ttft != nil
    status.severity = isIdle || Self.waitsForCalls(endpoint, fleet) ? .ok : Self.severity(of: endpoint)
    status.state = endpoint.state.name
    status.since = clock.moment(at: endpoint.since)
    status.trigger = endpoint.trigger?.name
    switch endpoint.state {
    case .open(let until):
      status.until = clock.moment(at: until)
      status.nextProbeSeconds = max(0, (until - fleet.engine.at).seconds)
    case .partialOpen, .suspect: status.stagePercent = Double(endpoint.admittedMillionths) / 1e4
    case .closed: break
    }
    status.override = endpoint.override.map { self.override($0, endpoint, clock: clock) }
    status.hold = endpoint.hold.map { self.hold($0, clock: clock) }
    status.openFor = endpoint.openFor.map { configuration.features[$0.value].id }
    status.share = Double(endpoint.shareMillionths) / 1e6
    status.requestsPerSecond = hasData ? endpoint.requestsPerSecond : nil
    status.inFlight = hasData ? endpoint.inFlight : nil
    status.oldestInFlightSeconds = endpoint.oldestInFlight?.seconds
    status.ttft = endpoint.ttft.map { QuantileFigures($0) }
    status.latency = endpoint.latency.map { QuantileFigures($0) }
    status.tpot = endpoint.tpot.map { QuantileFigures($0) }
    if endpoint.ttft != nil {
      status.ttftHistogram = HistogramFigures(
        bounds: FleetSnapshot.ttftBounds.map(\.milliseconds),
        counts: fleet.ttftHistograms[endpoint.endpoint.value])
    }
    status.referenceTTFT = endpoint.referenceTTFT?.milliseconds
    status.errorRate = endpoint.errorRate
    status.errors = errors(endpoint.classes)
    status.declinedRate = Self.declined(endpoint.classes)
    status.pushbackRate = endpoint.pushbackRate
    status.quota = quota(known.capacity, endpoint)
    status.costPerHour = known.costIsKnown ? endpoint.costPerHour : nil
    status.evidence = fleet.breakers[endpoint.endpoint.value].map {
      EndpointStatus.Evidence($0, at: fleet.engine.at)
    }
    status.held = fleet.breakers[endpoint.endpoint.value]?.hold.map {
      EndpointStatus.Held($0, clock: clock)
    }
    status.reason = reason(status)
    status.observedAt = hasData ? clock.moment(at: fleet.engine.at) : nil
    return status
  }

  /// An order to stay as it is makes nothing better: what is pinned open is as urgent as before, and so is what fails.
  private static func severity(of endpoint: EndpointSnapshot) -> Severity {
    guard endpoint.override?.kind == .pinned else { return endpoint.severity }
    switch endpoint.state {
    case .open: return .crit
    case .partialOpen(let stage) where stage < 3: return .crit
    case .closed, .suspect, .partialOpen:
      return endpoint.hold != nil || (endpoint.errorRate ?? 0) >= failing ? .crit : endpoint.severity
    }
  }

  /// Whether it is on its way back from an order and stands still for want of calls: nobody calls anything, and
  /// nothing it did was bad.
  private static func waitsForCalls(_ endpoint: EndpointSnapshot, _ fleet: FleetSnapshot) -> Bool {
    guard case .partialOpen = endpoint.state, fleet.requestsPerSecond == 0, endpoint.inFlight == 0 else {
      return false
    }
    return endpoint.trigger == nil && endpoint.override == nil && endpoint.hold == nil
      && (endpoint.errorRate ?? 0) == 0 && fleet.breakers[endpoint.endpoint.value]?.hold == nil
  }

  /// From this part of failed calls on it is failing, whatever else is wrong with it, from 0 to 1.
  private static let failing = 0.1

  private func override(
    _ record: OverrideRecord, _ endpoint: EndpointSnapshot, clock: ClockAnchor
  ) -> EndpointStatus.Override {
    EndpointStatus.Override(
      kind: record.kind.name,
      phase: record.kind == .drain ? (endpoint.isDrained ? "drained" : "draining") : nil,
      actor: record.actor, reason: record.reason, since: clock.moment(at: record.since),
      leaseEnds: clock.moment(at: record.leaseEnds), isOverdue: record.isOverdue)
  }

  private func hold(_ hold: Hold, clock: ClockAnchor) -> EndpointStatus.Hold {
    switch hold {
    case .quota(let until), .auth(let until):
      EndpointStatus.Hold(kind: hold.name, until: clock.moment(at: until))
    case .retired: EndpointStatus.Hold(kind: hold.name, until: nil)
    }
  }

  /// Failures and pushback by class, the most frequent first.
  private func errors(_ classes: [Int]) -> [EndpointStatus.ClassShare] {
    let named = zip(OutcomeClass.allCases, classes).filter { pair in
      pair.1 > 0 && pair.0 != .ok && pair.0 != .cancelled && pair.0 != .local
    }
    let total = named.reduce(0) { $0 + $1.1 }
    guard total > 0 else { return [] }
    return named.sorted { $0.1 > $1.1 }.map {
      EndpointStatus.ClassShare(
        name: $0.0.name, percent: (Double($0.1) * 1_000 / Double(total)).rounded() / 10)
    }
  }

  /// Outcomes by which an endpoint refuses what was asked: answers, and no failures of its health.
  public static let declining: [OutcomeClass] = [.contentFiltered, .contextLength, .invalidRequest]

  private static func declined(_ classes: [Int]) -> Double? {
    let counts = zip(OutcomeClass.allCases, classes).filter { $0.0 != .cancelled && $0.0 != .local }
    let declined = counts.filter { declining.contains($0.0) }.reduce(0) { $0 + $1.1 }
    return declined > 0 ? Double(declined) / Double(counts.reduce(0) { $0 + $1.1 }) : nil
  }

  private func quota(_ capacity: Capacity, _ endpoint: EndpointSnapshot) -> EndpointStatus.Quota {
    EndpointStatus.Quota(
      requestsUsed: capacity.requestsPerSecond.map { $0 > 0 ? endpoint.requestsPerSecond / $0 : 0 },
      capRequestsPerSecond: endpoint.cap)
  }

  /// Why an endpoint is not well: what failed, else what tripped it.
  private func reason(_ status: EndpointStatus) -> String? {
    if let hold = status.hold { return "held: " + hold.kind + (status.held?.refusalWords ?? "") }
    if let held = status.held { return "on trial after a hold: \(held.kind)" + (held.refusalWords ?? "") }
    guard status.severity > .drain || status.trigger != nil else { return nil }
    // What its breaker would make of it has no effect under such an order.
    let isForced = ["forced_open", "forced_closed"].contains(status.override?.kind)
    if !isForced, let slow = slowness(status) { return slow }
    if !status.errors.isEmpty, (status.errorRate ?? 0) > 0.01 || (status.pushbackRate ?? 0) > 0.01 {
      return classes(status)
    }
    guard !isForced else { return nil }
    // What took it out is over while it is on its way back: how that goes is what matters.
    return status.rampWords ?? status.trigger.map { ClassWords.trigger($0) }
  }

  /// That it was taken out, or is in doubt, for being slow; what the few calls that fail besides die of is no reason.
  private func slowness(_ status: EndpointStatus) -> String? {
    guard ["open", "suspect"].contains(status.state), let trigger = status.trigger,
      Trigger.allCases.contains(where: { $0.name == trigger && $0.isLatency })
    else { return nil }
    let isFailing = (status.errorRate ?? 0) >= Self.failing && !status.errors.isEmpty
    return ClassWords.trigger(trigger) + (isFailing ? ", " + classes(status) : "")
  }

  /// `5xx 71 % timeout 29 %`: what failed, by class.
  private func classes(_ status: EndpointStatus) -> String {
    status.errors.prefix(3).map { error in
      "\(ClassWords.short(error.name)) \(Int(error.percent.rounded())) %"
    }.joined(separator: " ")
  }

  private func status(of feature: FeatureSnapshot, among endpoints: [EndpointStatus]) -> FeatureStatus {
    let known = configuration.features[feature.feature.value]
    let order = feature.order.map { configuration.endpoints[$0.value].id }
    var status = FeatureStatus(id: known.id, primary: order.first ?? "", backups: Array(order.dropFirst()))
    status.severity = feature.severity
    status.serving = feature.serving.filter { $0.millionths > 0 }.map {
      ServedShare(endpoint: configuration.endpoints[$0.endpoint.value].id, share: $0.fraction)
    }
    status.selection = known.selection.rawValue
    status.priority = known.priority
    status.requestsPerSecond = feature.requestsPerSecond
    status.demand = feature.demand
    status.errorRate = feature.errorRate
    status.ttft = feature.ttft.map { QuantileFigures($0) }
    status.objectiveTTFT = known.objectives.ttftP90.milliseconds
    status.objectiveLatency = known.objectives.latencyP90.milliseconds
    status.objectiveErrorRate = known.objectives.errorRate
    status.headroom = feature.headroom
    status.qualityFloor = known.qualityFloor
    status.qualityMean = quality(of: known, feature.serving)
    status.shedShare = Double(feature.shedMillionths) / 1e6
    status.isPanic = feature.isPanic
    // Where nobody calls, candidates that wait for calls are no crisis.
    let candidates = endpoints.filter { order.contains($0.id) }
    if feature.requestsPerSecond == 0, feature.severity >= .warn,
      candidates.contains(where: { $0.severity == .ok && $0.state == "partial_open" }),
      candidates.first(where: { $0.id == status.primary })?.severity == .ok
    {
      (status.severity, status.isPanic) = (.ok, false)
    }
    if status.severity == .ok, isUnknown(status, among: endpoints) { status.severity = .stale }
    status.flipProposed = feature.flipProposed.map { configuration.endpoints[$0.value].id }
    status.atRisk = status.risk(among: endpoints)
    // Of several that serve, those with a price say what is known.
    let isPriced = feature.serving.contains {
      $0.millionths > 0 && configuration.endpoints[$0.endpoint.value].costIsKnown
    }
    status.costPerHour = isPriced ? feature.costPerHour : nil
    return status
  }

  private func quality(of feature: FeatureConfiguration, _ serving: [EndpointShare]) -> Double? {
    var sum = 0.0
    var weight = 0
    for share in serving where share.millionths > 0 {
      let candidate = feature.candidates.first { $0.endpoint == share.endpoint }
      guard let quality = candidate?.quality else { continue }
      sum += quality.mean * Double(share.millionths)
      weight += share.millionths
    }
    return weight > 0 ? sum / Double(weight) : nil
  }
}
