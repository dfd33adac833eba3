/// Outcomes that are not health: pushback, quotas, credentials, models that are gone, and the ledger.
extension RoutingEngine {
  /// Takes in an outcome that is neither a success nor a failure.
  mutating func noteSpecial(_ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp) {
    let index = Int(record.endpoint)
    switch outcome.class {
    case .rateLimited: pushBack(index, record, outcome, at: now)
    case .quotaExhausted:
      let until = now + (outcome.retryAfter ?? configuration.breaker.quotaHold)
      setHold(index, .quota(until: until), .quotaHold, until: until, for: outcome.class, at: now)
    case .auth, .permission:
      endpoints[index].authFailures += 1
      let isOnRamp = endpoints[index].breaker.isOnRamp
      guard isOnRamp || endpoints[index].authFailures >= configuration.breaker.authFailures else { return }
      let until = now + configuration.breaker.authHold
      setHold(index, .auth(until: until), .authHold, until: until, for: outcome.class, at: now)
    case .modelGone:
      endpoints[index].goneAnswers += 1
      guard endpoints[index].goneAnswers >= configuration.breaker.goneAnswers else { return }
      setHold(index, .retired, .retired, until: nil, for: outcome.class, at: now)
    default: break
    }
  }

  private mutating func setHold(
    _ index: Int, _ hold: Hold, _ kind: EventKind, until: Timestamp?, for refusal: OutcomeClass,
    at now: Timestamp
  ) {
    guard endpoints[index].hold == nil else {
      endpoints[index].spell?.refusal = refusal
      endpoints[index].spell?.refusedAt = now
      return
    }
    endpoints[index].hold = hold
    endpoints[index].heldSince = now
    let before = endpoints[index].spell
    let isSame = before?.hold.name == hold.name && endpoints[index].breaker.isOnRamp
    endpoints[index].spell = HoldSpell(
      hold: hold, since: isSame ? before?.since ?? now : now,
      refusedTries: isSame ? (before?.refusedTries ?? 0) + 1 : 0, refusal: refusal, refusedAt: now)
    endpoints[index].authFailures = 0
    var detail = EventDetail()
    detail.until = until
    emit(kind, endpoint: index, detail: detail, at: now)
    noteTransition(index, at: now)
  }

  /// Ends a hold: back by the ramp.
  mutating func endHold(_ index: Int, at now: Timestamp) {
    endpoints[index].hold = nil
    if !endpoints[index].breaker.isOpen {
      beginRamp(index, stage: min(1, configuration.breaker.stages.count - 1), from: "hold", at: now)
    }
    noteTransition(index, at: now)
  }

  /// Lowers the learned cap and keeps away for as long as the provider asks, or as its silence calls for.
  private mutating func pushBack(
    _ index: Int, _ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp
  ) {
    var wait = outcome.retryAfter
    if wait == nil, has(.learnedCap), isReplaceable(index, at: now) {
      wait = endpoints[index].pushback.take(
        started: record.started, isPaused: endpoints[index].pausedUntil > now, configuration.selection,
        at: now)
    }
    if let wait { stayAway(index, wait, at: now) }
    let penalty = max(.seconds(5), min(wait ?? .zero, .seconds(300)))
    endpoints[index].ttftCost = max(endpoints[index].ttftCost, Double(penalty.count))
    endpoints[index].ttftCostAt = now
    let window = endpoints[index].window
    noteAcceleration(index, window, at: now)
    guard has(.learnedCap) else { return }
    let refused = windows[window].fast[EndpointWindows.Lane.pushback]
    let accepted = windows[window].fast[EndpointWindows.Lane.attempts] - refused
    // One refusal in a quiet moment says nothing of how much would be taken.
    guard accepted >= 20 || refused >= 3 || endpoints[index].cap.value != nil else { return }
    // While it is left alone it accepts nothing, and that says nothing of what it would accept.
    var seconds = max(1, 10 - endpoints[index].pauses.seconds)
    if configuration.isAdvisory {
      // What others' telemetry tells begins and pauses; half of the window has to be there to say anything.
      seconds = min(seconds, (now - windows[window].countedSince).seconds)
      guard seconds >= 5 else { return }
    }
    var rate = Double(max(0, accepted)) / seconds * Double(configuration.replicas)
    // Of one call or two after a long pause nothing can be measured: a step down.
    if accepted + refused < 5, !endpoints[index].pushback.isLong(configuration.selection),
      let present = endpoints[index].cap.value
    {
      rate = present
    }
    lowerCap(index, below: rate, to: configuration.selection.capBackoff, at: now)
  }

  /// Leaves an endpoint alone for as long as it asks, from a second to five minutes; whoever has nobody else asks
  /// it all the same.
  mutating func stayAway(_ index: Int, _ wait: Nanoseconds, at now: Timestamp) {
    let wait = max(.seconds(1), min(wait, .seconds(300)))
    endpoints[index].pausedUntil = max(endpoints[index].pausedUntil, now + wait)
    endpoints[index].pausedAt = now
    isTableStale = true
  }

  /// Lowers the learned cap to a part of a rate, or of itself where that is lower.
  mutating func lowerCap(_ index: Int, below rate: Double, to part: Double, at now: Timestamp) {
    let before = endpoints[index].cap.value
    guard
      endpoints[index].cap.pushBack(
        accepted: rate, to: part, configuration.selection, isAdvice: configuration.isAdvisory, at: now),
      endpoints[index].cap.value != before
    else { return }
    isTableStale = true
    sayCap(index, at: now)
  }

  /// Whether some feature of an endpoint has another candidate that may be asked now; whoever has none asks it
  /// although it is left alone.
  private func isReplaceable(_ index: Int, at now: Timestamp) -> Bool {
    map.pairsOfEndpoint[index].contains { pair in
      map.pairs(of: Int(pairs[Int(pair)].feature)).contains { other in
        let place = Int(pairs[Int(other)].endpoint)
        let runtime = endpoints[place]
        return place != index && runtime.breaker.isClosed && runtime.hold == nil && !runtime.isShutByOperator
          && runtime.pausedUntil <= now
      }
    }
  }

  /// Pushback well below the declared capacity, at more than four times its own peak, is a limit on growth.
  private mutating func noteAcceleration(_ index: Int, _ window: Int, at now: Timestamp) {
    let offered = table.offered[index]
    let peak = windows[window].rate.peakRate * Double(configuration.replicas)
    guard offered < 0.8 * limits[index].rate, offered > configuration.selection.receiveFactor * peak else {
      return
    }
    endpoints[index].gentleUntil = now + .minutes(10)
    endpoints[index].receives = nil
  }

  func capDetail(_ index: Int) -> EventDetail {
    var detail = EventDetail()
    detail.rate = endpoints[index].cap.value
    return detail
  }

  mutating func sayCap(_ index: Int, at now: Timestamp) {
    emit(.capChanged, endpoint: index, detail: capDetail(index), at: now)
  }

  /// Books an attempt.
  @inline(__always)
  mutating func book(_ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp) {
    let index = Int(record.endpoint)
    let usage = outcome.usage
    meter.count(record, outcome)
    // Others' calls are told of later than the engine began.
    if configuration.isAdvisory { ledger.beginIfEmpty(at: record.started) }
    ledger.book(
      pair: Int(record.pair), endpoint: index, feature: Int(record.feature), usage, outcome.class,
      price: configuration.endpoints[index].price, at: now)
  }
}
