import RoutingEngine
import Testing

@testable import TrafficSimulator

/// What the demo does to a running world.
@Suite struct LiveControlTests {
  @Test func `a fault that is injected strikes until it is lifted`() throws {
    var world = try SimulatedWorld(TinyWorld.scenario(), options: TinyWorld.options())
    world.advance(to: .seconds(2))
    let number = try world.inject(Fault(.authExpired, target: .all, start: .zero))
    #expect(world.faultsNow[number].isInForce)
    world.advance(to: .seconds(5))
    world.lift(number)
    world.advance(to: .seconds(20))
    #expect(!world.faultsNow[number].isInForce)
    #expect((29...31).contains(world.result().failed.preToken))
  }

  @Test func `lifting a clock step takes it back`() throws {
    var world = try SimulatedWorld(TinyWorld.scenario(), options: TinyWorld.options())
    let number = try world.inject(Fault(.clockStep(by: .seconds(30)), target: .all, start: .zero))
    world.advance(to: .seconds(1))
    #expect(world.clock(0) == Timestamp.origin + .seconds(31))
    world.lift(number)
    #expect(world.clock(0) == Timestamp.origin + .seconds(1))
  }

  @Test func `a fault on what is not there is refused`() throws {
    var world = try SimulatedWorld(TinyWorld.scenario(), options: TinyWorld.options())
    #expect(throws: SimulationError.self) {
      try world.inject(Fault(.authExpired, target: .region("nowhere"), start: .zero))
    }
  }

  @Test func `a drain is applied at every replica and its events are taken once`() throws {
    let scenario = Scenario(name: "drain", duration: .seconds(60), world: .default)
    var world = try SimulatedWorld(scenario, options: TinyWorld.options(.routeConsole))
    world.advance(to: .seconds(30))
    _ = world.takeEvents()
    let receipts = world.perform(
      Act(.drain(.endpoint("use1/haiku")), actor: "mira", reason: "drill"))
    #expect(receipts.map(\.result) == [.applied, .applied, .applied, .applied])
    let events = world.takeEvents()
    #expect(events.count { $0.event.kind == .overrideSet } == 4)
    let again = world.takeEvents()
    #expect(again.isEmpty)
    #expect(world.snapshot()?.endpoints[1].override?.kind == .drain)
  }

  @Test func `an act at its time is an act of the scenario`() throws {
    var scenario = Scenario(name: "drain", duration: .seconds(60), world: .default)
    scenario.acts = [
      ScheduledAct(
        at: .seconds(20), act: Act(.drain(.endpoint("use1/haiku")), actor: "mira", reason: "drill"))
    ]
    var expectation = Expectation(.state)
    expectation.target = .endpoint("use1/haiku")
    expectation.at = .seconds(21)
    expectation.state = "draining"
    scenario.expectations = [expectation]
    let row = try TinyWorld.run(scenario, .routeConsole).expectations[0]
    #expect(row.pass, "\(String(describing: row.value))")
  }

  @Test func `a run of no length is refused`() {
    var scenario = TinyWorld.scenario()
    scenario.duration = .zero
    #expect(throws: SimulationError.badDuration(seconds: 0)) { try TinyWorld.run(scenario) }
  }

  @Test func `a trace without speed is refused`() {
    var scenario = TinyWorld.scenario()
    scenario.traffic.trace?.rate = 0
    #expect(throws: SimulationError.badNumber(what: "traffic.rate", value: 0)) { try TinyWorld.run(scenario) }
  }

  @Test func `the engine's own books agree with the world's`() throws {
    let scenario = Scenario(name: "books", duration: .seconds(30), world: .default)
    var world = try SimulatedWorld(scenario, options: TinyWorld.options(.routeConsole))
    world.advance(to: .seconds(30))
    let attempts = (0..<4).reduce(0) { $0 + Int(world.snapshot(replica: $1)?.attempts ?? 0) }
    #expect(attempts == world.recorder.tallies[0].attempts)
  }
}
