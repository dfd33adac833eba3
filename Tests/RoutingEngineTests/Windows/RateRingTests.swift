import Testing

@testable import RoutingEngine

@Suite struct RateRingTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `minute rate and peak equal a list of arrivals`(seed: UInt64) {
    var random = SplitMix(seed)
    var ring = RateRing(bucket: .seconds(5), span: 60)
    var buckets: [Int64] = []
    var now = Timestamp.origin + .seconds(5 * Int64(random.below(100)))
    let first = now.nanoseconds / 5_000_000_000
    for round in 0..<600 {
      now += .milliseconds(Int64(random.among(0...(random.percent(1) ? 90_000 : 1_200))))
      let head = now.nanoseconds / 5_000_000_000
      ring.add(at: now)
      buckets.append(head)
      func sum(endingAt last: Int64) -> Int { buckets.filter { $0 <= last && $0 > last - 12 }.count }
      let filled = min(12, head - first)
      guard filled > 0 else { continue }
      let mean = Double(sum(endingAt: head - 1)) / Double(filled * 5)
      guard agree(ring.minuteRate, mean, "seed \(seed), minute") else { return }
      guard head - first >= 12 else { continue }
      guard round % 20 == 0 else { continue }
      var peak = 0
      for last in max(first, head - 60)..<head { peak = max(peak, sum(endingAt: last)) }
      guard agree(ring.peakRate, Double(peak) / 60, "seed \(seed), peak") else { return }
    }
  }

  @Test func `the recent rate of a steady stream is its rate`() {
    var ring = RateRing(bucket: .seconds(5), span: 60)
    var now = Timestamp.origin
    for _ in 0..<400 {
      ring.add(at: now)
      now += .milliseconds(100)
    }
    let rate = ring.recentRate(buckets: 3, at: now)
    #expect(abs(rate - 10) < 0.6, "\(rate)")
  }

  @Test func `a peak is forgotten after its span`() {
    var ring = RateRing(bucket: .seconds(5), span: 60)
    for place in 0..<600 { ring.add(at: .origin + .milliseconds(Int64(place) * 100)) }
    ring.advance(to: .origin + .minutes(5))
    #expect(ring.peakRate == 10)
    ring.advance(to: .origin + .minutes(7))
    #expect(ring.peakRate == 0)
  }

  @Test func `without arrivals there is no rate`() {
    let ring = RateRing(bucket: .seconds(5), span: 60)
    #expect(ring.minuteRate == 0 && ring.peakRate == 0)
    #expect(ring.recentRate(buckets: 3, at: .origin + .hours(1)) == 0)
  }

  /// Five arrivals a second with the noise of a Poisson process, and the rate that is held after each second.
  private static func held(_ seconds: Int, rate: (Int) -> Double, seed: UInt64) -> [Double] {
    var random = SplitMix(seed)
    var ring = RateRing(bucket: .seconds(5), span: 60)
    var steady = SteadyRate()
    return (0..<seconds).map { second in
      let now = Timestamp.origin + .seconds(Int64(second))
      ring.add(UInt32((0..<100).count { _ in Double(random.below(10_000)) < rate(second) * 100 }), at: now)
      steady.hold(ring.steadyRate(recent: 3, at: now))
      return steady.perSecond
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a steady stream is planned with one rate`(seed: UInt64) {
    let rates = Self.held(1_800, rate: { _ in 5 }, seed: seed)
    let changes = zip(rates.dropFirst(300), rates.dropFirst(301)).count { $0 != $1 }
    #expect(changes <= 8, "seed \(seed): \(changes) changes in 25 minutes")
    #expect(abs(rates[1_799] - 5) < 0.6, "seed \(seed): \(rates[1_799])")
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a stream that doubles is known to after half a minute`(seed: UInt64) {
    let rates = Self.held(1_000, rate: { $0 < 600 ? 5 : 10 }, seed: seed)
    #expect(rates[630] > 7, "seed \(seed): \(rates[630])")
    #expect(abs(rates[999] - 10) < 1.2, "seed \(seed): \(rates[999])")
  }

  @Test func `a stream that ends is known to have ended`() {
    let rates = Self.held(700, rate: { $0 < 600 ? 5 : 0 }, seed: 1)
    #expect(rates[640] == 0)
  }
}
