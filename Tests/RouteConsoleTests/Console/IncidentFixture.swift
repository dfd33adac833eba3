import RoutingEngine
import Wire

@testable import RouteConsole

/// An incident at 03:12:41: one endpoint open, one coming back, one draining, one without data.
enum Incident {
  static let at = Moment(text: "2026-11-22T03:12:41Z") ?? Moment(milliseconds: 0)

  /// A row of the table: id, cloud, severity, state, figures.
  private struct Row {
    var id: String
    var cloud: String
    var severity: Severity
    var state = "closed"
    var rps: Double?
    var inFlight: Int?
    var p50: Double?
    var p90: Double?
    var errors: Double?
    var share: Double?
  }

  private static let rows: [Row] = [
    Row(
      id: "usw2/sonnet", cloud: "aws", severity: .warn, rps: 102, inFlight: 131, p50: 1_240, p90: 2_950,
      errors: 0.019, share: 0.11),
    Row(
      id: "use1/sonnet", cloud: "aws", severity: .crit, state: "open", rps: 2, inFlight: 212, p50: 4_310,
      p90: 9_820, errors: 0.224, share: 0),
    Row(
      id: "use1/haiku", cloud: "aws", severity: .crit, state: "partial_open", rps: 96, inFlight: 140,
      p50: 1_980,
      p90: 6_100, errors: 0.098, share: 0.1),
    Row(
      id: "euw4/gemini-pro", cloud: "gcp", severity: .drain, rps: 0, inFlight: 7, p50: 910, p90: 1_800,
      errors: 0.003, share: 0),
    Row(id: "swc/gpt-4o", cloud: "azr", severity: .stale),
    Row(
      id: "usc1/gemini-pro", cloud: "gcp", severity: .ok, rps: 88, inFlight: 61, p50: 640, p90: 1_310,
      errors: 0.002, share: 0.1),
    Row(
      id: "eus2/gpt-4o", cloud: "azr", severity: .ok, rps: 77, inFlight: 70, p50: 590, p90: 1_220,
      errors: 0.001, share: 0.09),
    Row(
      id: "usc1/flash", cloud: "gcp", severity: .ok, rps: 212, inFlight: 51, p50: 240, p90: 480, errors: 0,
      share: 0.24),
  ]

  /// The snapshot so many seconds after 03:12:41.
  static func snapshot(after seconds: Double = 0, revision: UInt64 = 4_471) -> SystemSnapshot {
    let now = at.advanced(byMilliseconds: Int64(seconds * 1_000))
    var snapshot = SystemSnapshot(revision: revision, at: now, mode: "serve", engine: "r-3")
    snapshot.environment = "prod"
    snapshot.uptimeSeconds = 86_400
    snapshot.totals.requestsPerSecond = 896
    snapshot.totals.errorRate = 0.031
    snapshot.totals.ttftP50 = 790
    snapshot.totals.ttftP90 = 2_410
    snapshot.totals.tokensPerSecond = 31_600
    snapshot.totals.inFlight = 1_219
    snapshot.totals.retriesPerSecond = 37.2
    snapshot.totals.costPerHour = 212.4
    snapshot.endpoints = rows.map { endpoint($0, now: now) }
    snapshot.features = features
    for feature in snapshot.features {
      for place in snapshot.endpoints.indices {
        if snapshot.endpoints[place].id == feature.primary {
          snapshot.endpoints[place].primaryOf.append(feature.id)
        }
        if feature.backups.contains(snapshot.endpoints[place].id) {
          snapshot.endpoints[place].backupOf.append(feature.id)
        }
      }
    }
    snapshot.clouds = clouds
    return snapshot
  }

  private static func endpoint(_ row: Row, now: Moment) -> EndpointStatus {
    let region = String(row.id.prefix { $0 != "/" })
    let provider = ["aws": "bedrock", "gcp": "vertex"][row.cloud] ?? "azure"
    var status = EndpointStatus(
      id: row.id, provider: provider, cloud: row.cloud, region: region,
      model: String(row.id.drop { $0 != "/" }.dropFirst()))
    status.severity = row.severity
    status.state = row.state
    status.since = now.advanced(byMilliseconds: -20_000)
    status.requestsPerSecond = row.rps
    status.inFlight = row.inFlight
    status.errorRate = row.errors
    status.share = row.share
    status.observedAt = row.severity == .stale ? now.advanced(byMilliseconds: -9_000) : now
    if let p50 = row.p50, let p90 = row.p90 {
      status.ttft = QuantileFigures(p50: p50, p90: p90, p99: p90 * 1.5, count: 118)
      status.ttftHistogram = HistogramFigures(
        bounds: [250, 500, 1_000, 2_000, 4_000, 8_000], counts: [0, 2, 9, 14, 21, 33, 21])
    }
    switch row.id {
    case "use1/sonnet":
      status.nextProbeSeconds = 20
      status.trigger = "error_rate_fast"
      status.reason = "5xx 71 % timeout 29 %"
      status.errors = [
        EndpointStatus.ClassShare(name: "server_error", percent: 71),
        EndpointStatus.ClassShare(name: "ttft_timeout", percent: 29),
      ]
      status.advice = "D keep it out: it is open, and probes bring it back by themselves"
    case "use1/haiku": status.stagePercent = 10
    case "euw4/gemini-pro":
      status.override = EndpointStatus.Override(
        kind: "drain", phase: "draining", actor: "jon", reason: "CHG-881 region move",
        since: at.advanced(byMilliseconds: -192_000), leaseEnds: at.advanced(byMilliseconds: 1_608_000),
        isOverdue: false)
    default: break
    }
    return status
  }

