/// Explains a breaker from the windows its triggers read; nothing is computed unless asked for.
extension RoutingEngine {
  /// The numbers behind an endpoint's state, at this replica.
  public func breakerExplanation(of endpoint: EndpointIndex, at instant: Timestamp) -> BreakerExplanation {
    let now = max(clock.own(instant), now)
    let runtime = endpoints[endpoint.value]
    let breaker = runtime.breaker
    let windows = runtime.window >= 0 ? windows[runtime.window] : nil
    let size = UInt32(max(1, runtime.usage.input))
    return BreakerExplanation(
      endpoint: endpoint, at: instant, state: shown(breaker.state), since: clock.shown(breaker.since),
      generation: breaker.generation, trigger: breaker.trigger, doubt: breaker.doubt.map(reason),
      nextProbe: nextProbe(endpoint.value, at: now),
      ramp: breaker.ramp.map { explain($0, ceiling: rampCeiling(endpoint.value), endpoint.value) },
      triggers: windows.map { evidence(endpoint.value, $0, at: now) } ?? [],
      errorBaseline: runtime.baseline.share,
      slowFirstToken: windows?.ttftReference.p90(size: size).map {
        Nanoseconds(Int64(slowRule.limit(p90: $0)))
      },
      slowToken: windows?.tpotReference.p90(size: 0).map { Nanoseconds(Int64($0 * slowRule.factor)) },
      features: map.pairsOfEndpoint[endpoint.value].compactMap { scoped(Int($0)) },
      isOpenElsewhere: has(.digests) && peers.isOpen(endpoint.value),
      hold: runtime.spell.flatMap { explain($0, of: runtime) })
  }

  /// One that is closed again, though no call came since, is out of it.
  private func explain(_ spell: HoldSpell, of runtime: EndpointRuntime) -> HoldExplanation? {
    guard runtime.hold != nil || runtime.breaker.isOnRamp else { return nil }
    return HoldExplanation(
      hold: runtime.hold ?? spell.hold, since: clock.shown(spell.since), refusedTries: spell.refusedTries,
      refusal: spell.refusal, refusedAt: clock.shown(spell.refusedAt))
  }

  private func shown(_ state: BreakerState) -> BreakerState {
    guard case .open(let until) = state else { return state }
    return .open(until: clock.shown(until))
  }

  private func reason(_ doubt: Breaker.Doubt) -> DoubtReason {
    switch doubt {
    case .gray: .gray
    case .refused: .refused
    case .hardDown: .hardDown
    }
  }

  private func nextProbe(_ index: Int, at now: Timestamp) -> Timestamp? {
    guard case .open(let until) = endpoints[index].breaker.phase else { return nil }
    guard endpoints[index].hold == nil, !endpoints[index].isOverridden else { return nil }
    return clock.shown(max(until, now))
  }

  private func rampCeiling(_ index: Int) -> Int? {
    let ceiling = has(.digests) ? peers.stageCeiling(index) : .max
    return ceiling < configuration.breaker.stages.count ? ceiling : nil
  }

  private func scoped(_ pair: Int) -> ScopedBreaker? {
    guard let breaker = pairs[pair].breaker, !breaker.isClosed else { return nil }
    return ScopedBreaker(
      feature: FeatureIndex(Int(pairs[pair].feature)), state: shown(breaker.state),
      since: clock.shown(breaker.since), trigger: breaker.trigger,
      ramp: breaker.ramp.map { explain($0, ceiling: nil, Int(pairs[pair].endpoint)) })
  }

  private func explain(_ ramp: Ramp, ceiling: Int?, _ index: Int) -> RampExplanation {
    let stage = configuration.breaker.stages[ramp.stage]
    let evidence = ramp.evidence(configuration.breaker, baseline: endpoints[index].baseline.share)
    return RampExplanation(
      stage: ramp.stage, stages: configuration.breaker.stages.count, millionths: stage.millionths,
      since: clock.shown(ramp.enteredAt),
      holdUntil: clock.shown(ramp.enteredAt + ramp.hold(configuration.breaker)), samples: ramp.samples,
      samplesNeeded: stage.samples, failures: evidence.failures, failuresAllowed: evidence.failuresAllowed,
      slow: evidence.slow, slowAllowed: evidence.slowAllowed, probesInFlight: ramp.leases.count,
      lastProbe: ramp.hasProbed ? clock.shown(ramp.lastProbe) : nil, ceiling: ceiling)
  }

