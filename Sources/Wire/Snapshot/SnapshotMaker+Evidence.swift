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
