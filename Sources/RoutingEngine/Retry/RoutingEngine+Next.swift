/// What happens to a request after an attempt ended before anything was delivered.
extension RoutingEngine {
  /// Decides what happens to a request after an attempt ended, before anything was delivered.
  ///
  /// It does not record the outcome: `handle(.outcome)` does, so that a caller whose telemetry is lost still
  /// fails over. A failover goes to an endpoint that was not tried, of another provider after a server or
  /// connect error, of another region after pushback, within the attempt limit, the deadline and the budget;
  /// the failure of a probe costs no budget.
  public mutating func next(
    _ request: inout RoutedRequest, after outcome: OutcomeClass, retryAfter: Nanoseconds?,
    at instant: Timestamp
  ) -> NextStep {
    let now = advance(to: instant)
    let step = step(&request, after: outcome, retryAfter: retryAfter, at: now)
    switch step {
    case .attempt, .attemptAfter: features[request.feature.value].ended.goOn(after: outcome, at: quarter)
    case .done, .fail: break
    }
    return step
  }

  private mutating func step(
    _ request: inout RoutedRequest, after outcome: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> NextStep {
    if needsTableNow { rebuild(at: now) }
    guard request.only == nil, has(.failover) else {
      return outcome.isAnswer ? .done : giveUp(request, outcome, at: now)
    }
    guard wantsAnother(request, after: outcome) else {
      return outcome.isAnswer ? .done : giveUp(request, outcome, at: now)
    }
    let feature = request.feature.value
    let deadline = deadline(of: request)
    guard request.attempts < configuration.retry.maxAttempts, deadline - now > .milliseconds(10) else {
      return giveUp(request, outcome, at: now)
    }
    if let again = sameAgain(&request, outcome, retryAfter, at: now) { return again }
    guard let (target, reason) = target(request, after: outcome, deadline: deadline, at: now) else {
      return giveUp(request, outcome, at: now)
    }
    let isFree = request.lastWasProbe
    guard isFree || spend(feature) else {
      return .fail(.retriesSpent, retryAfter: self.retryAfter(feature, at: now))
    }
    switch admit(target.endpoint, target.pair, reason, &request, at: now) {
    case .attempt(let attempt): return .attempt(attempt)
    case .refuse(let refusal): return .fail(refusal.cause, retryAfter: refusal.retryAfter)
    }
  }

  private mutating func giveUp(_ request: RoutedRequest, _ outcome: OutcomeClass, at now: Timestamp)
    -> NextStep
  {
    .fail(nil, retryAfter: retryAfter(request.feature.value, at: now))
  }

  private func wantsAnother(_ request: RoutedRequest, after outcome: OutcomeClass) -> Bool {
    switch outcome {
    case .ok, .cancelled, .invalidRequest, .local: false
    case .contentFiltered:
      configuration.features[request.feature.value].failsOverOnContentFilter && request.attempts == 1
    case .contextLength: hasLargerContext(request)
    default: true
    }
  }

  private func hasLargerContext(_ request: RoutedRequest) -> Bool {
    guard let last = request.tried.last, let known = configuration.endpoints[last.value].contextTokens else {
      return false
    }
    return configuration.features[request.feature.value].candidates.contains {
      (configuration.endpoints[$0.endpoint.value].contextTokens ?? .max) > known
    }
  }

  /// The same endpoint once more, where the feature says so and the endpoint is healthy or asks for a short
  /// wait.
  private mutating func sameAgain(
    _ request: inout RoutedRequest, _ outcome: OutcomeClass, _ retryAfter: Nanoseconds?, at now: Timestamp
  ) -> NextStep? {
    let feature = request.feature.value
    guard configuration.features[feature].retry == .sameThenElsewhere, !request.repeatedHere else {
      return nil
    }
    guard let last = request.tried.last, let pair = map.pair(of: feature, last.value) else { return nil }
    guard endpoints[last.value].breaker.isClosed, endpoints[last.value].override == nil else { return nil }
    var wait = Nanoseconds.zero
    switch outcome {
    case .serverError, .connect, .overloaded: break
    case .rateLimited:
      guard let retryAfter, retryAfter <= configuration.retry.waitLimit else { return nil }
      let objective = configuration.features[feature].objectives.ttftP90
      guard now + retryAfter - clock.own(request.arrived) < objective else { return nil }
      wait = retryAfter
    default: return nil
    }
    // Whoever told the outcome first has paused the endpoint for as long as we are about to wait.
    guard hasRoom(Int32(last.value), for: feature, isLast: wait > .zero, at: now), spend(feature) else {
      return nil
    }
    request.repeatedHere = true
    guard
      case .attempt(let attempt) = admit(
        Int32(last.value), pair, .sameAgain, &request, after: wait, at: now)
    else { return nil }
    return wait > .zero ? .attemptAfter(wait, attempt) : .attempt(attempt)
  }

  /// Where a failover goes, and why: to whoever is well, else to an endpoint that is on its way back and has a slot
  /// for a probe.
  private mutating func target(
    _ request: RoutedRequest, after outcome: OutcomeClass, deadline: Timestamp, at now: Timestamp
  ) -> (target: FeatureTable.Fallback, reason: DecisionReason)? {
    if let well = wellTarget(request, after: outcome, deadline: deadline, at: now) {
      return (well, well.isLast ? .leastBad : .failover)
    }
    guard outcome != .contentFiltered, outcome != .contextLength else { return nil }
    for place in table.features[request.feature.value].probes.indices {
      let probe = table.features[request.feature.value].probes[place]
      let candidate = FeatureTable.Fallback(endpoint: probe.endpoint, pair: probe.pair, isLast: false)
      guard hasProvedItself(probe), mayProbe(probe, at: now),
        isOpen(candidate, request, deadline: deadline, at: now)
      else { continue }
      return (candidate, .probe)
    }
    return lastHope(request, deadline: deadline, at: now)
  }

  /// Where a failover goes when all who still serve a feature fail call after call: to whoever is out, on hold or left
  /// alone, as its time was chosen while others served and it may be well again.
  ///
  /// The request has nothing to lose. Who is on its ramp is asked so with the ramp's slots, and beyond them once it
  /// answered twice; who is on hold or behind a limit a second after it last refused.
  private mutating func lastHope(
    _ request: RoutedRequest, deadline: Timestamp, at now: Timestamp
  ) -> (target: FeatureTable.Fallback, reason: DecisionReason)? {
    let feature = request.feature.value
    guard has(.poolRule) else { return nil }
    for pair in features[feature].order {
      let index = Int(pairs[Int(pair)].endpoint)
      let candidate = FeatureTable.Fallback(endpoint: Int32(index), pair: pair, isLast: true)
      guard !request.tried.contains(EndpointIndex(index)), isForlorn(feature, besides: index),
        fits(candidate.endpoint, request), isEligible(pair),
        canFinish(candidate, request, deadline: deadline, at: now)
      else { continue }
      if let reason = hope(index, pair, at: now) { return (candidate, reason) }
    }
    return nil
  }

  /// As what an endpoint that does not serve may be asked by a request that failed everywhere else; nil when it may not.
  private mutating func hope(_ index: Int, _ pair: Int32, at now: Timestamp) -> DecisionReason? {
    guard !endpoints[index].isOverridden, !pairs[Int(pair)].isTripped else { return nil }
    if let hold = endpoints[index].hold {
      if case .retired = hold { return nil }
      let refused = max(endpoints[index].heldSince, endpoints[index].spell?.refusedAt ?? .origin)
      return now - refused >= .seconds(1) ? .leastBad : nil
    }
    switch endpoints[index].breaker.phase {
    // The tick lets it back in, two seconds after it opened; whoever decides changes no state.
    case .open: return nil
    case .ramp(let ramp):
      let probe = FeatureTable.Probe(endpoint: Int32(index), pair: pair, millionths: 0)
      if mayProbe(probe, at: now) { return .probe }
      // It answers, and nobody else does.
      guard ramp.answers else { return nil }
      return hasRoom(Int32(index), for: Int(pairs[Int(pair)].feature), isAsked: true, at: now)
        ? .leastBad : nil
    case .closed, .suspect:
      let isBehindLimit = endpoints[index].pausedUntil > now || endpoints[index].cap.value != nil
      let refused = max(endpoints[index].cap.lastPushback, endpoints[index].pausedAt)
      guard isBehindLimit, now - refused >= .seconds(1) else { return nil }
      return hasRoom(Int32(index), for: Int(pairs[Int(pair)].feature), isAsked: true, at: now)
        ? .leastBad : nil
    }
  }

  /// Where a failover goes: split as the table would be without the endpoint that failed, first where the
  /// failure is least likely shared, then anywhere that was not tried.
  private mutating func wellTarget(
    _ request: RoutedRequest, after outcome: OutcomeClass, deadline: Timestamp, at now: Timestamp
  ) -> FeatureTable.Fallback? {
    let feature = request.feature.value
    if let failed = request.tried.last {
      let around = detour(around: failed.value, at: now).features[feature]
      // The least bad of a detour in panic may be open, and a failover is no reason to ask it.
      let bins = around.isPanic ? [] : around.bins
      let start = firstBin(bins, request)
      for step in bins.indices {
        let bin = bins[(start + step) % bins.count]
        let candidate = FeatureTable.Fallback(endpoint: bin.endpoint, pair: bin.pair, isLast: false)
        guard isElsewhere(candidate, request, outcome),
          isOpen(candidate, request, deadline: deadline, at: now)
        else { continue }
        return candidate
      }
    }
    // Content and length are refused alike by the same provider or a context no larger.
    let isStrictOnly = outcome == .contentFiltered || outcome == .contextLength
    for isStrict in isStrictOnly ? [true] : [true, false] {
      for place in table.features[feature].fallbacks.indices {
        let candidate = table.features[feature].fallbacks[place]
        guard !isStrict || isElsewhere(candidate, request, outcome) else { continue }
        guard isOpen(candidate, request, deadline: deadline, at: now) else { continue }
        return candidate
      }
    }
    return nil
  }

  private func firstBin(_ bins: [FeatureTable.Bin], _ request: RoutedRequest) -> Int {
    let counter = request.sequence &* 8 &+ UInt64(request.attempts)
    let u = Int32(Chance.millionths(configuration.seed, counter, .detour))
    return bins.firstIndex { u < $0.upTo } ?? 0
  }

  private mutating func isOpen(
    _ candidate: FeatureTable.Fallback, _ request: RoutedRequest, deadline: Timestamp, at now: Timestamp
  ) -> Bool {
    guard !request.tried.contains(EndpointIndex(Int(candidate.endpoint))) else { return false }
    guard fits(candidate.endpoint, request), canFinish(candidate, request, deadline: deadline, at: now) else {
      return false
    }
    return hasRoom(candidate.endpoint, for: request.feature.value, at: now)
  }

  /// The table as it would be without an endpoint, so that those it fails spread as they will after a trip.
  private mutating func detour(around endpoint: Int, at now: Timestamp) -> RouteTable {
    if let known = detours.first(where: { $0.endpoint == endpoint }) { return known.table }
    var input = tableInput(limitsSteps: false, at: now)
    input.endpoints[endpoint].admission = .out
    input.endpoints[endpoint].isShut = true
    let table = table(of: input)
    detours.append(Detour(endpoint: endpoint, table: table))
    return table
  }

  private func isElsewhere(
    _ candidate: FeatureTable.Fallback, _ request: RoutedRequest, _ outcome: OutcomeClass
  ) -> Bool {
    guard let last = request.tried.last else { return true }
    let other = Int(candidate.endpoint)
    switch outcome {
    case .rateLimited, .quotaExhausted: return map.region[other] != map.region[last.value]
    case .contextLength:
      let known = configuration.endpoints[last.value].contextTokens ?? .max
      return (configuration.endpoints[other].contextTokens ?? .max) > known
    default: return map.provider[other] != map.provider[last.value]
    }
  }

  /// Nothing is started that cannot give a first token in time.
  private func canFinish(
    _ candidate: FeatureTable.Fallback, _ request: RoutedRequest, deadline: Timestamp, at now: Timestamp
  ) -> Bool {
    let window = endpoints[Int(candidate.endpoint)].window
    guard window >= 0, let p90 = windows[window].ttftReference.p90(size: request.promptTokens) else {
      return true
    }
    return Double((deadline - now).count) > p90 / 2
  }

  private mutating func spend(_ feature: Int) -> Bool {
    guard has(.retryBudget) else { return true }
    let rate = features[feature].arrivals.minuteRate * Double(configuration.replicas)
    return features[feature].budget.spend(
      cap: features[feature].budgetCap, isThin: rate < configuration.retry.thinTraffic, configuration.retry)
  }

  /// How many retries a replica's part of a feature's budget may hold.
  func budgetCap(_ feature: Int) -> Int {
    let retry = configuration.retry
    let rate = features[feature].arrivals.minuteRate * Double(configuration.replicas)
    let fleet = max(retry.budgetCap, Int(rate * retry.budgetCapSeconds))
    return max(retry.budgetReplicaFloor, fleet / max(1, configuration.replicas))
  }
}

/// The table as it would be without an endpoint.
struct Detour: Sendable, Hashable {
  var endpoint: Int
  var table: RouteTable
}
