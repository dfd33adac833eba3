import RoutingEngine
import Testing

@testable import TrafficSimulator

/// The oracle beside a policy, in a small world with an outage.
@Suite struct RegretTests {
  private static func endpoint(_ id: String, ttft: Int64) -> EndpointModel {
    var endpoint = EndpointModel(
      id: id, provider: id, model: "m", ttft: FirstTokenModel(p50: .milliseconds(ttft)),
      tpot: TokenTimeModel(p50: .milliseconds(1)))
    endpoint.capacity.requestsPerSecond = 50
    return endpoint
  }

  private static func scenario(faults: [Fault]) -> Scenario {
    let feature = FeatureModel(
      id: "f", requestsPerSecond: 10, promptTokens: TokenCountModel(p50: 100),
      outputTokens: TokenCountModel(p50: 20), primary: "a", backups: ["b"])
    var scenario = Scenario(
      name: "small", duration: .seconds(120),
      world: World(
        providers: [ProviderModel(id: "a", cloud: "a"), ProviderModel(id: "b", cloud: "b")],
        endpoints: [endpoint("a", ttft: 200), endpoint("b", ttft: 250)], features: [feature]))
    scenario.faults = faults
    return scenario
  }

  private static let outage = [
    Fault(
      .error(class: .serverError, rate: 1, latency: .milliseconds(50)), target: .endpoint("a"),
      start: .seconds(30), duration: .seconds(60))
  ]

  private func result(
    _ policy: PolicyName, faults: [Fault] = [], measuresRegret: Bool = true
  ) throws -> SimulationResult {
    var options = SimulationOptions()
    options.policy = policy
    options.measuresRegret = measuresRegret
    return try Simulation.run(Self.scenario(faults: faults), options: options)
  }

  @Test func `there is no regret unless it is asked for`() throws {
    #expect(try result(.static, measuresRegret: false).regretPercent == nil)
  }

  @Test func `a policy that stays at a healthy primary regrets next to nothing`() throws {
    let regret = try #require(try result(.static).regretPercent)
    #expect(abs(regret) < 1, "\(regret) %")
  }

  @Test func `a policy that stays at a dead primary regrets most of it`() throws {
    let regret = try #require(try result(.static, faults: Self.outage).regretPercent)
    #expect(regret > 100, "\(regret) %")
  }

  @Test func `the engine regrets less than a policy without memory`() throws {
    let ours = try #require(try result(.routeConsole, faults: Self.outage).regretPercent)
    let memoryless = try #require(try result(.failover, faults: Self.outage).regretPercent)
    #expect(ours < memoryless)
  }

  @Test func `the oracle changes nothing in the run`() throws {
    let with = try result(.routeConsole, faults: Self.outage)
    let without = try result(.routeConsole, faults: Self.outage, measuresRegret: false)
    #expect(with.traceHash == without.traceHash)
  }
}
