/// Evidence in: first tokens and outcomes into windows, ramps, caps and the ledger.
extension RoutingEngine {
  /// Counts the first content token of an attempt: a success so far, and a sample of TTFT.
  mutating func firstToken(_ id: AttemptID, at now: Timestamp) {
    guard let place = inFlight.place(of: id), !inFlight[place].hasFirstToken else { return }
    inFlight[place].hasFirstToken = true
    inFlight[place].firstTokenAt = now
    let record = inFlight[place]
    inFlight[place].due = nil
    noteBeat(record, at: now)
    recordFirstToken(record, id, ttft: now - record.started, at: now)
  }

  private mutating func recordFirstToken(
    _ record: AttemptRecord, _ id: AttemptID, ttft: Nanoseconds, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    let window = endpoints[index].window
    if let due = record.due { windows[window].due.resolve(due) }
    windows[window].ttft.record(ttft, at: now)
    features[Int(record.feature)].ttft.record(ttft, at: now)
    noteCost(index, ttft, at: now)
    let isSlow = slowLimit(window, record.promptTokens).map { ttft > $0 } ?? false
    if isCurrent(record) {
      windows[window].speed.advance(to: now)
      windows[window].speed.add(EndpointWindows.Lane.samples, at: record.started)
      if isSlow { windows[window].speed.add(EndpointWindows.Lane.slow, at: record.started) }
      countEvidence(record, failed: false, isNew: true, at: now)
      endpoints[index].run.succeed(started: record.started)
      rampSample(record, failed: false, slow: isSlow, at: now)
    }
    if record.isProbe { releaseProbe(record, id) }
    if mayLearn(index, window) {
      windows[window].ttftReference.learn(ttft, size: record.promptTokens, at: now)
    }
  }

  /// References and baselines move only while an endpoint is closed, and few of its calls are slow or fail.
  private func mayLearn(_ index: Int, _ window: Int) -> Bool {
    guard endpoints[index].breaker.isClosed, endpoints[index].override == nil else { return false }
    let n = windows[window].speed[EndpointWindows.Lane.samples]
    let slow = windows[window].speed[EndpointWindows.Lane.slow] + windows[window].due.overdue
    if n >= 10, slow * 20 > n { return false }
    let evidence = windows[window].fast[EndpointWindows.Lane.evidence]
    return evidence < 10 || windows[window].fast[EndpointWindows.Lane.failures] * 20 <= evidence
  }

  /// Whether what became of a call may still decide: it was admitted in the endpoint's present generation.
  @inline(__always)
  func isCurrent(_ record: AttemptRecord) -> Bool {
    endpoints[Int(record.endpoint)].breaker.generation == record.generation
  }

  /// Counts the end of an attempt. A second report under the same name changes nothing.
  mutating func finish(_ id: AttemptID, _ outcome: Outcome, at now: Timestamp) {
    guard let place = inFlight.place(of: id) else { return }
    if let ttft = outcome.ttft, !inFlight[place].hasFirstToken, inFlight[place].isStreaming {
      inFlight[place].hasFirstToken = true
      let record = inFlight[place]
      inFlight[place].due = nil
      recordFirstToken(record, id, ttft: ttft, at: now)
    }
    let record = inFlight[place]
    inFlight.remove(place)
    let index = Int(record.endpoint)
    let window = endpoints[index].window
    endpoints[index].inFlight -= 1
    noteBeat(record, at: now)
    if let due = record.due { windows[window].due.resolve(due) }
    if record.isProbe { releaseProbe(record, id) }
    windows[window].classes.advance(to: now)
    windows[window].classes.add(Int(outcome.class.rawValue), at: now)
    countAttempt(window, record, outcome, at: now)
    book(record, outcome, at: now)
    recordLatency(record, outcome, window, at: now)
    if outcome.class.isFailure {
      fail(record, outcome, at: now)
    } else if outcome.class == .ok {
      succeed(record, at: now)
    } else {
      noteSpecial(record, outcome, at: now)
    }
    noteRequestEnd(record, outcome, at: now)
  }

  private mutating func countAttempt(
    _ window: Int, _ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp
  ) {
    windows[window].fast.advance(to: now)
    windows[window].slow.advance(to: now)
    windows[window].speed.advance(to: now)
    windows[window].fast.add(EndpointWindows.Lane.attempts, at: now)
    windows[window].slow.add(EndpointWindows.Lane.attempts, at: now)
    windows[window].speed.add(EndpointWindows.Lane.attempts, at: now)
    guard outcome.class.isPushback else { return }
    windows[window].fast.add(EndpointWindows.Lane.pushback, at: now)
    windows[window].slow.add(EndpointWindows.Lane.pushback, at: now)
    windows[window].speed.add(EndpointWindows.Lane.pushback, at: now)
  }

