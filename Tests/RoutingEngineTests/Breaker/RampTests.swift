import Testing

@testable import RoutingEngine

@Suite struct RampTests {
  private static let numbers = BreakerConfiguration()
  private static let start = Timestamp.origin + .seconds(50)

  /// A ramp at a stage that took samples: `✓` well, `✗` failed, `s` slow; its verdict when the hold is over.
  private func verdict(
    _ line: String, stage: Int, ceiling: Int = .max, baseline: Double = 0.002,
    after: Nanoseconds = .seconds(10), peers: (n: Int, k: Int) = (0, 0)
  ) -> Ramp.Verdict {
    var seen = PeerCounts()
    (seen.lastingSamples, seen.lastingFailures) = (peers.n, peers.k)
    var ramp = Ramp(stage: stage, stages: 6, at: Self.start)
    for mark in line { ramp.record(failed: mark == "✗", slow: mark == "s", at: Self.start) }
    return ramp.verdict(
      Self.numbers, baseline: baseline, ambient: AmbientFailures(), peers: seen, ceiling: ceiling,
      at: Self.start + after)
  }

  private func well(_ count: Int) -> String { String(repeating: "✓", count: count) }

  @Test(arguments: [(0, 3), (1, 5), (2, 10), (3, 20), (4, 20)])
  func `a stage is passed with its samples and not with one less`(stage: Int, samples: Int) {
    #expect(verdict(well(samples), stage: stage) == .advance)
    #expect(verdict(well(samples - 1), stage: stage) == .stay)
  }

  @Test func `the last stage closes`() {
    #expect(verdict(well(20), stage: 5) == .close)
    #expect(verdict(well(19), stage: 5) == .stay)
  }

  @Test(arguments: 0..<6)
  func `no stage is passed before its hold is over`(stage: Int) {
    #expect(verdict(well(40), stage: stage, after: .milliseconds(9_999)) == .stay)
  }

  @Test(arguments: 0..<6)
  func `no stage is passed in silence`(stage: Int) {
    #expect(verdict("", stage: stage, after: .hours(5)) == .stay)
  }

