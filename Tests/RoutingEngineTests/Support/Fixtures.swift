@testable import RoutingEngine

extension EndpointIndex {
  static let a = EndpointIndex(0)
  static let b = EndpointIndex(1)
  static let c = EndpointIndex(2)
}

extension EndpointConfiguration {
  /// An endpoint with a provider, a cloud, a region and a model of its own.
  static func named(_ id: String, capacity: Double? = nil, _ change: (inout Self) -> Void = { _ in }) -> Self
  {
    var endpoint = EndpointConfiguration(
      id: id, provider: "provider-\(id)", cloud: "cloud-\(id)", region: "region-\(id)", model: "model-\(id)")
    endpoint.capacity.requestsPerSecond = capacity
    change(&endpoint)
    return endpoint
  }
}

extension FeatureConfiguration {
  /// A feature served by endpoints in the order given.
  static func named(_ id: String, on endpoints: [Int], _ change: (inout Self) -> Void = { _ in }) -> Self {
    var feature = FeatureConfiguration(
      id: id, candidates: endpoints.map { Candidate(endpoint: EndpointIndex($0)) })
    change(&feature)
    return feature
  }
}

extension EngineConfiguration {
  /// Endpoints `a`, `b`, … of one feature `chat`, without warm trickle so that every share is plain.
  static func chain(
    _ count: Int, capacity: Double? = nil, without: Set<Rule> = [.warmTrickle],
    _ change: (inout Self) -> Void = { _ in }
  ) -> Self {
    let ids = ["a", "b", "c", "d", "e"]
    var configuration = EngineConfiguration(
      endpoints: (0..<count).map { .named(ids[$0], capacity: capacity) },
      features: [.named("chat", on: Array(0..<count))])
    configuration.without = without
    change(&configuration)
    return configuration
  }
}
