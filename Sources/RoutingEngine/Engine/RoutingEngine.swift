/// Decides where each request goes; a value that never does I/O, reads no clock and draws no ambient chance.
///
/// It is a function of configuration, seed and inputs: the same inputs at the same instants give the same
/// decisions in any build. One owner calls it; others get snapshots.
///
/// The walk of a request: `route` picks from the table and remembers an attempt → the owner calls the provider
/// and reports `firstToken` and `outcome` → windows and ramp take the evidence → triggers move the breaker →
/// the table is rebuilt. `next` says where a failed request goes meanwhile.
public struct RoutingEngine: Sendable {
  /// What it was told.
  public internal(set) var configuration: EngineConfiguration
  /// Counts every change an operator could be surprised by.
  public internal(set) var revision: UInt64 = 1
  /// What every attempt cost, and for whom.
  public internal(set) var ledger: Ledger
  /// What attempts came to, for metrics.
  public internal(set) var meter: AttemptMeter
  /// Requests routed so far.
  public internal(set) var requests: UInt64 = 0
  /// Attempts admitted so far.
  public internal(set) var attempts: UInt64 = 0

  var endpoints: [EndpointRuntime]
  var windows: [EndpointWindows] = []
  var features: [FeatureRuntime]
  var pairs: [PairRuntime]
  var table: RouteTable
  /// Where the requests of an endpoint that fails go, while the table stands: made when first needed.
  var detours: [Detour] = []
  var inFlight: AttemptTable
  var peers: PeerView
  let map: EngineMap
  /// What the hot path reads of the configuration, without its strings.
  let limits: [EndpointLimits]
  let expectations: [FeatureLimits]
  /// When a call is slow.
  let slowRule: SlowRule
  /// The rules that are switched off, a bit each.
  let rulesOff: UInt64

  /// The engine's own time, which never goes back.
  var now: Timestamp {
    didSet { if now >= quarterEnds { startQuarter() } }
  }
  /// The quarter second that it lies in, and when that ends.
  private(set) var quarter: Quarter
  private var quarterEnds: Timestamp
  /// What the caller's clock showed last, and what is added to it.
  var clock: CallerClock
  var isTableStale = true
  var lastBuild: Timestamp
  var lastSecond: Timestamp
  var lastStep: Timestamp
  var lastRotation: Timestamp
  var eventCount: UInt64 = 0
  var receiptCount: UInt64 = 0
  var actions: [Action] = []
  var pulse: OutcomePulse
  var hourly: HourlyCharges
  /// The longest budget for a first token that any feature allows.
  let patience: Nanoseconds
  /// How deep a replica's part of a token bucket is, in seconds of its rate.
  let burstSeconds: Double
  /// How many pairs are tripped alone; while there are none, nobody looks.
  var scopedTrips = 0
  /// Latency triggers pause until this instant.
  var latencyPausedUntil = Timestamp.origin

  /// Makes an engine that has seen nothing yet.
  ///
  /// The configuration must be valid: endpoints named by candidates exist, and no feature is without one.
  public init(configuration: EngineConfiguration, at now: Timestamp) {
    self.configuration = configuration
    self.now = now
    quarter = Quarter(now)
    quarterEnds = quarter.end
    clock = CallerClock(at: now)
    map = EngineMap(configuration)
    limits = configuration.endpoints.map { EndpointLimits($0, replicas: configuration.replicas) }
    patience = configuration.features.map(\.objectives.ttftDeadline).max() ?? .seconds(10)
    slowRule = SlowRule(configuration.breaker)
    burstSeconds = Double(max(1, configuration.replicas)).squareRoot()
    expectations = configuration.features.map { FeatureLimits($0) }
    rulesOff = configuration.without.reduce(0) { $0 | $1.bit }
    endpoints = configuration.endpoints.map { _ in EndpointRuntime(at: now) }
    let pairs = map.makePairs(configuration)
    let map = map
    self.pairs = pairs
    features = map.firstPair.indices.map { FeatureRuntime(order: map.pairs(of: $0)) }
    ledger = Ledger(pairs: pairs.map { ($0.feature, $0.endpoint) }, at: now)
    meter = AttemptMeter(features: features.count, pairs: pairs.count)
    inFlight = AttemptTable(limit: configuration.retry.maxInFlight)
    peers = PeerView(
      replicas: configuration.replicas, endpoints: configuration.endpoints.count,
      features: configuration.features.count)
    pulse = OutcomePulse(at: now)
    hourly = HourlyCharges(endpoints: configuration.endpoints.count, at: now)
    (lastBuild, lastSecond, lastStep, lastRotation) = (now, now, now, now)
    table = RouteTable(
      features: configuration.features.map { _ in FeatureTable() },
      offered: [Double](repeating: 0, count: endpoints.count),
      beyond: [Double](repeating: 0, count: endpoints.count),
      spare: [Double](repeating: 0, count: endpoints.count))
    for index in features.indices { features[index].budgetCap = budgetCap(index) }
    rebuild(at: now)
  }

