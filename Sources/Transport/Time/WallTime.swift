internal import Documents

/// A moment of the calendar, in whole seconds since 1970-01-01 00:00 UTC.
///
/// For expiry of credentials, signatures and display; intervals are measured with the monotonic clock.
public struct WallTime: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01 00:00 UTC.
  public var seconds: Int64

  /// Creates a moment from seconds since 1970-01-01 00:00 UTC.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Whether one moment comes before another.
  public static func < (left: WallTime, right: WallTime) -> Bool {
    left.seconds < right.seconds
  }

  /// The moment so many seconds later.
  ///
  /// - Returns: a moment before this one where the number is negative.
  public func advanced(bySeconds seconds: Int64) -> WallTime {
    WallTime(seconds: self.seconds + seconds)
  }

  /// The moment as `YYYYMMDDTHHMMSSZ`, the basic form of ISO 8601 that AWS signs.
  public var basicISO: String {
    let (year, month, day) = CivilDate.date(days: days)
    return Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(day, 2) + "T"
      + Self.digits(hour, 2) + Self.digits(minute, 2) + Self.digits(second, 2) + "Z"
  }

  /// The moment as `YYYY-MM-DDTHH:MM:SS`, the extended form of ISO 8601 in UTC, without its `Z`.
  public var extendedISO: String {
    let (year, month, day) = CivilDate.date(days: days)
    return Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2) + "T"
      + Self.digits(hour, 2) + ":" + Self.digits(minute, 2) + ":" + Self.digits(second, 2)
  }

  /// The moment as `Sun, 06 Nov 1994 08:49:37 GMT`, the form of HTTP (RFC 9110 §5.6.7).
  public var httpDate: String {
    let (year, month, day) = CivilDate.date(days: days)
    let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
    let date = Self.digits(day, 2) + " " + Self.months[Int(month - 1)] + " " + Self.digits(year, 4)
    let time = Self.digits(hour, 2) + ":" + Self.digits(minute, 2) + ":" + Self.digits(second, 2)
    return weekday + ", " + date + " " + time + " GMT"
  }

  /// Reads `YYYY-MM-DDTHH:MM:SS` with optional fraction and `Z` or `±HH:MM` (RFC 3339).
  ///
  /// - Returns: `nil` where the text is anything else; a fraction is cut off.
  public init?(iso text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"),
      bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T") || bytes[10] == ByteClass.space,
      let year = Self.number(bytes, 0..<4), let month = Self.number(bytes, 5..<7),
      let day = Self.number(bytes, 8..<10), let time = Self.timeOfDay(bytes, from: 11),
      let days = CivilDate.days(year: year, month: month, day: day)
    else {
      return nil
    }
    var cursor = 19
    if bytes[cursor] == UInt8(ascii: ".") {
      cursor += 1
      while cursor < bytes.count, ByteClass.isDigit(bytes[cursor]) {
        cursor += 1
      }
    }
    guard let offset = Self.offset(Array(bytes[cursor...])) else {
      return nil
    }
    seconds = days * 86400 + time - offset
  }

  /// Reads the form of HTTP, `Sun, 06 Nov 1994 08:49:37 GMT`; the obsolete forms are refused.
  public init?(httpDate text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 29, text.hasSuffix(" GMT"),
      let month = Self.months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
      let year = Self.number(bytes, 12..<16), let day = Self.number(bytes, 5..<7),
      let time = Self.timeOfDay(bytes, from: 17),
      let days = CivilDate.days(year: year, month: Int64(month) + 1, day: day)
    else {
      return nil
    }
    seconds = days * 86400 + time
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private var days: Int64 { seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400 }
  private var hour: Int64 { (seconds - days * 86400) / 3600 }
  private var minute: Int64 { (seconds - days * 86400) / 60 % 60 }
  private var second: Int64 { (seconds - days * 86400) % 60 }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
    guard bytes[range].allSatisfy(ByteClass.isDigit) else {
      return nil
    }
    return bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  /// Seconds since midnight of `HH:MM:SS`; a leap second counts as the one after.
  private static func timeOfDay(_ bytes: [UInt8], from start: Int) -> Int64? {
    guard bytes[start + 2] == ByteClass.colon, bytes[start + 5] == ByteClass.colon,
      let hour = number(bytes, start..<start + 2), let minute = number(bytes, start + 3..<start + 5),
      let second = number(bytes, start + 6..<start + 8), hour < 24, minute < 60, second <= 60
    else {
      return nil
    }
    return hour * 3600 + minute * 60 + second
  }

  /// Seconds east of UTC of `Z`, `+HH:MM` or `-HH:MM`.
  private static func offset(_ zone: [UInt8]) -> Int64? {
    if zone == [UInt8(ascii: "Z")] {
      return 0
    }
    guard zone.count == 6, zone[3] == ByteClass.colon, let hour = number(zone, 1..<3),
      let minute = number(zone, 4..<6), hour < 24, minute < 60
    else {
      return nil
    }
    switch zone[0] {
    case UInt8(ascii: "+"): return hour * 3600 + minute * 60
    case UInt8(ascii: "-"): return -(hour * 3600 + minute * 60)
    default: return nil
    }
  }
}
