/// What happens because time passes.
extension RoutingEngine {
  /// Lets time pass: windows forget, timers fire, speed is judged, the table is brought up to date.
  mutating func tick(at now: Timestamp) {
    countArrivals(at: now)
    for index in windows.indices { windows[index].advance(to: now) }
    for index in features.indices {
      features[index].ended.advance(to: quarter)
      if features[index].ttft.isAllocated { features[index].ttft.advance(to: now) }
    }
    ledger.roll(to: now)
    writeOffLost(at: now)
    if has(.telemetryGap), pulse.check(inFlight: inFlight.live, patience: patience, at: now) {
      sayGap(at: now)
    }
    endLatencyPause(at: now)
    for index in endpoints.indices { tickEndpoint(index, at: now) }
    tickPairs(at: now)
    if now - lastRotation >= .seconds(10) {
      lastRotation = now
      for pair in pairs.indices { pairs[pair].rotate() }
    }
    if now - lastSecond >= .seconds(1) {
      lastSecond = now
      hourly.charge(&ledger, configuration, at: now)
      tickSecond(at: now)
    }
    if now - lastBuild >= configuration.selection.rebuildInterval || needsTableNow { rebuild(at: now) }
  }

  /// Brings the rates up to date with what was counted since the last tick.
  mutating func countArrivals(at now: Timestamp) {
    for index in features.indices {
      features[index].arrivals.add(features[index].arrived, at: now)
      features[index].arrived = 0
      features[index].steady.hold(features[index].arrivals.steadyRate(recent: 3, at: now))
    }
    for index in endpoints.indices where endpoints[index].window >= 0 {
      windows[endpoints[index].window].addAdmitted(endpoints[index].calls, at: now)
      endpoints[index].calls = 0
    }
  }

  private mutating func sayGap(at now: Timestamp) {
    var detail = EventDetail()
    detail.n = inFlight.live
    detail.window = now - pulse.last
    emit(.telemetryGap, detail: detail, at: now)
  }

  /// Calls nobody reported, a minute past their deadline: they give back what they hold and prove nothing.
  private mutating func writeOffLost(at now: Timestamp) {
    for place in inFlight.lost(before: now - .minutes(1)) {
      let record = inFlight[place]
      let id = inFlight.id(at: place)
      inFlight.remove(place)
      if !record.isWrittenOff { endpoints[Int(record.endpoint)].inFlight -= 1 }
      windows[endpoints[Int(record.endpoint)].window].due.resolve(record.due)
      if record.isRetry { features[Int(record.feature)].budget.end() }
      if record.isProbe { releaseProbe(record, id) }
    }
  }

  private mutating func tickEndpoint(_ index: Int, at now: Timestamp) {
    tickHold(index, at: now)
    tickOverride(index, at: now)
    tickCap(index, at: now)
    endpoints[index].pauses.note(endpoints[index].pausedUntil > now, at: quarter)
    if endpoints[index].pausedUntil > .origin, endpoints[index].pausedUntil <= now {
      endpoints[index].pausedUntil = .origin
      isTableStale = true
    }
    switch endpoints[index].breaker.phase {
    case .open(let until):
      guard !endpoints[index].isOverridden, endpoints[index].hold == nil, hasDemand(index) else { return }
      let ready = isShort(index) ? min(until, endpoints[index].breaker.earliest) : until
      guard (now >= ready && !waitsForOthers(index, since: ready, at: now)) || isMissed(index, at: now) else {
        return
      }
      beginRamp(index, stage: 0, from: "open", at: now)
    case .ramp(var ramp):
      ramp.expireLeases(at: now)
      endpoints[index].breaker.ramp = ramp
      guard !endpoints[index].isShutByOperator, endpoints[index].hold == nil else { return }
      judgeRamp(index, at: now)
    case .closed:
      judgeSpeed(index, at: now)
    case .suspect:
      judgeSpeed(index, at: now)
      judgeDoubt(index, at: now)
    }
  }

  /// Whether a feature has nobody left that serves: then what was down is asked again, two seconds after it opened.
  ///
  /// Its time was chosen while others served. Now every call fails anyway, and it may be well again.
  private func isMissed(_ index: Int, at now: Timestamp) -> Bool {
    guard has(.poolRule), now - endpoints[index].breaker.since >= .seconds(2) else { return false }
    return map.pairsOfEndpoint[index].contains { pair in
      isEligible(pair) && isForlorn(Int(pairs[Int(pair)].feature), besides: index)
    }
  }

