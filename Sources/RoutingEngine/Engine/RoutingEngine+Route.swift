/// The hot path: pick from the table, admit, remember.
///
/// What only reads is inlined here: a call would be handed a copy of the whole engine struct, 1.3 KB of pointers.
extension RoutingEngine {
  /// Decides the first attempt of a request.
  ///
  /// Looks up the feature's table, takes the next probe that is due, else the sticky bin of its session; what
  /// has no room spills to the next candidate in order. About 50 ns with a dozen endpoints.
  public mutating func route(_ request: inout RoutedRequest, at instant: Timestamp) -> Decision {
    let now = advance(to: instant)
    if needsTableNow { rebuild(at: now) }
    requests &+= 1
    request.sequence = requests
    let feature = request.feature.value
    features[feature].arrived &+= 1
    if let only = request.only { return routeNamed(only, &request, at: now) }
    // Asked first, as handing the request over would copy it.
    if !table.features[feature].probes.isEmpty, let probe = nextProbe(request, feature, at: now) {
      return admit(probe.endpoint, probe.pair, .probe, &request, at: now)
    }
    let key = request.session == 0 ? request.sequence : request.session
    if let bin = percentBin(feature, key), fits(bin.endpoint, request),
      hasRoom(bin.endpoint, for: feature, at: now)
    {
      return admit(bin.endpoint, bin.pair, .experiment, &request, at: now)
    }
    if refuses(feature, request.sequence) {
      return refuse(feature, .shed, at: now)
    }
    let place = table.features[feature].place(of: Int32(Chance.millionths(configuration.seed, key, .split)))
    guard place >= 0 else { return spill(&request, at: now) }
    let bin = table.features[feature].bins[place]
    if fits(bin.endpoint, request),
      hasRoom(bin.endpoint, for: feature, isPlanned: true, isLast: table.features[feature].isPanic, at: now)
    {
      let reason: DecisionReason = table.features[feature].isPanic ? .leastBad : .share
      return admit(bin.endpoint, bin.pair, reason, &request, at: now)
    }
    return spill(&request, at: now)
  }

  private mutating func routeNamed(
    _ endpoint: EndpointIndex, _ request: inout RoutedRequest, at now: Timestamp
  ) -> Decision {
    let pair = map.pair(of: request.feature.value, endpoint.value) ?? -1
    if configuration.isAdvisory { noteCounting(endpoint.value, at: now) }
    return admit(Int32(endpoint.value), pair, .named, &request, at: now)
  }

  /// Notes since when an endpoint's calls are told without a pause of ten seconds.
  private mutating func noteCounting(_ endpoint: Int, at now: Timestamp) {
    openWindow(endpoint, at: now)
    windows[endpoints[endpoint].window].noteCounting(at: now)
  }

  @inline(__always)
  private func percentBin(_ feature: Int, _ key: UInt64) -> FeatureTable.Bin? {
    guard !table.features[feature].percents.isEmpty else { return nil }
    let u = Int32(Chance.millionths(configuration.seed, key, .experiment))
    return table.features[feature].percents.first { u < $0.upTo }
  }

  @inline(__always)
  private func refuses(_ feature: Int, _ sequence: UInt64) -> Bool {
    let shed = table.features[feature].shed
    let throttle = table.features[feature].throttle
    guard shed > 0 || throttle > 0 else { return false }
    let u = Int32(Chance.millionths(configuration.seed, sequence, .shed))
    return u < max(shed, throttle)
  }

  /// Whether an endpoint can do what the request needs.
  @inline(__always)
  func fits(_ endpoint: Int32, _ request: RoutedRequest) -> Bool {
    let known = limits[Int(endpoint)]
    return request.needs.isSubset(of: known.capabilities) && request.promptTokens < known.contextTokens
  }

  /// Takes room at an endpoint: in-flight limit, declared rate, learned cap; false when there is none.
  ///
  /// `isLast`: nobody else can serve, so a provider that asked us to wait is asked all the same, within its
  /// cap. `isAsked`: it is asked beyond its cap as well, for a request that failed everywhere else. A feature that is
  /// shed in part yields: the last tokens are for those that matter more.
  @inline(__always)
  mutating func hasRoom(
    _ endpoint: Int32, for feature: Int, isPlanned: Bool = false, isLast: Bool = false, isAsked: Bool = false,
    at now: Timestamp
  ) -> Bool {
    let index = Int(endpoint)
    let isLeftAlone = endpoints[index].pausedUntil > now && !isLast && !isAsked
    if isLeftAlone, table.beyond[index] == 0 { return false }
    let known = limits[index]
    // While nobody's reports arrive, nobody knows how many calls are still open.
    if endpoints[index].inFlight >= known.inFlight, pulse.gapSince == nil { return false }
    var rate = has(.declaredCapacity) ? known.localRate : .infinity
    if has(.learnedCap), isLeftAlone {
      rate = min(rate, table.beyond[index] / Double(configuration.replicas))
    } else if has(.learnedCap), !isAsked, let cap = endpoints[index].cap.value {
      rate = min(rate, (cap + table.beyond[index]) / Double(configuration.replicas))
    }
    guard rate < .infinity else { return true }
    let claim: TokenBucket.Claim =
      table.features[feature].shed > 0 ? .yielding : isPlanned ? .planned : .unplanned
    return endpoints[index].admission.take(
      rate: rate, seconds: burstSeconds, planned: known.plannedTokens, for: claim, at: now)
  }