  private func evidence(_ index: Int, _ windows: EndpointWindows, at now: Timestamp) -> [TriggerEvidence] {
    Trigger.allCases.compactMap { trigger in
      switch trigger {
      case .consecutiveFailures: run(endpoints[index].run, at: now)
      case .errorRateFast, .errorRateSlow: errors(trigger, index, windows)
      case .grayFailure: gray(index, windows.slow)
      case .ttft, .overdue: firstTokens(trigger, windows)
      case .tpot: pace(windows.pace)
      case .pushback: pushback(index, windows.speed, at: now)
      case .probe: nil
      }
    }
  }

  private func run(_ run: FailureRun, at now: Timestamp) -> TriggerEvidence {
    let needed = configuration.breaker.consecutiveFailures
    return TriggerEvidence(
      trigger: .consecutiveFailures, k: run.count, n: run.count, needed: needed, limit: nil, window: nil,
      closeness: Double(run.count) / Double(max(1, needed)), isOff: !has(.consecutiveFailures))
  }

  private func errors(_ trigger: Trigger, _ index: Int, _ windows: EndpointWindows) -> TriggerEvidence {
    let isFast = trigger == .errorRateFast
    let ring = isFast ? windows.fast : windows.slow
    let isInDoubt = endpoints[index].breaker.doubt == .gray
    let baseline = endpoints[index].baseline
    let limit =
      isFast
      ? ErrorTriggers.fastLimit(baseline, isInDoubt: isInDoubt, configuration.breaker)
      : ErrorTriggers.slowLimit(baseline, isInDoubt: isInDoubt, configuration.breaker)
    return rate(
      trigger, k: ring[EndpointWindows.Lane.failures], n: ring[EndpointWindows.Lane.evidence],
      needed: isFast ? configuration.breaker.errorRateSamples : configuration.breaker.slowErrorRateSamples,
      limit: limit, window: ring.window, rule: isFast ? .errorRateFast : .errorRateSlow)
  }

  private func gray(_ index: Int, _ ring: CountView) -> TriggerEvidence {
    TriggerEvidence(
      trigger: .grayFailure, k: ring[EndpointWindows.Lane.failures], n: ring[EndpointWindows.Lane.evidence],
      needed: 1, limit: endpoints[index].baseline.share * 5, window: ring.window,
      closeness: Double(endpoints[index].cusum.sum) / Double(Cusum.alarm), isOff: !has(.grayFailure))
  }

  private func firstTokens(_ trigger: Trigger, _ windows: EndpointWindows) -> TriggerEvidence {
    let overdue = windows.due.overdue
    let ended = windows.speed[EndpointWindows.Lane.samples]
    let slow = trigger == .overdue ? overdue : windows.speed[EndpointWindows.Lane.slow] + overdue
    return rate(
      trigger, k: slow, n: ended + overdue, needed: configuration.breaker.ttftSamples,
      limit: configuration.breaker.slowShareLimit, window: windows.speed.window,
      rule: trigger == .overdue ? .overdue : .ttft)
  }

  private func pace(_ ring: CountView) -> TriggerEvidence {
    rate(
      .tpot, k: ring[EndpointWindows.Lane.slow], n: ring[EndpointWindows.Lane.samples],
      needed: configuration.breaker.tpotSamples, limit: configuration.breaker.slowShareLimit,
      window: ring.window, rule: .tpot)
  }

  private func pushback(_ index: Int, _ ring: CountView, at now: Timestamp) -> TriggerEvidence {
    let lasting = endpoints[index].pushbackSince.map { now - $0 } ?? .zero
    return TriggerEvidence(
      trigger: .pushback, k: ring[EndpointWindows.Lane.pushback], n: ring[EndpointWindows.Lane.attempts],
      needed: configuration.breaker.pushbackSamples, limit: configuration.breaker.pushbackLimit,
      window: ring.window,
      closeness: lasting.seconds / ring.window.seconds, isOff: !has(.pushback))
  }

  private func rate(
    _ trigger: Trigger, k: Int, n: Int, needed: Int, limit: Double, window: Nanoseconds, rule: Rule
  ) -> TriggerEvidence {
    let enough = Wilson.threshold(max(n, needed), limit: Wilson.limit(limit))
    let bySamples = Double(n) / Double(max(1, needed))
    let byFailures = Double(k) / Double(max(1, enough))
    return TriggerEvidence(
      trigger: trigger, k: k, n: n, needed: needed, limit: limit, window: window,
      closeness: byFailures >= 1 ? min(byFailures, bySamples) : byFailures, isOff: !has(rule))
  }
}
