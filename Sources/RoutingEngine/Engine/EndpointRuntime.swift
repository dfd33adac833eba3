/// A run of hard failures without a success between them.
struct FailureRun: Sendable, Hashable {
  /// Failures in the run.
  private(set) var count = 0
  /// Calls admitted since the first of them failed.
  private(set) var admitted = 0
  /// When the first of these calls began.
  private var began = Timestamp.origin
  /// When the first of them failed.
  private var firstEnd = Timestamp.origin
  /// When the last of a chain failed: of failures each of which set out after the one before it had failed.
  private var chainEnd = Timestamp.origin
  private var chain = 0

  mutating func fail(started: Timestamp, at now: Timestamp) {
    if count == 0 { (began, firstEnd, admitted, chain) = (started, now, 0, 0) }
    count += 1
    if chain == 0 || started >= chainEnd { (chain, chainEnd) = (chain + 1, now) }
  }

  /// Whether so many failures are more than one event seen by several calls: they span some time, of which a third
  /// is enough where as many set out one after another.
  func isLasting(_ span: Nanoseconds, _ needed: Int, at now: Timestamp) -> Bool {
    self.span(at: now) >= (chain >= needed ? span / 3 : span)
  }

  /// Counts a call that sets out during the run.
  @inline(__always)
  mutating func admit() { if count > 0 { admitted += 1 } }

  /// Whether at least half of what was admitted during the run has failed.
  ///
  /// Failures end at once and successes take their time: just after an endpoint begins to fail in part, five
  /// in a row are no surprise while ten others are still on their way.
  var isConclusive: Bool { count * 2 >= admitted }

  /// A call that began before the run says nothing about what came after.
  mutating func succeed(started: Timestamp) {
    if count > 0, started >= began { count = 0 }
  }

  mutating func reset() { count = 0 }

  func span(at now: Timestamp) -> Nanoseconds { now - firstEnd }
}

/// The endpoint's own error rate in good times.
struct ErrorBaseline: Sendable, Hashable {
  private var samples = 0
  private var failures = 0
  /// In hundredths of a percent, drawn toward 0.2 % while there are few samples.
  private(set) var hundredths = 20
  /// The step of the gray-failure sum for a success at this baseline.
  private(set) var successStep = Cusum.successStep(20)

  mutating func learn(failed: Bool) {
    samples += 1
    if failed { failures += 1 }
    if samples >= 1 << 17 { (samples, failures) = (samples / 2, failures / 2) }
    guard failed || samples % 64 == 0 else { return }
    hundredths = (failures + 1) * 10_000 / (samples + 500)
    successStep = Cusum.successStep(hundredths)
  }

  /// From 0 to 1.
  var share: Double { Double(failures + 1) / Double(samples + 500) }
}

/// Tokens of a typical call: means that move by a fiftieth with every success.
struct MeanUsage: Sendable, Hashable {
  /// Input tokens, cached ones included.
  private(set) var input = 0.0
  private(set) var output = 0.0
  /// Input tokens that came from a cache.
  private(set) var cached = 0.0

  @inline(__always)
  mutating func learn(_ usage: TokenUsage) {
    let part = input == 0 ? 1 : 0.02
    let prompt = Double(usage.input) + Double(usage.cachedInput) + Double(usage.cacheWrite)
    input += (prompt - input) * part
    output += (Double(usage.output) - output) * part
    cached += (Double(usage.cachedInput) - cached) * part
  }
}

/// A hold from its first refusal until a call goes well: the tries in between end it and begin it anew.
struct HoldSpell: Sendable, Hashable {
  /// What it was last.
  var hold: Hold
  /// When it began at first.
  var since: Timestamp
  /// How often it began anew, because a try was refused.
  var refusedTries = 0
  /// What the last refusal was, and when it was told; it outlives the windows.
  var refusal: OutcomeClass
  var refusedAt: Timestamp
}

/// What the engine decides about an endpoint from moment to moment.
struct EndpointRuntime: Sendable, Hashable {
  var breaker: Breaker
  var hold: Hold?
  /// When the hold began.
  var heldSince = Timestamp.origin
  /// The hold with everything that came of it; nil once a call went well.
  ///
  /// Nothing is decided by it.
  var spell: HoldSpell?
  var override: OverrideRecord? {
    didSet { isOverridden = override != nil }
  }
  /// Whether any order of an operator is in force; kept, because reading the order would copy it.
  private(set) var isOverridden = false
  /// When a drain stops waiting for calls in flight; nil once they were cut.
  var drainDeadline: Timestamp?
  var isDrained = false
  /// The revision at which an operator or a configuration last changed it.
  var changed: UInt64 = 0
  /// The place of its windows; −1 until its first call.
  var window = -1
  var inFlight = 0
  /// Calls admitted since the last tick.
  var calls: UInt32 = 0
  var run = FailureRun()
  var cusum = Cusum()
  /// The highest share of failures in a minute since it is in doubt, from 0 to 1.
  var doubtShare = 0.0
  var baseline = ErrorBaseline()
  var authFailures = 0
  var goneAnswers = 0
  var cap = LearnedCap()
  var pushback = PushbackRun()
  /// Since when most of its calls are pushed back although the cap is at its floor.
  var pushbackSince: Timestamp?
  /// Not asked before this instant, because its provider said so or answers nothing but pushback.
  var pausedUntil = Timestamp.origin
  /// When it last asked to be left alone.
  var pausedAt = Timestamp.origin - .hours(1)
  var pauses = PauseHistory()
  /// Peak-sensitive moving average of TTFT, in nanoseconds: jumps up, decays over ten seconds.
  var ttftCost = 1e9
  var ttftCostAt = Timestamp.origin
  var admission = TokenBucket()
  /// The same for what it is asked because requests would be refused otherwise.
  var spare = TokenBucket()
  /// When the first of the calls began that waited in vain while nobody knew whether others were quick; nil once a
  /// call that began later was answered.
  var vainSince: Timestamp?
  /// Whether its last probe failed.
  var hasFailedProbe = false
  /// Whether it answered a call that waited longer than calls do, since it is in doubt.
  var answersLate = false
  /// Whether its pools cannot do without it, as of this second: the rest does not carry their demand.
  var isNeeded = false
  /// What it may take in a failover, the fleet's, in requests a second; nil until it is asked.
  var receives: Double?
  var receivesRaised = Timestamp.origin
  /// Until when only its own peak counts for what it may take, because it met an acceleration limit.
  var gentleUntil = Timestamp.origin
  var usage = MeanUsage()
  /// When an override in shadow last said it would trip.
  var wouldTripSaid = Timestamp.origin - .hours(1)
  /// When a refused ejection was last said.
  var refusedSaid = Timestamp.origin - .hours(1)