  /// The first candidate in order that has room and was not tried.
  private mutating func spill(_ request: inout RoutedRequest, at now: Timestamp) -> Decision {
    let feature = request.feature.value
    var anyFits = false
    for place in table.features[feature].fallbacks.indices {
      let fallback = table.features[feature].fallbacks[place]
      guard fits(fallback.endpoint, request) else { continue }
      anyFits = true
      guard hasRoom(fallback.endpoint, for: feature, isLast: fallback.isLast, at: now) else { continue }
      let reason: DecisionReason = fallback.isLast ? .leastBad : .spill
      return admit(fallback.endpoint, fallback.pair, reason, &request, at: now)
    }
    if anyFits, let attempt = askInNeed(&request, at: now) { return attempt }
    let cause: Refusal.Cause
    if anyFits {
      cause = .shed
    } else {
      cause = table.features[feature].fallbacks.isEmpty ? .noCandidate : .incapable
    }
    return refuse(feature, cause, at: now)
  }

  /// The first candidate that is behind a learned cap, left alone or on its ramp and may be asked more than the table
  /// gives it; nil when there is none.
  ///
  /// The table is made for the demand of the last seconds, and demand may rise.
  private mutating func askInNeed(_ request: inout RoutedRequest, at now: Timestamp) -> Decision? {
    let feature = request.feature.value
    for place in table.features[feature].fallbacks.indices {
      let fallback = table.features[feature].fallbacks[place]
      guard !fallback.isLast, hasSpare(fallback.endpoint, request, at: now) else { continue }
      return admit(fallback.endpoint, fallback.pair, .spill, &request, at: now)
    }
    for place in table.features[feature].probes.indices {
      let probe = table.features[feature].probes[place]
      guard hasSpare(probe.endpoint, request, at: now) else { continue }
      return admit(probe.endpoint, probe.pair, .spill, &request, at: now)
    }
    return nil
  }

  private mutating func hasSpare(_ endpoint: Int32, _ request: RoutedRequest, at now: Timestamp) -> Bool {
    let index = Int(endpoint)
    let rate = table.spare[index] / Double(configuration.replicas)
    guard rate > 0, fits(endpoint, request) else { return false }
    guard endpoints[index].inFlight < limits[index].inFlight || pulse.gapSince != nil else { return false }
    return endpoints[index].spare.take(
      rate: rate, seconds: burstSeconds, planned: 0, for: .unplanned, at: now)
  }

  private mutating func refuse(_ feature: Int, _ cause: Refusal.Cause, at now: Timestamp) -> Decision {
    meter.refused[feature] += 1
    features[feature].ended.refuse(isShed: cause == .shed, at: quarter)
    return .refuse(Refusal(cause: cause, retryAfter: retryAfter(feature, at: now)))
  }

  /// Admits a call: remembers it, counts it, and says how long it may take.
  mutating func admit(
    _ endpoint: Int32, _ pair: Int32, _ reason: DecisionReason, _ request: inout RoutedRequest,
    after wait: Nanoseconds = .zero, at now: Timestamp
  ) -> Decision {
    let index = Int(endpoint)
    let deadline = deadline(of: request)
    openWindow(index, at: now)
    let window = endpoints[index].window
    let p90 = windows[window].ttftReference.p90(size: request.promptTokens)
    let limit = p90.map { Nanoseconds(Int64(slowRule.limit(p90: $0))) }
    let budget = budget(index, for: request, p90: p90, deadline: deadline, at: now)
    let started = now + wait
    var due = DueRing.nowhere
    if request.isStreaming, let limit {
      due = windows[window].due.place(dueAt: started + limit, at: quarter)
    }
    let generation = endpoints[index].breaker.generation
    let pairGeneration =
      scopedTrips > 0 && pair >= 0 ? pairs[Int(pair)].breaker?.generation ?? 0 : 0
    let startQuarter = wait == .zero ? quarter : Quarter(started)
    let isProbe = reason == .probe
    let isRetry = request.attempts > 0
    let id = inFlight.insert { record in
      record.endpoint = endpoint
      record.feature = Int32(request.feature.value)
      record.pair = pair
      record.promptTokens = request.promptTokens
      record.generation = generation
      record.pairGeneration = pairGeneration
      record.started = started
      record.quarter = startQuarter
      record.deadline = deadline
      record.due = due
      record.isProbe = isProbe
      record.isRetry = isRetry
      record.isStreaming = request.isStreaming
    }
    guard let id else {
      windows[window].due.resolve(due)
      return .refuse(Refusal(cause: .tooManyInFlight, retryAfter: .seconds(1)))
    }
    endpoints[index].admitted()
    // Read first: changing a pair costs more than looking.
    if pair >= 0, pairs[Int(pair)].run.count > 0 { pairs[Int(pair)].run.admit() }
    attempts &+= 1
    if isRetry { features[request.feature.value].budget.begin() }
    if isProbe { leaseProbe(index, pair, id, until: now + budget + .seconds(1), at: now) }
    request.attempts += 1
    request.tried.append(endpoint)
    request.lastWasProbe = isProbe
    return .attempt(
      Attempt(
        id: id, endpoint: EndpointIndex(index), reason: reason, generation: generation, budget: budget,
        deadline: clock.shown(deadline)))
  }

