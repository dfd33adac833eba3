/// What the engine knows of an endpoint's recent traffic; made at its first call.
struct EndpointWindows: Sendable, Hashable {
  /// Lanes of `fast`, `slow` and `speed`.
  enum Lane {
    static let evidence = 0
    static let failures = 1
    static let attempts = 2
    static let pushback = 3
    static let admitted = 4
    static let samples = 0
    static let slow = 1
  }

  /// What each ring counts, and for how long; all lie in `counts`.
  ///
  /// Computed, and so constants where they are used: a stored one would be looked up for every outcome.
  enum Ring {
    /// Ten seconds: evidence, failures, attempts, pushback, calls admitted.
    @inline(__always)
    static var fast: RingShape { RingShape(shift: 0, slots: 40, lanes: 5) }
    /// A minute: evidence, failures, attempts, pushback.
    @inline(__always)
    static var slow: RingShape { RingShape(shift: 2, slots: 60, lanes: 4, after: fast.end) }
    /// A minute of evidence and failures for display; a transition does not clear it.
    @inline(__always)
    static var shown: RingShape { RingShape(shift: 2, slots: 60, lanes: 2, after: slow.end) }
    /// Thirty seconds: TTFT samples, slow ones, attempts, pushback.
    @inline(__always)
    static var speed: RingShape { RingShape(shift: 1, slots: 60, lanes: 4, after: shown.end) }
    /// A minute: TPOT samples, slow ones.
    @inline(__always)
    static var pace: RingShape { RingShape(shift: 2, slots: 60, lanes: 2, after: speed.end) }
    /// Ten seconds, a lane an outcome class.
    @inline(__always)
    static var classes: RingShape {
      RingShape(shift: 2, slots: 10, lanes: OutcomeClass.count, after: pace.end)
    }

    static let all = [fast, slow, shown, speed, pace, classes]
  }

  var counts = CountRings(Ring.all)
  var due = DueRing()
  /// In units of 2¹⁸ ns (0.26 ms), up to 275 s.
  var ttft = WindowedHistogram(unitShift: 18)
  /// In units of 2²⁰ ns (1.05 ms), up to 18 minutes.
  var latency = WindowedHistogram(unitShift: 20)
  /// In units of 2¹⁵ ns (0.033 ms), up to 34 s.
  var tpot = WindowedHistogram(unitShift: 15)
  var ttftReference: LatencyReference
  var tpotReference: LatencyReference
  var failures = RecentFailures()
  /// Since when attempts are counted without a pause of ten seconds.
  var countedSince = Timestamp.origin
  /// The highest one-minute rate of the last hour, at this replica.
  var rate = RateRing(bucket: .seconds(10), span: 360)

  init(_ endpoint: EndpointConfiguration, normalises: Bool) {
    ttftReference = LatencyReference(configured: endpoint.referenceTTFT, normalises: normalises)
    tpotReference = LatencyReference(configured: endpoint.referenceTPOT, normalises: false)
  }

  /// Ten seconds: evidence, failures, attempts, pushback, calls admitted.
  var fast: CountView { counts.view(Ring.fast) }
  /// A minute: evidence, failures, attempts, pushback.
  var slow: CountView { counts.view(Ring.slow) }
  /// A minute of evidence and failures for display; a transition does not clear it.
  var shown: CountView { counts.view(Ring.shown) }
  /// Thirty seconds: TTFT samples, slow ones, attempts, pushback.
  var speed: CountView { counts.view(Ring.speed) }
  /// A minute: TPOT samples, slow ones.
  var pace: CountView { counts.view(Ring.pace) }
  /// Ten seconds, a lane an outcome class.
  var classes: CountView { counts.view(Ring.classes) }

  /// Attempts that ended in the newest quarter seconds and were not pushed back.
  func accepted(slots: Int) -> Int {
    max(0, fast.recent(Lane.attempts, slots: slots) - fast.recent(Lane.pushback, slots: slots))
  }

  /// Lets every window forget what is too old.
  mutating func advance(to now: Timestamp) {
    let quarter = Quarter(now)
    counts.advance(to: quarter)
    due.advance(to: quarter)
    rate.advance(to: now)
    if ttft.isAllocated { ttft.advance(to: now) }
    if latency.isAllocated { latency.advance(to: now) }
    if tpot.isAllocated { tpot.advance(to: now) }
  }

  /// Notes a call that is about to be told of.
  mutating func noteCounting(at now: Timestamp) {
    counts.advance(to: Quarter(now))
    if counts.total(Ring.fast, Lane.attempts) == 0 { countedSince = now }
  }

