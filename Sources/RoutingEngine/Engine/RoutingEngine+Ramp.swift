/// The ramp of an endpoint: evidence in, stages out.
extension RoutingEngine {
  /// Counts a probe's first token or failure on the ramp it is evidence for.
  ///
  /// `isLate`: it broke after its first token, which had been counted as a success.
  @inline(__always)
  mutating func rampSample(
    _ record: AttemptRecord, failed: Bool, slow: Bool, isLate: Bool = false, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    guard record.isProbe || scopedTrips > 0 || endpoints[index].breaker.isOnRamp else { return }
    learn(record, failed: failed, slow: slow, isLate: isLate, at: now)
  }

  private mutating func learn(
    _ record: AttemptRecord, failed: Bool, slow: Bool, isLate: Bool, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    if record.isProbe { endpoints[index].hasFailedProbe = failed }
    if scopedTrips > 0, record.pair >= 0, let scoped = pairs[Int(record.pair)].breaker, scoped.isOnRamp {
      guard scoped.generation == record.pairGeneration else { return }
      if isLate {
        pairs[Int(record.pair)].breaker?.ramp?.revise(at: now)
      } else {
        pairs[Int(record.pair)].breaker?.ramp?.record(failed: failed, slow: slow, at: now)
      }
      if failed { tickPairs(at: now) }
      // What goes well proves the endpoint, too, where that is on its own way back; what fails may be the pair's alone.
      if failed || isLate { return }
    }
    guard endpoints[index].breaker.isOnRamp else { return }
    if isLate {
      endpoints[index].breaker.ramp?.revise(at: now)
    } else {
      endpoints[index].breaker.ramp?.record(failed: failed, slow: slow, at: now)
    }
    if failed { judgeRamp(index, at: now) }
  }

  /// Puts an endpoint on the ramp.
  mutating func beginRamp(_ index: Int, stage: Int, from: String, at now: Timestamp) {
    guard has(.ramp) else {
      endpoints[index].breaker.close(at: now)
      forgetTrouble(index)
      emit(.closed, endpoint: index, detail: EventDetail(), from: from, to: "closed", at: now)
      noteTransition(index, at: now)
      return
    }
    endpoints[index].breaker.beginRamp(stage: stage, configuration.breaker, at: now)
    forgetTrouble(index)
    let seed = configuration.seed ^ (UInt64(configuration.replica) << 32)
    for pair in map.pairsOfEndpoint[index] {
      pairs[Int(pair)].diffusion = Chance.millionths(
        seed, UInt64(pair) << 32 | UInt64(endpoints[index].breaker.generation), .diffusionPhase)
    }
    sayRamp(.partialOpen, index, from: from, at: now)
    noteTransition(index, at: now)
  }

  /// `seen`: the stage that was judged, with the samples that decided.
  private mutating func sayRamp(
    _ kind: EventKind, _ index: Int, from: String, seen: Ramp? = nil, at now: Timestamp
  ) {
    var detail = EventDetail()
    if let ramp = endpoints[index].breaker.ramp {
      detail.stage = ramp.stage
      detail.share = Double(configuration.breaker.stages[ramp.stage].millionths) / 1e6
      (detail.n, detail.k) = ((seen ?? ramp).samples, (seen ?? ramp).failures)
    }
    emit(
      kind, endpoint: index, trigger: endpoints[index].breaker.trigger, detail: detail, from: from,
      to: endpoints[index].breaker.state.name, at: now)
  }

  /// Moves an endpoint's ramp as its evidence says.
  mutating func judgeRamp(_ index: Int, at now: Timestamp) {
    guard let ramp = endpoints[index].breaker.ramp, endpoints[index].override?.kind != .pinned else { return }
    let ceiling = has(.digests) ? peers.stageCeiling(index) : .max
    let from = endpoints[index].breaker.state.name
    // One failed probe is enough where the others' probes fail as well.
    if has(.digests), ramp.failures > 0, ramp.failures == ramp.samples, peers.counts(index).areDown,
      ambientFailures(besides: index).share < 0.05
    {
      reopen(index, ramp, at: now)
      return
    }
    let ambient = ambientFailures(besides: index)
    switch ramp.verdict(
      configuration.breaker, baseline: endpoints[index].baseline.share, ambient: ambient,
      peers: has(.digests) ? peers.counts(index) : PeerCounts(), ceiling: ceiling, at: now)
    {
    case .stay:
      if endpoints[index].breaker.ramp?.starves(after: configuration.breaker.starvedAfter, at: now) ?? false {
        sayRamp(.probeStarved, index, from: from, at: now)
      }
      return
    case .advance:
      endpoints[index].breaker.moveRamp(to: ramp.stage + 1, at: now)
      sayRamp(.advanced, index, from: from, seen: ramp, at: now)
    case .back(let steps):
      let stage = max(0, ramp.stage - steps)
      endpoints[index].breaker.moveRamp(to: stage, at: now)
      // From the lowest stage nothing goes down: it begins again.
      if stage < ramp.stage { sayRamp(.regressed, index, from: from, seen: ramp, at: now) }
    case .close:
      endpoints[index].breaker.close(at: now)
      forgetTrouble(index)
      emit(.closed, endpoint: index, detail: EventDetail(), from: from, to: "closed", at: now)
    case .reopen:
      reopen(index, ramp, at: now)
      return
    }
    noteTransition(index, at: now)
  }
}
