/// Evidence in: first tokens and outcomes into windows, ramps, caps and the ledger.
extension RoutingEngine {
  /// Counts the first content token of an attempt: a success so far, and a sample of TTFT.
  ///
  /// Said again it is a sign of life: a stream may outlast its deadline, and is not lost while it delivers.
  mutating func firstToken(_ id: AttemptID, at now: Timestamp) {
    guard let place = inFlight.place(of: id) else { return }
    guard !inFlight[place].hasFirstToken else {
      inFlight[place].deadline = max(inFlight[place].deadline, now)
      return
    }
    inFlight[place].hasFirstToken = true
    inFlight[place].firstTokenAt = now
    let record = inFlight[place]
    inFlight[place].due = DueRing.nowhere
    noteBeat(record.endpoint, at: now)
    let ttft = now - record.started
    let index = Int(record.endpoint)
    let isCurrent = isCurrent(record)
    let seen = windows[endpoints[index].window].firstToken(
      ttft, record, isCurrent: isCurrent, mayLearn: endpoints[index].mayTeach, slowRule, at: now, quarter)
    features[Int(record.feature)].ttft.record(ttft, at: now)
    endpoints[index].noteFirstToken(record, ttft, seen, isCurrent: isCurrent, at: now)
    if isCurrent { noteFirstToken(record, isSlow: seen.isSlow, at: now) }
    if record.isProbe { releaseProbe(record, id) }
  }

  /// Takes in a first token that may still decide.
  @inline(__always)
  private mutating func noteFirstToken(_ record: AttemptRecord, isSlow: Bool, at now: Timestamp) {
    if record.pair >= 0 { pairs[Int(record.pair)].noteSuccess(started: record.started) }
    // A ramp after a trip on pace learns pace, and so waits for the end.
    if !endpoints[Int(record.endpoint)].breaker.learnsPace {
      rampSample(record, failed: false, slow: isSlow, at: now)
    }
  }

  /// Whether what became of a call may still decide: it was admitted in the present generation of the
  /// endpoint, and of the pair where pairs are tripped alone.
  @inline(__always)
  func isCurrent(_ record: AttemptRecord) -> Bool {
    guard endpoints[Int(record.endpoint)].breaker.generation == record.generation else { return false }
    guard scopedTrips > 0, record.pair >= 0 else { return true }
    return pairs[Int(record.pair)].breaker?.generation ?? 0 == record.pairGeneration
  }

  /// Counts the end of an attempt.
  ///
  /// A second report under the same name changes nothing.
  mutating func finish(_ id: AttemptID, _ outcome: Outcome, at now: Timestamp) {
    guard let place = inFlight.place(of: id) else { return }
    // Who reports both at once reports the first token here.
    let first = inFlight[place].isStreaming && !inFlight[place].hasFirstToken ? outcome.ttft : nil
    if first != nil { inFlight[place].hasFirstToken = true }
    // A constant: of a variable every call below would be handed a copy.
    let record = inFlight[place]
    inFlight.remove(place)
    let index = Int(record.endpoint)
    let isCurrent = isCurrent(record)
    noteBeat(record.endpoint, at: now)
    let seen = windows[endpoints[index].window].end(
      record, outcome, first: first, isCurrent: isCurrent, mayLearn: endpoints[index].mayTeach,
      isClosed: endpoints[index].breaker.isClosed, slowRule, at: now, quarter)
    book(record, outcome, at: now)
    endpoints[index].noteEnd(record, outcome, first, seen.first, isCurrent: isCurrent, at: now)
    features[Int(record.feature)].noteEnd(
      record, outcome, first, earned: configuration.retry.earnedPerSuccess, at: now, quarter)
    if first != nil, isCurrent { noteFirstToken(record, isSlow: seen.first.isSlow, at: now) }
    if record.isProbe { releaseProbe(record, id) }
    if outcome.class == .ok {
      // Who was asked for want of anybody else and answers is no longer out of quota, refused or gone.
      if endpoints[index].hold != nil, record.started > endpoints[index].heldSince { endHold(index, at: now) }
      if isCurrent { succeed(record, isSlowPace: seen.isSlowPace, at: now) }
    } else if outcome.class.isFailure {
      fail(record, outcome, isCurrent: isCurrent, at: now)
    } else {
      noteSpecial(record, outcome, at: now)
    }
  }

  /// Takes in a success that may still decide.
  @inline(__always)
  private mutating func succeed(_ record: AttemptRecord, isSlowPace: Bool, at now: Timestamp) {
    let index = Int(record.endpoint)
    guard !record.hasFirstToken else {
      if endpoints[index].breaker.learnsPace {
        rampSample(record, failed: false, slow: isSlowPace, at: now)
      }
      return
    }
    countEvidence(record, failed: false, isNew: true, at: now)
    endpoints[index].noteSuccess(started: record.started)
    if record.pair >= 0 { pairs[Int(record.pair)].run.succeed(started: record.started) }
    rampSample(record, failed: false, slow: false, at: now)
  }

