/// From a trigger that fired to what the breaker may do about it.
extension RoutingEngine {
  /// Judges an endpoint's errors after a failure.
  mutating func judgeErrors(_ index: Int, _ pair: Int32, _ outcome: Outcome, at now: Timestamp) {
    switch endpoints[index].breaker.phase {
    case .open, .ramp: return
    case .closed, .suspect: break
    }
    if scopedTrips > 0, pair >= 0, let scoped = pairs[Int(pair)].breaker, !scoped.isClosed { return }
    let window = endpoints[index].window
    let firing = ErrorTriggers.fired(
      endpoints[index].run, windows[window], baseline: endpoints[index].baseline,
      isOpenElsewhere: has(.digests) && peers.isOpen(index), fleet: peers.counts(index),
      isInDoubt: endpoints[index].breaker.doubt == .gray, isNeeded: isSpared(index),
      pending: pendingCalls(index, at: now),
      ambient: ambientFailures(besides: index), configuration.breaker, without: configuration.without, at: now
    )
    let scope = scopeOfTrouble(index)
    if var firing {
      firing.retryAfter = outcome.retryAfter
      if let scope {
        tripPair(scope, firing, at: now)
      } else {
        trip(index, firing, at: now)
      }
    } else if let scope, let firing = runFiring(of: scope, at: now) {
      tripPair(scope, firing, at: now)
    } else if has(.grayFailure), isGray(index),
      endpoints[index].breaker.isClosed || endpoints[index].breaker.doubt == .gray,
      // A feature that fails in a row is about to be tripped alone, and the endpoint is not in doubt for it.
      scope.map({ pairs[$0].run.count < 2 }) ?? true
    {
      doubt(index, .gray, grayFiring(index), at: now)
    }
  }

  /// Whether a few failures in a row are not enough to call an endpoint down.
  ///
  /// That is so where its pools cannot do without it, and have somebody else to turn to meanwhile. Whoever is alone
  /// is the least bad at once, and panic says so.
  private func isSpared(_ index: Int) -> Bool {
    endpoints[index].isNeeded && canBear(ejecting: index, isHard: true)
  }

  /// T1 for one feature on an endpoint whose other features are healthy there.
  private func runFiring(of pair: Int, at now: Timestamp) -> Firing? {
    let run = pairs[pair].run
    let breaker = configuration.breaker
    guard has(.consecutiveFailures), run.count >= breaker.consecutiveFailures, run.isConclusive else {
      return nil
    }
    let ambient = ambientFailures(besides: Int(pairs[pair].endpoint))
    guard run.isLasting(breaker.consecutiveSpan, breaker.consecutiveFailures, at: now),
      run.count >= ambient.run(breaker.consecutiveFailures)
    else { return nil }
    return Firing(.consecutiveFailures, k: run.count, n: run.count, limit: 1, window: run.span(at: now))
  }

  /// Whether the sum of small evidence is certain; half of it is where other replicas are certain already.
  private func isGray(_ index: Int) -> Bool {
    let hasDoubters = has(.digests) && peers.isInDoubt(index)
    return endpoints[index].cusum.isAlarm(isDoubtedElsewhere: hasDoubters)
  }

  /// Calls of an endpoint that began in the last three seconds and have neither ended nor brought a first token.
  private func pendingCalls(_ index: Int, at now: Timestamp) -> Int {
    inFlight.records.count {
      $0.isLive && Int($0.endpoint) == index && !$0.hasFirstToken && $0.started >= now - PeerCounts.window
    }
  }

  private func grayFiring(_ index: Int) -> Firing {
    let ring = windows[endpoints[index].window].slow
    return Firing(
      .grayFailure, k: ring[EndpointWindows.Lane.failures], n: ring[EndpointWindows.Lane.evidence],
      limit: endpoints[index].baseline.share * 5, window: ring.window)
  }

  /// The one pair that has nine tenths of an endpoint's failures while the others are healthy there.
  private func scopeOfTrouble(_ index: Int) -> Int? {
    guard has(.scope), map.pairsOfEndpoint[index].count > 1 else { return nil }
    var failures = 0
    var worst = -1
    for pair in map.pairsOfEndpoint[index] {
      failures += pairs[Int(pair)].recentFailures
      if worst < 0 || pairs[Int(pair)].recentFailures > pairs[worst].recentFailures { worst = Int(pair) }
    }
    guard worst >= 0 else { return nil }
    var evidence = 0
    for pair in map.pairsOfEndpoint[index] where Int(pair) != worst {
      evidence += pairs[Int(pair)].recentEvidence
    }
    let others = failures - pairs[worst].recentFailures
    guard evidence >= 10, Double(others) < Double(evidence) * configuration.breaker.errorRateLimit / 2 else {
      return nil
    }
    // What fails of the others in good times as well does not speak against a single culprit.
    let usual = Int((2 * endpoints[index].baseline.share * Double(evidence)).rounded(.up))
    guard pairs[worst].recentFailures * 10 >= (failures - min(others, usual)) * 9 else { return nil }
    return worst
  }

