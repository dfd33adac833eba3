/// How an endpoint came back after its faults.
enum Recovery {
  /// The part of its former share that counts as restored.
  static let restoredShare = 0.9
  /// Seconds for which the share must hold.
  static let holdSeconds = 60
  /// Seconds of a slot in which load is compared with capacity.
  static let slotSeconds = 10
  /// Seconds after the restoration that are still watched.
  static let watchSeconds = 120

  /// The row of an endpoint with these faults and openings (nanoseconds, any replica); nil without a fault.
  ///
  /// `patience` is how long after its end a fault may still be felt, in nanoseconds: calls that began during
  /// it are given up only then. An opening within that time is the fault's, not a new one.
  static func row(
    _ timeline: Timeline, endpoint: Int, id: String, spans: [FaultSpan], openings: [Int64], patience: Int64
  ) -> RecoveryRow? {
    guard let first = spans.min(by: { $0.start < $1.start }), let lastEnd = spans.map(\.end).max() else {
      return nil
    }
    let runEnd = Int64(timeline.seconds) * 1_000_000_000
    let restored = restoreSeconds(timeline, endpoint, before: first.start, after: lastEnd)
    let retrips = openings.count { $0 > lastEnd && $0 - lastEnd > patience }
    guard first.end < runEnd else {
      return RecoveryRow(
        endpoint: id, peakOfferedOverCapacity: nil, overloadSeconds: nil, restoreSeconds: restored,
        retrips: retrips)
    }
    let from = ceilSecond(first.end)
    let until = restored.map { Int(Double(lastEnd) / 1e9 + $0) + watchSeconds } ?? timeline.seconds
    let load = overload(timeline, endpoint, from..<max(from, min(timeline.seconds, until)))
    return RecoveryRow(
      endpoint: id, peakOfferedOverCapacity: load?.peak, overloadSeconds: load?.seconds,
      restoreSeconds: restored, retrips: retrips)
  }

  /// Seconds from an instant until the share of attempts is back: at least 90 % of what it was in the minute
  /// before the first fault, over the next ten seconds and over the next minute.
  static func restoreSeconds(
    _ timeline: Timeline, _ endpoint: Int, before start: Int64, after end: Int64
  ) -> Double? {
    let first = Int(start / 1_000_000_000)
    let former = timeline.attempts(endpoint, max(0, first - 60)..<first)
    guard former.here > 0, end < Int64(timeline.seconds) * 1_000_000_000 else { return nil }
    let needed = restoredShare * Double(former.here) / Double(former.all)
    func holds(_ span: Range<Int>) -> Bool {
      let found = timeline.attempts(endpoint, span)
      return found.all > 0 && Double(found.here) >= needed * Double(found.all)
    }
    var second = ceilSecond(end)
    while second + holdSeconds <= timeline.seconds {
      if holds(second..<second + slotSeconds), holds(second..<second + holdSeconds) {
        return Double(second) - Double(end) / 1e9
      }
      second += 1
    }
    return nil
  }

  private static func overload(
    _ timeline: Timeline, _ endpoint: Int, _ span: Range<Int>
  ) -> (peak: Double, seconds: Double)? {
    var peak = 0.0
    var seconds = 0.0
    var slot = span.lowerBound
    while slot + slotSeconds <= span.upperBound {
      let offered = Double(timeline.attempts(endpoint, slot..<slot + slotSeconds).here)
      guard let capacity = timeline.capacity(endpoint, slot..<slot + slotSeconds) else { return nil }
      if capacity > 0 {
        peak = max(peak, offered / capacity)
        seconds += max(0, offered - capacity) / capacity * Double(slotSeconds)
      }
      slot += slotSeconds
    }
    return (peak, seconds)
  }

  private static func ceilSecond(_ nanoseconds: Int64) -> Int {
    Int((nanoseconds + 999_999_999) / 1_000_000_000)
  }
}
