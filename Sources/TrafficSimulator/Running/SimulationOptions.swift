public import RoutingEngine

/// How a scenario is run.
public struct SimulationOptions: Sendable, Hashable {
  /// The policy that decides.
  public var policy = PolicyName.routeConsole
  /// Rules of the engine that are switched off.
  public var without: Set<Rule> = []
  /// Replaces the scenario's seed.
  public var seed: UInt64?
  /// Replaces the world's number of replicas.
  public var replicas: Int?
  /// Whether the engine's invariants are checked at every decision.
  public var checksInvariants = false

  /// The product's own engine, every rule on, everything else as the scenario says.
  public init() {}
}
