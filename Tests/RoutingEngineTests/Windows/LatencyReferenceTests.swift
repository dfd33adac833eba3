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

  @Test func `a minute's slow samples hardly move it once the eager ones are in`() throws {
    let reference = Self.taught(600, from: 1_000...1_000, seed: 4)
    let before = try #require(reference.p90(size: 1_000))
    var flooded = reference
    for place in 0..<5_000 {
      flooded.learn(.seconds(9), size: 1_000, at: .origin + .seconds(60) + .microseconds(Int64(place)))
    }
    let after = try #require(flooded.p90(size: 1_000))
    #expect(after < before * 1.1, "\(before) became \(after)")
  }

  @Test func `it learns as much again in an hour`() throws {
    var reference = Self.taught(600, from: 1_000...1_000, seed: 4)
    let before = try #require(reference.p90(size: 1_000))
    for second in 0..<3_600 {
      reference.learn(.milliseconds(900), size: 1_000, at: .origin + .seconds(60 + Int64(second)))
    }
    let after = try #require(reference.p90(size: 1_000))
    #expect(after > before * 1.5, "\(before) became \(after)")
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
