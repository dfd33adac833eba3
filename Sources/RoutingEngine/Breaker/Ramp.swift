/// The way back in: stages of a growing share, each passed on evidence and never on silence.
struct Ramp: Sendable, Hashable {
  /// A probe in flight, from admission to its first token.
  struct Lease: Sendable, Hashable {
    var attempt: AttemptID
    var deadline: Timestamp
  }

  /// What the evidence says.
  enum Verdict: Sendable, Hashable {
    /// Stay.
    case stay
    /// On to the next stage.
    case advance
    /// Past the last stage.
    case close
    /// So many stages back.
    case back(Int)
    /// It is not healthy.
    case reopen
  }

  /// The present stage, from 0.
  private(set) var stage: Int
  /// Since when.
  private(set) var enteredAt: Timestamp
  /// Samples at this stage.
  private(set) var samples = 0
  /// Failures among them.
  private(set) var failures = 0
  private var failureBits: UInt64 = 0
  private var slowBits: UInt64 = 0
  private var lastSample: Timestamp
  private var doublings: [UInt8]
  /// The highest stage reached since it opened.
  private(set) var highestStage: Int
  /// Probes that have no first token yet.
  private(set) var leases: [Lease] = []
  /// When the last probe was admitted.
  private(set) var lastProbe: Timestamp
  /// Whether a probe was admitted since it opened.
  private(set) var hasProbed = false
  private var saidStarved = false

  init(stage: Int, stages: Int, at now: Timestamp) {
    self.stage = stage
    enteredAt = now
    lastSample = now
    lastProbe = now - .hours(1)
    highestStage = stage
    doublings = [UInt8](repeating: 0, count: stages)
  }

  /// Counts the first token of a probe, or its failure before one.
  mutating func record(failed: Bool, slow: Bool, at now: Timestamp) {
    samples += 1
    if failed { failures += 1 }
    failureBits = failureBits << 1 | (failed ? 1 : 0)
    slowBits = slowBits << 1 | (slow ? 1 : 0)
    lastSample = now
    saidStarved = false
  }

  /// Turns the sample of a probe that broke after its first token into a failure.
  mutating func revise(at now: Timestamp) {
    guard failures < samples else { return }
    failures += 1
    failureBits |= ~failureBits & (failureBits &+ 1)
    lastSample = now
  }

  /// Takes a slot for a probe.
  mutating func lease(_ attempt: AttemptID, until deadline: Timestamp, at now: Timestamp) {
    leases.append(Lease(attempt: attempt, deadline: deadline))
    lastProbe = now
    hasProbed = true
  }

  /// Gives the slot of a probe back; a second time does nothing.
  mutating func release(_ attempt: AttemptID) {
    leases.removeAll { $0.attempt == attempt }
  }

  /// Gives back the slots of probes that nobody reported in time.
  mutating func expireLeases(at now: Timestamp) {
    leases.removeAll { $0.deadline < now }
  }

  /// How many probes may wait for their first token at once, given how many a healthy endpoint would have.
  func leaseLimit(normal: Double, configuration: BreakerConfiguration) -> Int {
    guard stage > 0 else { return samples == 0 ? 1 : 2 }
    let share = Double(configuration.stages[stage].millionths) / 1e6
    return max(stage + 1, Int((normal * share * 2).rounded(.up)))
  }

  /// How long this stage lasts at least.
  func hold(_ configuration: BreakerConfiguration) -> Nanoseconds {
    let doubled = configuration.stageHold * (1 << Int64(min(doublings[stage], 16)))
    return min(doubled, max(configuration.stageHold, configuration.stageHoldMax))
  }

