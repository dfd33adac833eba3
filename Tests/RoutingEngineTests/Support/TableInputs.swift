@testable import RoutingEngine

/// The table at a steady demand of so many requests a second.
extension TableInput {
  /// One feature over endpoints in order.
  static func one(demand: Double, _ endpoints: [EndpointInput]) -> TableInput {
    TableInput(
      endpoints: endpoints, pairs: endpoints.indices.map { PairInput(endpoint: Int32($0)) },
      features: [.over(endpoints.count, demand: demand)], byPriority: [0])
  }

  /// What the builder makes of it: shares in millionths by endpoint, one feature.
  func shares(_ feature: Int = 0, without: Set<Rule> = [.warmTrickle]) -> [Int] {
    let table = TableBuilder.build(self, SelectionConfiguration(), without: without)
    var shares = [Int](repeating: 0, count: endpoints.count)
    for share in table.features[feature].shares { shares[share.endpoint.value] += share.millionths }
    return shares
  }

  func table(_ feature: Int = 0, without: Set<Rule> = [.warmTrickle]) -> FeatureTable {
    TableBuilder.build(self, SelectionConfiguration(), without: without).features[feature]
  }
}

extension FeatureInput {
  static func over(_ count: Int, from first: Int = 0, demand: Double) -> FeatureInput {
    var feature = FeatureInput(firstPair: first, order: (first..<(first + count)).map { Int32($0) })
    feature.demand = demand
    return feature
  }
}

extension EndpointInput {
  static func with(
    _ admission: Admission = .full, capacity: Double = .infinity, cap: Double = .infinity,
    receives: Double = .infinity, errorRate: Double = 0,
    evidence: Int = 100_000_000
  ) -> EndpointInput {
    var input = EndpointInput()
    input.admission = admission
    input.capacity = capacity
    input.cap = cap
    input.receives = receives
    input.errorRate = errorRate
    input.evidence = evidence
    return input
  }
}