  private static var features: [FeatureStatus] {
    var chat = FeatureStatus(id: "chat", primary: "use1/sonnet", backups: ["usw2/sonnet"])
    chat.severity = .crit
    chat.serving = [ServedShare(endpoint: "usw2/sonnet", share: 1)]
    chat.atRisk = "primary open, backup warn"
    chat.headroom = 1.34
    chat.demand = 98
    chat.requestsPerSecond = 96
    chat.errorRate = 0.06
    chat.objectiveTTFT = 2_500
    chat.objectiveErrorRate = 0.01
    chat.ttft = QuantileFigures(p50: 1_240, p90: 2_950, count: 400)
    var agent = FeatureStatus(id: "agent", primary: "eus2/gpt-4o", backups: ["swc/gpt-4o", "usc1/flash"])
    agent.severity = .warn
    agent.serving = [ServedShare(endpoint: "eus2/gpt-4o", share: 1)]
    agent.atRisk = "primary ok, backup stale"
    agent.headroom = 1.05
    (agent.requestsPerSecond, agent.errorRate) = (88, 0.09)
    var search = FeatureStatus(id: "search", primary: "usc1/flash", backups: [])
    search.severity = .ok
    search.serving = [ServedShare(endpoint: "usc1/flash", share: 1)]
    (search.requestsPerSecond, search.errorRate) = (712, 0.02)
    return [search, chat, agent]
  }

  private static var clouds: [CloudStatus] {
    var aws = CloudStatus(cloud: "aws", severity: .crit, endpoints: 3)
    (aws.open, aws.partialOpen, aws.errorRate, aws.ttftP90, aws.requestsPerSecond) = (1, 1, 0.078, 6_240, 200)
    var gcp = CloudStatus(cloud: "gcp", severity: .ok, endpoints: 3)
    (gcp.draining, gcp.errorRate, gcp.ttftP90, gcp.requestsPerSecond) = (1, 0.001, 1_010, 300)
    var azr = CloudStatus(cloud: "azr", severity: .stale, endpoints: 2)
    (azr.stale, azr.errorRate) = (1, 0.001)
    return [aws, azr, gcp]
  }

  /// What happened before, oldest first.
  static var events: [EventLine] {
    var opened = EventLine(
      id: 1, at: at.advanced(byMilliseconds: -20_000), kind: "opened", severity: .crit,
      text: "use1/sonnet closed -> open, 22.4 % errors over 10 %")
    opened.endpoint = "use1/sonnet"
    opened.feature = nil
    var failover = EventLine(
      id: 2, at: at.advanced(byMilliseconds: -18_000), kind: "failover", severity: .warn,
      text: "chat: use1/sonnet -> usw2/sonnet")
    failover.feature = "chat"
    return [opened, failover]
  }

  /// Acts so far: one applied, one refused.
  static var audit: [AuditLine] {
    let drain = ActRequest(.drain(.endpoint("euw4/gemini-pro")), reason: "CHG-881 region move")
    let refused = ActRequest(.drain(.provider("azure")), reason: "quota")
    return [
      AuditLine(
        receipt: ActReceipt(
          id: 1, act: drain, actor: "jon", at: at.advanced(byMilliseconds: -192_000), revision: 4_470,
          outcome: .applied)),
      AuditLine(
        receipt: ActReceipt(
          id: 2, act: refused, actor: "ana", at: at.advanced(byMilliseconds: -90_000), revision: 4_470,
          outcome: .refused, reason: "agent would have no endpoint left")),
    ]
  }

  /// A snapshot of so many endpoints that are well.
  static func many(_ count: Int) -> SystemSnapshot {
    var snapshot = SystemSnapshot(revision: 1, at: at, mode: "serve", engine: "r-1")
    snapshot.endpoints = (0..<count).map { number in
      var status = EndpointStatus(
        id: "zone\(number % 40)/model\(number)", provider: "p\(number % 7)", cloud: "c\(number % 4)",
        region: "zone\(number % 40)", model: "model\(number)")
      status.severity = .ok
      status.requestsPerSecond = Double(number % 90)
      status.share = 1 / Double(max(count, 1))
      return status
    }
    if count > 0 {
      var feature = FeatureStatus(
        id: "f", primary: "zone0/model0", backups: count > 1 ? ["zone1/model1"] : [])
      feature.serving = [ServedShare(endpoint: "zone0/model0", share: 1)]
      feature.severity = .ok
      snapshot.features = [feature]
    }
    return snapshot
  }
}

extension Model {
  /// A console of an operator over a gateway, that has heard of the incident.
  static func atIncident(
    columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .ascii,
    prepare: (inout ConsoleSettings) -> Void = { _ in }
  ) -> Model {
    var model = Model.blank(columns: columns, rows: rows, glyphs: glyphs, prepare: prepare)
    _ = update(&model, .clock(.seconds(10)))
    _ = update(&model, .news(.events(Incident.events)))
    _ = update(&model, .news(.audit(Incident.audit)))
    _ = update(&model, .news(.snapshot(Incident.snapshot())))
    return model
  }

  /// A console that has heard nothing.
  static func blank(
    columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .ascii,
    prepare: (inout ConsoleSettings) -> Void = { _ in }
  ) -> Model {
    var settings = ConsoleSettings(
      operatorName: "mira", traits: FeedTraits(canAct: true, isSimulation: false, isReplay: false))
    settings.glyphs = glyphs
    prepare(&settings)
    return Model(settings: settings, size: Size(columns: columns, rows: rows))
  }

  /// Presses keys, one after another.
  @discardableResult
  mutating func press(_ keys: Key...) -> [Effect] {
    keys.flatMap { update(&self, .input(.key($0))) }
  }

  /// Types characters.
  @discardableResult
  mutating func type(_ text: String) -> [Effect] {
    text.flatMap { update(&self, .input(.key(.character($0)))) }
  }
}