  /// Counts calls that set out.
  mutating func addAdmitted(_ calls: UInt32, at now: Timestamp) {
    rate.add(calls, at: now)
    let quarter = Quarter(now)
    counts.advance(to: quarter)
    counts.add(Ring.fast, Lane.admitted, calls, at: quarter)
  }

  /// Counts an attempt that ended, by class; pushback has a lane of its own in every window.
  ///
  /// `paceIsSlow` says how fast its tokens came; nil when that proves nothing.
  @inline(__always)
  mutating func addEnd(_ class: OutcomeClass, paceIsSlow: Bool?, at now: Quarter) {
    counts.advance(to: now)
    let head = counts.head
    var cells = counts.cells.mutableSpan
    Ring.classes.addNow(Int(`class`.rawValue), head: head, to: &cells)
    Ring.fast.addNow(Lane.attempts, head: head, to: &cells)
    Ring.slow.addNow(Lane.attempts, head: head, to: &cells)
    Ring.speed.addNow(Lane.attempts, head: head, to: &cells)
    if let paceIsSlow {
      Ring.pace.addNow(Lane.samples, head: head, to: &cells)
      if paceIsSlow { Ring.pace.addNow(Lane.slow, head: head, to: &cells) }
    }
    guard `class`.isPushback else { return }
    Ring.fast.addNow(Lane.pushback, head: head, to: &cells)
    Ring.slow.addNow(Lane.pushback, head: head, to: &cells)
    Ring.speed.addNow(Lane.pushback, head: head, to: &cells)
  }

  /// Counts evidence where error triggers read it, by the start of the call.
  ///
  /// A stream that broke after its start had left the window counts where it is known: now.
  mutating func addEvidence(failed: Bool, isNew: Bool, started: Quarter, at now: Quarter) {
    counts.advance(to: now)
    let head = counts.head
    let isOld = now.number - started.number >= Ring.fast.slots
    let slot = isOld ? now : started
    var cells = counts.cells.mutableSpan
    if isNew || (failed && isOld) { Self.add(Lane.evidence, at: slot, head: head, to: &cells) }
    if failed { Self.add(Lane.failures, at: slot, head: head, to: &cells) }
  }

  /// Counts a failure that people should see and that proves nothing.
  mutating func addShown(started: Quarter, at now: Quarter) {
    counts.advance(to: now)
    counts.add(Ring.shown, Lane.evidence, at: started)
    counts.add(Ring.shown, Lane.failures, at: started)
  }

  /// Counts a first token, by the start of the call.
  @inline(__always)
  mutating func addFirstToken(isSlow: Bool, started: Quarter, at now: Quarter) {
    counts.advance(to: now)
    let head = counts.head
    let isOld = now.number - started.number >= Ring.fast.slots
    var cells = counts.cells.mutableSpan
    Self.add(Lane.evidence, at: isOld ? now : started, head: head, to: &cells)
    Ring.speed.add(Lane.samples, at: started, head: head, to: &cells)
    if isSlow { Ring.speed.add(Lane.slow, at: started, head: head, to: &cells) }
  }

  @inline(__always)
  private static func add(_ lane: Int, at slot: Quarter, head: Int64, to cells: inout MutableSpan<UInt32>) {
    Ring.fast.add(lane, at: slot, head: head, to: &cells)
    Ring.slow.add(lane, at: slot, head: head, to: &cells)
    Ring.shown.add(lane, at: slot, head: head, to: &cells)
  }

  /// Whether few calls are slow or fail, so that references and baselines may move.
  @inline(__always)
  var isCalm: Bool {
    let n = counts.total(Ring.speed, Lane.samples)
    if n >= 10, (counts.total(Ring.speed, Lane.slow) + due.overdue) * 20 > n { return false }
    let evidence = counts.total(Ring.fast, Lane.evidence)
    return evidence < 10 || counts.total(Ring.fast, Lane.failures) * 20 <= evidence
  }

  /// Counts a call that is slow although no first token came.
  mutating func addSlow(started: Quarter, at now: Quarter) {
    counts.advance(to: now)
    counts.add(Ring.speed, Lane.samples, at: started)
    counts.add(Ring.speed, Lane.slow, at: started)
  }

  /// Forgets errors, so that a new state is judged by new evidence.
  mutating func clearErrors() {
    counts.clear(Ring.fast)
    counts.clear(Ring.slow)
  }

  /// Forgets speed, likewise.
  mutating func clearSpeed() {
    counts.clear(Ring.speed)
    counts.clear(Ring.pace)
    due.clear()
  }
}