  /// When a request is too late, in the engine's time.
  @inline(__always)
  func deadline(of request: RoutedRequest) -> Timestamp {
    clock.own(request.deadline ?? request.arrived + expectations[request.feature.value].deadline)
  }

  /// Makes an endpoint's windows at its first call.
  @inline(__always)
  private mutating func openWindow(_ endpoint: Int, at now: Timestamp) {
    guard endpoints[endpoint].window < 0 else { return }
    endpoints[endpoint].window = windows.count
    windows.append(
      EndpointWindows(configuration.endpoints[endpoint], normalises: has(.promptNormalisation)))
    windows[windows.count - 1].advance(to: now)
  }

  /// How long whole answers take here: as measured over the last minute, or else as the feature means them to.
  @inline(__always)
  private func latencyReference(_ index: Int, _ feature: FeatureLimits) -> Nanoseconds {
    let window = endpoints[index].window
    guard window >= 0, windows[window].latency.count >= LatencyReference.usableSamples,
      let measured = windows[window].latency.quantile(0.9)
    else { return feature.latencyP90 }
    return min(feature.latencyP90, measured)
  }

  /// Whether an endpoint that its pool cannot do without is given all the time there is.
  ///
  /// In doubt, one call in four is, to learn whether it is slow or dead; once such a call was answered, all are.
  @inline(__always)
  private func isAwaited(_ index: Int, _ request: RoutedRequest) -> Bool {
    guard endpoints[index].isNeeded, endpoints[index].breaker.doubt != nil else { return false }
    return endpoints[index].answersLate || request.sequence % 4 == 0
  }

  /// Whether somebody who is well, or on the way back, could be asked after an attempt at an endpoint.
  @inline(__always)
  private func hasAlternative(to endpoint: Int32, _ request: RoutedRequest) -> Bool {
    guard request.only == nil else { return false }
    for other in table.features[request.feature.value].fallbacks where !other.isLast {
      guard other.endpoint != endpoint, fits(other.endpoint, request) else { continue }
      if !request.tried.contains(EndpointIndex(Int(other.endpoint))) { return true }
    }
    for other in table.features[request.feature.value].probes where hasProvedItself(other) {
      guard other.endpoint != endpoint, fits(other.endpoint, request) else { continue }
      if !request.tried.contains(EndpointIndex(Int(other.endpoint))) { return true }
    }
    return false
  }

  /// How long an attempt may take: 60 % of what remains and three times the reference, within limits.
  ///
  /// Where there is nobody to turn to, patience is all there is: at the last attempt, at the last endpoint that is
  /// well and was not asked, while everything is slow,
  /// and at an endpoint that its pool cannot do without while it answers late.
  @inline(__always)
  private func budget(
    _ index: Int, for request: RoutedRequest, p90: Double?, deadline: Timestamp, at now: Timestamp
  ) -> Nanoseconds {
    let feature = expectations[request.feature.value]
    let remaining = max(deadline - now, .milliseconds(1))
    let isLast =
      request.attempts + 1 >= configuration.retry.maxAttempts || !hasAlternative(to: Int32(index), request)
    guard request.isStreaming else {
      let share = isLast ? remaining : remaining.scaled(by: configuration.retry.remainingShare)
      let expected = latencyReference(index, feature) * 3
      // Never so long that nobody else could be asked in time.
      return min(share, max(feature.ttftDeadline, expected))
    }
    let isAlone = isAwaited(index, request)
    if isLast || isAlone || now < latencyPausedUntil { return min(remaining, feature.ttftDeadline) }
    let share = remaining.scaled(by: configuration.retry.remainingShare)
    var budget = share
    if let p90 { budget = min(budget, Nanoseconds(Int64(p90 * configuration.retry.referenceFactor))) }
    // Never so long that nobody else could be asked in time, however short that is.
    return min(share, min(max(configuration.retry.ttftBudgetMin, budget), feature.ttftDeadline))
  }
}
