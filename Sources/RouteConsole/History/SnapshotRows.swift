internal import RoutingEngine
internal import Wire

/// The walk over a snapshot: which figures are kept, and how fine.
///
/// Each is kept ten times as fine as the screens show it, which makes rows that change little from second to
/// second: milliseconds to a tenth, rates to a hundredth a second, shares to a hundredth of a percent.
enum SnapshotRows {
  private static let milliseconds = 10.0
  private static let rate = 100.0
  private static let share = 10_000.0
  private static let money = 100.0

  /// Writes a snapshot as rows: the whole, then one a cloud, an endpoint, a feature and a source.
  static func write(_ snapshot: SystemSnapshot, table: inout TextNumbers) -> RowSheet {
    var snapshot = snapshot
    var writer = RowWriter(table: table, base: snapshot.at.milliseconds)
    head(&snapshot, &writer)
    writer.endRow()
    for place in snapshot.clouds.indices {
      cloud(&snapshot.clouds[place], &writer)
      writer.endRow()
    }
    for place in snapshot.endpoints.indices {
      endpoint(&snapshot.endpoints[place], &writer)
      writer.endRow()
    }
    for place in snapshot.features.indices {
      feature(&snapshot.features[place], &writer)
      writer.endRow()
    }
    for place in snapshot.sources.indices {
      source(&snapshot.sources[place], &writer)
      writer.endRow()
    }
    table = writer.table
    return writer.sheet
  }

  /// Reads a snapshot back.
  static func read(_ sheet: RowSheet, texts: [String], at: Moment) -> SystemSnapshot {
    var reader = RowReader(sheet: sheet, texts: texts, base: at.milliseconds)
    var snapshot = SystemSnapshot(revision: 0, at: at, mode: "", engine: "")
    head(&snapshot, &reader)
    for place in snapshot.clouds.indices { cloud(&snapshot.clouds[place], &reader) }
    for place in snapshot.endpoints.indices { endpoint(&snapshot.endpoints[place], &reader) }
    for place in snapshot.features.indices { feature(&snapshot.features[place], &reader) }
    for place in snapshot.sources.indices { source(&snapshot.sources[place], &reader) }
    return snapshot
  }

  /// The whole, with how many rows of each kind follow it.
  private static func head<Coder: RowCoder>(_ snapshot: inout SystemSnapshot, _ coder: inout Coder) {
    var revision = Int(clamping: snapshot.revision)
    coder.code(&revision)
    snapshot.revision = UInt64(clamping: revision)
    coder.code(&snapshot.mode)
    coder.code(&snapshot.isAdvisory)
    coder.code(&snapshot.environment)
    coder.code(&snapshot.engine)
    coder.code(&snapshot.uptimeSeconds, per: 1)
    coder.code(&snapshot.totals.requestsPerSecond, per: rate)
    coder.code(&snapshot.totals.errorRate, per: share)
    coder.code(&snapshot.totals.ttftP50, per: milliseconds)
    coder.code(&snapshot.totals.ttftP90, per: milliseconds)
    coder.code(&snapshot.totals.tokensPerSecond, per: 1)
    coder.code(&snapshot.totals.costPerHour, per: money)
    coder.code(&snapshot.totals.shedPerSecond, per: rate)
    coder.code(&snapshot.totals.inFlight)
    coder.code(&snapshot.totals.retriesPerSecond, per: rate)
    rows(&snapshot.clouds, blank: CloudStatus(cloud: "", severity: .ok, endpoints: 0), &coder)
    rows(&snapshot.endpoints, blank: blankEndpoint, &coder)
    rows(&snapshot.features, blank: FeatureStatus(id: "", primary: "", backups: []), &coder)
    rows(&snapshot.sources, blank: SourceStatus(kind: "", name: "", ageSeconds: nil, state: ""), &coder)
  }

  private static let blankEndpoint = EndpointStatus(id: "", provider: "", cloud: "", region: "", model: "")

  private static func rows<Item, Coder: RowCoder>(
    _ items: inout [Item], blank: Item, _ coder: inout Coder
  ) {
    var count = items.count
    coder.code(&count)
    if items.count != count { items = Array(repeating: blank, count: count) }
  }

