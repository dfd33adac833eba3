/// T1, T2 and T3: failures in a row, and error rates over ten seconds and a minute.
///
/// A run finds a dead endpoint within a handful of calls; the rates find one that fails in part. Rates trip on
/// the Wilson test, never on a bare percentage: 2 failures of 5 prove nothing.
enum ErrorTriggers {
  /// What fired, with the numbers that decided; nil when nothing did.
  ///
  /// - Parameter isOpenElsewhere: most replicas have it open; half the evidence is then enough.
  static func fired(
    _ run: FailureRun, _ windows: EndpointWindows, baseline: ErrorBaseline, isOpenElsewhere: Bool,
    _ configuration: BreakerConfiguration, without: Set<Rule>, at now: Timestamp
  ) -> Firing? {
    if !without.contains(.consecutiveFailures) {
      let needed =
        isOpenElsewhere ? (configuration.consecutiveFailures + 1) / 2 : configuration.consecutiveFailures
      if run.count >= needed, run.span(at: now) >= configuration.consecutiveSpan {
        return Firing(.consecutiveFailures, k: run.count, n: run.count, limit: 1, window: run.span(at: now))
      }
    }
    if !without.contains(.errorRateFast) {
      let samples = isOpenElsewhere ? configuration.errorRateSamples / 2 : configuration.errorRateSamples
      let share = max(configuration.errorRateLimit, 3 * baseline.share)
      if let firing = rate(windows.fast, .errorRateFast, share: share, samples: samples) { return firing }
    }
    if !without.contains(.errorRateSlow) {
      let share = max(configuration.slowErrorRateLimit, 3 * baseline.share)
      let samples = configuration.slowErrorRateSamples
      return rate(windows.slow, .errorRateSlow, share: share, samples: samples)
    }
    return nil
  }

  private static func rate(_ ring: CountRing, _ trigger: Trigger, share: Double, samples: Int) -> Firing? {
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
  }

  /// Whether four in five failed, so that it is down rather than in trouble.
  var isHard: Bool { trigger == .consecutiveFailures || (!trigger.isLatency && k * 5 >= n * 4 && n > 0) }

  var detail: EventDetail {
    var detail = EventDetail()
    detail.k = k
    detail.n = n
    detail.limit = limit
    detail.window = window
    return detail
  }
}
