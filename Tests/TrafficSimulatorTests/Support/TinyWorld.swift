import RoutingEngine

@testable import TrafficSimulator

/// Worlds small enough to compute by hand: two endpoints, one feature, no chance unless asked for.
enum TinyWorld {
  /// Endpoints `a` and `b`: first token after 100 ms, 10 ms a token after it, no limit, never a failure.
  static func endpoint(_ id: String, ttft: Int64 = 100) -> EndpointModel {
    var endpoint = EndpointModel(
      id: id, provider: "p", region: "r-" + id, model: "m-" + id,
      ttft: FirstTokenModel(p50: .milliseconds(ttft)), tpot: TokenTimeModel(p50: .milliseconds(10)))
    endpoint.price = Price(input: 1_000_000, output: 10_000_000)
    return endpoint
  }

  /// Feature `f`: prompts of 100 tokens, answers of 11, so that an answer takes 200 ms; primary `a`, backup `b`.
  static func feature(_ id: String = "f", rate: Double = 10) -> FeatureModel {
    var feature = FeatureModel(
      id: id, requestsPerSecond: rate, promptTokens: TokenCountModel(p50: 100),
      outputTokens: TokenCountModel(p50: 11), primary: "a", backups: ["b"])
    feature.objectives.ttftDeadline = .seconds(2)
    feature.objectives.deadline = .seconds(30)
    return feature
  }

  /// The world of both.
  static func world() -> World {
    World(
      providers: [ProviderModel(id: "p", cloud: "c")], endpoints: [endpoint("a"), endpoint("b")],
      features: [feature()])
  }

  /// Requests exactly every so often, the first at 0 s.
  static func evenly(every interval: Nanoseconds, count: Int) -> Trace {
    Trace(
      points: (0..<count).map {
        TracePoint(offset: interval * Int64($0), promptTokens: 100, outputTokens: 11)
      })
  }

  /// Ten requests a second, exactly every 100 ms, for a while.
  static func scenario(_ world: World = world(), seconds: Int64 = 10) -> Scenario {
    var scenario = Scenario(name: "tiny", duration: .seconds(seconds), world: world)
    scenario.traffic.trace = evenly(every: .milliseconds(100), count: Int(seconds) * 10)
    return scenario
  }

  /// The scenario with one fault from its beginning.
  static func scenario(with kind: FaultKind, target: FaultTarget = .endpoint("a")) -> Scenario {
    var scenario = scenario()
    scenario.faults = [Fault(kind, target: target, start: .zero)]
    return scenario
  }

  /// Options for a comparison policy.
  static func options(_ policy: PolicyName = .static) -> SimulationOptions {
    var options = SimulationOptions()
    options.policy = policy
    return options
  }

  /// Runs a scenario under the static policy.
  static func run(_ scenario: Scenario, _ policy: PolicyName = .static) throws -> SimulationResult {
    try Simulation.run(scenario, options: options(policy))
  }
}
