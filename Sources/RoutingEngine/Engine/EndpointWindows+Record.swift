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
  mutating func firstToken(
    _ ttft: Nanoseconds, _ record: AttemptRecord, isCurrent: Bool, mayLearn: Bool, _ rule: SlowRule,
    at now: Timestamp
  ) -> FirstToken {
    if let due = record.due { self.due.resolve(due) }
    self.ttft.record(ttft, at: now)
    var isSlow = false
    if let p90 = ttftReference.p90(size: record.promptTokens) {
      isSlow = Double(ttft.count) > rule.limit(p90: p90)
    }
    if isCurrent { addFirstToken(isSlow: isSlow, started: Quarter(record.started), at: Quarter(now)) }
    let isCalm = isCalm
    if mayLearn, isCalm { ttftReference.learn(ttft, size: record.promptTokens, at: now) }
    return FirstToken(isSlow: isSlow, isCalm: isCalm)
  }

  /// Counts the end of an attempt; true when its tokens came too slowly.
  mutating func end(
    _ record: AttemptRecord, _ outcome: Outcome, isCurrent: Bool, isClosed: Bool,
    _ rule: SlowRule, at now: Timestamp
  ) -> Bool {
    if let due = record.due { self.due.resolve(due) }
    let quarter = Quarter(now)
    guard outcome.class == .ok else {
      addEnd(outcome.class, paceIsSlow: nil, at: quarter)
      remember(record, outcome, at: now)
      return false
    }
    // Who watches others' traffic may not know how long an answer took.
    if outcome.latency > .zero { latency.record(outcome.latency, at: now) }
    guard outcome.usage.output > 1,
      let first = outcome.ttft ?? (record.hasFirstToken ? record.firstTokenAt - record.started : nil)
    else {
      addEnd(.ok, paceIsSlow: nil, at: quarter)
      return false
    }
    let pace = (outcome.latency - first) / Int64(outcome.usage.output - 1)
    tpot.record(pace, at: now)
    let isSlow = tpotReference.p90(size: 0).map { Double(pace.count) > $0 * rule.factor } ?? false
    addEnd(.ok, paceIsSlow: isCurrent ? isSlow : nil, at: quarter)
    if isCurrent, !isSlow, isClosed { tpotReference.learn(pace, size: 0, at: now) }
    return isSlow
  }

  private mutating func remember(_ record: AttemptRecord, _ outcome: Outcome, at now: Timestamp) {
    guard outcome.class != .cancelled, outcome.class != .local else { return }
    failures.add(
      FailureSeen(
        at: now, class: outcome.class, feature: FeatureIndex(Int(record.feature)), latency: outcome.latency,
        retryAfter: outcome.retryAfter, isProbe: record.isProbe))
  }
}
