/// Runs scenarios from beginning to end.
public enum Simulation {
  /// Runs a scenario as fast as it can and says what it showed.
  ///
  /// - Throws: `SimulationError` when the scenario names what is not in its world, or has no possible length.
  public static func run(
    _ scenario: Scenario, options: SimulationOptions = SimulationOptions()
  ) throws(SimulationError) -> SimulationResult {
    var world = try SimulatedWorld(scenario, options: options)
    world.advance(to: world.running.duration)
    return world.result()
  }
}
