internal import Wire

/// Seconds in which calls failed, worked out from the failure rate of the last minute, which every snapshot carries.
///
/// A failure stays in that rate for a minute, so that each second's rate counts for a sixtieth of the seconds with calls
/// that it is of: a burst of thirty seconds is thirty seconds, though its rate is shown for ninety. How many seconds had
/// calls comes from the calls a second of each snapshot, which are those of the last ten seconds or so.
struct ErrorSeconds: Hashable, Sendable {
  /// The length of the window that rates are of, in seconds.
  private static let window = 60.0
  /// So many calls a second are traffic; what is left of an average after its end is less.
  private static let fewest = 0.02

  private struct Step: Hashable, Sendable {
    var at: Moment
    var seconds: Double
    /// Calls that arrived in it; nil where that is not known.
    var calls: Double?
    /// The error seconds in the window that ends with it.
    var inWindow = 0.0
  }

  /// Of processes that are over.
  private var settled = 0.0
  private var sum = 0.0
  /// What failed before the first snapshot and is in the rates after it.
  private var head = 0.0
  private var steps: [Step] = []

  /// The sum, in seconds.
  var total: Double { settled + present }

  private var present: Double { max(0, sum - head + tail) }

  /// Begins anew with another process, or after a time of which nothing is known.
  mutating func begin() {
    settled += present
    (sum, head, steps) = (0, 0, [])
  }

  /// Takes a snapshot.
  ///
  /// - Parameters:
  ///   - rate: failed calls divided by calls over a minute; nil without calls.
  ///   - perSecond: calls a second just now; nil where that is not known.
  ///   - at: the instant.
  ///   - seconds: for how long the snapshot stands, back from its instant.
  ///   - uptime: for how long the process has been running, in seconds; 0 where that is not known.
  mutating func add(rate: Double?, perSecond: Double?, at: Moment, seconds: Double, uptime: Double) {
    let isFirst = steps.isEmpty
    if isFirst {
      assumePast(perSecond, at: at, uptime: uptime)
    } else {
      advance(perSecond, at: at, seconds: seconds)
    }
    let inWindow = (rate ?? 0) * activeSeconds
    for place in steps.indices where isFirst || place == steps.count - 1 { steps[place].inWindow = inWindow }
    if isFirst {
      head = uptime > 0 && uptime < Self.window ? 0 : inWindow / 2
      sum = seconds > 0 ? inWindow / Self.window * seconds : 0
    } else {
      sum += inWindow / Self.window * seconds
    }
  }

  /// Before the first snapshot calls came as evenly as they may have.
  private mutating func assumePast(_ perSecond: Double?, at: Moment, uptime: Double) {
    let count = Int(uptime > 0 ? min(Self.window, max(1, uptime)) : Self.window)
    for second in stride(from: count - 1, through: 0, by: -1) {
      steps.append(
        Step(at: at.advanced(byMilliseconds: Int64(-second) * 1_000), seconds: 1, calls: perSecond))
    }
  }

  private mutating func advance(_ perSecond: Double?, at: Moment, seconds: Double) {
    let begin = at.advanced(byMilliseconds: -Int64(Self.window * 1_000))
    steps.removeFirst(steps.prefix { $0.at <= begin }.count)
    steps.append(Step(at: at, seconds: seconds, calls: perSecond.map { $0 * seconds }))
  }

  /// The seconds of the window in which calls arrived; one with few of them counts in part.
  private var activeSeconds: Double {
    let rates = steps.compactMap { step -> Double? in
      guard let calls = step.calls, step.seconds > 0, calls >= Self.fewest * step.seconds else { return nil }
      return calls / step.seconds
    }.sorted()
    let usual = rates.isEmpty ? 0 : rates[rates.count / 2]
    let active = steps.reduce(0.0) { sum, step in
      guard let calls = step.calls else { return sum + step.seconds }
      guard usual > 0, step.seconds > 0, calls >= Self.fewest * step.seconds else { return sum }
      return sum + step.seconds * min(1, calls / step.seconds / usual)
    }
    return min(Self.window, active)
  }

  /// What failed in the last minute and would still be counted in the one to come.
  private var tail: Double {
    guard let last = steps.last, last.inWindow > 0 else { return 0 }
    let old = steps.first?.inWindow ?? 0
    var (counted, length) = (0.0, 0.0)
    for step in steps {
      let age = min(1, last.at.seconds(since: step.at) / Self.window)
      counted += max(0, step.inWindow - old * age) * step.seconds
      length += step.seconds
    }
    return max(0, last.inWindow - (length > 0 ? counted / max(length, Self.window) : 0))
  }
}
