/// T4, T5 and T6: slow first tokens, slow streams, and calls that are overdue.
///
/// "p90 above twice the reference p90" is the same as "more than a tenth slower than that", so two counters
/// and the Wilson test do; an overdue call counts as slow now, so that a black hole is seen before its
/// timeouts are.
enum SpeedTriggers {
  /// What fired, with the numbers that decided; nil when nothing did.
  static func fired(
    _ windows: EndpointWindows, countsOverdue: Bool, _ configuration: BreakerConfiguration, without: Set<Rule>
  ) -> Firing? {
    let lane = EndpointWindows.Lane.self
    let overdue = countsOverdue && !without.contains(.overdue) ? windows.due.overdue : 0
    let ended = without.contains(.ttft) ? 0 : windows.speed[lane.samples]
    let slow = without.contains(.ttft) ? 0 : windows.speed[lane.slow]
    let n = ended + overdue
    let k = slow + overdue
    let limit = configuration.slowShareLimit
    if n >= configuration.ttftSamples, Wilson.exceeds(k, of: n, limit: Wilson.limit(limit)) {
      let trigger: Trigger = overdue * 2 > k ? .overdue : .ttft
      return Firing(trigger, k: k, n: n, limit: limit, window: windows.speed.window)
    }
    guard !without.contains(.tpot) else { return nil }
    let streams = windows.pace[lane.samples]
    guard streams >= configuration.tpotSamples else { return nil }
    guard Wilson.exceeds(windows.pace[lane.slow], of: streams, limit: Wilson.limit(limit)) else { return nil }
    return Firing(.tpot, k: windows.pace[lane.slow], n: streams, limit: limit, window: windows.pace.window)
  }

  /// Whether an endpoint is slow now, without the certainty a trip needs; nil where too little is known.
  ///
  /// Half of the calls that began in the last four seconds, or a tenth of the last thirty.
  static func isSluggish(_ windows: EndpointWindows) -> Bool? {
    let lane = EndpointWindows.Lane.self
    let overdue = windows.due.overdue
    let recent = windows.speed.recent(lane.samples, slots: 8) + overdue
    guard recent >= 3 else { return nil }
    if (windows.speed.recent(lane.slow, slots: 8) + overdue) * 2 >= recent { return true }
    return (windows.speed[lane.slow] + overdue) * 10 > windows.speed[lane.samples] + overdue
  }
}
