public import Documents
public import RoutingEngine

/// Everything a screen needs at one instant.
public struct SystemSnapshot: Sendable, Hashable {
  /// The version of the shapes in this room.
  public static let schemaVersion = 1

  /// Counts every change an operator could be surprised by; an act names the one its author saw.
  public var revision: UInt64
  /// When.
  public var at: Moment
  /// Whose engine it is: `demo`, `serve`, `watch`, `replay`.
  public var mode: String
  /// Whether the engine only recommends: states of breakers and shares are advice, and calls go where others send them.
  public var isAdvisory = false
  /// Of a simulated world, its seconds a second; nil where time is everybody's.
  public var speed: Double?
  /// What the place is called: `prod`; nil for none.
  public var environment: String?
  /// The name of the process that answered.
  public var engine: String
  /// For how long it has been running, in seconds.
  public var uptimeSeconds: Double
  /// Everything together.
  public var totals: Totals
  /// One a cloud, in the order of the configuration.
  public var clouds: [CloudStatus]
  /// In the order of the configuration.
  public var endpoints: [EndpointStatus]
  /// In the order of the configuration.
  public var features: [FeatureStatus]
  /// Where figures come from.
  public var sources: [SourceStatus]

  /// Figures of all endpoints and features together; nil without data.
  public struct Totals: Sendable, Hashable {
    /// Requests a second.
    public var requestsPerSecond: Double?
    /// Failures divided by evidence, from 0 to 1.
    public var errorRate: Double?
    /// Half of the first tokens come within so many milliseconds.
    public var ttftP50: Double?
    /// Nine in ten first tokens come within so many milliseconds.
    public var ttftP90: Double?
    /// Tokens a second, input and output.
    public var tokensPerSecond: Double?
    /// Cost over the last minute, in US dollars an hour.
    public var costPerHour: Double?
    /// Requests a second that are refused.
    public var shedPerSecond: Double?
    /// Calls in flight.
    public var inFlight: Int?
    /// Retries a second.
    public var retriesPerSecond: Double?

    /// Makes totals of which nothing is known.
    public init() {}
  }

  /// Describes an instant at which nothing is known.
  public init(revision: UInt64, at: Moment, mode: String, engine: String) {
    self.revision = revision
    self.at = at
    self.mode = mode
    self.engine = engine
    uptimeSeconds = 0
    totals = Totals()
    (clouds, endpoints, features, sources) = ([], [], [], [])
  }
}

extension SystemSnapshot: JSONWritable, WireReadable {
  /// Writes the whole snapshot.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("schema_version", Self.schemaVersion)
      $0.field("revision", revision)
      $0.field("at", at)
      $0.field("mode", mode)
      $0.field("advisory", isAdvisory)
      if let speed { $0.field("speed", speed) }
      $0.field("environment", environment)
      $0.field("engine", engine)
      $0.field("uptime_s", uptimeSeconds)
      $0.field("totals", totals)
      $0.field("clouds", clouds)
      $0.field("endpoints", endpoints)
      $0.field("features", features)
      $0.field("sources", sources)
    }
  }

  /// Reads a snapshot; nil without an instant, or of a schema that is newer than this program.
  public init?(_ node: Node) {
    guard let at = node.moment("at"), let version = node.count("schema_version"),
      version <= Self.schemaVersion
    else { return nil }
    self.init(
      revision: node.serial("revision") ?? 0, at: at, mode: node.text("mode") ?? "",
      engine: node.text("engine") ?? "")
    // What was recorded before there was this key says by its mode that it watched.
    isAdvisory = node["advisory"]?.bool ?? (mode == "watch")
    speed = node.number("speed")
    environment = node.text("environment")
    uptimeSeconds = node.number("uptime_s") ?? 0
    totals = node.shape("totals", Totals.self) ?? Totals()
    clouds = node.list("clouds", of: CloudStatus.self)
    endpoints = node.list("endpoints", of: EndpointStatus.self)
    features = node.list("features", of: FeatureStatus.self)
    sources = node.list("sources", of: SourceStatus.self)
  }
}