  private mutating func recordLatency(
    _ record: AttemptRecord, _ outcome: Outcome, _ window: Int, at now: Timestamp
  ) {
    guard outcome.class == .ok else { return }
    windows[window].latency.record(outcome.latency, at: now)
    guard outcome.usage.output > 1, let ttft = outcome.ttft ?? firstTokenDelay(record) else { return }
    let pace = (outcome.latency - ttft) / Int64(outcome.usage.output - 1)
    windows[window].tpot.record(pace, at: now)
    guard isCurrent(record) else { return }
    windows[window].pace.advance(to: now)
    windows[window].pace.add(EndpointWindows.Lane.samples, at: now)
    if let limit = slowPace(window), pace > limit {
      windows[window].pace.add(EndpointWindows.Lane.slow, at: now)
    } else if endpoints[Int(record.endpoint)].breaker.isClosed {
      windows[window].tpotReference.learn(pace, size: 0, at: now)
    }
  }

  private func firstTokenDelay(_ record: AttemptRecord) -> Nanoseconds? {
    record.hasFirstToken ? record.firstTokenAt - record.started : nil
  }

  /// Above this a stream is slow; nil until there is a reference.
  func slowPace(_ window: Int) -> Nanoseconds? {
    windows[window].tpotReference.p90(size: 0).map {
      Nanoseconds(Int64($0 * configuration.breaker.slowFactor))
    }
  }

  private mutating func succeed(_ record: AttemptRecord, at now: Timestamp) {
    let index = Int(record.endpoint)
    endpoints[index].authFailures = 0
    endpoints[index].goneAnswers = 0
    guard !record.hasFirstToken, isCurrent(record) else { return }
    countEvidence(record, failed: false, isNew: true, at: now)
    endpoints[index].run.succeed(started: record.started)
    rampSample(record, failed: false, slow: false, at: now)
  }

  private mutating func fail(_ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp) {
    let index = Int(record.endpoint)
    noteCost(index, max(.seconds(1), outcome.latency), at: now)
    guard isCurrent(record) else { return }
    if outcome.class == .ttftTimeout {
      let window = endpoints[index].window
      windows[window].speed.add(EndpointWindows.Lane.samples, at: record.started)
      windows[window].speed.add(EndpointWindows.Lane.slow, at: record.started)
    }
    countEvidence(record, failed: true, isNew: !record.hasFirstToken, at: now)
    endpoints[index].run.fail(started: record.started, at: now)
    rampSample(record, failed: true, slow: false, at: now)
    judgeErrors(index, record.pair, outcome, at: now)
  }

  /// Counts evidence in the windows that error triggers read, by the start of the call.
  private mutating func countEvidence(
    _ record: AttemptRecord, failed: Bool, isNew: Bool, at now: Timestamp
  ) {
    let index = Int(record.endpoint)
    let window = endpoints[index].window
    windows[window].fast.advance(to: now)
    windows[window].slow.advance(to: now)
    // A stream that broke after its start left the window counts where it is known: now.
    let isOld = now - record.started >= windows[window].fast.window
    let instant = isOld ? now : record.started
    if isNew || (failed && isOld) {
      windows[window].fast.add(EndpointWindows.Lane.evidence, at: instant)
      windows[window].slow.add(EndpointWindows.Lane.evidence, at: instant)
    }
    if failed {
      windows[window].fast.add(EndpointWindows.Lane.failures, at: instant)
      windows[window].slow.add(EndpointWindows.Lane.failures, at: instant)
    }
    if record.pair >= 0 { pairs[Int(record.pair)].count(failed: failed, evidence: isNew) }
    endpoints[index].cusum.add(failed: failed, baseline: endpoints[index].baseline.hundredths)
    if endpoints[index].breaker.isClosed, isNew || failed { endpoints[index].baseline.learn(failed: failed) }
  }

  /// Peak-sensitive average of TTFT: jumps up, decays over ten seconds (Finagle's peak EWMA).
  private mutating func noteCost(_ index: Int, _ sample: Nanoseconds, at now: Timestamp) {
    let value = Double(sample.count)
    if value > endpoints[index].ttftCost {
      endpoints[index].ttftCost = value
    } else {
      let part = min(1, (now - endpoints[index].ttftCostAt).seconds / 10)
      endpoints[index].ttftCost += (value - endpoints[index].ttftCost) * part
    }
    endpoints[index].ttftCostAt = now
  }

  /// Notes that reports arrive; at the end of a gap, calls admitted during it are written off.
  private mutating func noteBeat(_ record: AttemptRecord, at now: Timestamp) {
    guard let gap = pulse.beat(from: record.endpoint, at: now) else { return }
    writeOff(since: now - gap)
  }

  private mutating func writeOff(since start: Timestamp) {
    for place in inFlight.records.indices where inFlight[place].isLive {
      guard inFlight[place].started >= start, !inFlight[place].hasFirstToken else { continue }
      let record = inFlight[place]
      if let due = record.due { windows[endpoints[Int(record.endpoint)].window].due.resolve(due) }
      inFlight[place].due = nil
    }
  }
}
