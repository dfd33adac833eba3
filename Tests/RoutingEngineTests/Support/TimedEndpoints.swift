@testable import RoutingEngine

/// Endpoints whose p90 of TTFT is held to be 300 ms, so that a first token is slow above 600 ms.
func timed(
  _ count: Int = 2, without: Set<Rule> = [.warmTrickle],
  _ change: (inout EngineConfiguration) -> Void = { _ in }
) -> EngineConfiguration {
  .chain(count, without: without) { configuration in
    for place in configuration.endpoints.indices {
      configuration.endpoints[place].referenceTTFT = .milliseconds(300)
      configuration.endpoints[place].referenceTPOT = .milliseconds(10)
    }
    change(&configuration)
  }
}

extension Lab {
  /// Whether a request for one endpoint is refused for want of memory.
  mutating func refuses(_ endpoint: EndpointIndex) -> Bool {
    var request = request(only: endpoint)
    guard case .refuse(let refusal) = engine.route(&request, at: now) else { return false }
    return refusal.cause == .tooManyInFlight
  }
}
