public import Documents

/// An instant of the calendar in whole milliseconds, as every document names it.
///
/// For display, journals and exchange; the engine measures with a monotonic clock and never sees one of these.
public struct Moment: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01 00:00 UTC.
  public var milliseconds: Int64

  /// Makes an instant from milliseconds since 1970-01-01 00:00 UTC.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The earlier instant comes first.
  public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

  /// The instant so many milliseconds later, or earlier where the number is negative.
  public func advanced(byMilliseconds count: Int64) -> Moment {
    Moment(milliseconds: milliseconds &+ count)
  }

  /// Seconds from another instant to this one; negative where that one is later.
  public func seconds(since other: Moment) -> Double { Double(milliseconds - other.milliseconds) / 1e3 }

  /// `2026-11-22T03:12:41.120Z`, RFC 3339 in UTC.
  public var text: String {
    let parts = parts
    return Self.digits(parts.year, 4) + "-" + Self.digits(parts.month, 2) + "-" + Self.digits(parts.day, 2)
      + "T" + clockText + "." + Self.digits(parts.millisecond, 3) + "Z"
  }

  /// `03:12:41`, in UTC.
  public var clockText: String {
    let parts = parts
    return Self.digits(parts.hour, 2) + ":" + Self.digits(parts.minute, 2) + ":"
      + Self.digits(parts.second, 2)
  }

  /// `2026-11-22`, in UTC.
  public var dayText: String {
    let parts = parts
    return Self.digits(parts.year, 4) + "-" + Self.digits(parts.month, 2) + "-" + Self.digits(parts.day, 2)
  }

  /// The first instant of the same day, in UTC.
  public var startOfDay: Moment { Moment(milliseconds: days * 86_400_000) }

  /// The first instant of the same hour, in UTC.
  public var startOfHour: Moment {
    let day = startOfDay
    return day.advanced(byMilliseconds: (milliseconds - day.milliseconds) / 3_600_000 * 3_600_000)
  }

  /// Reads an instant of RFC 3339: `2026-11-22T03:12:41Z`, with a fraction and an offset where wanted.
  ///
  /// - Returns: nil for anything else; digits beyond the millisecond are cut off.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"),
      bytes[7] == UInt8(ascii: "-"), [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(bytes[10]),
      let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), let days = CivilDate.days(year: year, month: month, day: day),
      let clock = Self.clock(bytes[11..<19])
    else { return nil }
    var rest = bytes[19...]
    var millisecond: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }
      guard !fraction.isEmpty, let value = Self.number((Array(fraction.prefix(3)) + [48, 48]).prefix(3))
      else { return nil }
      millisecond = value
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard let offset = Self.offset(Array(rest)) else { return nil }
    milliseconds = (days * 86_400 + clock - offset) * 1_000 + millisecond
  }

  private var days: Int64 {
    milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
  }

  private struct Parts {
    var (year, month, day): (Int64, Int64, Int64)
    var (hour, minute, second, millisecond): (Int64, Int64, Int64, Int64)
  }

  private var parts: Parts {
    let date = CivilDate.date(days: days)
    let rest = milliseconds - days * 86_400_000
    return Parts(
      year: date.year, month: date.month, day: date.day, hour: rest / 3_600_000,
      minute: rest / 60_000 % 60, second: rest / 1_000 % 60, millisecond: rest % 1_000)
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard bytes.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }

  /// Seconds since midnight of `HH:MM:SS`; a leap second counts as the one after.
  private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let first = bytes.startIndex
    guard bytes.count == 8, bytes[first + 2] == UInt8(ascii: ":"), bytes[first + 5] == UInt8(ascii: ":"),
      let hour = number(bytes[first..<first + 2]), let minute = number(bytes[first + 3..<first + 5]),
      let second = number(bytes[first + 6..<first + 8]), hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3_600 + minute * 60 + second
  }

  /// Seconds east of UTC of `Z`, `+HH:MM` or `-HH:MM`.
  private static func offset(_ zone: [UInt8]) -> Int64? {
    if zone == [UInt8(ascii: "Z")] || zone == [UInt8(ascii: "z")] { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"), let hour = number(zone[1..<3]),
      let minute = number(zone[4..<6]), hour < 24, minute < 60
    else { return nil }
    switch zone[0] {
    case UInt8(ascii: "+"): return hour * 3_600 + minute * 60
    case UInt8(ascii: "-"): return -(hour * 3_600 + minute * 60)
    default: return nil
    }
  }
}

extension Moment: JSONWritable {
  /// Writes the text of RFC 3339.
  public func write(to writer: inout JSONWriter) { writer.value(text) }
}
