public import RoutingEngine

/// Ties an engine's monotonic clock to the calendar.
///
/// The engine's clock never steps; the calendar is only shown, so one pair of readings is enough for a process.
public struct ClockAnchor: Sendable, Hashable {
  /// A reading of the engine's clock.
  public var timestamp: Timestamp
  /// The calendar at that reading.
  public var moment: Moment

  /// Ties two readings that were taken at once.
  public init(timestamp: Timestamp, moment: Moment) {
    self.timestamp = timestamp
    self.moment = moment
  }

  /// The calendar at an instant of the engine's clock.
  public func moment(at timestamp: Timestamp) -> Moment {
    moment.advanced(byMilliseconds: (timestamp - self.timestamp).count / 1_000_000)
  }

  /// The engine's clock at an instant of the calendar.
  public func timestamp(at moment: Moment) -> Timestamp {
    timestamp + .milliseconds(moment.milliseconds - self.moment.milliseconds)
  }
}
