import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct DefaultWorldTests {
  private let world = World.default
  private var demand: Double { world.features.reduce(0) { $0 + $1.requestsPerSecond } }

  private func capacity(_ isMeant: (EndpointModel) -> Bool) -> Double {
    world.endpoints.filter(isMeant).reduce(0) { $0 + ($1.capacity.requestsPerSecond ?? 0) }
  }

  @Test func `it has three providers, two regions each, twelve endpoints, five features, four replicas`() {
    #expect(world.providers.count == 3)
    for provider in world.providers {
      let regions = Set(world.endpoints.filter { $0.provider == provider.id }.map(\.region))
      #expect(regions.count == 2, "\(provider.id)")
    }
    #expect(world.endpoints.count == 12)
    #expect(world.features.count == 5)
    #expect(world.replicas == 4)
  }

  @Test func `demand is 100 requests a second and providers have 80, 70 and 70 percent of it`() {
    #expect(demand == 100)
    #expect(world.providers.map { provider in capacity { $0.provider == provider.id } } == [80, 70, 70])
  }

  @Test func `any endpoint and any provider can be drained without stranding a feature`() {
    let scopes =
      world.endpoints.map { [$0.id] }
      + world.providers.map { provider in world.endpoints.filter { $0.provider == provider.id }.map(\.id) }
    for drained in scopes {
      for feature in world.features {
        let pool = ([feature.primary] + feature.backups).filter { !drained.contains($0) }
        let rest = capacity { pool.contains($0.id) }
        #expect(rest >= 1.1 * feature.requestsPerSecond, "\(feature.id) without \(drained)")
      }
      #expect(capacity { !drained.contains($0.id) } >= 1.1 * demand, "\(drained)")
    }
  }

  @Test func `every candidate is above its feature's floor`() {
    for feature in world.features {
      #expect(feature.scores.map(\.endpoint) == [feature.primary] + feature.backups)
      #expect(feature.scores.allSatisfy { $0.score.mean >= feature.qualityFloor ?? 0 }, "\(feature.id)")
    }
  }

  @Test func `it runs under its own engine without a false trip, and breaks no invariant`() throws {
    var scenario = Scenario(name: "steady", duration: .minutes(3), world: world)
    scenario.warmup = .minutes(1)
    var options = TinyWorld.options(.routeConsole)
    options.checksInvariants = true
    var running = try SimulatedWorld(scenario, options: options)
    running.advance(to: scenario.duration)
    let result = running.result()
    #expect(running.violations() == [])
    #expect(result.falseTrips == 0)
    #expect((11_500...12_500).contains(result.requests))
    #expect(result.failed.total < 20)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `an outage of a provider breaks no invariant of the engine`(seed: UInt64) throws {
    var scenario = Scenario(name: "outage", duration: .minutes(4), world: world)
    scenario.seed = seed
    scenario.faults = [
      Fault(
        .error(class: .serverError, rate: 1, latency: .milliseconds(50)), target: .provider("bedrock"),
        start: .minutes(1), duration: .minutes(1)),
      Fault(.lateOutcomes(rate: 0.1, delay: .seconds(8)), target: .all, start: .zero),
      Fault(.duplicateOutcomes(rate: 0.1, delay: .seconds(2)), target: .all, start: .zero),
    ]
    scenario.acts = [
      ScheduledAct(
        at: .seconds(150), act: Act(.drain(.endpoint("eus2/gpt-4o")), actor: "mira", reason: "drill"))
    ]
    var options = TinyWorld.options(.routeConsole)
    options.checksInvariants = true
    var running = try SimulatedWorld(scenario, options: options)
    running.advance(to: scenario.duration)
    #expect(running.violations() == [], "seed \(seed)")
    #expect(running.result().events.contains { $0.event.kind == .opened }, "seed \(seed)")
  }
}
