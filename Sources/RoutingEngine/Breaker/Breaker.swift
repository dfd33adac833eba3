/// The breaker's own judgement of one endpoint, or of one endpoint for one feature.
///
/// A value that only moves when it is told to; who may trip it, and whether the pool can bear it, is decided
/// outside. Every change of state has a new generation, and only evidence of that generation moves it.
struct Breaker: Sendable, Hashable {
  /// What it is doing.
  enum Phase: Sendable, Hashable {
    case closed
    case suspect
    case open(until: Timestamp)
    case ramp(Ramp)

    fileprivate var isClosed: Bool {
      guard case .closed = self else { return false }
      return true
    }

    fileprivate var isOnRamp: Bool {
      guard case .ramp = self else { return false }
      return true
    }
  }

  /// Why it is in doubt rather than open.
  enum Doubt: Sendable, Hashable {
    /// A small rise over its own baseline.
    case gray
    /// Its pool could not bear the trip.
    case refused
    /// Its pool could not bear the trip although it is certainly down: it is used last.
    case hardDown
  }

  private(set) var phase = Phase.closed {
    didSet {
      isClosed = phase.isClosed
      isOnRamp = phase.isOnRamp
    }
  }
  /// Whether it may be given its full share.
  ///
  /// This and the other answers that every outcome asks for are kept: finding them would copy the breaker with its
  /// ramp.
  private(set) var isClosed = true
  /// Whether it is being let back in.
  private(set) var isOnRamp = false
  private(set) var since: Timestamp
  private(set) var generation: UInt32 = 0
  /// What tripped it last.
  private(set) var trigger: Trigger? {
    didSet { learnsPace = trigger == .tpot }
  }
  /// Whether it was tripped by slow tokens, so that its ramp waits for the ends of streams.
  private(set) var learnsPace = false
  /// Why it is in doubt, while it is.
  private(set) var doubt: Doubt? {
    didSet { isInDoubt = doubt != nil }
  }
  /// Whether there is a doubt.
  private(set) var isInDoubt = false
  /// When evidence last spoke against it, while it is in doubt.
  private(set) var doubtRenewed = Timestamp.origin
  /// When it may be probed although its time is not over, because requests are refused without it; no sooner than the
  /// base of the open time, nor than the provider asked for.
  private(set) var earliest = Timestamp.origin
  private var previousOpen: Nanoseconds = .zero
  private var doublings = 0
  private var closedAt: Timestamp?
  private var highestStage = 0

  init(at now: Timestamp) { since = now }

  /// The state as others see it.
  var state: BreakerState {
    switch phase {
    case .closed: .closed
    case .suspect: .suspect
    case .open(let until): .open(until: until)
    case .ramp(let ramp): .partialOpen(stage: ramp.stage)
    }
  }

  /// The ramp, while there is one.
  var ramp: Ramp? {
    get {
      guard case .ramp(let ramp) = phase else { return nil }
      return ramp
    }
    set {
      guard case .ramp = phase, let newValue else { return }
      phase = .ramp(newValue)
    }
  }

  /// Whether no call may be admitted.
  var isOpen: Bool {
    guard case .open = phase else { return false }
    return true
  }

  /// Opens, for a time drawn between the base and three times the previous time.
  ///
  /// Decorrelated jitter (Brooker, AWS Architecture Blog, 2015). Opening again soon after closing, or after
  /// a ramp that had come far, doubles the base; a failed first probe does not.
  ///
  /// `draw` is random bits; the open time is no shorter than `retryAfter`, which the provider asked for;
  /// `backoff` says whether the base may double at all.
  mutating func open(
    _ trigger: Trigger, retryAfter: Nanoseconds?, draw: UInt64, backoff: Bool,
    _ configuration: BreakerConfiguration, at now: Timestamp
  ) {
    if hasStayedClosed(configuration, at: now) {
      (doublings, previousOpen) = (0, .zero)
    } else if backoff, comesAndGoes(configuration, at: now) {
      doublings = min(doublings + 1, 12)
    }
    let base = min(configuration.openMin * (1 << Int64(doublings)), configuration.openCeiling)
    let highest = min(max(configuration.openMax, base), max(previousOpen, base) * 3)
    let spread = UInt64((highest - base).count) + 1
    var length = base + Nanoseconds(Int64(draw % spread))
    previousOpen = length
    var shortest = min(base + Nanoseconds(Int64(draw >> 32) % base.count), length)
    if let retryAfter {
      let floor = min(max(retryAfter, .seconds(1)), .seconds(300))
      (length, shortest) = (max(length, floor), max(shortest, floor))
    }
    enter(.open(until: now + length), at: now)
    earliest = now + shortest
    self.trigger = trigger
    highestStage = 0
  }

  /// Whether it has not been open for so long that its past is forgotten; a doubt is no opening.
  private func hasStayedClosed(_ configuration: BreakerConfiguration, at now: Timestamp) -> Bool {
    guard let closedAt, phase == .closed || phase == .suspect else { return false }
    return now - closedAt >= configuration.reopenWindow
  }

  private func comesAndGoes(_ configuration: BreakerConfiguration, at now: Timestamp) -> Bool {
    switch phase {
    case .closed, .suspect: closedAt.map { now - $0 < configuration.reopenWindow } ?? false
    case .ramp: highestStage >= 3
    case .open: false
    }
  }

  /// Starts the ramp at a stage.
  mutating func beginRamp(stage: Int, _ configuration: BreakerConfiguration, at now: Timestamp) {
    let place = min(stage, configuration.stages.count - 1)
    enter(.ramp(Ramp(stage: place, stages: configuration.stages.count, at: now)), at: now)
    highestStage = place
  }

  /// Moves the ramp to a stage.
  ///
  /// The generation stays, so that a stream admitted at one stage and cut during the next still speaks
  /// against it.
  mutating func moveRamp(to stage: Int, at now: Timestamp) {
    guard case .ramp(var ramp) = phase else { return }
    ramp.move(to: stage, at: now)
    phase = .ramp(ramp)
    highestStage = max(highestStage, stage)
  }

  /// Closes.
  mutating func close(at now: Timestamp) {
    enter(.closed, at: now)
    trigger = nil
    closedAt = now
  }

  /// Doubts, or doubts for another reason.
  mutating func suspect(_ doubt: Doubt, _ trigger: Trigger, at now: Timestamp) {
    doubtRenewed = now
    if case .suspect = phase, self.doubt == doubt { return }
    if case .suspect = phase {} else { enter(.suspect, at: now) }
    self.doubt = doubt
    self.trigger = trigger
  }

  /// Ends a doubt.
  mutating func clearDoubt(at now: Timestamp) {
    guard case .suspect = phase else { return }
    enter(.closed, at: now)
    trigger = nil
  }

  private mutating func enter(_ next: Phase, at now: Timestamp) {
    phase = next
    since = now
    generation &+= 1
    doubt = nil
  }
}
