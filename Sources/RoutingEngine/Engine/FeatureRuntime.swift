/// What the engine decides about a feature from moment to moment.
struct FeatureRuntime: Sendable, Hashable {
  /// Requests since the last tick.
  var arrived: UInt32 = 0
  /// Arrivals at this replica; a peak is the highest minute of the last five.
  var arrivals = RateRing(bucket: .seconds(5), span: 60)
  /// The rate of arrivals that tables are planned with.
  var steady = SteadyRate()
  /// What a minute's callers got.
  var ended = CallerRing()
  var ttft = WindowedHistogram(unitShift: 18)
  /// The pairs in the order in force: the primary first.
  var order: [Int32]
  /// A flip on its way: the order before it, and when it began.
  var flip: Flip?
  var budget = RetryBudget()
  /// Sticky percentages set by operators.
  var percents: [OperatorPercent] = []
  var changed: UInt64 = 0
  var isPanic = false
  /// Since when a backup has been better than the primary.
  var challenger: Int32?
  var challengerSince = Timestamp.origin
  var proposed: Int32?
  var usage = MeanUsage()
  /// Retries its budget may hold at this replica.
  var budgetCap = 10
  /// The endpoint that carried most when failover was last said.
  var leader: Int32 = -1

  /// Input tokens of a typical request; a guess until one ended.
  var typicalInput: Double { usage.input > 0 ? usage.input : 1_000 }

  /// Output tokens of a typical request; a guess until one ended.
  var typicalOutput: Double { usage.input > 0 ? usage.output : 200 }

  /// Counts an attempt that ended; a success earns a part of a retry, and says what a typical call uses.
  @inline(__always)
  mutating func noteEnd(
    _ record: AttemptRecord, _ outcome: Outcome, _ ttft: Nanoseconds?, earned: Int, at now: Timestamp,
    _ quarter: Quarter
  ) {
    if let ttft { self.ttft.record(ttft, at: now) }
    if record.isRetry { budget.end() }
    ended.end(outcome.class, at: quarter)
    guard outcome.class == .ok else { return }
    budget.earn(earned, cap: budgetCap)
    usage.learn(outcome.usage)
  }

  struct Flip: Sendable, Hashable {
    var before: [Int32]
    var began: Timestamp
  }

  struct OperatorPercent: Sendable, Hashable {
    var endpoint: EndpointIndex
    var millionths: Int
    var leaseEnds: Timestamp
    var actor: String
  }
}

/// One endpoint as a candidate of one feature.
struct PairRuntime: Sendable, Hashable {
  let feature: Int32
  let endpoint: Int32
  /// The quality that can be relied on; nil when it was never measured.
  var quality: Double?
  /// Trips of this endpoint for this feature alone.
  var breaker: Breaker?
  /// Whether that breaker is not closed.
  var isTripped: Bool { breaker.map { !$0.isClosed } ?? false }
  /// Failures in a row of this feature's calls.
  var run = FailureRun()
  /// Error diffusion of probes, in millionths.
  var diffusion = 0
  /// Requests of the feature since the last probe here.
  var sinceProbe: Int32 = 0
  /// Evidence and failures, for telling a feature's trouble from an endpoint's: ten seconds and the ten before.
  var evidence: (now: Int32, before: Int32) = (0, 0)
  var failures: (now: Int32, before: Int32) = (0, 0)

  static func == (a: PairRuntime, b: PairRuntime) -> Bool {
    a.feature == b.feature && a.endpoint == b.endpoint && a.quality == b.quality && a.breaker == b.breaker
      && a.diffusion == b.diffusion && a.evidence == b.evidence && a.failures == b.failures
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(feature)
    hasher.combine(endpoint)
    hasher.combine(diffusion)
  }

  init(feature: Int32, endpoint: Int32, quality: Double?) {
    self.feature = feature
    self.endpoint = endpoint
    self.quality = quality
  }

  mutating func count(failed: Bool, evidence isNew: Bool) {
    if isNew { evidence.now &+= 1 }
    if failed { failures.now &+= 1 }
  }

  /// Counts a success, which ends a run of failures.
  @inline(__always)
  mutating func noteSuccess(started: Timestamp) {
    evidence.now &+= 1
    run.succeed(started: started)
  }

  mutating func rotate() {
    evidence = (0, evidence.now)
    failures = (0, failures.now)
  }

  mutating func forget() {
    run.reset()
    evidence = (0, 0)
    failures = (0, 0)
  }

  var recentEvidence: Int { Int(evidence.now) + Int(evidence.before) }
  var recentFailures: Int { Int(failures.now) + Int(failures.before) }
}
