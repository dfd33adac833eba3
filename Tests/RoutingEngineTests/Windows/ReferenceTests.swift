import Testing

@testable import RoutingEngine

@Suite struct LatencyReferenceTests {
  /// A TTFT of 200 ms and 0.1 ms a token, ± 20 %.
  private static func ttft(_ tokens: UInt32, _ random: inout SplitMix) -> Nanoseconds {
    let base = 200_000_000 + Double(tokens) * 100_000
    return Nanoseconds(Int64(base * Double(random.among(800...1_200)) / 1_000))
  }

  private static func taught(_ samples: Int, from tokens: ClosedRange<Int>, seed: UInt64) -> LatencyReference
  {
    var random = SplitMix(seed)
    var reference = LatencyReference(configured: nil, normalises: true)
    for place in 0..<samples {
      let size = UInt32(random.among(tokens))
      reference.learn(ttft(size, &random), size: size, at: .origin + .milliseconds(Int64(place) * 50))
    }
    return reference
  }

  @Test func `knows nothing before it has learned`() {
    let reference = LatencyReference(configured: nil, normalises: true)
    #expect(reference.p90(size: 1_000) == nil)
    #expect(!reference.isUsable)
  }

  @Test func `goes by the configured p90 until it has learned`() throws {
    var reference = LatencyReference(configured: .milliseconds(700), normalises: true)
    #expect(reference.p90(size: 1_000) == 700e6)
    for place in 0..<100 {
      reference.learn(.milliseconds(100), size: 1_000, at: .origin + .milliseconds(Int64(place)))
    }
    #expect(abs(try #require(reference.p90(size: 1_000)) - 100e6) < 5e6)
  }

  @Test func `is usable after the samples it names`() {
    let needed = LatencyReference.usableSamples
    #expect(!Self.taught(needed - 1, from: 500...1_500, seed: 1).isUsable)
    // The first sixteen only fit the line.
    #expect(Self.taught(needed + 16, from: 500...1_500, seed: 1).isUsable)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `a shift to long prompts moves the normalised p90 by less than a tenth`(seed: UInt64) throws {
    let reference = Self.taught(500, from: 200...4_000, seed: seed)
    var random = SplitMix(seed + 99)
    var ratios: [Double] = []
    for _ in 0..<400 {
      let expected = try #require(reference.p90(size: 16_000))
      ratios.append(Double(Self.ttft(16_000, &random).count) / expected)
    }
    ratios.sort()
    #expect(abs(ratios[359] - 1) < 0.1, "seed \(seed): \(ratios[359])")
  }

  @Test func `without normalisation every size has the same reference`() throws {
    var reference = LatencyReference(configured: nil, normalises: false)
    for place in 0..<100 { reference.learn(.milliseconds(300), size: UInt32(place), at: .origin) }
    #expect(reference.p90(size: 1) == reference.p90(size: 16_000))
    #expect(try #require(reference.p90(size: 1)) > 280e6)
  }

  @Test func `once eager samples are in, it takes one a second`() throws {
    let reference = Self.taught(600, from: 1_000...1_000, seed: 4)
    let before = try #require(reference.p90(size: 1_000))
    var flooded = reference
    for place in 0..<5_000 {
      flooded.learn(.seconds(9), size: 1_000, at: .origin + .seconds(60) + .microseconds(Int64(place)))
    }
    let after = try #require(flooded.p90(size: 1_000))
    #expect(after < before * 1.1, "\(before) became \(after)")
  }

  @Test func `a slow decay over ten minutes does not become the norm`() throws {
    var reference = Self.taught(600, from: 1_000...1_000, seed: 4)
    let before = try #require(reference.p90(size: 1_000))
    for second in 0..<600 {
      // From 300 ms to 900 ms in ten minutes.
      reference.learn(
        .milliseconds(Int64(300 + second)), size: 1_000, at: .origin + .seconds(Int64(60 + second)))
    }
    let limit = max(2 * (try #require(reference.p90(size: 1_000))), before)
    #expect(limit < 2 * 900e6, "a call of 900 ms would be normal: \(limit)")
    #expect(before < 400e6)
  }
}

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
}
