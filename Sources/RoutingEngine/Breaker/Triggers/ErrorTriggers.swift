/// T1, T2 and T3: failures in a row, and error rates over ten seconds and a minute.
///
/// A run finds a dead endpoint within a handful of calls; the rates find one that fails in part. Rates trip on
/// the Wilson test, never on a bare percentage: 2 failures of 5 prove nothing.
enum ErrorTriggers {
  /// Failures in a row that prove an endpoint down that its pools cannot do without: of one that answers every
  /// second call one run in a million is so long.
  static let neededRun = 20
  /// How long a shorter run must last to prove it.
  static let neededSpan = Nanoseconds.seconds(5)

  /// What fired, with the numbers that decided; nil when nothing did.
  ///
  /// `isOpenElsewhere`: most replicas have it open, so half the evidence is enough. `fleet`: what the other
  /// replicas saw of it in the last three seconds, and `pending` what is on its way here. `isInDoubt`: it is
  /// suspected of a gray failure, and `isNeeded`: its pools cannot do without it. `ambient`: what fails at other providers.
  static func fired(
    _ run: FailureRun, _ windows: EndpointWindows, baseline: ErrorBaseline, isOpenElsewhere: Bool,
    fleet: PeerCounts, isInDoubt: Bool, isNeeded: Bool, pending: @autoclosure () -> Int,
    ambient: @autoclosure () -> AmbientFailures, _ configuration: BreakerConfiguration, without: Set<Rule>,
    at now: Timestamp
  ) -> Firing? {
    if !without.contains(.consecutiveFailures) {
      let needed =
        isOpenElsewhere ? (configuration.consecutiveFailures + 1) / 2 : configuration.consecutiveFailures
      if run.count >= needed, run.isConclusive, run.isLasting(configuration.consecutiveSpan, needed, at: now),
        run.count >= ambient().run(needed)
      {
        var firing = Firing(
          .consecutiveFailures, k: run.count, n: run.count, limit: 1, window: run.span(at: now))
        // Two seconds in which four in five failed say that it is down; a short run alone may be chance.
        let recent = windows.fast.recent(EndpointWindows.Lane.evidence, slots: 8)
        firing.isHard =
          windows.fast.recent(EndpointWindows.Lane.failures, slots: 8) * 5 >= recent * 4
          || run.count >= neededRun
        // Half a service is more than none: whoever is needed has to be down for longer.
        if isNeeded, run.count < neededRun, run.span(at: now) < neededSpan { firing.isHard = false }
        return firing
      }
    }
    if !without.contains(.errorRateFast) {
      let samples = isOpenElsewhere ? configuration.errorRateSamples / 2 : configuration.errorRateSamples
      let share = fastLimit(baseline, isInDoubt: isInDoubt, configuration)
      if let firing = rate(windows.fast, .errorRateFast, share: share, samples: samples) { return firing }
    }
    if let firing = fleetRate(windows, run, fleet, baseline, pending(), configuration, without) {
      return firing
    }
    if !without.contains(.errorRateSlow) {
      let share = slowLimit(baseline, isInDoubt: isInDoubt, configuration)
      let samples = configuration.slowErrorRateSamples
      return rate(windows.slow, .errorRateSlow, share: share, samples: samples)
    }
    return nil
  }

  /// The limit of T2.
  ///
  /// Who is in doubt for a gray failure has lost most of its traffic already; a rate at the limit is no news.
  static func fastLimit(
    _ baseline: ErrorBaseline, isInDoubt: Bool, _ configuration: BreakerConfiguration
  ) -> Double {
    max(configuration.errorRateLimit * (isInDoubt ? 2 : 1), 3 * baseline.share)
  }

  /// The limit of T3; who is in doubt is judged more patiently, as with T2.
  static func slowLimit(
    _ baseline: ErrorBaseline, isInDoubt: Bool, _ configuration: BreakerConfiguration
  ) -> Double {
    max(configuration.slowErrorRateLimit * (isInDoubt ? 2 : 1), 3 * baseline.share)
  }

  /// T2 over the fleet: where each replica sees little, all of them together see enough.
  ///
  /// It takes a failure of this replica's own, the last thing it saw, so that others can hint but never decide.
  /// Failures end at once and successes take their time, so calls that are still on their way count as good. Three
  /// seconds see a provider that refuses; ten see one that never answers, whose calls fail by their timeouts.
  private static func fleetRate(
    _ windows: EndpointWindows, _ run: FailureRun, _ fleet: PeerCounts, _ baseline: ErrorBaseline,
    _ pending: @autoclosure () -> Int, _ configuration: BreakerConfiguration, _ without: Set<Rule>
  ) -> Firing? {
    guard !without.contains(.digests), !without.contains(.errorRateFast) else { return nil }
    guard run.count >= 1, fleet.samples + fleet.lastingSamples > 0 else { return nil }
    let ring = windows.fast
    let share = max(configuration.errorRateLimit, 3 * baseline.share)
    func firing(_ n: Int, _ k: Int, _ window: Nanoseconds) -> Firing? {
      guard n >= configuration.errorRateSamples, k * 2 >= n else { return nil }
      guard Wilson.exceeds(k, of: n, limit: Wilson.limit(share)), k * 2 >= n + pending() else { return nil }
      return Firing(.errorRateFast, k: k, n: n, limit: share, window: window)
    }
    return firing(
      ring.recent(Lane.evidence, slots: 12) + fleet.samples + fleet.pending,
      ring.recent(Lane.failures, slots: 12) + fleet.failures, PeerCounts.window)
      ?? firing(
        ring[Lane.evidence] + fleet.lastingSamples + fleet.pending,
        ring[Lane.failures] + fleet.lastingFailures, PeerCounts.lastingWindow)
  }

  private typealias Lane = EndpointWindows.Lane

  private static func rate(_ ring: CountView, _ trigger: Trigger, share: Double, samples: Int) -> Firing? {
    let n = ring[EndpointWindows.Lane.evidence]
    let k = ring[EndpointWindows.Lane.failures]
    guard n >= samples, Wilson.exceeds(k, of: n, limit: Wilson.limit(share)) else { return nil }
    return Firing(trigger, k: k, n: n, limit: share, window: ring.window)
  }
}

/// A trigger that fired, with the numbers that decided.
struct Firing: Sendable, Hashable {
  var trigger: Trigger
  var k: Int
  var n: Int
  var limit: Double
  var window: Nanoseconds
  var retryAfter: Nanoseconds?

  init(_ trigger: Trigger, k: Int, n: Int, limit: Double, window: Nanoseconds) {
    self.trigger = trigger
    self.k = k
    self.n = n
    self.limit = limit
    self.window = window
    isHard = !trigger.isLatency && k * 5 >= n * 4 && n > 0
  }

  /// Whether four in five failed, so that it is down rather than in trouble.
  var isHard: Bool

  var detail: EventDetail {
    var detail = EventDetail()
    detail.k = k
    detail.n = n
    detail.limit = limit
    detail.window = window
    return detail
  }
}
