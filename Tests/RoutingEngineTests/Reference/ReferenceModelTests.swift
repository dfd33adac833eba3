import Testing

@testable import RoutingEngine

/// The error triggers as their definitions say, over a list of everything that ended.
private struct ReferenceTriggers {
  private struct Call {
    var started: Timestamp
    var ended: Timestamp
    var failed: Bool

    /// Where it counts: at its start, or at its end when its start had left the fast window.
    var counted: Timestamp {
      let age = ended.nanoseconds / 250_000_000 - started.nanoseconds / 250_000_000
      return age >= 40 ? ended : started
    }
  }

  private var calls: [Call] = []

  mutating func end(started: Timestamp, failed: Bool, at now: Timestamp) {
    calls.append(Call(started: started, ended: now, failed: failed))
  }

  /// What a failure that ended now fires.
  func fired(baseline: Double, at now: Timestamp) -> (Trigger, k: Int, n: Int)? {
    let run = self.run
    let span = Nanoseconds.milliseconds(250)
    if run.count >= 5, now - run[0].ended >= (chain(run) >= 5 ? span / 3 : span) {
      return (.consecutiveFailures, run.count, run.count)
    }
    let fast = counts(slot: 250, slots: 40, at: now)
    if fast.n >= 10, Self.isCertain(fast.k, fast.n, max(0.1, 3 * baseline)) {
      return (.errorRateFast, fast.k, fast.n)
    }
    let slow = counts(slot: 1_000, slots: 60, at: now)
    if slow.n >= 100, Self.isCertain(slow.k, slow.n, max(0.05, 3 * baseline)) {
      return (.errorRateSlow, slow.k, slow.n)
    }
    return nil
  }

  /// The failures in a row up to now; a success of a call that began before the first of them breaks nothing.
  private var run: [Call] {
    var run: [Call] = []
    for call in calls {
      if call.failed {
        run.append(call)
      } else if let first = run.first, call.started >= first.started {
        run = []
      }
    }
    return run
  }

  /// How many of a run set out one after another, each when the one before had failed.
  private func chain(_ run: [Call]) -> Int {
    var ends: [Timestamp] = []
    for call in run where ends.last.map({ call.started >= $0 }) ?? true { ends.append(call.ended) }
    return ends.count
  }

  private func counts(slot: Int64, slots: Int64, at now: Timestamp) -> (k: Int, n: Int) {
    let length = slot * 1_000_000
    let head = now.nanoseconds / length
    let inside = calls.filter { head - $0.counted.nanoseconds / length < slots }
    return (inside.filter(\.failed).count, inside.count)
  }

  /// Whether the lower end of the Wilson interval (z = 3) lies above a limit.
  private static func isCertain(_ k: Int, _ n: Int, _ limit: Double) -> Bool {
    let (share, count, rounded) = (Double(k) / Double(n), Double(n), Double(Wilson.limit(limit)) / 10_000)
    let root = (share * (1 - share) / count + 9 / (4 * count * count)).squareRoot()
    return (share + 9 / (2 * count) - 3 * root) / (1 + 9 / count) > rounded + 1e-12
  }
}

@Suite struct ReferenceModelTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `the engine trips when the definitions say, on the same numbers`(seed: UInt64) throws {
    var random = SplitMix(seed)
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure, .ttft, .overdue, .tpot]))
    var model = ReferenceTriggers()
    var open: [(attempt: Attempt, started: Timestamp)] = []
    let rate = random.among(1...60)
    for _ in 0..<400 {
      lab.wait(.milliseconds(Int64(random.among(1...300))))
      if open.isEmpty || random.percent(55) {
        open.append((try lab.admit(lab.request(only: .a)), lab.now))
        continue
      }
      let call = open.remove(at: random.below(open.count))
      let failed = random.percent(rate)
      model.end(started: call.started, failed: failed, at: lab.now)
      lab.end(call.attempt, failed ? .serverError : .ok)
      let baseline = lab.engine.endpoints[0].baseline.share
      let expected = failed ? model.fired(baseline: baseline, at: lab.now) : nil
      let event = lab.events(.tripped).first
      guard agree(event?.trigger, expected?.0, "seed \(seed), trigger") else { return }
      guard agree(event?.detail.k, expected?.k, "seed \(seed), failures") else { return }
      guard agree(event?.detail.n, expected?.n, "seed \(seed), samples") else { return }
      if event != nil { return }
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `the ramp's verdict is that of a list of its samples`(seed: UInt64) {
    var random = SplitMix(seed)
    let numbers = BreakerConfiguration()
    let stage = random.below(6)
    var ramp = Ramp(stage: stage, stages: 6, at: .origin)
    var samples: [(failed: Bool, slow: Bool)] = []
    let (bad, late) = (random.below(40), random.below(30))
    for _ in 0..<random.among(1...60) {
      let sample = (failed: random.percent(bad), slow: random.percent(late))
      samples.append(sample)
      ramp.record(failed: sample.failed, slow: sample.slow, at: .origin)
      let second = Int64(random.among(0...20))
      let ceiling = random.percent(20) ? stage : Int.max
      let real = ramp.verdict(
        numbers, baseline: 0.002, ambient: AmbientFailures(), ceiling: ceiling, at: .origin + .seconds(second)
      )
      let expected = Self.verdict(samples, stage: stage, isHeld: second < 10, ceiling: ceiling)
      guard agree(real, expected, "seed \(seed), stage \(stage), \(samples.count) samples") else { return }
    }
  }

  /// The verdict as the rules of the ramp say, over all samples of a stage.
  private static func verdict(
    _ samples: [(failed: Bool, slow: Bool)], stage: Int, isHeld: Bool, ceiling: Int
  ) -> Ramp.Verdict {
    let failures = samples.filter(\.failed).count
    if samples.count >= 3, failures * 10 >= samples.count * 8 { return .reopen }
    if samples.count >= 8, failures * 10 >= samples.count * 5 { return .back(2) }
    if samples.count >= 8, failures * 10 >= samples.count * 2 { return .back(1) }
    let rule = [(3, 0), (5, 0), (10, 1), (20, 1), (20, 1), (20, 1)][stage]
    guard !isHeld, samples.count >= rule.0 else { return .stay }
    let last = samples.suffix(rule.0)
    guard last.filter(\.failed).count <= rule.1 else { return .stay }
    guard last.filter(\.slow).count * 100 <= rule.0 * 15 else { return .stay }
    guard stage + 1 <= ceiling else { return .stay }
    return stage == 5 ? .close : .advance
  }
}