  /// Trips an endpoint, as far as an operator and its pools allow.
  mutating func trip(_ index: Int, _ firing: Firing, at now: Timestamp) {
    if endpoints[index].isOverridden {
      sayWouldTrip(index, firing, at: now)
      return
    }
    if has(.poolRule), !wouldHelp(ejecting: index, firing) {
      refuseEjection(index, firing, at: now)
    } else if has(.poolRule), !canBear(ejecting: index, isHard: firing.isHard) {
      let free = pairsThatCanLeave(index, firing)
      if free.isEmpty { refuseEjection(index, firing, at: now) }
      for pair in free { openPair(pair, firing, at: now) }
    } else {
      open(index, firing, at: now)
    }
  }

  /// The pairs that can do without an endpoint which only features without any other candidate hold: one feature
  /// that has nobody else must not keep the others where they fail.
  private func pairsThatCanLeave(_ index: Int, _ firing: Firing) -> [Int] {
    guard has(.scope) else { return [] }
    let pairs = map.pairsOfEndpoint[index].map { Int($0) }.filter { !self.pairs[$0].isTripped }
    let bound = pairs.filter { features[Int(self.pairs[$0].feature)].order.count == 1 }
    let free = pairs.filter {
      let feature = Int(self.pairs[$0].feature)
      return features[feature].order.count > 1 && pool(feature, canLose: index, isHard: firing.isHard)
        && canLeave($0)
    }
    guard !bound.isEmpty, bound.count + free.count == pairs.count else { return [] }
    return firing.isHard || together(free, canLose: index) ? free : []
  }

  private mutating func open(_ index: Int, _ firing: Firing, at now: Timestamp) {
    let from = endpoints[index].breaker.state.name
    emit(
      .tripped, endpoint: index, trigger: firing.trigger, detail: firing.detail, from: from, to: "open",
      at: now)
    let draw = Chance.bits(
      configuration.seed ^ (UInt64(configuration.replica) << 32),
      UInt64(index) << 32 | UInt64(endpoints[index].breaker.generation), .openTime)
    endpoints[index].breaker.open(
      firing.trigger, retryAfter: firing.retryAfter, draw: draw, backoff: has(.openBackoff),
      configuration.breaker, at: now)
    forgetTrouble(index)
    sayOpened(index, from: from, trigger: firing.trigger, feature: nil, at: now)
    noteTransition(index, at: now)
  }

  /// Opens again from the ramp: the evidence there said that it is not healthy.
  mutating func reopen(_ index: Int, _ ramp: Ramp, at now: Timestamp) {
    var firing = Firing(.probe, k: ramp.failures, n: ramp.samples, limit: 0.8, window: now - ramp.enteredAt)
    firing.retryAfter = nil
    open(index, firing, at: now)
  }

  private mutating func sayOpened(
    _ index: Int, from: String, trigger: Trigger, feature: Int?, at now: Timestamp
  ) {
    var detail = EventDetail()
    if case .open(let until) = endpoints[index].breaker.phase { detail.until = until }
    if let feature, let pair = map.pair(of: feature, index),
      case .open(let until)? = pairs[Int(pair)].breaker?.phase
    {
      detail.until = until
    }
    emit(
      .opened, endpoint: index, feature: feature, trigger: trigger, detail: detail, from: from, to: "open",
      at: now)
  }

  /// A new state is judged by new evidence.
  mutating func forgetTrouble(_ index: Int) {
    endpoints[index].run.reset()
    endpoints[index].cusum.reset()
    let window = endpoints[index].window
    guard window >= 0 else { return }
    windows[window].clearErrors()
    windows[window].clearSpeed()
    for pair in map.pairsOfEndpoint[index] { pairs[Int(pair)].forget() }
    dropDue(of: index)
  }

  /// Calls in flight are no longer awaited by the due ring that was cleared.
  private mutating func dropDue(of index: Int) {
    for place in inFlight.records.indices
    where inFlight[place].isLive && Int(inFlight[place].endpoint) == index {
      inFlight[place].due = DueRing.nowhere
    }
  }

  private mutating func sayWouldTrip(_ index: Int, _ firing: Firing, at now: Timestamp) {
    guard now - endpoints[index].wouldTripSaid >= .seconds(10) else { return }
    endpoints[index].wouldTripSaid = now
    emit(.wouldTrip, endpoint: index, trigger: firing.trigger, detail: firing.detail, at: now)
  }

  private mutating func refuseEjection(_ index: Int, _ firing: Firing, at now: Timestamp) {
    if now - endpoints[index].refusedSaid >= .seconds(30) {
      endpoints[index].refusedSaid = now
      emit(.ejectionRefused, endpoint: index, trigger: firing.trigger, detail: firing.detail, at: now)
    }
    doubt(index, firing.isHard ? .hardDown : .refused, firing, at: now)
  }

