/// Reads the absolute times that headers carry, in seconds since 1970.
enum WallTime {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// An HTTP date (RFC 9110 §5.6.7): the fixed form, or one of the two obsolete ones.
  ///
  /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
  static func httpDate(_ text: String) -> Int64? {
    guard text.utf8.count <= 40 else { return nil }
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
    if words.count == 6, let day = number(words[1], 31), let year = number(words[3], 9_999) {
      guard words[5] == "GMT" || words[5] == "UTC" else { return nil }
      return seconds(year: words[3].utf8.count == 2 ? year + century(year) : year, words[2], day, words[4])
    }
    if words.count == 5, let day = number(words[2], 31), let year = number(words[4], 9_999) {
      return seconds(year: year, words[1], day, words[3])
    }
    return nil
  }

  /// An RFC 3339 time such as `2026-01-02T03:04:05.678Z`; fractions are dropped, offsets are understood.
  static func rfc3339(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard (20...40).contains(bytes.count), bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10]),
      let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
      let second = digits(bytes[17..<19]),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
    guard let offset = offsetSeconds(rest) else { return nil }
    return days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
  }

  private static func offsetSeconds(_ zone: ArraySlice<UInt8>) -> Int64? {
    guard let sign = zone.first else { return nil }
    if sign | 0x20 == UInt8(ascii: "z") { return zone.count == 1 ? 0 : nil }
    let start = zone.startIndex
    guard zone.count == 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      zone[start + 3] == UInt8(ascii: ":"), let hours = digits(zone[(start + 1)..<(start + 3)]),
      let minutes = digits(zone[(start + 4)..<(start + 6)])
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  private static func seconds(
    year: Int64, _ month: Substring, _ day: Int64, _ clock: Substring
  ) -> Int64? {
    let parts = clock.split(separator: ":")
    guard let month = months.firstIndex(of: month.lowercased()), day >= 1, parts.count == 3,
      let hour = number(parts[0], 23), let minute = number(parts[1], 59), let second = number(parts[2], 60)
    else { return nil }
    return days(year: year, month: Int64(month) + 1, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// The century of a year of two digits; RFC 9110: the one that is at most 50 years ahead.
  private static func century(_ year: Int64) -> Int64 { year < 70 ? 2_000 : 1_900 }

  private static func number(_ text: Substring, _ most: Int64) -> Int64? {
    guard let number = digits(ArraySlice(text.utf8)), number <= most else { return nil }
    return number
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard (1...4).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  /// Days from 1970-01-01 to a day of the Gregorian calendar.
  ///
  /// Counts in years that begin in March, so that the leap day is the last (Hinnant, `days_from_civil`).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