  init(at now: Timestamp) { breaker = Breaker(at: now) }

  /// Counts a call that sets out.
  @inline(__always)
  mutating func admitted() {
    inFlight += 1
    calls &+= 1
    run.admit()
  }

  /// Peak-sensitive average of TTFT: jumps up, decays over ten seconds (Finagle's peak EWMA).
  @inline(__always)
  mutating func noteCost(_ sample: Nanoseconds, at now: Timestamp) {
    let value = Double(sample.count)
    let part = min(1, Double((now - ttftCostAt).count) / 10e9)
    ttftCost = value > ttftCost ? value : ttftCost + (value - ttftCost) * part
    ttftCostAt = now
  }

  /// Takes in a first token that came after so long.
  @inline(__always)
  mutating func noteFirstToken(
    _ record: AttemptRecord, _ ttft: Nanoseconds, _ seen: EndpointWindows.FirstToken, isCurrent: Bool,
    at now: Timestamp
  ) {
    noteCost(ttft, at: now)
    if seen.isSlow, breaker.isInDoubt { answersLate = true }
    guard isCurrent else { return }
    countEvidence(failed: false, isNew: true, isCalm: seen.isCalm)
    noteSuccess(started: record.started)
  }

  /// A success ends a run of failures.
  @inline(__always)
  mutating func noteSuccess(started: Timestamp) {
    if let since = vainSince, started > since { vainSince = nil }
    run.succeed(started: started)
    pushback.succeed(started: started)
  }

  /// Takes in an end, with the first token that was reported with it: a call less in flight, and, of a success,
  /// what a typical call uses.
  @inline(__always)
  mutating func noteEnd(
    _ record: AttemptRecord, _ outcome: Outcome, _ ttft: Nanoseconds?, _ seen: EndpointWindows.FirstToken,
    isCurrent: Bool, at now: Timestamp
  ) {
    if !record.isWrittenOff { inFlight -= 1 }
    if let ttft { noteFirstToken(record, ttft, seen, isCurrent: isCurrent, at: now) }
    guard outcome.class == .ok else { return }
    authFailures = 0
    goneAnswers = 0
    if spell != nil, record.started > heldSince { spell = nil }
    usage.learn(outcome.usage)
  }

  /// Counts evidence in the gray-failure sum and, while closed and calm, in the baseline.
  @inline(__always)
  mutating func countEvidence(failed: Bool, isNew: Bool, isCalm: Bool) {
    cusum.add(failed: failed, successStep: baseline.successStep)
    if isNew || failed, isCalm, mayTeach { baseline.learn(failed: failed) }
  }

  /// Whether what is normal here may be learned from its calls.
  @inline(__always)
  var mayTeach: Bool { breaker.isClosed && !isOverridden }

  /// Whether an operator's order keeps new calls away.
  var isShutByOperator: Bool {
    guard let kind = override?.kind else { return false }
    return kind == .drain || kind == .forcedOpen
  }
}

/// A bucket that lets a rate through.
///
/// The fleet's bucket is one second deep. A replica's part is deeper by the square root of the number of
/// replicas: their bursts are independent and seldom coincide. What the table plans is within the rate already,
/// so its bursts may dig a little deeper than what spills over from elsewhere; shares then come out as planned.
struct TokenBucket: Sendable, Hashable {
  /// Who asks for a token.
  enum Claim: Sendable, Hashable {
    /// A request that the table plans for this endpoint.
    case planned
    /// One that found no room, or failed, elsewhere.
    case unplanned
    /// One whose feature is shed in part anyway.
    case yielding
  }

  /// Tokens that only what is planned may take: eight, or half a second's worth where that is less.
  ///
  /// Providers' own buckets are about a second deep.
  static func plannedTokens(rate: Double) -> Double { min(8, rate / 2) }
  /// The part of the bucket that requests must leave whose feature is shed anyway, from 0 to 1.
  static let reserve = 0.25

  private var level = 0.0
  private var filled = Timestamp.origin
  private var isStarted = false

  /// Takes one token; false when the bucket is empty for this claim.
  ///
  /// `planned`: how many more may be taken by what the table plans.
  mutating func take(
    rate: Double, seconds: Double, planned: Double, for claim: Claim, at now: Timestamp
  ) -> Bool {
    let depth = max(rate * seconds, min(4, 2 * seconds))
    if !isStarted {
      isStarted = true
      (level, filled) = (depth, now)
    }
    if now > filled {
      level = min(depth, level + rate * Double((now - filled).count) / 1e9)
      filled = now
    }
    let least =
      switch claim {
      case .planned: 1 - planned
      case .unplanned: 1.0
      case .yielding: 1 + depth * Self.reserve
      }
    guard level >= least else { return false }
    level -= 1
    return true
  }
}
