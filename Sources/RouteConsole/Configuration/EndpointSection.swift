internal import Documents
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator

/// An endpoint: a model at a provider, with what is known of it beforehand.
struct EndpointSection: Sendable, Hashable {
  var id: String
  /// The provider's name in the file.
  var provider: String
  var region: String?
  var model: String
  /// The deployment, of `azure-openai`; the model when it is missing.
  var deployment: String?
  var capacity: Capacity
  var contextTokens: UInt32?
  var capabilities: Capabilities
  /// Whether the file says what it can do; meaningless once ``learn(_:)`` was called.
  private var declaresCapabilities: Bool
  /// The price in this file; nil for the price of its model.
  var price: Price?
  var referenceTTFT: Nanoseconds?
  var referenceTPOT: Nanoseconds?
  /// Labels that identify it in every source with labels; what a source has of its own comes first.
  var match: [Label]
  /// Labels or dimensions that identify it in one source, by the source's name or kind.
  var sourceMatch: [SourceMatch]

  /// A label with its value.
  struct Label: Sendable, Hashable {
    var name: String
    var value: String
  }

  /// What identifies it in one source.
  struct SourceMatch: Sendable, Hashable {
    /// The source's name, or its kind.
    var source: String
    var labels: [Label]
  }

  /// Reads an endpoint; nil when what it cannot do without is missing.
  init?(_ section: ObjectReader, providers: [String]) {
    let id = section.string("id")
    let provider = section.choice("provider", of: providers)
    let model = section.string("model")
    region = section.optionalString("region")
    deployment = section.optionalString("deployment")
    capacity = section.optionalObject("capacity").map(Self.capacity) ?? Capacity()
    contextTokens = section.optionalInteger("context_tokens", in: 1...Int(Limits.tokens)).map(UInt32.init)
    declaresCapabilities = section.holds("capabilities")
    capabilities = Self.capabilities(of: section)
    price = section.optionalObject("price").map(FeatureSections.price)
    (match, sourceMatch) = Self.labels(of: section)
    if let references = section.optionalObject("references") {
      referenceTTFT = Self.milliseconds("ttft_p90_ms", of: references)
      referenceTPOT = Self.milliseconds("tpot_p90_ms", of: references)
      references.finish()
    }
    section.finish()
    guard let id, let provider, let model else { return nil }
    if id.isEmpty { section.report("id", "an endpoint's id cannot be empty") }
    self.id = id
    self.provider = provider
    self.model = model
  }

  /// Takes what is known of the model for what the file does not say.
  mutating func learn(_ known: KnownModel) {
    if !declaresCapabilities { capabilities = known.capabilities }
    contextTokens = contextTokens ?? known.contextTokens
    declaresCapabilities = true
  }

  /// What the engine is told of it.
  func engineEndpoint(
    of providers: [ProviderSection], prices: [Configuration.ModelPrice]
  ) -> EndpointConfiguration {
    let owner = providers.first { $0.name == provider }
    var endpoint = EndpointConfiguration(
      id: id, provider: provider, cloud: owner?.cloud ?? "", region: region ?? owner?.region ?? "",
      model: model)
    endpoint.capacity = capacity
    endpoint.contextTokens = contextTokens
    endpoint.capabilities = capabilities
    endpoint.referenceTTFT = referenceTTFT
    endpoint.referenceTPOT = referenceTPOT
    let known =
      price ?? prices.first { $0.model == model }?.price
      ?? owner.flatMap { PriceBook.price(of: model, at: $0.kind) }
    (endpoint.price, endpoint.isPriced) = (known ?? Price(), known != nil)
    return endpoint
  }

  private static func milliseconds(_ key: String, of section: ObjectReader) -> Nanoseconds? {
    section.optionalNumber(key, in: 0.001...Limits.tuningMilliseconds)
      .map { Nanoseconds(Int64(($0 * 1e6).rounded())) }
  }

  private static func capacity(_ section: ObjectReader) -> Capacity {
    var capacity = Capacity()
    capacity.kind = section.choice("kind", as: Capacity.Kind.self, default: .onDemand)
    let perMinute = 0.001...(Limits.requestsPerSecond * 60)
    capacity.requestsPerSecond = section.optionalNumber("requests_per_minute", in: perMinute).map { $0 / 60 }
    capacity.tokensPerSecond = section.optionalNumber("tokens_per_minute", in: 1...1e15).map { $0 / 60 }
    capacity.inFlight = section.optionalInteger("in_flight", in: 1...10_000_000)
    capacity.hourlyUSD = section.number("hourly_usd", in: 0...1_000_000, default: 0)
    section.finish()
    return capacity
  }

  private static func capabilities(of section: ObjectReader) -> Capabilities {
    guard let nodes = section.optionalArray("capabilities") else { return .all }
    let names = Capabilities.names.map(\.0)
    var found: Capabilities = []
    for node in nodes {
      guard let name = node.string, let known = Capabilities.names.first(where: { $0.0 == name }) else {
        let near = node.string.flatMap { nearest($0, among: names) }.map { "did you mean \"\($0)\"? " } ?? ""
        section.problems.report(
          node.position, "\"capabilities\" in \(section.what) holds something unknown",
          hint: near + "known are: \(names.joined(separator: ", "))")
        continue
      }
      found.insert(known.1)
    }
    return found
  }

  private static func labels(of section: ObjectReader) -> (every: [Label], bySource: [SourceMatch]) {
    guard let object = section.optionalObject("match") else { return ([], []) }
    var every: [Label] = []
    var bySource: [SourceMatch] = []
    for member in object.members() {
      guard member.value.members != nil else {
        if let value = object.string(member.key) { every.append(Label(name: member.key, value: value)) }
        continue
      }
      guard let inner = object.optionalObject(member.key) else { continue }
      let labels = inner.members().compactMap { label in
        inner.string(label.key).map { Label(name: label.key, value: $0) }
      }
      bySource.append(SourceMatch(source: member.key, labels: labels))
    }
    return (every, bySource)
  }
}
