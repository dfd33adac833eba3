public import RoutingEngine

/// Something an operator does at a point of the run; every replica is told at once.
public struct ScheduledAct: Sendable, Hashable {
  /// When.
  public var at: Nanoseconds
  /// What.
  public var act: Act

  /// Pairs an act with its time.
  public init(at: Nanoseconds, act: Act) {
    self.at = at
    self.act = act
  }
}
