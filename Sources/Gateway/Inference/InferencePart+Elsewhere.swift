import RoutingEngine
import Transport

/// What becomes of a request after an attempt that delivered nothing: another endpoint, or a last word to the caller.
extension InferencePart {
  /// Asks another endpoint before anything was delivered, or tells the caller that there is none.
  mutating func goOn(
    _ slot: Int, _ failure: ProviderFailure, _ target: EndpointTarget, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    guard var routed = exchanges[slot]?.routed else {
      noteHaste(slot, failure, isLast: true, &core, &loop)
      refuse(slot, GatewayError(failure, from: target.provider), &core, &loop)
      return
    }
    let isElsewhereFine = failure.isElsewhereFine
    if !isElsewhereFine { exchanges[slot]?.cause = (failure, target.provider) }
    var step = core.engine.next(
      &routed, after: isElsewhereFine ? .unknown : failure.outcome, retryAfter: failure.retryAfter,
      at: loop.timestamp)
    if isElsewhereFine, case .fail = step, routed.needs.contains(.prefill) {
      // As history, as where nobody can go on from the beginning of an answer.
      routed.needs.remove(.prefill)
      step = core.engine.next(&routed, after: .unknown, retryAfter: nil, at: loop.timestamp)
    }
    exchanges[slot]?.routed = routed
    switch step {
    case .attempt, .attemptAfter: noteHaste(slot, failure, isLast: false, &core, &loop)
    case .done, .fail: noteHaste(slot, failure, isLast: true, &core, &loop)
    }
    switch step {
    case .attempt(let attempt): ask(slot, attempt, &core, &loop)
    case .attemptAfter(let wait, let attempt): ask(slot, attempt, after: wait, &core, &loop)
    case .done: refuse(slot, GatewayError(failure, from: target.provider), &core, &loop)
    case .fail(let cause, let retryAfter):
      giveUp(slot, failure, target, routed, cause, retryAfter, &core, &loop)
    }
  }

  /// Ends an attempt to which the caller's own deadline left too little time, which is no evidence against the endpoint.
  ///
  /// The caller gave up where that was all, and its request counts as answered; where another endpoint is asked, it is
  /// we who turned away.
  private mutating func noteHaste(
    _ slot: Int, _ failure: ProviderFailure, isLast: Bool, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard failure.circumstance == .callersHaste else { return }
    endAttempt(slot, isLast ? .cancelled : .local, failure, &core, &loop)
  }

  /// Tells the caller that nobody else may be asked.
  ///
  /// What one endpoint cannot serve is the caller's fault only where no endpoint of the feature could: else it is told
  /// why the others did not, and that it may try again.
  private mutating func giveUp(
    _ slot: Int, _ failure: ProviderFailure, _ target: EndpointTarget, _ routed: RoutedRequest,
    _ why: Refusal.Cause?, _ retryAfter: Nanoseconds, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    if let cause = exchange.cause {
      let isGone = cause.failure.outcome == .modelGone && core.isGone(routed, at: loop.timestamp)
      let wait = earliest(slot, retryAfter, core.engine.configuration, at: loop.timestamp)
      // Whoever passed a request over that is fine elsewhere does not count.
      let error = GatewayError.exhausted(
        cause.failure, from: cause.provider, feature: exchange.feature ?? "",
        tries: exchange.tries.filter { $0.outcome != .invalidRequest }, cause: why,
        retryAfter: isGone ? nil : wait)
      refuse(slot, error, as: cause.failure.outcome, &core, &loop)
    } else if mayBeTakenElsewhere(slot, routed, core) {
      let error = core.error(
        .incapable, retryAfter: retryAfter, of: routed, ownField: exchange.chat?.ownField,
        at: loop.timestamp)
      refuse(slot, error, as: .local, &core, &loop)
    } else {
      refuse(slot, GatewayError(failure, from: target.provider), &core, &loop)
    }
  }

  /// Whether an endpoint of the feature that was not asked could take the request, if it might be asked.
  private mutating func mayBeTakenElsewhere(
    _ slot: Int, _ routed: RoutedRequest, _ core: borrowing GatewayCore
  ) -> Bool {
    guard let exchange = exchanges[slot], routed.only == nil else { return false }
    let asked = Set(exchange.tries.map(\.endpoint))
    for candidate in core.engine.configuration.features[routed.feature.value].candidates {
      let known = core.engine.configuration.endpoints[candidate.endpoint.value]
      guard !asked.contains(known.id), routed.needs.isSubset(of: known.capabilities),
        routed.promptTokens < known.contextTokens ?? .max
      else { continue }
      let target = core.plan.targets[candidate.endpoint.value]
      if case .success = request(slot, target, exchange.chat?.scan) { return true }
    }
    return false
  }

  /// When asking again may help: as the engine says, but not before the first provider's own word where all were
  /// asked.
  private func earliest(
    _ slot: Int, _ known: Nanoseconds, _ configuration: EngineConfiguration, at now: Timestamp
  ) -> Nanoseconds {
    guard let exchange = exchanges[slot], let feature = exchange.routed?.feature else { return known }
    let asked = Set(exchange.tries.map(\.endpoint))
    guard asked.count >= configuration.features[feature.value].candidates.count else { return known }
    let hints = exchange.tries.compactMap(\.retryAt)
    guard hints.count == exchange.tries.count, let first = hints.min() else { return known }
    return max(known, first - now)
  }
}
