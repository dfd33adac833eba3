import RoutingEngine
import TrafficSimulator

/// How much faster than the clock the simulator runs the default world.
func simulations() -> [Measurement] {
  [("simulation_compression", 1, 1_000.0), ("simulation_compression_4_replicas", 4, 300)].map {
    name, replicas, least in
    var scenario = Scenario(name: "bench", duration: .seconds(600), world: .default)
    scenario.warmup = .seconds(60)
    var options = SimulationOptions()
    options.replicas = replicas
    let samples = (0..<5).map { _ in
      let start = clockNanoseconds()
      do {
        _ = try Simulation.run(scenario, options: options)
      } catch {
        print("the default world does not run: \(error)")
        return 0.0
      }
      return 600e9 / (clockNanoseconds() - start)
    }
    return Measurement(name: name, unit: "x", budget: .atLeast(least), samples: samples)
  }
}
