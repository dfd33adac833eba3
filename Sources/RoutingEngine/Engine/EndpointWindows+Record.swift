/// What a first token and an end leave in an endpoint's windows; one access to the windows each.
extension EndpointWindows {
  /// What a first token says of its endpoint.
  struct FirstToken {
    /// Whether it took longer than normal.
    var isSlow: Bool
    /// Whether few calls are slow or fail.
    var isCalm: Bool
  }

  /// Counts a first token, and the success that it is so far, both by the start of the call.
  @inline(__always)
  mutating func firstToken(
    _ ttft: Nanoseconds, _ record: AttemptRecord, isCurrent: Bool, mayLearn: Bool, _ rule: SlowRule,
    at now: Timestamp, _ quarter: Quarter
  ) -> FirstToken {
    due.resolve(record.due)
    self.ttft.record(ttft, at: now)
    var isSlow = false
    if let p90 = ttftReference.p90(size: record.promptTokens) {
      isSlow = Double(ttft.count) > rule.limit(p90: p90)
    }
    if isCurrent { addFirstToken(isSlow: isSlow, started: record.quarter, at: quarter) }
    let isCalm = isCalm
    if mayLearn, isCalm { ttftReference.learn(ttft, size: record.promptTokens, at: now) }
    return FirstToken(isSlow: isSlow, isCalm: isCalm)
  }

  /// What an end says of its endpoint.
  struct End {
    /// What its first token says, when that was reported with it.
    var first = FirstToken(isSlow: false, isCalm: true)
    /// Whether its tokens came too slowly.
    var isSlowPace = false
  }

  /// Counts the end of an attempt, and its first token when that was reported with it.
  mutating func end(
    _ record: AttemptRecord, _ outcome: Outcome, first ttft: Nanoseconds?, isCurrent: Bool, mayLearn: Bool,
    isClosed: Bool, _ rule: SlowRule, at now: Timestamp, _ quarter: Quarter
  ) -> End {
    var end = End()
    if let ttft {
      end.first = firstToken(
        ttft, record, isCurrent: isCurrent, mayLearn: mayLearn, rule, at: now, quarter)
    } else {
      due.resolve(record.due)
    }
    guard outcome.class == .ok else {
      addEnd(outcome.class, paceIsSlow: nil, at: quarter)
      remember(record, outcome, at: now)
      return end
    }
    // Who watches others' traffic may not know how long an answer took.
    if outcome.latency > .zero { latency.record(outcome.latency, at: now) }
    guard outcome.usage.output > 1,
      let first = outcome.ttft ?? (record.hasFirstToken ? record.firstTokenAt - record.started : nil)
    else {
      addEnd(.ok, paceIsSlow: nil, at: quarter)
      return end
    }
    let pace = (outcome.latency - first) / Int64(outcome.usage.output - 1)
    tpot.record(pace, at: now)
    if let p90 = tpotReference.p90 { end.isSlowPace = Double(pace.count) > rule.paceLimit(p90: p90) }
    addEnd(.ok, paceIsSlow: isCurrent ? end.isSlowPace : nil, at: quarter)
    if isCurrent, !end.isSlowPace, isClosed { tpotReference.learn(pace, size: 0, at: now) }
    return end
  }

  private mutating func remember(_ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp) {
    guard outcome.class != .cancelled, outcome.class != .local else { return }
    failures.add(
      FailureSeen(
        at: now, class: outcome.class, feature: FeatureIndex(Int(record.feature)), latency: outcome.latency,
        retryAfter: outcome.retryAfter, isProbe: record.isProbe))
  }
}
