@testable import RoutingEngine

/// What must hold at every step, in whatever world.
extension World {
  /// At an admission: nothing goes where nothing may go.
  mutating func checkAdmission(_ attempt: Attempt, _ request: RoutedRequest) {
    let index = attempt.endpoint.value
    let runtime = engine.endpoints[index]
    let isLast = attempt.reason == .leastBad
    if runtime.isShutByOperator { blame("\(attempt.reason) to a drained or forced open endpoint \(index)") }
    if runtime.hold != nil, !isLast { blame("\(attempt.reason) to held endpoint \(index)") }
    let isForced = runtime.override?.kind == .forcedClosed
    if runtime.breaker.isOpen, !isLast, !isForced { blame("\(attempt.reason) to open endpoint \(index)") }
    if attempt.generation != runtime.breaker.generation { blame("a generation that is not the present one") }
    if request.attempts > 3 { blame("\(request.attempts) attempts") }
    if attempt.reason == .failover, calls.contains(where: { $0.attempt.id == attempt.id }) {
      blame("an attempt's name was given twice")
    }
    if let ramp = runtime.breaker.ramp, attempt.isProbe {
      let normal = engine.table.offered[index] * 1_000
      let limit = ramp.leaseLimit(normal: normal, configuration: engine.configuration.breaker)
      if ramp.leases.count > limit { blame("\(ramp.leases.count) probes at once, \(limit) allowed") }
    }
  }

  /// At a transition: one stage up at a time, closing on evidence, opening on a reason.
  mutating func checkTransitions(from before: [Breaker]) {
    for (index, now) in states.enumerated() {
      let old = before[index]
      guard old.phase != now.phase else { continue }
      switch (old.state, now.state) {
      case (.partialOpen(let a), .partialOpen(let b)) where b > a + 1 && old.generation == now.generation:
        blame("endpoint \(index) skipped from stage \(a) to \(b)")
      case (.partialOpen(let stage), .closed):
        let last = engine.configuration.breaker.stages.count - 1
        if stage != last { blame("endpoint \(index) closed from stage \(stage)") }
        if (old.ramp?.samples ?? 0) < 19 {
          blame("endpoint \(index) closed on \(old.ramp?.samples ?? 0) samples")
        }
      case (.open, .closed): blame("endpoint \(index) closed from open")
      case (.open, .suspect): blame("endpoint \(index) went from open to suspect")
      default: break
      }
      if now.generation < old.generation { blame("endpoint \(index) went back to an older generation") }
    }
  }

  /// At every step: sums, bounds and books.
  mutating func check() {
    checkShares()
    checkBooks()
    checkPools()
    for (index, runtime) in engine.endpoints.enumerated() {
      if runtime.inFlight < 0 { blame("endpoint \(index) has \(runtime.inFlight) calls in flight") }
    }
  }

  private mutating func checkShares() {
    for (place, feature) in engine.table.features.enumerated() {
      var sum = 0
      for share in feature.shares {
        if share.millionths < 0 { blame("feature \(place) has a negative share") }
        sum += share.millionths
      }
      let isServed = !feature.bins.isEmpty || !feature.percents.isEmpty
      guard isServed, feature.percents.isEmpty else { continue }
      if abs(sum + Int(feature.shed) - 1_000_000) > 8 {
        blame("feature \(place) sums to \(sum) + \(feature.shed)")
      }
      if let last = feature.bins.last, last.upTo != 1_000_000 {
        blame("bins of feature \(place) end at \(last.upTo)")
      }
    }
    for (index, offered) in engine.table.offered.enumerated() {
      let declared = engine.configuration.endpoints[index].capacity.requestsPerSecond ?? .infinity
      let isShared = engine.table.features.contains { !$0.percents.isEmpty }
      if offered > declared + 1e-6, !isShared {
        blame("endpoint \(index) is offered \(offered) of \(declared)")
      }
    }
  }

  private mutating func checkBooks() {
    var byEndpoint: Int64 = 0
    for row in engine.ledger.rows { byEndpoint += row.entry.nanoUSD }
    if byEndpoint != engine.ledger.total.nanoUSD { blame("the ledger's rows are not its total") }
    if byEndpoint != booked { blame("the ledger holds \(byEndpoint), \(booked) were spent") }
  }

  /// A pool is never empty while anything in it succeeded within a minute, unless an operator or a hold says so.
  private mutating func checkPools() {
    for (place, feature) in engine.table.features.enumerated() {
      guard feature.bins.isEmpty, feature.percents.isEmpty, feature.shed == 0 else { continue }
      for candidate in engine.configuration.features[place].candidates {
        let index = candidate.endpoint.value
        let runtime = engine.endpoints[index]
        guard !runtime.isShutByOperator, runtime.hold == nil, runtime.pausedUntil <= engine.now else {
          continue
        }
        if engine.now - lastSuccess[index] < .seconds(60) { blame("the pool of feature \(place) is empty") }
      }
    }
  }
}
