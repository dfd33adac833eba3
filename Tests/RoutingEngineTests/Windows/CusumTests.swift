import Testing

@testable import RoutingEngine

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
    #expect(!cusum.isAlarm())
    cusum.add(failed: true, successStep: 42)
    #expect(cusum.isAlarm())
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
      while !cusum.isAlarm(), calls < 2_000 {
        cusum.add(failed: random.percent(5), successStep: 42)
        calls += 1
      }
      found.append(calls)
    }
    found.sort()
    #expect((150...280).contains(found[30]), "median \(found[30]) over seeds 0..<60")
    #expect(found[53] < 550, "p90 \(found[53]) over seeds 0..<60")
  }

  @Test func `a rise far above what raises the alarm is refuted by a handful of successes`() {
    var sum = Cusum()
    for _ in 0..<20 { sum.add(failed: true, successStep: Cusum.successStep(20)) }
    for _ in 0..<46 { sum.add(failed: false, successStep: Cusum.successStep(20)) }
    // 0.9^46 is 0.8 %; the bound asks for one more.
    #expect(!sum.isRefuted(share: 0.2))
    sum.add(failed: false, successStep: Cusum.successStep(20))
    #expect(sum.isRefuted(share: 0.2))
    #expect(!sum.isRefuted(share: 0.02))
    #expect(!sum.isClear)
    sum.add(failed: true, successStep: Cusum.successStep(20))
    #expect(!sum.isRefuted(share: 0.2))
  }

  @Test func `without failures nothing is refuted`() {
    var sum = Cusum()
    for _ in 0..<1_000 { sum.add(failed: false, successStep: Cusum.successStep(20)) }
    #expect(!sum.isRefuted(share: 0))
  }
}
