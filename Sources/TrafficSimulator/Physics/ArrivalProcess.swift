internal import RoutingEngine

/// The arrivals of one feature: Poisson at a rate that is constant over each tenth of a second, or a trace.
struct ArrivalProcess: Sendable {
  /// What comes next.
  enum Next: Equatable {
    /// A request.
    case arrival(Int64)
    /// Nothing within a second; ask again then.
    case pause(Int64)
    /// Nothing any more.
    case end
  }

  /// Nanoseconds of a slot of constant rate.
  static let slot: Int64 = 100_000_000
  /// Slots looked ahead at once.
  static let slotsAhead = 10

  /// The feature's key for draws.
  private let key: UInt64
  /// Requests so far.
  private(set) var count: UInt64 = 0
  /// What is left of the exponential draw on the way to the next arrival.
  private var remaining: Double?

  init(key: UInt64) { self.key = key }

  /// The key of the next request; every draw about it derives from this.
  var requestKey: UInt64 { Chance.mix(key, count) }

  /// Counts the request that has just arrived.
  mutating func countArrival() { count += 1 }

  /// When the next request of a Poisson process arrives.
  ///
  /// - Parameters:
  ///   - now: nanoseconds since the beginning of the run.
  ///   - rate: requests a second in the slot that begins at an instant.
  /// - Returns: the arrival, or when to ask again.
  mutating func next(after now: Int64, rate: (Int64) -> Double) -> Next {
    var left = remaining ?? Chance.exponential(requestKey, .arrivalGap)
    var time = now
    for _ in 0..<Self.slotsAhead {
      let slotStart = time / Self.slot * Self.slot
      let slotEnd = slotStart + Self.slot
      let perNanosecond = max(0, rate(slotStart)) * 1e-9
      let area = Double(slotEnd - time) * perNanosecond
      if left < area {
        remaining = nil
        return .arrival(min(slotEnd, time + Int64(left / perNanosecond)))
      }
      left -= area
      time = slotEnd
    }
    remaining = left
    return .pause(time)
  }

  /// When the next request of a trace arrives.
  func next(of trace: Trace) -> Next {
    guard count < trace.points.count else { return .end }
    return .arrival(Int64(Double(trace.points[Int(count)].offset.count) / trace.rate))
  }
}

extension TrafficShape {
  /// The factor on every rate.
  ///
  /// - Parameters:
  ///   - now: nanoseconds since the beginning of the run.
  ///   - duration: the length of the run, in nanoseconds.
  /// - Returns: the factor, from 0.2 to 3.
  func factor(at now: Int64, duration: Int64) -> Double {
    switch self {
    case .steady: return 1
    case .burst: return now % 300_000_000_000 >= 270_000_000_000 ? 3 : 1
    case .diurnal:
      let x = 2 * Double(min(now, duration)) / Double(max(1, duration)) - 1
      let bump = (1 - x * x) * (1 - x * x)
      return 0.2 + 0.8 * bump
    }
  }
}
