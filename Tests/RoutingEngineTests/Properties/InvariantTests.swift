import Testing

@testable import RoutingEngine

@Suite struct InvariantTests {
  @Test(arguments: 0..<220 as Range<UInt64>)
  func `every invariant holds in every random world`(seed: UInt64) {
    var world = World(seed: seed)
    for _ in 0..<110 where world.faults.isEmpty { world.step() }
    #expect(world.faults == [])
  }

  @Test(arguments: 1_000..<1_016 as Range<UInt64>)
  func `the same inputs give the same decisions and events`(seed: UInt64) {
    var once = World(seed: seed)
    var again = World(seed: seed)
    for _ in 0..<80 {
      once.step()
      again.step()
    }
    #expect(once.trace == again.trace, "seed \(seed)")
    #expect(once.engine.table == again.engine.table, "seed \(seed)")
  }

  @Test func `the worlds see everything a breaker can do`() {
    var seen: Set<EventKind> = []
    for seed in 0..<24 as Range<UInt64> {
      var world = World(seed: seed)
      for _ in 0..<160 { world.step() }
      for event in world.events { seen.insert(event.kind) }
    }
    let rare: Set<EventKind> = [
      .flipProposed, .retired, .quotaHold, .configApplied, .probeStarved, .correlatedSuspect, .telemetryGap,
      .regressed,
    ]
    #expect(Set(EventKind.allCases).subtracting(seen).subtracting(rare) == [])
  }

  @Test func `different seeds give different runs`() {
    var traces: Set<UInt64> = []
    for seed in 0..<10 as Range<UInt64> {
      var world = World(seed: seed)
      for _ in 0..<20 { world.step() }
      traces.insert(world.trace)
    }
    #expect(traces.count == 10)
  }

  @Test(arguments: 2_000..<2_020 as Range<UInt64>)
  func `retries stay within the budget that was there and what successes earned`(seed: UInt64) {
    var world = World(seed: seed)
    for _ in 0..<150 { world.step() }
    let features = world.engine.configuration.features.count
    let cap = max(100 / world.engine.configuration.replicas, 10)
    // What a budget holds at first, a tenth of each success, and three at a time where traffic is thin.
    let bound = features * (cap + 3 * 160) + world.successes / 10 + 1
    #expect(world.retries <= bound, "seed \(seed): \(world.retries) retries, \(world.successes) successes")
  }

  @Test(arguments: 3_000..<3_010 as Range<UInt64>)
  func `slots of lost calls and probes come back`(seed: UInt64) {
    var world = World(seed: seed)
    for _ in 0..<120 { world.step() }
    var engine = world.engine
    var now = engine.now
    // Nobody reports any more; a minute after the last deadline everything is written off.
    for _ in 0..<140 {
      now += .seconds(1)
      _ = engine.handle(.tick, at: now)
    }
    #expect(engine.inFlight.live == 0, "seed \(seed)")
    #expect(engine.endpoints.allSatisfy { $0.inFlight == 0 }, "seed \(seed)")
    #expect(engine.endpoints.allSatisfy { $0.breaker.ramp?.leases.isEmpty ?? true }, "seed \(seed)")
    #expect(engine.features.allSatisfy { $0.budget.inFlight == 0 }, "seed \(seed)")
  }
}
