// Update: freezing, stepping, jumping, and back to live.

internal import Wire

extension Model {
  /// The samples of a minute at the pace of the feed are found by time, so that gaps do not mislead.
  private static let minute: Int64 = 60_000

  /// Freezes, steps and thaws.
  mutating func travel(_ action: KeyAction) {
    guard timeline.count > 0 else { return tell("nothing has been recorded yet") }
    let number = shownNumber
    switch action {
    case .freeze: frozenAt = isFrozen ? nil : number
    case .stepBack: frozenAt = max(number - 1, timeline.first)
    case .stepOn: frozenAt = number + 1 < timeline.next ? number + 1 : nil
    case .minuteBack: jump(by: -Self.minute)
    case .minuteOn: jump(by: Self.minute)
    default: break
    }
    if action == .stepBack, number == timeline.first { tell("this is the oldest sample there is") }
    reorder()
  }

  private mutating func jump(by milliseconds: Int64) {
    guard let at = shown?.at, let newest = timeline.snapshot(at: timeline.next - 1)?.at else { return }
    let target = at.advanced(byMilliseconds: milliseconds)
    guard target < newest else {
      frozenAt = nil
      return
    }
    frozenAt = timeline.number(at: target)
  }

  /// Goes to a time that was typed: `03:12`, `03:12:40`, `-5m`, `-90s`, `live`.
  ///
  /// - Returns: what is wrong with it; nil where nothing is.
  mutating func goTo(_ text: String) -> String? {
    guard let newest = timeline.snapshot(at: timeline.next - 1)?.at else {
      return "nothing has been recorded yet"
    }
    let word = text.trimmingBlanks
    guard !word.isEmpty, word != "live" else {
      frozenAt = nil
      reorder()
      return nil
    }
    guard let target = TimeText.moment(word, before: newest) else {
      return "`\(word)` is no time; write 03:12, 03:12:40, -5m or live"
    }
    frozenAt = target >= newest ? nil : timeline.number(at: target)
    if let oldest = timeline.snapshot(at: timeline.first)?.at, target < oldest {
      tell("the oldest sample is of \(oldest.clockText); this is it")
    }
    reorder()
    return nil
  }
}

/// Times as people type them.
enum TimeText {
  /// The latest instant that a text can mean, not after another one.
  static func moment(_ text: String, before newest: Moment) -> Moment? {
    if text.hasPrefix("-"), let unit = text.last, let count = Int64(text.dropFirst().dropLast()) {
      let factors: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000]
      guard let factor = factors[unit], count <= 1_000_000 else { return nil }
      return newest.advanced(byMilliseconds: -count * factor)
    }
    if let moment = Moment(text: text) { return moment }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2 || parts.count == 3, let hour = parts[0], let minute = parts[1],
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    var second: Int64 = 0
    if parts.count == 3 {
      guard let given = parts[2], (0..<60).contains(given) else { return nil }
      second = given
    }
    let today = newest.startOfDay.advanced(byMilliseconds: (hour * 3_600 + minute * 60 + second) * 1_000)
    return today <= newest.advanced(byMilliseconds: 60_000)
      ? today : today.advanced(byMilliseconds: -86_400_000)
  }
}
