/// The calendar, for display and journals; nothing is measured with it.
public enum WallClock {
  /// Nanoseconds since 1970-01-01 00:00 UTC.
  public static var nanoseconds: Int64 { SystemCalls.wallNanoseconds() }
}