  private static func severity<Coder: RowCoder>(_ severity: inout Severity, _ coder: inout Coder) {
    var number = severity.rawValue
    coder.code(&number)
    severity = Severity(rawValue: number) ?? .stale
  }

  private static func cloud<Coder: RowCoder>(_ cloud: inout CloudStatus, _ coder: inout Coder) {
    coder.code(&cloud.cloud)
    severity(&cloud.severity, &coder)
    coder.code(&cloud.endpoints)
    coder.code(&cloud.open)
    coder.code(&cloud.partialOpen)
    coder.code(&cloud.draining)
    coder.code(&cloud.stale)
    coder.code(&cloud.requestsPerSecond, per: rate)
    coder.code(&cloud.errorRate, per: share)
    coder.code(&cloud.ttftP90, per: milliseconds)
  }

  private static func source<Coder: RowCoder>(_ source: inout SourceStatus, _ coder: inout Coder) {
    coder.code(&source.kind)
    coder.code(&source.name)
    coder.code(&source.ageSeconds, per: 10)
    coder.code(&source.state)
    coder.code(&source.error)
  }

  private static func quantiles<Coder: RowCoder>(
    _ figures: inout QuantileFigures?, per parts: Double = milliseconds, _ coder: inout Coder
  ) {
    coder.part(&figures, blank: QuantileFigures()) { figures, coder in
      coder.code(&figures.p50, per: parts)
      coder.code(&figures.p90, per: parts)
      coder.code(&figures.p99, per: parts)
      coder.code(&figures.mean, per: parts)
      coder.code(&figures.count)
      coder.code(&figures.windowSeconds, per: 10)
    }
  }

  private static func shares<Coder: RowCoder>(_ shares: inout [ServedShare], _ coder: inout Coder) {
    coder.list(&shares, blank: ServedShare(endpoint: "", share: 0)) { item, coder in
      coder.code(&item.endpoint)
      coder.code(&item.share, per: share)
    }
  }

  private static func feature<Coder: RowCoder>(_ feature: inout FeatureStatus, _ coder: inout Coder) {
    coder.code(&feature.id)
    severity(&feature.severity, &coder)
    coder.code(&feature.primary)
    coder.code(&feature.backups)
    coder.code(&feature.selection)
    coder.code(&feature.priority)
    coder.code(&feature.requestsPerSecond, per: rate)
    coder.code(&feature.demand, per: rate)
    coder.code(&feature.errorRate, per: share)
    quantiles(&feature.ttft, &coder)
    quantiles(&feature.latency, &coder)
    coder.code(&feature.objectiveTTFT, per: milliseconds)
    coder.code(&feature.objectiveLatency, per: milliseconds)
    coder.code(&feature.objectiveErrorRate, per: share)
    coder.code(&feature.atRisk)
    coder.code(&feature.headroom, per: 1_000)
    coder.code(&feature.qualityMean, per: 1_000)
    coder.code(&feature.qualityFloor, per: 1_000)
    coder.code(&feature.costPerHour, per: money)
    coder.code(&feature.shedShare, per: share)
    coder.code(&feature.isPanic)
    coder.code(&feature.flipProposed)
    shares(&feature.serving, &coder)
  }

  private static func endpoint<Coder: RowCoder>(_ endpoint: inout EndpointStatus, _ coder: inout Coder) {
    identity(&endpoint, &coder)
    severity(&endpoint.severity, &coder)
    coder.code(&endpoint.state)
    coder.code(&endpoint.stagePercent, per: 100)
    coder.code(&endpoint.share, per: share)
    coder.code(&endpoint.requestsPerSecond, per: rate)
    coder.code(&endpoint.inFlight)
    coder.code(&endpoint.oldestInFlightSeconds, per: 10)
    coder.code(&endpoint.errorRate, per: share)
    coder.code(&endpoint.pushbackRate, per: share)
    coder.code(&endpoint.declinedRate, per: share)
    coder.code(&endpoint.quota.requestsUsed, per: 1_000)
    coder.code(&endpoint.quota.tokensUsed, per: 1_000)
    coder.code(&endpoint.quota.capRequestsPerSecond, per: rate)
    coder.code(&endpoint.costPerHour, per: money)
    coder.code(&endpoint.referenceTTFT, per: milliseconds)
    coder.code(&endpoint.observedAt)
    coder.code(&endpoint.source)
    quantiles(&endpoint.ttft, &coder)
    quantiles(&endpoint.latency, &coder)
    quantiles(&endpoint.tpot, per: 100, &coder)
    EndpointRow.state(&endpoint, &coder)
    EndpointRow.lists(&endpoint, &coder)
  }

