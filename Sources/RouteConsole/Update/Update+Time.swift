// Update: freezing, stepping, jumping, and back to live.

internal import Wire

extension Model {
  /// Freezes, steps and thaws.
  mutating func travel(_ action: KeyAction) {
    guard history.count > 0 else { return tell("nothing has been recorded yet") }
    let number = shownNumber
    switch action {
    case .freeze: freeze(at: isFrozen ? nil : number)
    case .stepBack: go(to: history.number(stepping: -1, from: number))
    case .stepOn: go(to: history.number(stepping: 1, from: number))
    case .minuteBack: go(to: history.number(movingBy: -60, from: number))
    case .minuteOn: go(to: history.number(movingBy: 60, from: number))
    default: break
    }
    if action == .stepBack || action == .minuteBack, number == history.first {
      let isRecorded = settings.traits.recorded.map { $0.lowerBound < shown?.at ?? $0.lowerBound } ?? false
      tell(
        isRecorded
          ? "the recording goes further back: @ goes anywhere in it" : "this is the oldest sample there is")
    }
    reorder()
  }

  /// Shows a snapshot of the past; the newest means to be live again.
  private mutating func go(to number: Int?) {
    freeze(at: number.flatMap { $0 < history.next - 1 ? $0 : nil })
  }

  /// Goes to a time that was typed: `03:12`, `03:12:40`, `-5m`, `-90s`, `live`.
  ///
  /// A recording is entered there and played on; else what was seen is shown, and stands still.
  ///
  /// - Parameter text: what was typed; nothing means live.
  /// - Returns: the order to the recording; nothing elsewhere.
  /// - Throws: what is wrong with it.
  mutating func goTo(_ text: String) throws(CommandLineProblem) -> [Effect] {
    guard let range = history.range else { throw CommandLineProblem(text: "nothing has been recorded yet") }
    let word = text.trimmingBlanks
    guard !word.isEmpty, word != "live" else {
      frozen = nil
      reorder()
      return []
    }
    // A time of day is one of the recording; a length counts back from what is shown.
    let isLength = word.hasPrefix("-")
    let recorded = settings.traits.recorded
    let newest = recorded.map { isLength ? shown?.at ?? $0.upperBound : $0.upperBound } ?? range.upperBound
    guard let target = TimeText.moment(word, before: newest) else {
      throw CommandLineProblem(text: "`\(word)` is no time; write 03:12, 03:12:40, -5m or live")
    }
    if let recorded {
      if !recorded.contains(target) {
        tell("the recording is of \(recorded.lowerBound.text) to \(recorded.upperBound.text)")
      }
      frozen = nil
      reorder()
      return [.order(.replay(.seek(target)))]
    }
    go(to: target >= range.upperBound ? nil : history.number(at: target))
    if target < range.lowerBound { tell("the oldest sample is of \(range.lowerBound.clockText); this is it") }
    reorder()
    return []
  }
}

/// Times as people type them.
enum TimeText {
  /// The latest instant that a text can mean, not after another one.
  static func moment(_ text: String, before newest: Moment) -> Moment? {
    if text.hasPrefix("-"), let unit = text.last, let count = Int64(text.dropFirst().dropLast()) {
      let factors: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000]
      guard let factor = factors[unit], (0...1_000_000).contains(count) else { return nil }
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
    let today = newest.startOfDay.advanced(
      byMilliseconds: (hour * 3_600 + minute * 60 + second) * 1_000)
    return today <= newest.advanced(byMilliseconds: 60_000)
      ? today : today.advanced(byMilliseconds: -86_400_000)
  }
}
