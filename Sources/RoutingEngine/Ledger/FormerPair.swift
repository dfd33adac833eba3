/// Where a call went whose endpoint or feature is no longer configured.
public struct FormerCall: Sendable, Hashable {
  /// The id of the feature.
  public let feature: String
  /// The id of the endpoint.
  public let endpoint: String
  /// The provider of the endpoint.
  public let provider: String
  /// What its tokens cost.
  public let price: Price
  /// Whether that price is known.
  public let costIsKnown: Bool

  /// Names a pair of the configuration that it is still a part of.
  public init(
    _ feature: FeatureIndex, _ endpoint: EndpointIndex, in configuration: EngineConfiguration
  ) {
    self.init(configuration.features[feature.value].id, endpoint, in: configuration)
  }

  /// Names an endpoint of the configuration that it is still a part of, as a feature called it.
  public init(_ feature: String, _ endpoint: EndpointIndex, in configuration: EngineConfiguration) {
    let former = configuration.endpoints[endpoint.value]
    self.feature = feature
    self.endpoint = former.id
    provider = former.provider
    price = former.price
    costIsKnown = former.costIsKnown
  }
}

/// What a pair of feature and endpoint used and cost that is no longer configured.
public struct FormerPair: Sendable, Hashable {
  /// The id of the feature.
  public let feature: String
  /// The id of the endpoint.
  public let endpoint: String
  /// The provider of the endpoint.
  public let provider: String
  /// Whether its price was known.
  public let costIsKnown: Bool
  /// What it used and cost.
  public internal(set) var entry: Ledger.Entry

  init(_ call: FormerCall, _ entry: Ledger.Entry) {
    (feature, endpoint, provider) = (call.feature, call.endpoint, call.provider)
    costIsKnown = call.costIsKnown
    self.entry = entry
  }

  func hasNames(of other: FormerPair) -> Bool {
    (feature, endpoint, provider) == (other.feature, other.endpoint, other.provider)
  }

  /// Where feature and endpoint are in a configuration that has them, at the same provider; nil in others.
  func place(in configuration: EngineConfiguration) -> (feature: Int, endpoint: Int)? {
    guard let feature = configuration.features.firstIndex(where: { $0.id == feature }),
      let endpoint = configuration.endpoints.firstIndex(where: {
        $0.id == endpoint && $0.provider == provider
      })
    else { return nil }
    return (feature, endpoint)
  }
}
