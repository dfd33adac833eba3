/// What a first token and an end leave in an endpoint's windows; one access to the windows each.
extension EndpointWindows {
  /// Counts a first token; true when it was slow.
  mutating func firstToken(
    _ ttft: Nanoseconds, _ record: AttemptRecord, isCurrent: Bool, mayLearn: Bool,
    _ rule: SlowRule, at now: Timestamp
  ) -> Bool {
    if let due = record.due { self.due.resolve(due) }
    self.ttft.record(ttft, at: now)
    var isSlow = false
    if let p90 = ttftReference.p90(size: record.promptTokens) {
      isSlow = Double(ttft.count) > rule.limit(p90: p90)
    }
    if isCurrent { addSpeed(isSlow: isSlow, started: Quarter(record.started), at: Quarter(now)) }
    if mayLearn, isCalm { ttftReference.learn(ttft, size: record.promptTokens, at: now) }
    return isSlow
  }

  /// Whether few calls are slow or fail, so that references and baselines may move.
  var isCalm: Bool {
    let n = speed[Lane.samples]
    if n >= 10, (speed[Lane.slow] + due.overdue) * 20 > n { return false }
    let evidence = fast[Lane.evidence]
    return evidence < 10 || fast[Lane.failures] * 20 <= evidence
  }

  /// Counts the end of an attempt; true when its tokens came too slowly.
  mutating func end(
    _ record: AttemptRecord, _ outcome: Outcome, isCurrent: Bool, isClosed: Bool,
    _ rule: SlowRule, at now: Timestamp
  ) -> Bool {
    if let due = record.due { self.due.resolve(due) }
    let quarter = Quarter(now)
    addAttempt(outcome.class, at: quarter)
    guard outcome.class == .ok else {
      remember(record, outcome, at: now)
      return false
    }
    // Who watches others' traffic may not know how long an answer took.
    if outcome.latency > .zero { latency.record(outcome.latency, at: now) }
    guard outcome.usage.output > 1 else { return false }
    guard let first = outcome.ttft ?? (record.hasFirstToken ? record.firstTokenAt - record.started : nil)
    else {
      return false
    }
    let pace = (outcome.latency - first) / Int64(outcome.usage.output - 1)
    tpot.record(pace, at: now)
    let isSlow = tpotReference.p90(size: 0).map { Double(pace.count) > $0 * rule.factor } ?? false
    guard isCurrent else { return isSlow }
    addPace(isSlow: isSlow, at: quarter)
    if !isSlow, isClosed { tpotReference.learn(pace, size: 0, at: now) }
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
