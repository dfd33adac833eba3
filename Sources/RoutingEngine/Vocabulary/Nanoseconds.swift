/// A length of time in whole nanoseconds.
///
/// The standard library's `Duration` is 128 bits wide and costs tens of nanoseconds to convert; the decision
/// path has a budget of 100, so the engine counts in one machine word. The range is ±292 years.
public struct Nanoseconds: Sendable, Hashable, Comparable, AdditiveArithmetic {
  /// The count of nanoseconds.
  public var count: Int64

  /// Makes a length from a count of nanoseconds.
  @inlinable public init(_ count: Int64) { self.count = count }

  /// No time at all.
  @inlinable public static var zero: Nanoseconds { Nanoseconds(0) }

  /// A length given in microseconds.
  @inlinable public static func microseconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000) }

  /// A length given in milliseconds.
  @inlinable public static func milliseconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000_000) }

  /// A length given in seconds.
  @inlinable public static func seconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000_000_000) }

  /// A length given in minutes.
  @inlinable public static func minutes(_ n: Int64) -> Nanoseconds { .seconds(n * 60) }

  /// A length given in hours.
  @inlinable public static func hours(_ n: Int64) -> Nanoseconds { .minutes(n * 60) }

  /// The length in milliseconds, for display and for ratios.
  @inlinable public var milliseconds: Double { Double(count) / 1e6 }

  /// The length in seconds, for display and for ratios.
  @inlinable public var seconds: Double { Double(count) / 1e9 }

  /// The shorter length comes first.
  @inlinable public static func < (a: Nanoseconds, b: Nanoseconds) -> Bool { a.count < b.count }

  /// The sum of two lengths.
  @inlinable public static func + (a: Nanoseconds, b: Nanoseconds) -> Nanoseconds {
    Nanoseconds(a.count + b.count)
  }

  /// The difference of two lengths.
  @inlinable public static func - (a: Nanoseconds, b: Nanoseconds) -> Nanoseconds {
    Nanoseconds(a.count - b.count)
  }

  /// A length multiplied by a whole number.
  @inlinable public static func * (a: Nanoseconds, factor: Int64) -> Nanoseconds {
    Nanoseconds(a.count * factor)
  }

  /// A length divided by a whole number.
  @inlinable public static func / (a: Nanoseconds, divisor: Int64) -> Nanoseconds {
    Nanoseconds(a.count / divisor)
  }

  /// A length scaled by a finite factor, rounded toward zero.
  @inlinable public func scaled(by factor: Double) -> Nanoseconds {
    Nanoseconds(Int64(Double(count) * factor))
  }
}