  /// Whether everybody else who still serves a feature fails call after call, three in a row, so that chance is no reason,
  /// or lets calls wait in vain.
  func isForlorn(_ feature: Int, besides asked: Int) -> Bool {
    let order = features[feature].order
    guard order.count > 1 else { return false }
    return order.allSatisfy { pair in
      let index = Int(pairs[Int(pair)].endpoint)
      return index == asked || endpoints[index].run.count >= 3 || endpoints[index].vainSince != nil
        || servingWeight(pair) == 0
    }
  }

  /// While the others' probes fail, this replica need not learn the same; it waits a minute at most.
  private func waitsForOthers(_ index: Int, since until: Timestamp, at now: Timestamp) -> Bool {
    has(.digests) && peers.counts(index).areDown && now - until < configuration.breaker.openMax
  }

  private func hasDemand(_ index: Int) -> Bool {
    map.pairsOfEndpoint[index].contains { features[Int(pairs[Int($0)].feature)].arrivals.minuteRate > 0 }
  }

  /// The end of a pause: what was measured during it is forgotten, or it would trip everything at once.
  private mutating func endLatencyPause(at now: Timestamp) {
    guard latencyPausedUntil > .origin, now >= latencyPausedUntil, !isEverythingSlow else { return }
    latencyPausedUntil = .origin
    for index in windows.indices { windows[index].clearSpeed() }
    for place in inFlight.records.indices where inFlight[place].isLive {
      inFlight[place].due = DueRing.nowhere
    }
  }

  /// T4 to T7.
  private mutating func judgeSpeed(_ index: Int, at now: Timestamp) {
    let window = endpoints[index].window
    guard window >= 0 else { return }
    if let firing = pushbackRunFiring(index, at: now) {
      endpoints[index].pushback.forget()
      trip(index, firing, at: now)
      return
    }
    if let firing = pushbackFiring(index) {
      let since = endpoints[index].pushbackSince ?? now
      endpoints[index].pushbackSince = since
      if now - since >= firing.window {
        endpoints[index].pushbackSince = nil
        trip(index, firing, at: now)
        return
      }
    } else {
      endpoints[index].pushbackSince = nil
    }
    guard now >= latencyPausedUntil || !has(.correlatedGuard) else { return }
    let counts = pulse.gapSince == nil
    guard
      let firing = windows[window].slowFiring(
        countsOverdue: counts, fleet: fleetSpeed(index), configuration.breaker, without: configuration.without
      )
    else { return }
    if isLatencyPaused(at: now) { return }
    trip(index, firing, at: now)
  }

  /// First tokens as the other replicas saw them; nothing while reports are missing here, for they may be missing
  /// there as well.
  private func fleetSpeed(_ index: Int) -> PeerCounts {
    let isKnown = has(.digests) && has(.ttft) && has(.overdue) && pulse.gapSince == nil
    return isKnown ? peers.counts(index) : PeerCounts()
  }

  /// Whether latency says nothing of a single endpoint, because it rose at several providers at once.
  ///
  /// Looks, and says so when it begins; the pause lasts ten seconds and is renewed while it is true.
  mutating func isLatencyPaused(at now: Timestamp) -> Bool {
    guard has(.correlatedGuard) else { return false }
    if now < latencyPausedUntil { return true }
    guard isEverythingSlow else { return false }
    let isNew = latencyPausedUntil == .origin
    latencyPausedUntil = now + .seconds(10)
    if isNew { emit(.correlatedSuspect, detail: EventDetail(), at: now) }
    return true
  }

  /// T7: more than half of the calls are pushed back for 30 seconds although the cap cannot fall any more.
  private func pushbackFiring(_ index: Int) -> Firing? {
    // A cap that is advice holds nothing back, so that it need not be at its floor.
    let isHeldBack = has(.learnedCap) && !configuration.isAdvisory
    guard has(.pushback), !isHeldBack || endpoints[index].cap.isAtFloor(configuration.selection) else {
      return nil
    }
    let ring = windows[endpoints[index].window].speed
    let n = ring[EndpointWindows.Lane.attempts]
    let k = ring[EndpointWindows.Lane.pushback]
    guard n >= configuration.breaker.pushbackSamples,
      Double(k) > Double(n) * configuration.breaker.pushbackLimit
    else { return nil }
    return Firing(.pushback, k: k, n: n, limit: configuration.breaker.pushbackLimit, window: ring.window)
  }

