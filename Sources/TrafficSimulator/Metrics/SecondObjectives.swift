internal import RoutingEngine

/// Whether a feature kept its objectives in one second.
///
/// A second is broken when the p90 (nearest rank) of time to first token over the requests that succeeded in it
/// is above the objective, or when more of the requests that ended in it failed than the objective allows.
struct SecondObjectives: Sendable {
  private let ttftObjective: Int64
  private let errorObjective: Double
  private var answered = 0
  private var inTime = 0
  private var ended = 0
  private var failed = 0

  init(_ objectives: Objectives) {
    ttftObjective = objectives.ttftP90.count
    errorObjective = objectives.errorRate
  }

  /// Counts a request that ended in this second.
  mutating func add(_ record: RequestRecord) {
    ended += 1
    switch record.ending {
    case .succeeded:
      answered += 1
      inTime += record.ttft <= ttftObjective ? 1 : 0
    case .failedPreToken, .failedMidStream, .shed: failed += 1
    case .partial: break
    }
  }

  /// Whether the second was broken; begins the next one.
  mutating func close() -> Bool {
    let rank = (answered * 9 + 9) / 10
    let isSlow = answered > 0 && inTime < rank
    let isFailing = ended > 0 && Double(failed) > errorObjective * Double(ended)
    answered = 0
    inTime = 0
    ended = 0
    failed = 0
    return isSlow || isFailing
  }
}
