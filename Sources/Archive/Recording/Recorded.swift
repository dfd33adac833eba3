public import Wire

/// One thing that a recording holds.
public enum Recorded: Sendable, Hashable {
  /// Everything at an instant.
  case snapshot(SystemSnapshot)
  /// Something that happened.
  case event(EventLine)
  /// Something that an operator wanted.
  case audit(AuditLine)
  /// What everything had cost by then.
  case cost(CostReport)
}

/// What a recording shows at an instant.
public struct RecordedScene: Sendable, Hashable {
  /// Everything then.
  public var snapshot: SystemSnapshot
  /// The newest events up to then, oldest first.
  public var events: [EventLine]
  /// The newest audit lines up to then, oldest first.
  public var audit: [AuditLine]
  /// What everything had cost by then; nil where it was not recorded.
  public var cost: CostReport?
}
