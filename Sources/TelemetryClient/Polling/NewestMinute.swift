internal import Transport

/// Sees to it that a cloud's minutes are each delivered once, the newest only.
///
/// Clouds answer with the last ten minutes again and again, some of them late; what is older than what was delivered
/// is of no use to anybody who watches now.
struct NewestMinute: Sendable, Hashable {
  /// The key of a series.
  struct Key: Sendable, Hashable {
    var binding: Int
    var quantity: Quantity
    var statistic: Statistic
  }

  private var delivered: [Key: Int64] = [:]

  /// Whether a point that ends at this second is news.
  mutating func isNew(_ key: Key, endingAt second: Int64) -> Bool {
    guard second > delivered[key] ?? .min else { return false }
    delivered[key] = second
    return true
  }
}

extension WallTime {
  /// The moment as `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339).
  var extendedISO: String {
    let text = Array(basicISO)
    guard text.count == 16 else { return basicISO }
    let (date, time) = (text[..<8], text[9..<15])
    return String(date.prefix(4)) + "-" + String(date[4..<6]) + "-" + String(date[6..<8]) + "T"
      + String(time.prefix(2)) + ":" + String(time[11..<13]) + ":" + String(time[13..<15]) + "Z"
  }

  /// The start of the minute that the moment lies in.
  var startOfMinute: WallTime { WallTime(seconds: seconds - (seconds % 60 + 60) % 60) }
}
