import Testing

@testable import RoutingEngine

@Suite struct WilsonTests {
  @Test(arguments: [(10, 4), (20, 7), (50, 12), (100, 20), (500, 71)])
  func `needs the published count of failures at a limit of 10 percent`(n: Int, k: Int) {
    #expect(Wilson.threshold(n, limit: 1_000) == k)
    #expect(Wilson.exceeds(k, of: n, limit: 1_000))
    #expect(!Wilson.exceeds(k - 1, of: n, limit: 1_000))
  }

  @Test(arguments: [(100, 12), (500, 40)])
  func `needs the published count of failures at a limit of 5 percent`(n: Int, k: Int) {
    #expect(Wilson.threshold(n, limit: 500) == k)
  }

  @Test func `equals the lower end of the interval computed with fractions`() {
    var random = SplitMix(11)
    for _ in 0..<3_000 {
      let n = random.among(1...2_000)
      let k = random.among(0...n)
      let limit = random.among(1...9_999)
      let share = Double(k) / Double(n)
      let count = Double(n)
      let root = (share * (1 - share) / count + 9 / (4 * count * count)).squareRoot()
      let lower = (share + 9 / (2 * count) - 3 * root) / (1 + 9 / count)
      // On the boundary itself the two may differ by rounding.
      guard abs(lower - Double(limit) / 10_000) > 1e-9 else { continue }
      let exceeds = lower > Double(limit) / 10_000
      guard agree(Wilson.exceeds(k, of: n, limit: limit), exceeds, "\(k) of \(n), \(limit)") else { return }
    }
  }

  @Test func `another failure never makes it less certain`() {
    for n in [10, 37, 100, 999] {
      var was = false
      for k in 0...n {
        let exceeds = Wilson.exceeds(k, of: n, limit: 1_000)
        guard agree(exceeds || !was, true, "\(k) of \(n)") else { return }
        was = exceeds
      }
    }
  }

  @Test func `keeps limits within what the test can tell`() {
    #expect(Wilson.limit(0) == 1)
    #expect(Wilson.limit(0.1) == 1_000)
    #expect(Wilson.limit(2) == 9_999)
  }
}
