internal import RoutingEngine

extension EndpointStatus.Evidence {
  /// The numbers that decided, or will decide next.
  ///
  /// Of the triggers the one that tripped, else the one that is nearest to firing; of the ramp its present stage.
  ///
  /// - Parameters:
  ///   - explanation: the engine's own account.
  ///   - now: the instant of the snapshot.
  init(_ explanation: BreakerExplanation, at now: Timestamp) {
    self.init()
    let candidates = explanation.triggers.filter { !$0.isOff && $0.n > 0 }
    let decisive =
      candidates.first { $0.trigger == explanation.trigger }
      ?? candidates.max { $0.closeness < $1.closeness }
    if let decisive {
      samples = decisive.n
      bad = decisive.k
      limit = decisive.limit
      windowSeconds = decisive.window?.seconds
    }
    guard let ramp = explanation.ramp else { return }
    stage = ramp.stage
    stageSamples = ramp.samples
    stageNeeded = ramp.samplesNeeded
    stageFailures = ramp.failures
    holdSeconds = max(0, (ramp.holdUntil - now).seconds)
    probesInFlight = ramp.probesInFlight
  }
}

extension EndpointStatus.Held {
  /// The engine's account on the calendar.
  init(_ explanation: HoldExplanation, clock: ClockAnchor) {
    self.init(
      kind: explanation.hold.name, since: clock.moment(at: explanation.since),
      refusedTries: explanation.refusedTries, refusal: explanation.refusal.name,
      refusedAt: clock.moment(at: explanation.refusedAt))
  }

  /// `, 401 at 03:12:23`: the last refusal, in words other than those of the hold; nil where it is not known.
  var refusalWords: String? {
    refusal.map { name in
      let word = ClassWords.short(name)
      return ", \(word == kind ? "refused" : word)" + (refusedAt.map { " at \($0.clockText)" } ?? "")
    }
  }
}

extension EndpointStatus {
  /// Where it is on the ramp, with its evidence: `stage 2 at 25 %, 0 of 3 calls bad`; nil for one that is not on it.
  public var rampWords: String? {
    guard state == "partial_open", let evidence, let stage = evidence.stage else { return nil }
    let share = stagePercent.map { " at \(Int(min(max($0, 0), 100).rounded())) %" } ?? ""
    return "stage \(stage)\(share), \(evidence.stageFailures ?? 0) of \(evidence.stageSamples ?? 0) calls bad"
  }
}