  /// T7 where an endpoint is left alone between its refusals, so that there are too few of them to count a share.
  private func pushbackRunFiring(_ index: Int, at now: Timestamp) -> Firing? {
    guard has(.pushback), endpoints[index].cap.isAtFloor(configuration.selection) else { return nil }
    let span = windows[endpoints[index].window].speed.window
    return endpoints[index].pushback.firing(after: span, configuration.selection, at: now)
  }

  /// Whether endpoints of two providers that hold half of all capacity in use are slow at once.
  private var isEverythingSlow: Bool {
    var slow = 0.0
    var all = 0.0
    var provider: Int32 = -1
    var isSpread = false
    for index in endpoints.indices where endpoints[index].window >= 0 {
      let window = endpoints[index].window
      guard windows[window].ttftReference.isUsable else { continue }
      guard let isSluggish = windows[window].isSluggish else { continue }
      let capacity = configuration.endpoints[index].capacity.requestsPerSecond ?? 1
      all += capacity
      guard isSluggish else { continue }
      slow += capacity
      if provider >= 0, provider != map.provider[index] { isSpread = true }
      provider = map.provider[index]
    }
    return isSpread && slow * 2 >= all
  }

  /// Whether somebody else's first tokens say that slowness is this endpoint's own.
  ///
  /// Three quick ones at another provider, of calls that began in the last two seconds, or since this endpoint let the
  /// first of its calls wait in vain; true as well where nobody else has traffic to tell by.
  func isOthersFine(besides index: Int) -> Bool {
    guard has(.correlatedGuard) else { return true }
    var slots = 4
    if let since = endpoints[index].vainSince {
      slots = max(slots, min(60, Int((now - since).count / Nanoseconds.milliseconds(500).count)))
    }
    var hasOthers = false
    for other in endpoints.indices where map.provider[other] != map.provider[index] {
      guard endpoints[other].window >= 0 else { continue }
      let window = windows[endpoints[other].window]
      if window.speed[EndpointWindows.Lane.samples] >= 10 { hasOthers = true }
      let quick =
        window.speed.recent(EndpointWindows.Lane.samples, slots: slots)
        - window.speed.recent(EndpointWindows.Lane.slow, slots: slots)
      if quick >= 3 { return true }
    }
    return !hasOthers
  }

  /// Ends a doubt by evidence or by time, and turns a refused ejection into one when the pool can bear it.
  private mutating func judgeDoubt(_ index: Int, at now: Timestamp) {
    guard case .suspect = endpoints[index].breaker.phase, !endpoints[index].isOverridden else { return }
    let window = endpoints[index].window
    guard window >= 0 else { return }
    let ring = windows[window].slow
    let n = ring[EndpointWindows.Lane.evidence]
    let k = ring[EndpointWindows.Lane.failures]
    let fast = windows[window].fast
    switch endpoints[index].breaker.doubt {
    case .gray:
      if n >= 20 { endpoints[index].doubtShare = max(endpoints[index].doubtShare, Double(k) / Double(n)) }
      let isOld = now - endpoints[index].breaker.doubtRenewed >= configuration.breaker.suspectQuiet
      guard now - endpoints[index].breaker.since >= .minutes(1) else { return }
      let isOver = endpoints[index].cusum.isClear && n >= 20 && isQuiet(k, n, index)
      guard isOld || isOver || endpoints[index].cusum.isRefuted(share: endpoints[index].doubtShare) else {
        return
      }
    case .hardDown, .refused:
      if endpoints[index].breaker.doubt == .hardDown, has(.poolRule), canBear(ejecting: index, isHard: true),
        k * 2 >= n, n > 0
      {
        let trigger = endpoints[index].breaker.trigger ?? .errorRateFast
        trip(index, Firing(trigger, k: max(k, 1), n: max(k, 1), limit: 0.8, window: ring.window), at: now)
        return
      }
      let recent = fast[EndpointWindows.Lane.evidence]
      if recent == 0, endpoints[index].breaker.doubt == .hardDown { return tryAgain(index, at: now) }
      guard now - endpoints[index].breaker.since >= .seconds(10), recent >= 5 else { return }
      guard fast[EndpointWindows.Lane.failures] * 20 <= recent, !isSlow(window) else { return }
    case nil: break
    }
    endpoints[index].breaker.clearDoubt(at: now)
    forgetTrouble(index)
    emit(.closed, endpoint: index, detail: EventDetail(), from: "suspect", to: "closed", at: now)
    noteTransition(index, at: now)
  }

