public import RoutingEngine

/// A policy under test: one of the named ones, or the engine without a rule.
public struct LabVariant: Sendable, Hashable {
  /// The policy.
  public var policy: PolicyName
  /// The rule that is switched off; nil for none.
  public var without: Rule?

  /// Names a policy, or the engine without a rule.
  public init(_ policy: PolicyName, without: Rule? = nil) {
    self.policy = policy
    self.without = without
  }

  /// The name in tables.
  public var name: String { without.map { "without " + $0.rawValue } ?? policy.rawValue }

  /// Whether it is the product's own engine with every rule.
  public var isOurs: Bool { policy == .routeConsole && without == nil }

  /// Runs a scenario under this policy.
  ///
  /// - Throws: `SimulationError` when the scenario names what is not in its world.
  public func measure(
    _ scenario: Scenario, seed: UInt64, measuresRegret: Bool
  ) throws(SimulationError) -> LabMeasurement {
    var options = SimulationOptions()
    options.policy = policy
    options.without = without.map { [$0] } ?? []
    options.seed = seed
    options.measuresRegret = measuresRegret
    return LabMeasurement(try Simulation.run(scenario, options: options))
  }
}