  /// Takes an input in and says what follows from it.
  public mutating func handle(_ input: Input, at instant: Timestamp) -> [Action] {
    let now = advance(to: instant)
    switch input {
    case .outcome(let id, let outcome): finish(id, outcome, at: now)
    case .firstToken(let id): firstToken(id, at: now)
    case .tick: tick(at: now)
    case .act(let act): perform(act, at: now)
    case .peerDigest(var digest):
      digest.at = clock.own(digest.at)
      peers.take(digest, at: now)
    case .quality(let feature, let endpoint, let score): learn(score, of: feature, on: endpoint, at: now)
    case .price(let endpoint, let price): learn(price, of: endpoint, at: now)
    }
    if isTableStale, needsTableNow { rebuild(at: now) }
    guard !actions.isEmpty else { return [] }
    let taken = actions
    actions.removeAll(keepingCapacity: true)
    return taken
  }

  /// Set by a transition or an act: the table is rebuilt before the next request.
  var needsTableNow = false

  /// The engine's own time at an instant of the caller's clock.
  @inline(__always)
  mutating func advance(to instant: Timestamp) -> Timestamp {
    let own = clock.read(instant, hasCalls: inFlight.live > 0)
    if own > now { now = own }
    return now
  }

  private mutating func startQuarter() {
    quarter = Quarter(now)
    quarterEnds = quarter.end
  }

  /// Marks the table as wrong: rebuilt before anything else is decided.
  mutating func invalidateTable() {
    isTableStale = true
    needsTableNow = true
  }

  /// Whether a rule is in force.
  @inline(__always)
  func has(_ rule: Rule) -> Bool { rulesOff == 0 || rulesOff & rule.bit == 0 }
}

/// Where things are: made once from the configuration.
struct EngineMap: Sendable {
  /// Where each feature's pairs begin.
  let firstPair: [Int]
  /// How many pairs each feature has.
  let pairCount: [Int]
  /// The pairs each endpoint belongs to.
  let pairsOfEndpoint: [[Int32]]
  /// Equal numbers mean equal names.
  let provider: [Int32]
  let region: [Int32]
  let model: [Int32]
  /// Features by priority, the most important first.
  let byPriority: [Int]

  init(_ configuration: EngineConfiguration) {
    var firstPair: [Int] = []
    var pairCount: [Int] = []
    var pairsOfEndpoint = [[Int32]](repeating: [], count: configuration.endpoints.count)
    var next = 0
    for feature in configuration.features {
      precondition(!feature.candidates.isEmpty, "feature \(feature.id) has no candidate")
      firstPair.append(next)
      pairCount.append(feature.candidates.count)
      for candidate in feature.candidates {
        pairsOfEndpoint[candidate.endpoint.value].append(Int32(next))
        next += 1
      }
    }
    self.firstPair = firstPair
    self.pairCount = pairCount
    self.pairsOfEndpoint = pairsOfEndpoint
    provider = Self.numbers(configuration.endpoints.map(\.provider))
    region = Self.numbers(configuration.endpoints.map { $0.cloud + "\u{1F}" + $0.region })
    model = Self.numbers(configuration.endpoints.map(\.model))
    byPriority = configuration.features.indices.sorted {
      (configuration.features[$0].priority, $0) < (configuration.features[$1].priority, $1)
    }
  }

  private static func numbers(_ names: [String]) -> [Int32] {
    var known: [String: Int32] = [:]
    return names.map { name in
      if let number = known[name] { return number }
      let number = Int32(known.count)
      known[name] = number
      return number
    }
  }

  /// A feature's pairs in the order of its configuration.
  func pairs(of feature: Int) -> [Int32] {
    (0..<pairCount[feature]).map { Int32(firstPair[feature] + $0) }
  }

  func makePairs(_ configuration: EngineConfiguration) -> [PairRuntime] {
    var pairs: [PairRuntime] = []
    for (index, feature) in configuration.features.enumerated() {
      for candidate in feature.candidates {
        pairs.append(
          PairRuntime(
            feature: Int32(index), endpoint: Int32(candidate.endpoint.value),
            quality: candidate.quality?.lowerBound))
      }
    }
    return pairs
  }

  /// The pair of an endpoint in a feature; nil when it is no candidate there.
  func pair(of feature: Int, _ endpoint: Int) -> Int32? {
    pairsOfEndpoint[endpoint].first {
      Int($0) >= firstPair[feature] && Int($0) < firstPair[feature] + pairCount[feature]
    }
  }
}
