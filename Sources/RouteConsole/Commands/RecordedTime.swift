internal import Documents
internal import Wire

/// An instant of a recording as people name it.
enum RecordedTime {
  /// What may be written, for messages.
  static let forms =
    "an instant such as 2026-11-22T03:12:00Z, a time of day such as 03:12, or a length such as 30m"

  /// Reads an instant.
  ///
  /// A time of day is the last one before the end of the recording, in UTC; a length counts back from the end.
  ///
  /// - Returns: nil for anything else.
  static func moment(_ text: String, in span: ClosedRange<Moment>) -> Moment? {
    if text == "end" { return span.upperBound }
    if let moment = Moment(text: text) { return moment }
    if let clock = clock(text) {
      let day = span.upperBound.startOfDay
      let moment = day.advanced(byMilliseconds: clock)
      return moment <= span.upperBound ? moment : moment.advanced(byMilliseconds: -86_400_000)
    }
    guard let length = try? DurationText.parse(text), length >= 0 else { return nil }
    return span.upperBound.advanced(byMilliseconds: -length / 1_000_000)
  }

  /// The end of a span whose beginning is known: a time of today that is yet to come is not the one of yesterday.
  ///
  /// - Parameters:
  ///   - moment: what the text was read as.
  ///   - text: how the end was written.
  ///   - beginning: the beginning of the span.
  ///   - present: the end of the recording, or the present.
  /// - Returns: the end.
  static func end(_ moment: Moment, _ text: String, after beginning: Moment, until present: Moment) -> Moment
  {
    let today = moment.advanced(byMilliseconds: 86_400_000)
    let isLater = moment < beginning && today.dayText == present.dayText && clock(text) != nil
    return isLater ? today : moment
  }

  /// Milliseconds since midnight of `HH:MM` or `HH:MM:SS`.
  private static func clock(_ text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    let numbers = parts.compactMap { part in
      part.utf8.count == 2 && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } ? Int64(part) : nil
    }
    guard numbers.count == parts.count, numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else {
      return nil
    }
    return (numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)) * 1_000
  }
}
