public import RoutingEngine

/// Ties an engine's monotonic clock to the calendar.
///
/// The engine's clock never steps; the calendar is only shown, so one pair of readings is enough until somebody sets it.
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

  /// How far two readings of the calendar may lie apart without it having been set anew.
  public static let tolerance = Nanoseconds.milliseconds(100)

  /// Takes another pair of readings, where the calendar was set or has drifted away since.
  ///
  /// Two clocks are never read quite at once, so that every pair puts an instant a millisecond earlier or later; by
  /// the same pair it has the same moment however often it is shown.
  ///
  /// - Parameter reading: both clocks now.
  public mutating func follow(_ reading: ClockAnchor) {
    let apart = moment(at: reading.timestamp).milliseconds.subtractingReportingOverflow(
      reading.moment.milliseconds)
    let limit = Self.tolerance.count / 1_000_000
    if apart.overflow || apart.partialValue.magnitude > limit.magnitude { self = reading }
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
