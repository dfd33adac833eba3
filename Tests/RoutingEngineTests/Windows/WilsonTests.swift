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

@Suite struct CusumTests {
  @Test func `steps up by 1648 and down by 42 at a baseline of 1 percent`() {
    var cusum = Cusum()
    cusum.add(failed: true, successStep: 42)
    #expect(cusum.sum == 1_648)
    cusum.add(failed: false, successStep: 42)
    #expect(cusum.sum == 1_606)
  }

  @Test func `steps down as the likelihood ratio says`() {
    // −1024·ln((1 − 5p)/(1 − p)), by an independent calculator.
    #expect(Cusum.successStep(100) == 42)
    #expect(Cusum.successStep(200) == 87)
    #expect(Cusum.successStep(500) == 242)
    #expect(Cusum.successStep(1_000) == 602)
  }

  @Test func `never falls below zero`() {
    var cusum = Cusum()
    for _ in 0..<10 { cusum.add(failed: false, successStep: 42) }
    #expect(cusum.sum == 0)
  }

  @Test func `alarms on the seventh failure in a row and clears when little is left`() {
    var cusum = Cusum()
    for _ in 0..<6 { cusum.add(failed: true, successStep: 42) }
    #expect(!cusum.isAlarm)
    cusum.add(failed: true, successStep: 42)
    #expect(cusum.isAlarm)
    while cusum.sum >= 2_048 {
      #expect(!cusum.isClear)
      cusum.add(failed: false, successStep: 42)
    }
    #expect(cusum.isClear)
  }

  @Test func `finds a rate of 5 percent within the published number of calls`() {
    var found: [Int] = []
    for seed in 0..<60 as Range<UInt64> {
      var random = SplitMix(seed)
      var cusum = Cusum()
      var calls = 0
      while !cusum.isAlarm, calls < 2_000 {
        cusum.add(failed: random.percent(5), successStep: 42)
        calls += 1
      }
      found.append(calls)
    }
    found.sort()
    #expect((150...280).contains(found[30]), "median \(found[30]) over seeds 0..<60")
    #expect(found[53] < 550, "p90 \(found[53]) over seeds 0..<60")
  }
}
