import RoutingEngine
import Testing

@testable import TrafficSimulator

/// Faults on capacity, reports, clocks, demand, prices, benchmarks and operators.
@Suite struct WorldFaultTests {
  @Test func `capacity moves linearly and stays where it ends`() throws {
    var scenario = TinyWorld.scenario(with: .capacity(from: 1, to: 0.2, collapse: false))
    scenario.faults[0].start = .seconds(2)
    scenario.faults[0].duration = .seconds(4)
    scenario.world.endpoints[0].capacity.requestsPerSecond = 10
    var world = try SimulatedWorld(scenario, options: TinyWorld.options())
    var found: [Double] = []
    for second in [1, 2, 4, 6, 9] as [Int64] {
      world.advance(to: .seconds(second))
      found.append(world.capacity(of: 0).rate ?? -1)
    }
    let expected: [Double] = [10, 10, 6, 2, 2]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(found)")
  }

  @Test func `an endpoint over its capacity refuses with overloaded`() throws {
    var scenario = TinyWorld.scenario()
    scenario.world.endpoints[0].capacity.requestsPerSecond = 5
    let spy = try SpyPolicy.watch(scenario)
    let refused = spy.outcomes.filter { $0.class == .overloaded }
    #expect((44...50).contains(refused.count))
    #expect(refused.allSatisfy { $0.latency == .milliseconds(50) })
  }

  @Test func `during a telemetry gap outcomes stay away although requests succeed`() throws {
    let scenario = TinyWorld.scenario(with: .telemetryGap)
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.outcomes.isEmpty)
    #expect(spy.firstTokens == 0)
    #expect(try TinyWorld.run(scenario).succeeded >= 98)
  }

  @Test func `duplicate outcomes come a second time after their delay`() throws {
    let spy = try SpyPolicy.watch(
      TinyWorld.scenario(with: .duplicateOutcomes(rate: 1, delay: .seconds(1))))
    #expect(spy.outcomes.count == 200)
    #expect(Set(spy.ids).count == 100)
  }

  @Test func `late outcomes come once, out of order`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .lateOutcomes(rate: 0.5, delay: .seconds(5))))
    #expect(spy.outcomes.count == 100)
    #expect(Set(spy.ids).count == 100)
    #expect(spy.ids.map(\.use) != spy.ids.map(\.use).sorted())
  }

  @Test func `a clock step moves the engine's clock and not the world's`() throws {
    var scenario = TinyWorld.scenario(with: .clockStep(by: .seconds(300)), target: .all)
    scenario.faults[0].start = .seconds(2)
    let spy = try SpyPolicy.watch(scenario, longer: .zero)
    let jumps = zip(spy.ticks, spy.ticks.dropFirst()).map { $1 - $0 }
    #expect(jumps.count { $0 == .milliseconds(300_250) } == 1)
    #expect(spy.ticks.count == 41)
  }

  @Test func `demand multiplies while the fault lasts`() throws {
    var scenario = Scenario(name: "demand", duration: .seconds(400), world: TinyWorld.world())
    scenario.faults = [
      Fault(.traffic(factor: 3), target: .feature("f"), start: .seconds(100), duration: .seconds(200))
    ]
    let found = try TinyWorld.run(scenario).requests
    #expect((7_700...8_300).contains(found), "seed 1")
  }

  @Test func `prompts change their size`() throws {
    var scenario = Scenario(name: "shift", duration: .seconds(20), world: TinyWorld.world())
    scenario.faults = [
      Fault(.promptShift(TokenCountModel(p50: 16_000)), target: .feature("f"), start: .seconds(10))
    ]
    let prompts = try SpyPolicy.watch(scenario, longer: .zero).prompts
    #expect(Set(prompts) == [100, 16_000])
    #expect(prompts.first == 100)
    #expect(prompts.last == 16_000)
  }

  @Test func `a price comes with a new version, and goes back`() throws {
    var scenario = TinyWorld.scenario(with: .price(factor: 10))
    scenario.faults[0].start = .seconds(5)
    scenario.faults[0].duration = .seconds(3)
    let spy = try SpyPolicy.watch(scenario)
    var dear = Price(input: 10_000_000, output: 100_000_000)
    dear.version = 2
    var cheap = Price(input: 1_000_000, output: 10_000_000)
    cheap.version = 3
    #expect(spy.others == [.price(EndpointIndex(0), dear), .price(EndpointIndex(0), cheap)])
  }

  @Test func `costs follow the price at the start of each attempt`() throws {
    var scenario = TinyWorld.scenario(with: .price(factor: 10))
    scenario.faults[0].start = .seconds(5)
    let normal = 50 * (100 * 1e6 + 11 * 10e6) / 1e12
    let result = try Self.complete(scenario)
    #expect(abs(result.costUSD - normal * 11) < 1e-12)
    #expect(result.costUSDWasted == 0)
  }

  @Test func `broken streams are wasted money`() throws {
    let result = try Self.complete(TinyWorld.scenario(with: .cutStream(rate: 1)))
    #expect(abs(result.costUSDWasted - 100 * (100 * 1e6 + 5 * 10e6) / 1e12) < 1e-12)
    #expect(result.costUSD == result.costUSDWasted)
  }

  @Test func `new benchmark results arrive for the features and endpoints meant`() throws {
    var scenario = TinyWorld.scenario(with: .quality(delta: -0.08))
    scenario.world.features[0].scores = [
      ModelScore(endpoint: "a", score: QualityScore(mean: 0.9)),
      ModelScore(endpoint: "b", score: QualityScore(mean: 0.8)),
    ]
    scenario.faults[0].start = .seconds(5)
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.others == [.quality(FeatureIndex(0), EndpointIndex(0), QualityScore(mean: 0.9 - 0.08))])
    let mean = try Self.complete(scenario).qualityMean ?? 0
    #expect(mean > 0.857 && mean < 0.861)
  }

  @Test func `two operators act on the revision both saw`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .operatorConflict))
    let acts = spy.others.compactMap { input -> Act? in
      guard case .act(let act) = input else { return nil }
      return act
    }
    #expect(acts.map(\.actor) == ["operator-a", "operator-b"])
    #expect(Set(acts.map(\.revision)).count == 1)
    #expect(acts.allSatisfy { $0.order == .drain(.endpoint("a")) })
  }

  /// Runs a little longer than the scenario, so that every request has ended.
  static func complete(_ scenario: Scenario) throws -> SimulationResult {
    var world = try SimulatedWorld(scenario, options: TinyWorld.options())
    world.advance(to: scenario.duration + .seconds(40))
    return world.result()
  }
}
