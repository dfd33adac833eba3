/// What the engine knows of an endpoint's recent traffic; made at its first call.
struct EndpointWindows: Sendable, Hashable {
  /// Lanes of `fast`, `slow` and `speed`.
  enum Lane {
    static let evidence = 0
    static let failures = 1
    static let attempts = 2
    static let pushback = 3
    static let samples = 0
    static let slow = 1
  }

  /// Ten seconds: evidence, failures, attempts, pushback.
  var fast = CountRing(slot: .milliseconds(250), slots: 40, lanes: 4)
  /// A minute: evidence, failures, attempts, pushback.
  var slow = CountRing(slot: .seconds(1), slots: 60, lanes: 4)
  /// Thirty seconds: TTFT samples, slow ones, attempts, pushback.
  var speed = CountRing(slot: .milliseconds(500), slots: 60, lanes: 4)
  /// A minute: TPOT samples, slow ones.
  var pace = CountRing(slot: .seconds(1), slots: 60, lanes: 2)
  /// Ten seconds, a lane an outcome class.
  var classes = CountRing(slot: .seconds(1), slots: 10, lanes: OutcomeClass.allCases.count)
  var due = DueRing()
  var ttft = WindowedHistogram(unit: .microseconds(250))
  var latency = WindowedHistogram(unit: .milliseconds(1))
  var tpot = WindowedHistogram(unit: Nanoseconds(31_250))
  var ttftReference: LatencyReference
  var tpotReference: LatencyReference
  /// The highest one-minute rate of the last hour, at this replica.
  var rate = RateRing(bucket: .seconds(10), span: 360)

  init(_ endpoint: EndpointConfiguration, normalises: Bool) {
    ttftReference = LatencyReference(configured: endpoint.referenceTTFT, normalises: normalises)
    tpotReference = LatencyReference(configured: endpoint.referenceTPOT, normalises: false)
  }

  /// Lets every window forget what is too old.
  mutating func advance(to now: Timestamp) {
    fast.advance(to: now)
    slow.advance(to: now)
    speed.advance(to: now)
    pace.advance(to: now)
    classes.advance(to: now)
    due.advance(to: now)
    rate.advance(to: now)
    if ttft.isAllocated { ttft.advance(to: now) }
    if latency.isAllocated { latency.advance(to: now) }
    if tpot.isAllocated { tpot.advance(to: now) }
  }

  /// Forgets errors, so that a new state is judged by new evidence.
  mutating func clearErrors() {
    fast.clear()
    slow.clear()
  }

  /// Forgets speed, likewise.
  mutating func clearSpeed() {
    speed.clear()
    pace.clear()
    due.clear()
  }
}

/// A run of hard failures without a success between them.
struct FailureRun: Sendable, Hashable {
  /// Failures in the run.
  private(set) var count = 0
  /// When the first of these calls began.
  private var began = Timestamp.origin
  /// When the first of them failed.
  private var firstEnd = Timestamp.origin

  mutating func fail(started: Timestamp, at now: Timestamp) {
    if count == 0 { (began, firstEnd) = (started, now) }
    count += 1
  }

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

  mutating func learn(failed: Bool) {
    samples += 1
    if failed { failures += 1 }
    if samples >= 1 << 17 { (samples, failures) = (samples / 2, failures / 2) }
  }

  /// In hundredths of a percent, drawn toward 0.2 % while there are few samples.
  var hundredths: Int { (failures + 1) * 10_000 / (samples + 500) }

  /// From 0 to 1.
  var share: Double { Double(failures + 1) / Double(samples + 500) }
}

/// The rate an endpoint may be offered, learned from its pushback; the fleet's, in requests a second.
struct LearnedCap: Sendable, Hashable {
  /// The cap; nil while there is none.
  private(set) var value: Double?
  private var lowered = Timestamp.origin - .hours(1)
  private var grown = Timestamp.origin
  /// The last pushback.
  private(set) var lastPushback = Timestamp.origin - .hours(1)

  /// Takes pushback in; true when the cap moved.
  mutating func pushBack(
    accepted: Double, _ configuration: SelectionConfiguration, at now: Timestamp
  ) -> Bool {
    lastPushback = now
    guard now - lowered >= configuration.capBackoffInterval else { return false }
    let next = max(configuration.capFloor, configuration.capBackoff * min(accepted, value ?? accepted))
    (lowered, grown) = (now, now)
    value = next
    return true
  }

  /// Grows as time passes without pushback; true when it moved or went away.
  mutating func grow(offered: Double, _ configuration: SelectionConfiguration, at now: Timestamp) -> Bool {
    guard let present = value, now - grown >= .seconds(10) else { return false }
    grown = now
    let quiet = now - lastPushback
    let factor = quiet >= .minutes(1) ? configuration.capFastGrowth : configuration.capGrowth
    let next = present * factor
    value = quiet >= .minutes(5) && next > 2 * max(offered, configuration.capFloor) ? nil : next
    return true
  }

  /// Whether it cannot fall any more.
  func isAtFloor(_ configuration: SelectionConfiguration) -> Bool {
    guard let value else { return false }
    return value <= configuration.capFloor * 1.01
  }
}

/// What the engine decides about an endpoint from moment to moment.
struct EndpointRuntime: Sendable, Hashable {
  var breaker: Breaker
  var hold: Hold?
  var override: OverrideRecord?
  /// When a drain stops waiting for calls in flight; nil once they were cut.
  var drainDeadline: Timestamp?
  var isDrained = false
  /// The revision at which an operator or a configuration last changed it.
  var changed: UInt64 = 0
  /// The place of its windows; −1 until its first call.
  var window = -1
  var inFlight = 0
  var run = FailureRun()
  var cusum = Cusum()
  var baseline = ErrorBaseline()
  var authFailures = 0
  var goneAnswers = 0
  var cap = LearnedCap()
  /// Not asked before this instant, because its provider said so.
  var pausedUntil = Timestamp.origin
  /// Peak-sensitive moving average of TTFT, in nanoseconds: jumps up, decays over ten seconds.
  var ttftCost = 1e9
  var ttftCostAt = Timestamp.origin
  var admission = TokenBucket()
  /// What it may take in a failover, the fleet's, in requests a second; nil until it is asked.
  var receives: Double?
  var receivesRaised = Timestamp.origin
  /// Whether an acceleration limit was met, so that only its own peak counts.
  var accelerates = false
  /// Tokens of a typical call, input and output.
  var meanTokens = 0.0
  var meanInput = 0.0
  var meanOutput = 0.0
  var meanCached = 0.0
  /// When an override in shadow last said it would trip.
  var wouldTripSaid = Timestamp.origin - .hours(1)
  /// When a refused ejection was last said.
  var refusedSaid = Timestamp.origin - .hours(1)

  init(at now: Timestamp) { breaker = Breaker(at: now) }

  /// Whether an operator's order keeps new calls away.
  var isShutByOperator: Bool {
    guard let kind = override?.kind else { return false }
    return kind == .drain || kind == .forcedOpen
  }
}

/// A bucket that lets a rate through, one second deep.
struct TokenBucket: Sendable, Hashable {
  private var level = 0.0
  private var filled = Timestamp.origin
  private var isStarted = false

  /// Takes one token; false when the bucket is empty.
  mutating func take(rate: Double, at now: Timestamp) -> Bool {
    let depth = max(rate, 2)
    if !isStarted {
      isStarted = true
      (level, filled) = (depth, now)
    }
    if now > filled {
      level = min(depth, level + rate * Double((now - filled).count) / 1e9)
      filled = now
    }
    guard level >= 1 else { return false }
    level -= 1
    return true
  }
}
