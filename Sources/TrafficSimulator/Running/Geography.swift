internal import RoutingEngine

/// The ids of a world as dense numbers.
struct Geography: Sendable {
  let world: World
  /// The cloud of each endpoint.
  let clouds: [String]
  /// The candidates of each feature: the primary first.
  let candidates: [[Int]]

  /// Resolves every id of a world.
  init(_ world: World) throws(SimulationError) {
    self.world = world
    guard !world.endpoints.isEmpty, !world.features.isEmpty, world.replicas >= 1 else {
      throw .emptyWorld
    }
    var clouds: [String] = []
    for endpoint in world.endpoints {
      guard let provider = world.providers.first(where: { $0.id == endpoint.provider }) else {
        throw .unknownName(kind: "provider", name: endpoint.provider, place: "endpoint " + endpoint.id)
      }
      clouds.append(provider.cloud)
    }
    self.clouds = clouds
    var candidates: [[Int]] = []
    for feature in world.features {
      var pool: [Int] = []
      for id in [feature.primary] + feature.backups {
        guard let index = world.endpoints.firstIndex(where: { $0.id == id }) else {
          throw .unknownName(kind: "endpoint", name: id, place: "feature " + feature.id)
        }
        if !pool.contains(index) { pool.append(index) }
      }
      candidates.append(pool)
    }
    self.candidates = candidates
  }

  /// How many endpoints there are.
  var endpointCount: Int { world.endpoints.count }

  /// How many features there are.
  var featureCount: Int { world.features.count }

  /// The place of a feature.
  func feature(_ id: String) -> Int? { world.features.firstIndex { $0.id == id } }

  /// The endpoints a target names, as a mask; targets that name no endpoint mean all of them.
  func endpoints(of target: FaultTarget) -> [Bool] {
    world.endpoints.indices.map { index in
      let endpoint = world.endpoints[index]
      switch target {
      case .provider(let name): return endpoint.provider == name
      case .cloud(let name): return clouds[index] == name
      case .region(let name): return endpoint.region == name
      case .endpoint(let name): return endpoint.id == name
      case .model(let name): return endpoint.model == name
      case .feature, .replica, .all: return true
      }
    }
  }

  /// Fails when a target names something that is not in the world.
  func check(_ target: FaultTarget, place: String) throws(SimulationError) {
    switch target {
    case .all: return
    case .feature(let name):
      if feature(name) == nil { throw .unknownName(kind: "feature", name: name, place: place) }
    case .replica(let number):
      guard number < world.replicas else {
        throw .unknownName(kind: "replica", name: String(number), place: place)
      }
    case .provider, .cloud, .region, .endpoint, .model:
      guard endpoints(of: target).contains(true) else {
        throw .unknownName(kind: "target", name: target.text, place: place)
      }
    }
  }

  /// What the engine of a replica is told about this world.
  func engineConfiguration(
    of scenario: Scenario, seed: UInt64, replica: Int, without: Set<Rule>
  ) -> EngineConfiguration {
    let endpoints = world.endpoints.indices.map { index in
      let model = world.endpoints[index]
      var endpoint = EndpointConfiguration(
        id: model.id, provider: model.provider, cloud: clouds[index], region: model.region,
        model: model.model)
      endpoint.capacity = model.capacity
      endpoint.price = model.price
      return endpoint
    }
    let features = world.features.indices.map { index in
      let model = world.features[index]
      var feature = FeatureConfiguration(
        id: model.id,
        candidates: candidates[index].map { endpoint in
          let score = model.scores.first { $0.endpoint == world.endpoints[endpoint].id }
          return Candidate(endpoint: EndpointIndex(endpoint), quality: score?.score)
        })
      feature.priority = model.priority
      feature.selection = model.selection
      feature.retry = model.retry
      feature.objectives = model.objectives
      feature.qualityFloor = model.qualityFloor
      feature.degradedFloor = model.degradedFloor
      return feature
    }
    var configuration = EngineConfiguration(endpoints: endpoints, features: features)
    configuration.seed = seed
    configuration.replicas = world.replicas
    configuration.replica = replica
    configuration.without = without
    configuration.breaker = scenario.breaker
    configuration.selection = scenario.selection
    configuration.retry = scenario.retry
    return configuration
  }
}
