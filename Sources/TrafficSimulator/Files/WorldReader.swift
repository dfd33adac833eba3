internal import Documents
internal import RoutingEngine

/// Reads a world that is written out in a scenario.
struct WorldReader {
  let section: ObjectReader

  /// The world, or nil when what is there cannot stand for one.
  func world() -> World? {
    let providers = readProviders()
    var names = EndpointNames()
    let endpoints = readEndpoints(providers: providers.map(\.id), names: &names)
    let features = readFeatures(names: names)
    var world = World(providers: providers, endpoints: endpoints, features: features)
    world.replicas = section.integer("replicas", in: Limits.replicas, default: 1)
    world.sendsDigests = section.bool("digests", default: true)
    section.finish()
    return world
  }

  private func readProviders() -> [ProviderModel] {
    guard let table = section.object("providers") else { return [] }
    let objects = table.memberObjects(named: "provider")
    checkCount("providers", objects.count, most: Limits.providers)
    return objects.prefix(Limits.providers).map { member in
      let cloud = member.reader.optionalString("cloud") ?? member.key
      member.reader.finish()
      return ProviderModel(id: member.key, cloud: cloud)
    }
  }

  private func readEndpoints(providers: [String], names: inout EndpointNames) -> [EndpointModel] {
    let objects = section.objects("endpoints", named: "endpoint", required: true)
    checkCount("endpoints", objects.count, most: Limits.endpoints)
    var endpoints: [EndpointModel] = []
    for object in objects.prefix(Limits.endpoints) {
      let endpoint = readEndpoint(object, providers: providers)
      if let id = object.string("id") { names.add(id, of: object) }
      object.finish()
      if let endpoint { endpoints.append(endpoint) }
    }
    return endpoints
  }

  private func readEndpoint(_ object: ObjectReader, providers: [String]) -> EndpointModel? {
    let id = object.optionalString("id")
    let provider = object.choice("provider", of: providers)
    let model = object.string("model")
    let ttft = firstToken(object)
    let tpot = tokenTime(object)
    let region = object.optionalString("region") ?? ""
    var capacity = Capacity()
    if let limits = object.optionalObject("capacity") { capacity = readCapacity(limits) }
    let errorRate = object.number("error_rate", in: 0...1, default: 0)
    let price = object.optionalObject("price").map(FeatureSections.price) ?? Price()
    if id?.isEmpty == true { object.report("id", "an endpoint's id cannot be empty") }
    guard let id else { return nil }
    // What is missing was reported; whoever names the endpoint is no second error.
    var endpoint = EndpointModel(
      id: id, provider: provider ?? "", region: region, model: model ?? "", ttft: ttft, tpot: tpot)
    endpoint.capacity = capacity
    endpoint.errorRate = errorRate
    endpoint.price = price
    return endpoint
  }

  /// 500 ms unless the file says otherwise.
  private func firstToken(_ object: ObjectReader) -> FirstTokenModel {
    var model = FirstTokenModel(p50: .milliseconds(500), sigma: 0.4)
    guard let part = object.optionalObject("ttft") else { return model }
    if let p50 = part.duration("p50", in: 1_000...Limits.serviceTime) { model.p50 = Nanoseconds(p50) }
    model.sigma = part.number("sigma", in: 0...Self.sigma, default: 0)
    model.perPromptToken = Nanoseconds(
      part.duration("per_prompt_token", in: 0...1_000_000_000, default: 0))
    part.finish()
    return model
  }

  /// 15 ms unless the file says otherwise.
  private func tokenTime(_ object: ObjectReader) -> TokenTimeModel {
    var model = TokenTimeModel(p50: .milliseconds(15), sigma: 0.2)
    guard let part = object.optionalObject("tpot") else { return model }
    if let p50 = part.duration("p50", in: 1_000...Limits.serviceTime) { model.p50 = Nanoseconds(p50) }
    model.sigma = part.number("sigma", in: 0...Self.sigma, default: 0)
    part.finish()
    return model
  }