  /// Doubts an endpoint.
  mutating func doubt(_ index: Int, _ doubt: Breaker.Doubt, _ firing: Firing, at now: Timestamp) {
    if endpoints[index].isOverridden {
      sayWouldTrip(index, firing, at: now)
      return
    }
    let from = endpoints[index].breaker.state.name
    let isNew = endpoints[index].breaker.doubt != doubt
    // A graver doubt is not replaced by a lighter one.
    if endpoints[index].breaker.doubt == .hardDown, doubt != .hardDown { return }
    endpoints[index].breaker.suspect(doubt, firing.trigger, at: now)
    guard isNew else { return }
    // A run that is too short to take out whoever is needed goes on.
    if firing.trigger != .consecutiveFailures { endpoints[index].run.reset() }
    endpoints[index].answersLate = false
    endpoints[index].doubtShare = 0
    emit(
      .suspect, endpoint: index, trigger: firing.trigger, detail: firing.detail, from: from, to: "suspect",
      at: now)
    noteTransition(index, at: now)
  }

  /// Whether every pool the endpoint serves can do without it.
  ///
  /// Checked after the hypothetical ejection. A certain failure may take all but the least bad; anything else
  /// only where the rest covers the demand. Where a capacity is not declared,
  /// endpoints count equally.
  func canBear(ejecting index: Int, isHard: Bool) -> Bool {
    for pair in map.pairsOfEndpoint[index] {
      let feature = Int(pairs[Int(pair)].feature)
      if !pool(feature, canLose: index, isHard: isHard) { return false }
    }
    return isHard || together(map.pairsOfEndpoint[index].map { Int($0) }, canLose: index)
  }

  /// Whether features of an endpoint find room for all of their demand elsewhere at once, beside what others have
  /// there: each alone would, and count on the same room.
  func together(_ leaving: [Int], canLose index: Int) -> Bool {
    var demand = 0.0
    var own = [Double](repeating: 0, count: endpoints.count)
    var weights = own
    for place in leaving {
      let feature = Int(pairs[place].feature)
      demand += self.demand(feature)
      let present = presentDemand(feature, at: now)
      for share in table.features[feature].shares { own[share.endpoint.value] += share.fraction * present }
      for pair in features[feature].order {
        let other = Int(pairs[Int(pair)].endpoint)
        weights[other] = max(weights[other], servingWeight(pair))
      }
    }
    var rest = 0.0
    for other in endpoints.indices where other != index && weights[other] > 0 {
      guard let capacity = configuration.endpoints[other].capacity.requestsPerSecond else { return true }
      rest += max(0, capacity * weights[other] - max(0, table.offered[other] - own[other]))
    }
    return rest >= demand
  }

  /// Whether the others are certainly better: where everything fails alike, an ejection only takes capacity away.
  func wouldHelp(ejecting index: Int, _ firing: Firing) -> Bool {
    guard !firing.isHard, !firing.trigger.isLatency, firing.trigger != .pushback else { return true }
    let ambient = ambientFailures(besides: index).share
    return ambient == 0 || Wilson.exceeds(firing.k, of: firing.n, limit: Wilson.limit(ambient * 1.5))
  }

  /// Whether a feature's pool can do without an endpoint.
  func pool(_ feature: Int, canLose index: Int, isHard: Bool) -> Bool {
    var rest = 0.0
    var isDeclared = true
    var serving = 0
    for pair in features[feature].order {
      let other = Int(pairs[Int(pair)].endpoint)
      let capacity = configuration.endpoints[other].capacity.requestsPerSecond
      isDeclared = isDeclared && capacity != nil
      let weight = servingWeight(pair)
      guard other != index else { continue }
      if weight > 0 { serving += 1 }
      rest += (capacity ?? 1) * weight
    }
    if features[feature].order.count == 1 { return false }
    if isHard { return serving > 0 }
    if !isDeclared {
      var count = 0.0
      for pair in features[feature].order where Int(pairs[Int(pair)].endpoint) != index {
        count += servingWeight(pair)
      }
      return count * 2 >= Double(features[feature].order.count)
    }
    return rest >= demand(feature)
  }

  /// How much of an endpoint's capacity its pool can count on, from 0 to 1.
  func servingWeight(_ pair: Int32) -> Double {
    let index = Int(pairs[Int(pair)].endpoint)
    guard isEligible(pair), endpoints[index].hold == nil, !endpoints[index].isShutByOperator else { return 0 }
    switch endpoints[index].breaker.phase {
    case .closed: return scopedTrips > 0 && pairs[Int(pair)].breaker?.isOpen == true ? 0 : 1
    case .suspect: return endpoints[index].breaker.doubt == .hardDown ? 0 : 0.5
    case .open: return 0
    case .ramp(let ramp): return Double(configuration.breaker.stages[ramp.stage].millionths) / 1e6
    }
  }

  /// The fleet's demand for a feature: the highest minute of the last five, in requests a second.
  func demand(_ feature: Int) -> Double {
    features[feature].arrivals.peakRate * Double(configuration.replicas)
  }
}
