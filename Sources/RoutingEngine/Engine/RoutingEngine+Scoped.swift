/// Trips of one endpoint for one feature alone.
extension RoutingEngine {
  /// Trips a pair, the endpoint fails this feature and serves the others; or the endpoint, where the feature cannot
  /// leave it alone.
  mutating func tripPair(_ pair: Int, _ firing: Firing, at now: Timestamp) {
    let index = Int(pairs[pair].endpoint)
    if endpoints[index].isOverridden || !wouldHelp(ejecting: index, firing) {
      trip(index, firing, at: now)
      return
    }
    if has(.poolRule), !canLeave(pair) || !firing.isHard && !isSpare(pair) {
      trip(index, firing, at: now)
      return
    }
    openPair(pair, firing, at: now)
  }

  /// Opens a pair.
  mutating func openPair(_ pair: Int, _ firing: Firing, at now: Timestamp) {
    let (index, feature) = (Int(pairs[pair].endpoint), Int(pairs[pair].feature))
    var breaker = pairs[pair].breaker ?? Breaker(at: now)
    let from = breaker.state.name
    let draw = Chance.bits(
      configuration.seed, UInt64(pair) << 32 | UInt64(breaker.generation) | 1 << 63, .openTime)
    breaker.open(
      firing.trigger, retryAfter: firing.retryAfter, draw: draw, backoff: has(.openBackoff),
      configuration.breaker, at: now)
    pairs[pair].breaker = breaker
    scopedTrips += 1
    if endpoints[index].breaker.doubt == .gray { endpoints[index].breaker.clearDoubt(at: now) }
    forgetTrouble(index)
    emit(
      .tripped, endpoint: index, feature: feature, trigger: firing.trigger, detail: firing.detail, from: from,
      to: "open", at: now)
    sayPair(.opened, pair, from: from, at: now)
    noteTransition(index, at: now)
  }

  /// Whether a feature has somebody else who serves it now.
  func canLeave(_ pair: Int) -> Bool {
    let (index, feature) = (Int(pairs[pair].endpoint), Int(pairs[pair].feature))
    return map.pairs(of: feature).count > 1
      && features[feature].order.contains { canServe($0, besides: index) }
  }

  /// Whether the others carry a feature's demand without an endpoint.
  private func isSpare(_ pair: Int) -> Bool {
    let index = Int(pairs[pair].endpoint)
    return pool(Int(pairs[pair].feature), canLose: index, isHard: false) && together([pair], canLose: index)
  }

  private func canServe(_ pair: Int32, besides index: Int) -> Bool {
    let other = Int(pairs[Int(pair)].endpoint)
    guard other != index, isEligible(pair), endpoints[other].hold == nil else { return false }
    guard !endpoints[other].isShutByOperator, !endpoints[other].breaker.isOpen else { return false }
    return endpoints[other].breaker.doubt != .hardDown
  }

  private mutating func sayPair(_ kind: EventKind, _ pair: Int, from: String, at now: Timestamp) {
    var detail = EventDetail()
    let breaker = pairs[pair].breaker
    if case .open(let until)? = breaker?.phase { detail.until = until }
    if let ramp = breaker?.ramp {
      detail.stage = ramp.stage
      detail.share = Double(configuration.breaker.stages[ramp.stage].millionths) / 1e6
    }
    emit(
      kind, endpoint: Int(pairs[pair].endpoint), feature: Int(pairs[pair].feature), trigger: breaker?.trigger,
      detail: detail, from: from, to: breaker?.state.name ?? "closed", at: now)
  }

  /// Moves the pairs that were tripped alone.
  mutating func tickPairs(at now: Timestamp) {
    guard scopedTrips > 0 else { return }
    var count = 0
    for pair in pairs.indices where pairs[pair].isTripped {
      tickPair(pair, at: now)
      if pairs[pair].isTripped { count += 1 }
    }
    scopedTrips = count
  }

  private mutating func tickPair(_ pair: Int, at now: Timestamp) {
    guard let breaker = pairs[pair].breaker else { return }
    let from = breaker.state.name
    switch breaker.phase {
    case .open(let until):
      guard now >= until, features[Int(pairs[pair].feature)].arrivals.minuteRate > 0 else { return }
      pairs[pair].breaker?.beginRamp(stage: 0, configuration.breaker, at: now)
      sayPair(.partialOpen, pair, from: from, at: now)
    case .ramp(var ramp):
      ramp.expireLeases(at: now)
      pairs[pair].breaker?.ramp = ramp
      guard moveScopedRamp(pair, ramp, from: from, at: now) else { return }
    case .closed, .suspect:
      return
    }
    noteTransition(Int(pairs[pair].endpoint), at: now)
  }

  private mutating func moveScopedRamp(_ pair: Int, _ ramp: Ramp, from: String, at now: Timestamp) -> Bool {
    let baseline = endpoints[Int(pairs[pair].endpoint)].baseline.share
    // After a probe that failed, one more is enough to say that nothing has changed.
    if pairs[pair].breaker?.trigger == .probe, ramp.failures > 0, ramp.failures == ramp.samples {
      reopenPair(pair, from: from, at: now)
      return true
    }
    switch ramp.verdict(
      configuration.breaker, baseline: baseline, ambient: AmbientFailures(), ceiling: .max, at: now)
    {
    case .stay: return false
    case .advance:
      pairs[pair].breaker?.moveRamp(to: ramp.stage + 1, at: now)
      sayPair(.advanced, pair, from: from, at: now)
    case .close:
      pairs[pair].breaker?.close(at: now)
      sayPair(.closed, pair, from: from, at: now)
    case .back(let steps):
      pairs[pair].breaker?.moveRamp(to: max(0, ramp.stage - steps), at: now)
      sayPair(.regressed, pair, from: from, at: now)
    case .reopen: reopenPair(pair, from: from, at: now)
    }
    return true
  }

  private mutating func reopenPair(_ pair: Int, from: String, at now: Timestamp) {
    let backoff = has(.openBackoff)
    let draw = Chance.bits(
      configuration.seed, UInt64(pair) << 32 | UInt64(now.nanoseconds & 0xFFFF_FFFF), .openTime)
    var breaker = pairs[pair].breaker
    breaker?.open(
      .probe, retryAfter: nil, draw: draw, backoff: backoff, configuration.breaker, at: now)
    pairs[pair].breaker = breaker
    sayPair(.opened, pair, from: from, at: now)
  }
}
