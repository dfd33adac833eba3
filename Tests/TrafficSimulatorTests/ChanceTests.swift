import Testing

@testable import TrafficSimulator

@Suite struct ChanceTests {
  private func draws(_ count: Int, _ draw: (UInt64) -> Double) -> [Double] {
    (0..<count).map { draw(Chance.mix(42, UInt64($0))) }
  }

  @Test func `uniform draws fill the interval evenly`() {
    let found = draws(20_000) { Chance.uniform($0, .ttft) }
    for tenth in 0..<10 {
      let count = found.count { $0 >= Double(tenth) / 10 && $0 < Double(tenth + 1) / 10 }
      #expect((1_850...2_150).contains(count), "tenth \(tenth), key 42")
    }
  }

  @Test func `exponential draws have mean one`() {
    let found = draws(20_000) { Chance.exponential($0, .arrivalGap) }
    #expect(abs(found.reduce(0, +) / 20_000 - 1) < 0.03)
  }

  @Test func `lognormal draws have their median and their p90`() {
    let found = draws(20_000) { Chance.lognormal(sigma: 0.5, $0, .ttft) }.sorted()
    #expect(abs(found[10_000] - 1) < 0.03)
    #expect(abs(found[18_000] - 1.898) < 0.06)
  }

  @Test func `draws for different purposes are unrelated`() {
    let pairs = (0..<10_000).map { number in
      let key = Chance.mix(7, UInt64(number))
      return (Chance.uniform(key, .ttft) - 0.5) * (Chance.uniform(key, .tpot) - 0.5)
    }
    #expect(abs(pairs.reduce(0, +) / 10_000) < 0.003)
  }

  @Test func `a draw depends on nothing but its key, purpose and number`() {
    let alone = Chance.uniform(99, .ttft, 3)
    _ = draws(100) { Chance.uniform($0, .ttft, 3) }
    #expect(Chance.uniform(99, .ttft, 3) == alone)
  }
}
