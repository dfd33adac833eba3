public import Transport

/// How a source is.
public enum SourceState: Sendable, Hashable {
  /// It has delivered nothing yet.
  case starting
  /// It delivers.
  case live
  /// It delivers, and something of it is missing: what.
  case partial(String)
  /// It could not be read: why.
  case failing(String)

  /// The name in JSON.
  public var name: String {
    switch self {
    case .starting: "starting"
    case .live: "live"
    case .partial: "partial"
    case .failing: "failing"
    }
  }

  /// What is wrong; `nil` where nothing is.
  public var problem: String? {
    switch self {
    case .starting, .live: nil
    case .partial(let text), .failing(let text): text
    }
  }
}

/// The two clocks that a source is told.
public struct SourceMoment: Sendable, Hashable {
  /// For pauses.
  public var instant: Instant
  /// For questions about a time of day.
  public var wall: WallTime

  /// Describes a moment.
  public init(instant: Instant, wall: WallTime) {
    self.instant = instant
    self.wall = wall
  }
}
