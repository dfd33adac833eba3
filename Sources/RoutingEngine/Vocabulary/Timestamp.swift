/// An instant on the caller's monotonic clock, in nanoseconds since an origin the caller chose.
///
/// The engine never reads a clock: time enters only as an argument.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Nanoseconds since the caller's origin.
  public var nanoseconds: Int64

  /// Makes an instant from nanoseconds since the caller's origin.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The caller's origin.
  @inlinable public static var origin: Timestamp { Timestamp(nanoseconds: 0) }

  /// The earlier instant comes first.
  @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The instant that lies a length after another.
  @inlinable public static func + (a: Timestamp, b: Nanoseconds) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds + b.count)
  }

  /// The instant that lies a length before another.
  @inlinable public static func - (a: Timestamp, b: Nanoseconds) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds - b.count)
  }

  /// The length from one instant to another; negative when the other comes first.
  @inlinable public static func - (a: Timestamp, b: Timestamp) -> Nanoseconds {
    Nanoseconds(a.nanoseconds - b.nanoseconds)
  }

  /// Moves the instant later by a length.
  @inlinable public static func += (a: inout Timestamp, b: Nanoseconds) { a.nanoseconds += b.count }
}