  private mutating func fail(
    _ record: AttemptRecord, _ outcome: Outcome, isCurrent: Bool, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    endpoints[index].noteCost(max(.seconds(1), outcome.latency), at: now)
    if let wait = outcome.retryAfter { stayAway(index, wait, at: now) }
    guard isCurrent else { return }
    if outcome.class == .ttftTimeout {
      // While everything is slow, an impatient budget is our doing and proves nothing of the endpoint.
      let isPaused = isLatencyPaused(at: now)
      if isPaused || !isOthersFine(besides: index) {
        endpoints[index].vainSince = isPaused ? nil : endpoints[index].vainSince ?? record.started
        return
      }
    } else if outcome.class == .overloaded, isOurOverload(index) {
      windows[endpoints[index].window].addShown(started: record.quarter, at: quarter)
      yield(index, at: now)
      return
    }
    if outcome.class == .ttftTimeout {
      let window = endpoints[index].window
      windows[window].addSlow(started: record.quarter, at: quarter)
      // Who is needed is slow before it is down: it failed only if it took longer than anybody would wait.
      let patience = expectations[Int(record.feature)].ttftDeadline
      if endpoints[index].isNeeded, outcome.latency < patience.scaled(by: 0.95) { return }
    }
    countEvidence(record, failed: true, isNew: !record.hasFirstToken, at: now)
    endpoints[index].run.fail(started: record.started, at: now)
    if record.pair >= 0 { pairs[Int(record.pair)].run.fail(started: record.started, at: now) }
    rampSample(record, failed: true, slow: false, isLate: record.hasFirstToken, at: now)
    judgeErrors(index, record.pair, outcome, at: now)
  }

  /// Offers a little less than declared to an endpoint that is full, while others have room: what it refuses
  /// would go there by way of a retry each.
  private mutating func yield(_ index: Int, at now: Timestamp) {
    guard has(.learnedCap), endpoints[index].breaker.ramp == nil else { return }
    guard !endpoints[index].isNeeded || hasRoomElsewhere(index) else { return }
    let window = windows[endpoints[index].window]
    let refused = window.classes[Int(OutcomeClass.overloaded.rawValue)]
    let attempts = window.fast[EndpointWindows.Lane.attempts]
    // A clump that was refused in part is no limit.
    guard refused >= 3, refused * 20 > attempts else { return }
    // Who refuses one in five has much less than declared, and may get it back only when asked for less.
    let isFarOff = refused * 5 > attempts
    let offered = isFarOff ? Double(busiestSecond(of: window)) * Double(configuration.replicas) : .infinity
    lowerCap(
      index, below: min(offered, limits[index].rate),
      to: isFarOff ? configuration.selection.capBackoff : 0.95,
      at: now)
  }

  /// Whether others of its pools that are well have room for a twentieth of what an endpoint declares, and keep a
  /// fifth of their own.
  private func hasRoomElsewhere(_ index: Int) -> Bool {
    map.pairsOfEndpoint[index].contains { pair in
      var room = 0.0
      for other in features[Int(pairs[Int(pair)].feature)].order {
        let place = Int(pairs[Int(other)].endpoint)
        let runtime = endpoints[place]
        guard place != index, runtime.breaker.isClosed, runtime.pausedUntil <= now else { continue }
        guard servingWeight(other) > 0 else { continue }
        let most = min(limits[place].rate, runtime.cap.value ?? .infinity)
        room += max(0, 0.8 * most - table.offered[place])
      }
      return room >= 0.05 * limits[index].rate
    }
  }

  /// Whether an endpoint that says it is overloaded was offered nearly all it declared: our doing, not its fault.
  ///
  /// That is so while most calls still pass; an endpoint that refuses half of ten seconds' calls has lost what
  /// it declared.
  private func isOurOverload(_ index: Int) -> Bool {
    guard limits[index].rate.isFinite, has(.declaredCapacity) else { return false }
    let window = windows[endpoints[index].window]
    let refused = window.classes[Int(OutcomeClass.overloaded.rawValue)]
    guard refused * 2 < window.fast[EndpointWindows.Lane.attempts] + 10 else { return false }
    let busiest = busiestSecond(of: window)
    let isBusyHere = Double(busiest) >= 0.8 * limits[index].localRate && busiest >= 3
    return isBusyHere || table.offered[index] >= 0.7 * limits[index].rate
  }

  /// Calls that an endpoint was sent in the busiest second of the last four, failovers included: a refusal may come
  /// late.
  private func busiestSecond(of window: EndpointWindows) -> Int {
    window.fast.busiest(EndpointWindows.Lane.admitted, run: 4, among: 16)
  }

  /// Counts evidence in the windows that error triggers read, by the start of the call.
  private mutating func countEvidence(
    _ record: AttemptRecord, failed: Bool, isNew: Bool, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    let window = endpoints[index].window
    windows[window].addEvidence(
      failed: failed, isNew: isNew, started: record.quarter, at: quarter)
    if record.pair >= 0 { pairs[Int(record.pair)].count(failed: failed, evidence: isNew) }
    endpoints[index].countEvidence(failed: failed, isNew: isNew, isCalm: windows[window].isCalm)
  }

  /// Notes that reports arrive; at the end of a gap, calls admitted during it are written off.
  @inline(__always)
  private mutating func noteBeat(_ endpoint: Int32, at now: Timestamp) {
    guard let gap = pulse.beat(from: endpoint, at: now) else { return }
    writeOff(since: now - gap)
  }

  /// Calls that were admitted during a gap may have ended unseen: they give back what they hold at the endpoint.
  private mutating func writeOff(since start: Timestamp) {
    for place in inFlight.records.indices where inFlight[place].isLive && !inFlight[place].isWrittenOff {
      guard inFlight[place].started >= start || inFlight[place].deadline <= now else { continue }
      let record = inFlight[place]
      windows[endpoints[Int(record.endpoint)].window].due.resolve(record.due)
      inFlight[place].due = DueRing.nowhere
      inFlight[place].isWrittenOff = true
      endpoints[Int(record.endpoint)].inFlight -= 1
    }
  }
}