extension SystemSnapshot.Totals: JSONWritable, WireReadable {
  /// Writes every total, null where it is not known.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("rps", requestsPerSecond)
      $0.field("error_rate", errorRate)
      $0.field("ttft_p50_ms", ttftP50)
      $0.field("ttft_p90_ms", ttftP90)
      $0.field("tokens_per_s", tokensPerSecond)
      $0.field("cost_usd_per_h", costPerHour)
      $0.field("shed_per_s", shedPerSecond)
      $0.field("in_flight", inFlight)
      $0.field("retries_per_s", retriesPerSecond)
    }
  }

  /// Reads totals; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init()
    requestsPerSecond = node.number("rps")
    errorRate = node.number("error_rate")
    ttftP50 = node.number("ttft_p50_ms")
    ttftP90 = node.number("ttft_p90_ms")
    tokensPerSecond = node.number("tokens_per_s")
    costPerHour = node.number("cost_usd_per_h")
    shedPerSecond = node.number("shed_per_s")
    inFlight = node.count("in_flight")
    retriesPerSecond = node.number("retries_per_s")
  }
}

/// One cloud, all its endpoints together.
public struct CloudStatus: Sendable, Hashable {
  /// Its name.
  public var cloud: String
  /// The most urgent of its endpoints.
  public var severity: Severity
  /// How many endpoints it has.
  public var endpoints: Int
  /// How many of them are open.
  public var open = 0
  /// How many are on the ramp.
  public var partialOpen = 0
  /// How many are draining or drained.
  public var draining = 0
  /// How many have no data.
  public var stale = 0
  /// Attempts a second; nil without data.
  public var requestsPerSecond: Double?
  /// Failures divided by evidence, from 0 to 1; nil without evidence.
  public var errorRate: Double?
  /// The p90 of time to first token, in milliseconds; nil without samples.
  public var ttftP90: Double?

  /// Describes a cloud of which nothing but its size is known.
  public init(cloud: String, severity: Severity, endpoints: Int) {
    self.cloud = cloud
    self.severity = severity
    self.endpoints = endpoints
  }
}

extension CloudStatus: JSONWritable, WireReadable {
  /// Writes an item of a snapshot's `clouds`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("cloud", cloud)
      $0.field("severity", severity.name)
      $0.field("endpoints", endpoints)
      $0.field("open", open)
      $0.field("partial_open", partialOpen)
      $0.field("draining", draining)
      $0.field("stale", stale)
      $0.field("rps", requestsPerSecond)
      $0.field("error_rate", errorRate)
      $0.field("ttft_p90_ms", ttftP90)
    }
  }

  /// Reads an item of a snapshot's `clouds`; nil without a name.
  public init?(_ node: Node) {
    guard let cloud = node.text("cloud") else { return nil }
    self.init(
      cloud: cloud, severity: Severity(name: node.text("severity")), endpoints: node.count("endpoints") ?? 0)
    open = node.count("open") ?? 0
    partialOpen = node.count("partial_open") ?? 0
    draining = node.count("draining") ?? 0
    stale = node.count("stale") ?? 0
    requestsPerSecond = node.number("rps")
    errorRate = node.number("error_rate")
    ttftP90 = node.number("ttft_p90_ms")
  }
}

/// One source of figures, and how fresh it is.
public struct SourceStatus: Sendable, Hashable {
  /// `engine`, `attach`, `prometheus`, ….
  public var kind: String
  /// Its name, unique.
  public var name: String
  /// The age of its newest figure in seconds; nil before the first.
  public var ageSeconds: Double?
  /// `live`, `stale`, `failed`, `starting`.
  public var state: String
  /// What is wrong with it; nil where nothing is.
  public var error: String?
  /// Since when it fails; nil where it does not.
  public var failedSince: Moment?

  /// The state of one that has not been heard of yet.
  public static let startingState = "starting"
  /// The state of one that could not be read at the last try.
  public static let failedState = "failed"

  /// Whether it could not be read at the last try.
  public var hasFailed: Bool { state == Self.failedState }

  /// Describes a source.
  public init(
    kind: String, name: String, ageSeconds: Double?, state: String, error: String? = nil,
    failedSince: Moment? = nil
  ) {
    self.kind = kind
    self.name = name
    self.ageSeconds = ageSeconds
    self.state = state
    self.error = error
    self.failedSince = failedSince
  }
}

extension SourceStatus: JSONWritable, WireReadable {
  /// Writes an item of a snapshot's `sources`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("kind", kind)
      $0.field("name", name)
      $0.field("age_s", ageSeconds)
      $0.field("state", state)
      $0.field("error", error)
      if let failedSince { $0.field("failed_since", failedSince) }
    }
  }

  /// Reads an item of a snapshot's `sources`; nil without a kind.
  public init?(_ node: Node) {
    guard let kind = node.text("kind") else { return nil }
    self.init(
      kind: kind, name: node.text("name") ?? kind, ageSeconds: node.number("age_s"),
      state: node.text("state") ?? "", error: node.text("error"), failedSince: node.moment("failed_since"))
  }
}
