/// Everything an engine is told; it learns the rest.
public struct EngineConfiguration: Sendable, Hashable {
  /// The seed of every draw; the same at every replica, so that a session goes to the same endpoint whichever
  /// replica it reaches.
  public var seed: UInt64 = 1
  /// How many engines share the load.
  public var replicas: Int = 1
  /// Which of them this one is, from 0.
  public var replica: Int = 0
  /// The endpoints; their order is their index.
  public var endpoints: [EndpointConfiguration]
  /// The features; their order is their index.
  public var features: [FeatureConfiguration]
  /// Breaker and ramp.
  public var breaker = BreakerConfiguration()
  /// Shares and caps.
  public var selection = SelectionConfiguration()
  /// Retries.
  public var retry = RetryConfiguration()
  /// Rules that are switched off, to learn what each is worth.
  public var without: Set<Rule> = []
  /// Whether somebody else routes: shares are advice, caps hold nothing back, and nobody sheds.
  public var isAdvisory = false

  /// Describes an engine with default numbers.
  public init(endpoints: [EndpointConfiguration], features: [FeatureConfiguration]) {
    self.endpoints = endpoints
    self.features = features
  }
}

/// What is known of an endpoint beforehand.
public struct EndpointConfiguration: Sendable, Hashable {
  /// Its id, unique.
  public var id: String
  /// The provider it belongs to.
  public var provider: String
  /// The cloud the provider runs in.
  public var cloud: String
  /// Its region; empty when it has none.
  public var region: String
  /// The model it serves.
  public var model: String
  /// What it can carry.
  public var capacity = Capacity()
  /// What its tokens cost.
  public var price = Price()
  /// Whether anybody said what its tokens cost; where nobody did, what is spent there is not known.
  public var isPriced = true
  /// What it can do.
  public var capabilities: Capabilities = .all
  /// The longest prompt and answer together, in tokens; nil when it is not known.
  public var contextTokens: UInt32?
  /// The p90 of TTFT it is expected to have; nil to learn it.
  public var referenceTTFT: Nanoseconds?
  /// The p90 of time per output token it is expected to have; nil to learn it.
  public var referenceTPOT: Nanoseconds?

  /// Whether what it costs is known, by the token or by the hour.
  public var costIsKnown: Bool { isPriced || capacity.hourlyUSD > 0 }

  /// Describes an endpoint of unknown capacity that costs nothing.
  public init(id: String, provider: String, cloud: String, region: String = "", model: String) {
    self.id = id
    self.provider = provider
    self.cloud = cloud
    self.region = region
    self.model = model
  }
}

/// What an endpoint can carry; the figures are the fleet's, all replicas together.
public struct Capacity: Sendable, Hashable {
  /// How it is paid for.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// By the token.
    case onDemand = "on-demand"
    /// By the hour; used before on-demand capacity of the same model.
    case provisioned
  }

  /// How it is paid for.
  public var kind = Kind.onDemand
  /// Requests a second; nil when it is not declared.
  public var requestsPerSecond: Double?
  /// Tokens a second, input and output together; nil when it is not declared.
  public var tokensPerSecond: Double?
  /// Calls in flight; nil when it is not declared.
  public var inFlight: Int?
  /// What provisioned capacity costs, in US dollars an hour.
  public var hourlyUSD: Double = 0

  /// Describes on-demand capacity without a declared limit.
  public init() {}
}

/// What tokens cost, in pico-dollars (10⁻¹² USD) each: 3 USD a million tokens is 3,000,000.
public struct Price: Sendable, Hashable {
  /// An input token.
  public var input: Int64
  /// An input token read from the prompt cache.
  public var cachedInput: Int64
  /// An input token written to the prompt cache.
  public var cacheWrite: Int64
  /// An output token.
  public var output: Int64
  /// Counts the changes of the price, for the ledger.
  public var version: UInt32 = 1

  /// Gives the prices in pico-dollars a token.
  public init(input: Int64 = 0, cachedInput: Int64 = 0, cacheWrite: Int64 = 0, output: Int64 = 0) {
    self.input = input
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
    self.output = output
  }
}

/// A rule of the engine that can be switched off, to learn what it is worth.
public enum Rule: String, Sendable, Hashable, CaseIterable {
  /// T1.
  case consecutiveFailures = "consecutive-failures"
  /// T2.
  case errorRateFast = "error-rate-fast"
  /// T3.
  case errorRateSlow = "error-rate-slow"
  /// T3b.
  case grayFailure = "gray-failure"
  /// T4.
  case ttft
  /// T5.
  case tpot
  /// T6.
  case overdue
  /// T7.
  case pushback
  /// Trips of one endpoint for one feature.
  case scope
  /// The pause of latency triggers when everything is slow.
  case correlatedGuard = "correlated-guard"
  /// The check that a pool is never emptied.
  case poolRule = "pool-rule"
  /// The stages of the ramp; without them an endpoint comes back at once.
  case ramp
  /// The doubling of the open time of endpoints that come and go.
  case openBackoff = "open-backoff"
  /// The limit on what a backup takes at once.
  case receivingSide = "receiving-side"
  /// The warm trickle to backups.
  case warmTrickle = "warm-trickle"
  /// The cap learned from pushback.
  case learnedCap = "learned-cap"
  /// The declared capacity as a limit at admission.
  case declaredCapacity = "declared-capacity"
  /// Retry budgets.
  case retryBudget = "retry-budget"
  /// Failover before the first token.
  case failover
  /// What replicas tell each other.
  case digests
  /// The limit on steps of a flip.
  case flipSteps = "flip-steps"
  /// The normalisation of TTFT by prompt size.
  case promptNormalisation = "prompt-normalisation"
  /// The write-off of calls whose outcomes never come.
  case telemetryGap = "telemetry-gap"

  /// Its place among the rules, as a bit.
  @inline(__always)
  var bit: UInt64 {
    switch self {
    case .consecutiveFailures: 1 << 0
    case .errorRateFast: 1 << 1
    case .errorRateSlow: 1 << 2
    case .grayFailure: 1 << 3
    case .ttft: 1 << 4
    case .tpot: 1 << 5
    case .overdue: 1 << 6
    case .pushback: 1 << 7
    case .scope: 1 << 8
    case .correlatedGuard: 1 << 9
    case .poolRule: 1 << 10
    case .ramp: 1 << 11
    case .openBackoff: 1 << 12
    case .receivingSide: 1 << 13
    case .warmTrickle: 1 << 14
    case .learnedCap: 1 << 15
    case .declaredCapacity: 1 << 16
    case .retryBudget: 1 << 17
    case .failover: 1 << 18
    case .digests: 1 << 19
    case .flipSteps: 1 << 20
    case .promptNormalisation: 1 << 21
    case .telemetryGap: 1 << 22
    }
  }
}
