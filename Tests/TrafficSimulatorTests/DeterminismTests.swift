import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct DeterminismTests {
  private func scenario(seconds: Int64 = 40) -> Scenario {
    var scenario = Scenario(name: "outage", duration: .seconds(seconds), world: .default)
    scenario.faults = [
      Fault(
        .error(class: .serverError, rate: 0.7, latency: .milliseconds(50)), target: .provider("bedrock"),
        start: .seconds(10), duration: .seconds(15))
    ]
    return scenario
  }

  @Test(arguments: PolicyName.allCases)
  func `the same scenario has the same result, whatever ran before`(policy: PolicyName) throws {
    let first = try TinyWorld.run(scenario(), policy)
    _ = try TinyWorld.run(TinyWorld.scenario(with: .blackhole), policy)
    let second = try TinyWorld.run(scenario(), policy)
    #expect(first.traceHash == second.traceHash)
    #expect(first == second)
  }

  @Test func `the hash of a tiny world is the same in every build`() throws {
    var scenario = TinyWorld.scenario(
      with: .error(class: .serverError, rate: 0.5, latency: .milliseconds(50)))
    scenario.traffic.trace = nil
    scenario.world.endpoints[0].ttft.sigma = 0.5
    scenario.world.endpoints[0].tpot.sigma = 0.2
    let found = try TinyWorld.run(scenario).traceHash
    #expect(found == "39181ff640c951c2")
  }

  @Test func `another seed gives another run`() throws {
    var other = scenario()
    other.seed = 2
    #expect(try TinyWorld.run(scenario()).traceHash != TinyWorld.run(other).traceHash)
  }

  @Test func `a run in small steps is the run in one`() throws {
    let whole = try TinyWorld.run(scenario(), .routeConsole)
    var world = try SimulatedWorld(scenario(), options: TinyWorld.options(.routeConsole))
    while !world.isOver { world.advance(by: .milliseconds(33)) }
    var again = try SimulatedWorld(scenario(), options: TinyWorld.options(.routeConsole))
    again.advance(to: .seconds(40))
    #expect(again.result().traceHash == whole.traceHash)
    #expect(world.result().events.prefix(whole.events.count).map(\.event) == whole.events.map(\.event))
  }

  @Test func `a copy of a world goes its own way`() throws {
    var world = try SimulatedWorld(scenario(), options: TinyWorld.options(.failover))
    world.advance(to: .seconds(5))
    var copy = world
    _ = try copy.inject(Fault(.connect(rate: 1), target: .all, start: .zero))
    copy.advance(to: .seconds(20))
    world.advance(to: .seconds(20))
    #expect(world.result().failed.preToken < 10)
    #expect(copy.result().failed.preToken > 100)
  }
}