  private static func identity<Coder: RowCoder>(_ endpoint: inout EndpointStatus, _ coder: inout Coder) {
    coder.code(&endpoint.id)
    coder.code(&endpoint.provider)
    coder.code(&endpoint.cloud)
    coder.code(&endpoint.region)
    coder.code(&endpoint.model)
    coder.code(&endpoint.capacityKind)
  }
}

/// The part of an endpoint's row that is about its state; most of it is empty while all is well.
enum EndpointRow {
  /// Why it is in its state, and what is known about it.
  static func state<Coder: RowCoder>(_ endpoint: inout EndpointStatus, _ coder: inout Coder) {
    fixed(&endpoint.since, &coder)
    fixed(&endpoint.until, &coder)
    coder.code(&endpoint.nextProbeSeconds, per: 10)
    coder.code(&endpoint.trigger)
    coder.code(&endpoint.reason)
    coder.code(&endpoint.merit)
    coder.code(&endpoint.advice)
    coder.part(&endpoint.evidence, blank: EndpointStatus.Evidence()) { evidence, coder in
      coder.code(&evidence.samples)
      coder.code(&evidence.bad)
      coder.code(&evidence.limit, per: 1_000)
      coder.code(&evidence.windowSeconds, per: 10)
      coder.code(&evidence.stage)
      coder.code(&evidence.stageSamples)
      coder.code(&evidence.stageNeeded)
      coder.code(&evidence.stageFailures)
      coder.code(&evidence.holdSeconds, per: 10)
      coder.code(&evidence.probesInFlight)
    }
    coder.part(&endpoint.override, blank: blankOverride) { order, coder in
      coder.code(&order.kind)
      coder.code(&order.phase)
      coder.code(&order.actor)
      coder.code(&order.reason)
      fixed(&order.since, &coder)
      fixed(&order.leaseEnds, &coder)
      coder.code(&order.isOverdue)
    }
    coder.part(&endpoint.hold, blank: EndpointStatus.Hold(kind: "", until: nil)) { hold, coder in
      coder.code(&hold.kind)
      fixed(&hold.until, &coder)
    }
    coder.part(&endpoint.held, blank: blankHeld) { held, coder in
      coder.code(&held.kind)
      fixed(&held.since, &coder)
      coder.code(&held.refusedTries)
      coder.code(&held.refusal)
      fixed(&held.refusedAt, &coder)
    }
  }

  /// What it has of many.
  static func lists<Coder: RowCoder>(_ endpoint: inout EndpointStatus, _ coder: inout Coder) {
    coder.code(&endpoint.primaryOf)
    coder.code(&endpoint.backupOf)
    coder.code(&endpoint.openFor)
    coder.list(&endpoint.errors, blank: EndpointStatus.ClassShare(name: "", percent: 0)) { item, coder in
      coder.code(&item.name)
      coder.code(&item.percent, per: 10)
    }
    coder.part(&endpoint.ttftHistogram, blank: HistogramFigures(bounds: [], counts: [])) { histogram, coder in
      coder.list(&histogram.bounds, blank: 0) { bound, coder in coder.code(&bound, per: 1) }
      coder.list(&histogram.counts, blank: 0) { count, coder in coder.code(&count) }
    }
  }

  private static let blankOverride = EndpointStatus.Override(
    kind: "", phase: nil, actor: "", reason: "", since: nil, leaseEnds: nil, isOverdue: false)

  private static let blankHeld = EndpointStatus.Held(
    kind: "", since: nil, refusedTries: 0, refusal: nil, refusedAt: nil)

  /// An instant that stays while snapshots pass, so that it is kept as itself.
  private static func fixed<Coder: RowCoder>(_ moment: inout Moment?, _ coder: inout Coder) {
    var milliseconds = moment.map { Int($0.milliseconds) }
    coder.code(&milliseconds)
    moment = milliseconds.map { Moment(milliseconds: Int64($0)) }
  }
}
