import Testing

@testable import RoutingEngine

@Suite struct LivenessTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func `a healthy endpoint with demand closes within its open time and its ramp`(seed: UInt64) {
    var random = SplitMix(seed)
    var lab = Lab(.chain(random.among(2...3)) { $0.seed = seed })
    // An incident that may reach into the ramp.
    for _ in 0..<random.among(60...400) {
      let bad = random.percent(90)
      _ = lab.serve(1, every: .milliseconds(200)) { $0 == .a && bad ? .serverError : .ok }
    }
    let ended = lab.now
    for _ in 0..<1_500 where lab.state(.a) != .closed { _ = lab.serve(1, every: .milliseconds(200)) }
    #expect(lab.state(.a) == .closed, "seed \(seed)")
    #expect(lab.now - ended <= .seconds(60 + 150), "seed \(seed): \((lab.now - ended).seconds) s")
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a failure more never makes a trip later`(seed: UInt64) {
    var random = SplitMix(seed)
    let rate = random.among(5...45)
    let outcomes = (0..<250).map { _ in random.percent(rate) }
    guard let trip = Self.trip(outcomes) else { return }
    let place = random.among(0...trip)
    var worse = outcomes
    worse[place] = true
    let earlier = Self.trip(worse) ?? Int.max
    #expect(earlier <= trip, "seed \(seed): call \(earlier) instead of \(trip) with a failure at \(place)")
  }

  /// The call that trips; nil when none does.
  private static func trip(_ failures: [Bool]) -> Int? {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    for (place, failed) in failures.enumerated() {
      lab.calls(1, .a, failed ? .serverError : .ok)
      if lab.openUntil(.a) != nil { return place }
    }
    return nil
  }
}