  /// What the evidence says at an instant.
  ///
  /// `baseline` is the endpoint's own error rate in good times, from 0 to 1: it is not asked to be better
  /// than it ever was, nor better than the others are now, which `ambient` says. `peers` is what the other
  /// replicas saw of it lately, `ceiling` the highest stage that their evidence allows.
  func verdict(
    _ configuration: BreakerConfiguration, baseline: Double, ambient: AmbientFailures,
    peers: PeerCounts = PeerCounts(), ceiling: Int, at now: Timestamp
  ) -> Verdict {
    let baseline = max(baseline, ambient.share)
    if samples >= ambient.run(3), failures == samples || failures * 5 >= samples * 4 { return .reopen }
    if samples >= 8, failures * 2 >= samples { return .back(2) }
    if samples >= 8, Double(failures) >= Double(samples) * max(0.2, 3 * baseline) { return .back(1) }
    let needed = configuration.stages[stage]
    guard now - enteredAt >= hold(configuration) else { return .stay }
    guard samples >= needed.samples || isCarried(by: peers, needed, baseline: baseline) else {
      return .stay
    }
    let evidence = evidence(configuration, baseline: baseline)
    guard evidence.failures <= evidence.failuresAllowed, evidence.slow <= evidence.slowAllowed else {
      return .stay
    }
    guard stage + 1 <= ceiling else { return .stay }
    return stage + 1 == configuration.stages.count ? .close : .advance
  }

  /// Whether the other replicas saw enough where this one, alone, would wait long for its samples: many small
  /// replicas together know in ten seconds what each of them learns in a minute.
  ///
  /// One sample at least is its own, all of its own are good, and theirs meet what the stage asks for.
  private func isCarried(by peers: PeerCounts, _ needed: RampStage, baseline: Double) -> Bool {
    guard samples > 0, failureBits | slowBits == 0 else { return false }
    guard peers.lastingSamples >= needed.samples else { return false }
    let tolerated = max(Double(needed.failures) / Double(needed.samples), 2 * baseline)
    return Double(peers.lastingFailures) <= Double(peers.lastingSamples) * tolerated
  }

  /// Whether the endpoint answers: it is past the first stage, or answered three probes there, and nothing failed or was
  /// slow at the present one.
  var isGood: Bool {
    failureBits | slowBits == 0 && (stage > 0 || samples >= 3)
  }

  /// Whether it answered twice at least at this stage, or came further before, and nothing failed at it.
  var answers: Bool { failureBits == 0 && (stage > 0 || samples >= 2) }

  /// What the last samples say, as many as the stage asks for, and what it tolerates.
  struct Evidence: Sendable, Hashable {
    var failures: Int
    var failuresAllowed: Int
    var slow: Int
    var slowAllowed: Int
  }

  /// The evidence of this stage; an endpoint whose baseline is above 2 % may fail twice as often as that.
  func evidence(_ configuration: BreakerConfiguration, baseline: Double) -> Evidence {
    let needed = configuration.stages[stage]
    let mask: UInt64 = needed.samples >= 64 ? .max : (1 << UInt64(needed.samples)) - 1
    let usual = baseline > 0.02 ? Int((2 * baseline * Double(needed.samples)).rounded(.up)) : 0
    return Evidence(
      failures: (failureBits & mask).nonzeroBitCount, failuresAllowed: max(needed.failures, usual),
      slow: (slowBits & mask).nonzeroBitCount,
      slowAllowed: Int(configuration.stageSlowLimit * Double(needed.samples)))
  }

  /// Goes to a stage; a step back doubles the hold of the stage that failed.
  mutating func move(to next: Int, at now: Timestamp) {
    if next < stage { doublings[stage] = min(doublings[stage] + 1, 16) }
    stage = next
    highestStage = max(highestStage, next)
    enteredAt = now
    (samples, failures, failureBits, slowBits) = (0, 0, 0, 0)
    lastSample = now
    saidStarved = false
  }

  /// Whether the stage has seen no sample for too long; true once a silence.
  mutating func starves(after limit: Nanoseconds, at now: Timestamp) -> Bool {
    guard !saidStarved, now - lastSample >= limit else { return false }
    saidStarved = true
    return true
  }
}