  private func readCapacity(_ part: ObjectReader) -> Capacity {
    var capacity = Capacity()
    capacity.kind = part.choice("kind", as: Capacity.Kind.self, default: .onDemand)
    capacity.requestsPerSecond = part.optionalNumber(
      "requests_per_second", in: 0.001...Limits.requestsPerSecond)
    capacity.tokensPerSecond = part.optionalNumber("tokens_per_second", in: 1...1e12)
    capacity.inFlight = part.optionalInteger("in_flight", in: 1...10_000_000)
    capacity.hourlyUSD = part.number("hourly_usd", in: 0...1_000_000, default: 0)
    part.finish()
    return capacity
  }

  private func readFeatures(names: EndpointNames) -> [FeatureModel] {
    let objects = section.objects("features", named: "feature", required: true)
    checkCount("features", objects.count, most: Limits.features)
    var taken: Set<String> = []
    var features: [FeatureModel] = []
    for object in objects.prefix(Limits.features) {
      let feature = readFeature(object, names: names)
      object.finish()
      guard let feature else { continue }
      if !taken.insert(feature.id).inserted {
        object.report(
          "id", "\(object.what) has the id of another feature", hint: "every feature needs its own")
      }
      features.append(feature)
    }
    return features
  }

  private func readFeature(_ object: ObjectReader, names: EndpointNames) -> FeatureModel? {
    let id = object.string("id")
    if id?.isEmpty == true { object.report("id", "a feature's id cannot be empty") }
    let rate = object.number(
      "requests_per_second", in: .leastNonzeroMagnitude...Limits.requestsPerSecond)
    let prompt = tokens("prompt_tokens", of: object, otherwise: TokenCountModel(p50: 1_000, sigma: 0.5))
    let output = tokens("output_tokens", of: object, otherwise: TokenCountModel(p50: 200, sigma: 0.5))
    let quality = FeatureSections.quality(of: object)
    let candidates = names.candidates(of: object, scores: quality.scores)
    let priority = object.integer("priority", in: 1...100, default: 1)
    let selection = object.choice(
      "selection", as: FeatureConfiguration.Selection.self, default: .primaryBackup)
    let retry = object.choice("retry", as: FeatureConfiguration.RetryPlace.self, default: .elsewhere)
    let objectives = FeatureSections.objectives(of: object)
    let degraded = object.optionalNumber("degraded_floor", in: 0...1)
    guard let id, let rate, let candidates, let primary = candidates.first else { return nil }
    let ids = candidates.map { names.ids[$0.value] }
    var feature = FeatureModel(
      id: id, requestsPerSecond: rate, promptTokens: prompt, outputTokens: output,
      primary: names.ids[primary.value], backups: Array(ids.dropFirst()))
    feature.priority = priority
    feature.selection = selection
    feature.retry = retry
    feature.objectives = objectives
    feature.qualityFloor = quality.floor
    feature.degradedFloor = degraded
    feature.scores = quality.scores.map {
      ModelScore(endpoint: $0.endpoint, score: $0.engineScore(today: nil))
    }
    return feature
  }

  private func tokens(
    _ key: String, of object: ObjectReader, otherwise fallback: TokenCountModel
  ) -> TokenCountModel {
    object.optionalObject(key).map(Self.tokenCount) ?? fallback
  }

  /// Reads `{ p50, sigma }`.
  static func tokenCount(_ part: ObjectReader) -> TokenCountModel {
    let p50 = part.number("p50", in: 1...Limits.tokens) ?? 1
    let model = TokenCountModel(p50: p50, sigma: part.number("sigma", in: 0...sigma, default: 0))
    part.finish()
    return model
  }

  /// The widest lognormal that is accepted: its 99th percentile is a thousand times its median.
  private static let sigma = 3.0

  private func checkCount(_ key: String, _ count: Int, most: Int) {
    guard count == 0 || count > most, section.optionalNode(key) != nil else { return }
    section.report(key, "there are \(count) \(key), there must be 1 to \(most)")
  }
}
