public import RoutingEngine

/// The endpoints and features of a run, and the number of engines that share the load.
public struct World: Sendable, Hashable {
  /// Engines that share the load evenly.
  public var replicas = 1
  /// Whether they tell each other once a second how they see the world.
  public var sendsDigests = true
  /// The providers, in the order of the file.
  public var providers: [ProviderModel]
  /// The endpoints; their order is their index.
  public var endpoints: [EndpointModel]
  /// The features; their order is their index.
  public var features: [FeatureModel]

  /// Describes a world with one replica.
  public init(providers: [ProviderModel], endpoints: [EndpointModel], features: [FeatureModel]) {
    self.providers = providers
    self.endpoints = endpoints
    self.features = features
  }

  /// The names of the built-in worlds.
  public static let builtInNames = ["default"]

  /// A built-in world, or nil when none has the name.
  public static func named(_ name: String) -> World? { name == "default" ? World.default : nil }
}

/// A provider and where it runs.
public struct ProviderModel: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// Its cloud.
  public var cloud: String

  /// Describes a provider.
  public init(id: String, cloud: String) {
    self.id = id
    self.cloud = cloud
  }
}

/// A modelled endpoint: how fast, how reliable, how large, at what price.
public struct EndpointModel: Sendable, Hashable {
  /// Its id, unique.
  public var id: String
  /// The id of its provider.
  public var provider: String
  /// Its region; empty when it has none.
  public var region: String
  /// The model it serves.
  public var model: String
  /// What it can carry, all replicas together; the engine is told so.
  ///
  /// Unlimited where nothing is declared.
  public var capacity = Capacity()
  /// Time to first token.
  public var ttft: FirstTokenModel
  /// Time per output token, drawn once a stream.
  public var tpot: TokenTimeModel
  /// The share of attempts that fail on an ordinary day, from 0 to 1.
  public var errorRate = 0.0
  /// What its tokens cost.
  public var price = Price()

  /// Describes an endpoint without limits that never fails and costs nothing.
  public init(
    id: String, provider: String, region: String = "", model: String, ttft: FirstTokenModel,
    tpot: TokenTimeModel
  ) {
    self.id = id
    self.provider = provider
    self.region = region
    self.model = model
    self.ttft = ttft
    self.tpot = tpot
  }
}

/// Time to first token: lognormal, plus a part that grows with the prompt.
public struct FirstTokenModel: Sendable, Hashable {
  /// The median of the lognormal part.
  public var p50: Nanoseconds
  /// Its standard deviation on the logarithmic scale.
  public var sigma: Double
  /// What each prompt token adds.
  public var perPromptToken: Nanoseconds

  /// Describes a distribution.
  public init(p50: Nanoseconds, sigma: Double = 0, perPromptToken: Nanoseconds = .zero) {
    self.p50 = p50
    self.sigma = sigma
    self.perPromptToken = perPromptToken
  }
}

/// Time per output token: lognormal.
public struct TokenTimeModel: Sendable, Hashable {
  /// The median.
  public var p50: Nanoseconds
  /// The standard deviation on the logarithmic scale.
  public var sigma: Double

  /// Describes a distribution.
  public init(p50: Nanoseconds, sigma: Double = 0) {
    self.p50 = p50
    self.sigma = sigma
  }
}

/// A number of tokens: lognormal, at least 1.
public struct TokenCountModel: Sendable, Hashable {
  /// The median.
  public var p50: Double
  /// The standard deviation on the logarithmic scale.
  public var sigma: Double

  /// Describes a distribution.
  public init(p50: Double, sigma: Double = 0) {
    self.p50 = p50
    self.sigma = sigma
  }
}
