import Testing

@testable import RoutingEngine

@Suite struct HistogramTests {
  private static let start = Timestamp.origin + .seconds(77)

  @Test func `every value lies in a bucket whose middle is at most 1,6 percent off`() {
    var value: Int64 = 0
    while value <= HistogramGeometry.maxUnits {
      let middle = HistogramGeometry.middle(of: HistogramGeometry.bucket(of: value))
      #expect(abs(middle - Double(value)) <= Double(value) * 0.016, "\(value)")
      value += max(1, value / 97)
    }
  }

  @Test func `buckets never go down as values go up`() {
    var last = 0
    for value in 0..<5_000 as Range<Int64> {
      let bucket = HistogramGeometry.bucket(of: value)
      guard agree(bucket == last || bucket == last + 1, true, "the bucket of \(value)") else { return }
      last = bucket
    }
    #expect(HistogramGeometry.bucket(of: .max) == HistogramGeometry.buckets - 1)
    #expect(HistogramGeometry.bucket(of: -5) == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `quantiles are within 1,6 percent of the exact ones`(seed: UInt64) throws {
    var random = SplitMix(seed)
    var histogram = WindowedHistogram(unitShift: 18)
    var exact: [Int64] = []
    for _ in 0..<random.among(1...900) {
      // A spread over three orders of magnitude, whole units so that only buckets round.
      let units = Int64(random.among(40...100) * random.among(1...400))
      exact.append(units << 18)
      histogram.record(Nanoseconds(units << 18), at: Self.start)
    }
    exact.sort()
    for share in [0.01, 0.5, 0.9, 0.99, 1.0] {
      let rank = max(1, Int((Double(exact.count) * share).rounded(.up)))
      let truth = Double(exact[rank - 1])
      let found = Double(try #require(histogram.quantile(share)).count)
      #expect(abs(found - truth) <= truth * 0.016, "seed \(seed), share \(share): \(found) for \(truth)")
    }
  }

  @Test func `an empty window has no quantile`() {
    var histogram = WindowedHistogram(unitShift: 20)
    #expect(histogram.quantiles() == nil)
    histogram.record(.milliseconds(10), at: Self.start)
    #expect(histogram.quantiles() != nil)
    histogram.advance(to: Self.start + .minutes(2))
    #expect(histogram.quantiles() == nil)
  }

  @Test func `a value stays at least 55 seconds and leaves within a minute`() {
    var histogram = WindowedHistogram(unitShift: 20)
    histogram.record(.milliseconds(10), at: Self.start)
    histogram.advance(to: Self.start + .seconds(55))
    #expect(histogram.count == 1)
    histogram.advance(to: Self.start + .seconds(60))
    #expect(histogram.count == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a rotating window equals a list of what is in its sub-windows`(seed: UInt64) {
    var random = SplitMix(seed)
    var histogram = WindowedHistogram(unitShift: 20)
    var list: [(at: Int64, value: Int64)] = []
    var now = Self.start
    for round in 0..<300 {
      if round > 0 { now += .milliseconds(Int64(random.among(0...(random.percent(3) ? 40_000 : 900)))) }
      let value = Int64(random.among(1...30))
      histogram.record(Nanoseconds(value << 20), at: now)
      list.append(((now - Self.start).count / 5_000_000_000, value))
      // Sub-windows start with the first value; a gap longer than the ring starts them anew.
      if let last = list.dropLast().last, list[list.count - 1].at - last.at > 12 { return }
      let oldest = list[list.count - 1].at - 11
      let kept = list.filter { $0.at >= oldest }.map(\.value).sorted()
      let median = Nanoseconds(kept[(kept.count + 1) / 2 - 1] << 20)
      guard agree(histogram.count, kept.count, "seed \(seed), count") else { return }
      guard agree(histogram.quantile(0.5), median, "seed \(seed), median") else { return }
    }
  }

  @Test func `counts of two parts add up to the counts of the whole`() {
    var random = SplitMix(5)
    var parts = [WindowedHistogram](repeating: WindowedHistogram(unitShift: 20), count: 2)
    var whole = WindowedHistogram(unitShift: 20)
    for _ in 0..<2_000 {
      let value = Nanoseconds.milliseconds(Int64(random.among(1...5_000)))
      parts[random.below(2)].record(value, at: Self.start)
      whole.record(value, at: Self.start)
    }
    let bounds = (1...60).map { Nanoseconds.milliseconds(Int64($0 * 80)) }
    let sums = zip(parts[0].histogram(below: bounds), parts[1].histogram(below: bounds)).map { $0 + $1 }
    #expect(sums == whole.histogram(below: bounds))
    #expect(sums.reduce(0, +) == 2_000)
  }

  @Test func `a total carries past 65535 and comes back to nothing`() {
    var histogram = WindowedHistogram(unitShift: 20)
    for slot in 0..<3 as Range<Int64> {
      let now = Self.start + .seconds(slot * 5)
      for _ in 0..<40_000 { histogram.record(.milliseconds(10), at: now) }
    }
    #expect(histogram.count == 120_000)
    #expect(histogram.histogram(below: [.milliseconds(100)]) == [120_000, 0])
    histogram.advance(to: Self.start + .seconds(60))
    #expect(histogram.count == 80_000)
    histogram.advance(to: Self.start + .seconds(70))
    #expect(histogram.histogram(below: [.milliseconds(100)]) == [0, 0])
  }

  @Test func `a bucket that is full counts no more, and the others go on`() {
    var histogram = WindowedHistogram(unitShift: 20)
    for _ in 0..<70_000 { histogram.record(.milliseconds(10), at: Self.start) }
    histogram.record(.milliseconds(500), at: Self.start)
    #expect(histogram.histogram(below: [.milliseconds(100)]) == [65_535, 1])
    #expect(histogram.count == 65_536)
    histogram.advance(to: Self.start + .seconds(60))
    #expect(histogram.count == 0)
  }
}