  @Test(arguments: [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1), (5, 1)])
  func `a stage tolerates so many failures among its last samples`(stage: Int, tolerated: Int) {
    let samples = RampStage.standard[stage].samples
    // Many good samples before, so that neither soft nor hard failure is near.
    let good = well(40)
    func line(_ failures: Int) -> String {
      good + String(repeating: "✗", count: failures) + well(samples - failures)
    }
    #expect(verdict(line(tolerated), stage: stage) == (stage == 5 ? .close : .advance))
    #expect(verdict(line(tolerated + 1), stage: stage) == .stay)
    // A failure that is no longer among the last samples is forgiven.
    #expect(verdict(line(tolerated + 1) + well(samples), stage: stage) == (stage == 5 ? .close : .advance))
  }

  @Test(arguments: [(0, 0), (1, 0), (2, 1), (3, 3), (4, 3), (5, 3)])
  func `a stage tolerates 15 percent of slow samples`(stage: Int, tolerated: Int) {
    let samples = RampStage.standard[stage].samples
    func line(_ slow: Int) -> String { String(repeating: "s", count: slow) + well(samples - slow) }
    #expect(verdict(line(tolerated), stage: stage) == (stage == 5 ? .close : .advance))
    #expect(verdict(line(tolerated + 1), stage: stage) == .stay)
  }

  @Test(arguments: [
    ("✗✗", Ramp.Verdict.stay), ("✗✗✗", .reopen), ("✗✗✓", .stay), ("✗✗✗✓✗", .reopen), ("✓✗✗✗", .stay),
    ("✓✗✗✗✗", .reopen), ("✗✗✓✗", .stay),
  ])
  func `the first three bad or four in five bad reopen`(line: String, expected: Ramp.Verdict) {
    #expect(verdict(line, stage: 4, after: .zero) == expected)
  }

  @Test(arguments: [
    ("✓✓✓✓✓✓✗", Ramp.Verdict.stay), ("✓✓✓✓✓✓✓✗", .stay), ("✓✓✓✓✓✓✗✗", .back(1)),
    ("✓✓✓✓✓✗✗", .stay), ("✓✓✓✓✗✗✗✗", .back(2)), ("✓✓✓✓✓✗✗✗", .back(1)),
  ])
  func `a fifth bad goes one stage back, half bad two`(line: String, expected: Ramp.Verdict) {
    #expect(verdict(line, stage: 4, after: .zero) == expected)
  }

  @Test(arguments: [(0, 3), (1, 5), (2, 10), (3, 20), (4, 20)])
  func `what the other replicas saw carries a stage with one sample of its own`(stage: Int, samples: Int) {
    #expect(verdict("✓", stage: stage, peers: (samples, 0)) == .advance)
    #expect(verdict("✓", stage: stage, peers: (samples - 1, 0)) == .stay)
    #expect(verdict("✓", stage: stage, after: .milliseconds(9_999), peers: (500, 0)) == .stay)
    #expect(verdict("✓", stage: stage, ceiling: stage, peers: (500, 0)) == .stay)
  }

  @Test func `what the other replicas saw carries nobody who saw nothing good himself`() {
    for line in ["", "s", "✗", "✓s", "✓✗"] {
      #expect(verdict(line, stage: 3, peers: (500, 0)) == .stay, "\(line)")
    }
  }

  @Test(arguments: [(0, 100, 0), (1, 100, 0), (2, 100, 10), (3, 100, 5)])
  func `the other replicas' failures stop a stage where its own would`(stage: Int, n: Int, tolerated: Int) {
    #expect(verdict("✓", stage: stage, baseline: 0, peers: (n, tolerated)) == .advance)
    #expect(verdict("✓", stage: stage, baseline: 0, peers: (n, tolerated + 1)) == .stay)
    // Nobody is asked to be better than ever.
    #expect(verdict("✓", stage: stage, baseline: 0.1, peers: (n, 20)) == .advance)
  }

  @Test func `nobody goes past what the other replicas' evidence allows`() {
    #expect(verdict(well(20), stage: 3, ceiling: 3) == .stay)
    #expect(verdict(well(20), stage: 3, ceiling: 4) == .advance)
  }

  @Test func `the hold doubles at the stage that failed up to a minute`() {
    var ramp = Ramp(stage: 2, stages: 6, at: Self.start)
    for expected in [10, 20, 40, 60, 60] as [Int64] {
      #expect(ramp.hold(Self.numbers) == .seconds(expected))
      ramp.move(to: 1, at: Self.start)
      #expect(ramp.hold(Self.numbers) == .seconds(10))
      ramp.move(to: 2, at: Self.start)
    }
  }

  @Test func `a new stage is judged by samples of its own`() {
    var ramp = Ramp(stage: 0, stages: 6, at: Self.start)
    for _ in 0..<30 { ramp.record(failed: false, slow: false, at: Self.start) }
    ramp.move(to: 1, at: Self.start + .seconds(10))
    #expect(ramp.samples == 0)
    #expect(
      ramp.verdict(
        Self.numbers, baseline: 0, ambient: AmbientFailures(), ceiling: .max, at: Self.start + .seconds(60))
        == .stay)
  }

  @Test func `silence is said once and again after a sample`() {
    var ramp = Ramp(stage: 1, stages: 6, at: Self.start)
    func starves(_ second: Int64) -> Bool {
      ramp.starves(after: .seconds(120), at: Self.start + .seconds(second))
    }
    let said = [starves(119), starves(120), starves(500)]
    #expect(said == [false, true, false])
    ramp.record(failed: false, slow: false, at: Self.start + .seconds(500))
    let again = [starves(600), starves(620)]
    #expect(again == [false, true])
  }

  @Test func `a slot comes back on release, once, and when its deadline passes`() {
    var ramp = Ramp(stage: 1, stages: 6, at: Self.start)
    let ids = (0..<3).map { AttemptID(slot: UInt32($0), use: 0) }
    for (place, id) in ids.enumerated() {
      ramp.lease(id, until: Self.start + .seconds(Int64(place + 1)), at: Self.start)
    }
    ramp.release(ids[0])
    ramp.release(ids[0])
    #expect(ramp.leases.map(\.attempt) == [ids[1], ids[2]])
    ramp.expireLeases(at: Self.start + .seconds(2))
    #expect(ramp.leases.count == 2)
    ramp.expireLeases(at: Self.start + .milliseconds(2_001))
    #expect(ramp.leases.map(\.attempt) == [ids[2]])
  }

  @Test func `stages allow more probes at once as they go up`() {
    var last = 0
    for stage in 0..<6 {
      let ramp = Ramp(stage: stage, stages: 6, at: Self.start)
      let limit = ramp.leaseLimit(normal: 40, configuration: Self.numbers)
      #expect(limit > last, "stage \(stage)")
      last = limit
    }
    #expect(
      Ramp(stage: 0, stages: 6, at: Self.start).leaseLimit(normal: 40, configuration: Self.numbers) == 1)
    #expect(last == 60)
  }
}