  /// An endpoint that is down, that a pool may not lose and that nobody asks any more: the ramp asks for evidence.
  private mutating func tryAgain(_ index: Int, at now: Timestamp) {
    let quiet = now - max(endpoints[index].breaker.since, endpoints[index].breaker.doubtRenewed)
    guard quiet >= configuration.breaker.openMin * 3, hasDemand(index) else { return }
    endpoints[index].breaker.clearDoubt(at: now)
    beginRamp(index, stage: 0, from: "suspect", at: now)
  }

  private func isQuiet(_ k: Int, _ n: Int, _ index: Int) -> Bool {
    k * 10_000 <= n * max(100, 2 * endpoints[index].baseline.hundredths)
  }

  private func isSlow(_ window: Int) -> Bool {
    windows[window].slowFiring(
      countsOverdue: true, fleet: PeerCounts(), configuration.breaker, without: configuration.without) != nil
  }

  private mutating func tickHold(_ index: Int, at now: Timestamp) {
    switch endpoints[index].hold {
    case .quota(let until)?, .auth(let until)?:
      if now >= until { endHold(index, at: now) }
    case .retired?, nil: return
    }
  }

  private mutating func tickCap(_ index: Int, at now: Timestamp) {
    guard endpoints[index].cap.value != nil else { return }
    let window = windows[endpoints[index].window]
    let offered = window.rate.minuteRate * Double(configuration.replicas)
    let isMissed = window.accepted(slots: 4) > 0 && isShort(index)
    guard
      endpoints[index].cap.grow(
        offered: offered, isMissed: isMissed, isTaking: window.accepted(slots: 40) > 0,
        configuration.selection, at: now)
    else { return }
    isTableStale = true
    if endpoints[index].cap.value == nil { sayCap(index, at: now) }
  }

  /// Whether requests of a feature that an endpoint serves are refused for want of room.
  private func isShort(_ index: Int) -> Bool {
    map.pairsOfEndpoint[index].contains { pair in
      let feature = table.features[Int(pairs[Int(pair)].feature)]
      return feature.shed > 0 || feature.isPanic
    }
  }

  private mutating func tickSecond(at now: Timestamp) {
    peers.refresh(at: now)
    for index in endpoints.indices {
      updateReceiving(index, at: now)
      endpoints[index].isNeeded =
        endpoints[index].window >= 0 && has(.poolRule) && !canBear(ejecting: index, isHard: false)
    }
    for index in features.indices {
      features[index].budgetCap = budgetCap(index)
      updatePercents(index, at: now)
      proposeFlip(index, at: now)
    }
  }

  /// What an endpoint may take in a failover: four times its peak, half of its declared capacity, or five a
  /// second, whichever is most; then twice as much every five seconds.
  private mutating func updateReceiving(_ index: Int, at now: Timestamp) {
    let selection = configuration.selection
    let window = endpoints[index].window
    let peak = window >= 0 ? windows[window].rate.peakRate * Double(configuration.replicas) : 0
    var base = max(selection.receiveFactor * peak, selection.receiveFloor)
    if let capacity = configuration.endpoints[index].capacity.requestsPerSecond,
      now >= endpoints[index].gentleUntil
    {
      base = max(base, selection.receiveCapacityShare * capacity)
    }
    if endpoints[index].receives == nil { endpoints[index].receivesRaised = now }
    endpoints[index].receives = max(endpoints[index].receives ?? base, base)
    raiseReceiving(index, base: base, at: now)
  }

  private mutating func raiseReceiving(_ index: Int, base: Double, at now: Timestamp) {
    guard let present = endpoints[index].receives else { return }
    let offered = table.offered[index]
    guard offered >= present * 0.8 else {
      // Not in use: what it had earned is forgotten after a minute.
      if now - endpoints[index].receivesRaised >= .minutes(1) { endpoints[index].receives = base }
      return
    }
    guard now - endpoints[index].receivesRaised >= configuration.selection.receiveDoubling else { return }
    endpoints[index].receives = present * 2
    endpoints[index].receivesRaised = now
    isTableStale = true
  }
}
