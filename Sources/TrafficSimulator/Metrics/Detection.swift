/// How soon traffic left an endpoint after a fault.
enum Detection {
  /// First attempts a second that an endpoint needs in the minute before, for its share to mean anything.
  static let leastRate = 1.0
  /// Seconds over which the halved share must hold on average, so that a lull by chance is no detection.
  static let holdSeconds = 5

  /// Seconds from a fault's start until the endpoint's share of first attempts has halved.
  ///
  /// The share of each second is compared with that of the minute before the fault. The first second counts
  /// whose share is at most half, and over which with the four that follow the share is at most half too; the
  /// answer is the time from the fault's start to the end of that second. Nil when there is none before the
  /// limit; `noTraffic` where the endpoint had less than one first attempt a second before.
  static func seconds(_ timeline: Timeline, endpoint: Int, start: Int64, limit: Int64) -> Result {
    let second = Int(start / 1_000_000_000)
    let before = max(0, second - 60)..<second
    let found = timeline.firstAttempts(endpoint, before)
    guard !before.isEmpty, Double(found.here) >= leastRate * Double(before.count) else { return .noTraffic }
    let half = Double(found.here) / Double(found.all) / 2
    let last = min(timeline.seconds, Int(min(limit, Int64.max - 1_000_000_000) / 1_000_000_000))
    for slot in second..<max(second, last) {
      guard let share = timeline.firstShare(endpoint, slot..<slot + 1), share <= half,
        let held = timeline.firstShare(endpoint, slot..<slot + holdSeconds), held <= half
      else { continue }
      return .after(Double(slot + 1) - Double(start) / 1e9)
    }
    return .never
  }

  /// What was found.
  enum Result: Equatable {
    case noTraffic
    case never
    case after(Double)
  }
}
