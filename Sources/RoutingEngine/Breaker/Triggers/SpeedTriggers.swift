/// T4, T5 and T6: slow first tokens, slow streams, and calls that are overdue.
///
/// "p90 above twice the reference p90" is the same as "more than a tenth slower than that", so two counters
/// and the Wilson test do; an overdue call counts as slow now, so that a black hole is seen before its
/// timeouts are.
extension EndpointWindows {
  /// First tokens of the last thirty seconds that came or are overdue, and how many of them were slow.
  var firstTokens: (timed: Int, slow: Int) {
    (speed[Lane.samples] + due.overdue, speed[Lane.slow] + due.overdue)
  }

  /// What fired, with the numbers that decided; nil when nothing did.
  ///
  /// `fleet` is what the other replicas saw; it counts once a call of this one is slow or overdue, so that others
  /// can hint but never decide.
  func slowFiring(
    countsOverdue: Bool, fleet: PeerCounts, _ configuration: BreakerConfiguration, without: Set<Rule>
  ) -> Firing? {
    let overdue = countsOverdue && !without.contains(.overdue) ? due.overdue : 0
    let ended = without.contains(.ttft) ? 0 : speed[Lane.samples]
    let slow = without.contains(.ttft) ? 0 : speed[Lane.slow]
    var n = ended + overdue
    var k = slow + overdue
    if k > 0 { (n, k) = (n + fleet.timed, k + fleet.slow) }
    let limit = configuration.slowShareLimit
    if n >= configuration.ttftSamples, Wilson.exceeds(k, of: n, limit: Wilson.limit(limit)) {
      let trigger: Trigger = overdue * 2 > slow + overdue ? .overdue : .ttft
      return Firing(trigger, k: k, n: n, limit: limit, window: speed.window)
    }
    guard !without.contains(.tpot) else { return nil }
    let streams = pace[Lane.samples]
    guard streams >= configuration.tpotSamples else { return nil }
    guard Wilson.exceeds(pace[Lane.slow], of: streams, limit: Wilson.limit(limit)) else { return nil }
    return Firing(.tpot, k: pace[Lane.slow], n: streams, limit: limit, window: pace.window)
  }

  /// Whether an endpoint is slow now, without the certainty a trip needs; nil where too little is known.
  ///
  /// Half of the calls that began in the last four seconds, or a tenth of the last thirty.
  var isSluggish: Bool? {
    let overdue = due.overdue
    let recent = speed.recent(Lane.samples, slots: 8) + overdue
    guard recent >= 3 else { return nil }
    if (speed.recent(Lane.slow, slots: 8) + overdue) * 2 >= recent { return true }
    return (speed[Lane.slow] + overdue) * 10 > speed[Lane.samples] + overdue
  }
}
