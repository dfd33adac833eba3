/// Operator acts: judged against the revision the operator saw and the guard rails, then applied.
extension RoutingEngine {
  /// Judges an act and applies it if nothing speaks against it; the answer is an action.
  mutating func perform(_ act: Act, at now: Timestamp) {
    receiptCount &+= 1
    let (result, shown) = judgement(of: act, at: now)
    if result == .applied, let shown {
      revision &+= 1
      apply(act, affected: shown.affected, at: now)
    } else {
      sayRefused(act, result, at: now)
    }
    actions.append(
      .answer(
        Receipt(
          id: receiptCount, act: act, at: clock.shown(now), revision: revision, result: result, preview: shown
        )))
  }

  /// What would come of an act at this moment, without doing it.
  ///
  /// `handle(.act)` at the same instant comes to the same result.
  ///
  /// - Returns: how it would end, and the preview it is judged by; nil where it names what does not exist.
  public func judge(_ act: Act, at instant: Timestamp) -> (result: ActResult, preview: Preview?) {
    judgement(of: act, at: max(clock.own(instant), now))
  }

  private func judgement(of act: Act, at now: Timestamp) -> (result: ActResult, preview: Preview?) {
    if let problem = problem(with: act) { return (.unknown(problem), nil) }
    let preview = preview(act, at: now)
    if let conflict = conflict(act) { return (.conflict(conflict), preview) }
    if act.began == nil, let futility = futility(act.order) { return (.refused(futility), preview) }
    if let refusal = preview.refusal, !act.force { return (.refused(refusal), preview) }
    return (.applied, preview)
  }

  private mutating func sayRefused(_ act: Act, _ result: ActResult, at now: Timestamp) {
    var detail = EventDetail()
    detail.actor = act.actor
    detail.reason = result.message
    detail.act = act.order.words
    emit(.actRefused, detail: detail, to: result.name, at: now)
  }

  /// What an act names that does not exist, or asks that makes no sense.
  private func problem(with act: Act) -> String? {
    switch act.order {
    case .drain(let scope), .undrain(let scope), .breaker(let scope, _): return problem(with: scope)
    case .flip(let feature, let target, _):
      guard let index = index(ofFeature: feature) else { return "there is no feature \(feature)" }
      guard features[index].order.count > 1 else { return "feature \(feature) has no backup to flip to" }
      guard let target else { return nil }
      guard let endpoint = self.index(ofEndpoint: target) else { return "there is no endpoint \(target)" }
      return map.pair(of: index, endpoint) == nil ? "\(target) is no candidate of feature \(feature)" : nil
    case .share(let feature, let endpoint, let percent):
      guard let index = index(ofFeature: feature) else { return "there is no feature \(feature)" }
      guard let place = self.index(ofEndpoint: endpoint) else { return "there is no endpoint \(endpoint)" }
      guard map.pair(of: index, place) != nil else {
        return "\(endpoint) is no candidate of feature \(feature)"
      }
      return percent >= 0 && percent <= 100 ? nil : "a percentage is between 0 and 100, not \(percent)"
    }
  }

  private func problem(with scope: Scope) -> String? {
    if case .endpoints(let ids) = scope, let missing = ids.first(where: { index(ofEndpoint: $0) == nil }) {
      return "no endpoint matches \(missing), so that nothing was done to any of them"
    }
    return resolve(scope).isEmpty ? "no endpoint matches \(scope.text)" : nil
  }

  /// Whether another operator changed a target since the act's author looked.
  private func conflict(_ act: Act) -> String? {
    guard let seen = act.revision else { return nil }
    for endpoint in act.order.scope.map({ resolve($0) }) ?? [] where endpoints[endpoint.value].changed > seen
    {
      return "\(configuration.endpoints[endpoint.value].id) was changed since it was read"
    }
    if let endpoint = endpointNamed(act.order), endpoints[endpoint].changed > seen {
      return "\(configuration.endpoints[endpoint].id) was changed since it was read"
    }
    if let feature = featureNamed(act.order), features[feature].changed > seen {
      return "feature \(configuration.features[feature].id) was changed since it was read"
    }
    return nil
  }

  /// Why an order would change nothing at all, not even a lease; nil where it would.
  func futility(_ order: Order) -> String? {
    let stands: (Int) -> Bool
    let words: String
    switch order {
    case .undrain:
      (stands, words) = ({ endpoints[$0].override?.kind == .drain }, "drained")
    case .breaker(_, .auto):
      (stands, words) = ({ endpoints[$0].override != nil || endpoints[$0].hold != nil }, "under an order")
    case .flip(let feature, let target?, _):
      guard let index = index(ofFeature: feature), flipped(index, to: self.index(ofEndpoint: target)) == nil
      else {
        return nil
      }
      return "\(target) is the primary of \(feature) already"
    case .share(let feature, let endpoint, 0):
      guard let index = index(ofFeature: feature),
        !features[index].percents.contains(where: { $0.endpoint.value == self.index(ofEndpoint: endpoint) })
      else { return nil }
      return "\(feature) has no share by hand on \(endpoint): nothing to undo"
    case .drain, .breaker, .flip, .share: return nil
    }
    guard let scope = order.scope, !resolve(scope).contains(where: { stands($0.value) }) else { return nil }
    if case .endpoint(let id) = scope { return "\(id) is not \(words): nothing to undo" }
    return "none of \(scope.text) is \(words): nothing to undo"
  }

  /// The endpoint that an order moves a feature to; nil of other orders.
  private func endpointNamed(_ order: Order) -> Int? {
    switch settled(order) {
    case .flip(_, let target, _): target.flatMap { index(ofEndpoint: $0) }
    case .share(_, let endpoint, _): index(ofEndpoint: endpoint)
    case .drain, .undrain, .breaker: nil
    }
  }

  func featureNamed(_ order: Order) -> Int? {
    switch order {
    case .flip(let feature, _, _), .share(let feature, _, _): index(ofFeature: feature)
    case .drain, .undrain, .breaker: nil
    }
  }

  /// The place of an endpoint by its id.
  public func index(ofEndpoint id: String) -> Int? { configuration.endpoints.firstIndex { $0.id == id } }

  /// The place of a feature by its id.
  public func index(ofFeature id: String) -> Int? { configuration.features.firstIndex { $0.id == id } }

  /// The endpoints a scope names, in the order of the configuration.
  public func resolve(_ scope: Scope) -> [EndpointIndex] {
    configuration.endpoints.indices.filter { scope.contains(configuration.endpoints[$0]) }.map {
      EndpointIndex($0)
    }
  }

  private mutating func apply(_ act: Act, affected: [EndpointIndex], at now: Timestamp) {
    // Whoever takes an endpoint out must know that a feature was just moved to it.
    if let endpoint = endpointNamed(act.order) { endpoints[endpoint].changed = revision }
    switch act.order {
    case .drain: for endpoint in affected { setOverride(.drain, endpoint.value, act, at: now) }
    case .undrain: for endpoint in affected { endOverride(endpoint.value, actor: act.actor, at: now) }
    case .breaker(_, let order): for endpoint in affected { apply(order, endpoint.value, act, at: now) }
    case .flip(let feature, let target, let isNow): flip(feature, target, now: isNow, act, at: now)
    case .share(let feature, let endpoint, let percent): setPercent(feature, endpoint, percent, act, at: now)
    }
    invalidateTable()
  }

  private mutating func apply(_ order: BreakerOrder, _ index: Int, _ act: Act, at now: Timestamp) {
    switch order {
    case .open: setOverride(.forcedOpen, index, act, at: now)
    case .close:
      // Whoever says that it works knows of the new quota, the new key, the new model.
      endpoints[index].hold = nil
      setOverride(.forcedClosed, index, act, at: now)
    case .pin: setOverride(.pinned, index, act, at: now)
    case .auto:
      let wasHeld = endpoints[index].hold != nil
      endpoints[index].hold = nil
      endOverride(index, actor: act.actor, at: now)
      if wasHeld, !endpoints[index].breaker.isOnRamp { beginRamp(index, stage: 1, from: "hold", at: now) }
    }
  }

  /// When an act came into force; never later than now, though the calendar may have gone back meanwhile.
  func beginning(of act: Act, at now: Timestamp) -> Timestamp {
    act.began.map { min(clock.own($0), now) } ?? now
  }

  private mutating func setOverride(_ kind: OverrideKind, _ index: Int, _ act: Act, at now: Timestamp) {
    let began = beginning(of: act, at: now)
    endpoints[index].override = OverrideRecord(
      kind: kind, actor: act.actor, reason: act.reason, since: began, leaseEnds: began + act.lease,
      isOverdue: false)
    endpoints[index].changed = revision
    endpoints[index].isDrained = false
    endpoints[index].drainDeadline = kind == .drain ? now + configuration.breaker.drainDeadline : nil
    var detail = EventDetail()
    detail.actor = act.actor
    detail.reason = act.reason
    detail.until = began + act.lease
    emit(.overrideSet, endpoint: index, detail: detail, to: kind.name, at: now)
  }

  /// Ends an override: into the ramp's second stage, or what the evidence says.
  mutating func endOverride(_ index: Int, actor: String?, at now: Timestamp) {
    guard let record = endpoints[index].override else { return }
    endpoints[index].override = nil
    endpoints[index].isDrained = false
    endpoints[index].drainDeadline = nil
    endpoints[index].changed = revision
    var detail = EventDetail()
    detail.actor = actor
    emit(.overrideEnded, endpoint: index, detail: detail, from: record.kind.name, at: now)
    let needsRamp: Bool
    switch record.kind {
    case .drain, .forcedOpen: needsRamp = !endpoints[index].breaker.isOpen
    case .forcedClosed: needsRamp = now - endpoints[index].wouldTripSaid < .minutes(1)
    case .pinned: needsRamp = false
    }
    if needsRamp {
      beginRamp(index, stage: min(1, configuration.breaker.stages.count - 1), from: record.kind.name, at: now)
    }
    noteTransition(index, at: now)
  }

  /// Leases, drains that are done, and drains whose deadline passed.
  mutating func tickOverride(_ index: Int, at now: Timestamp) {
    guard let record = endpoints[index].override else { return }
    if record.kind == .drain {
      tickDrain(index, record, at: now)
    } else if now >= record.leaseEnds {
      revision &+= 1
      endOverride(index, actor: nil, at: now)
    }
  }

  private mutating func tickDrain(_ index: Int, _ record: OverrideRecord, at now: Timestamp) {
    let isDrained = endpoints[index].inFlight == 0
    if isDrained != endpoints[index].isDrained { endpoints[index].isDrained = isDrained }
    if let deadline = endpoints[index].drainDeadline, now >= deadline {
      endpoints[index].drainDeadline = nil
      let open = inFlight.records.indices.filter {
        inFlight[$0].isLive && Int(inFlight[$0].endpoint) == index
      }
      if !open.isEmpty { actions.append(.cut(open.map { inFlight.id(at: $0) })) }
    }
    guard now >= record.leaseEnds, !record.isOverdue else { return }
    endpoints[index].override?.isOverdue = true
    var detail = EventDetail()
    detail.actor = record.actor
    detail.reason = record.reason
    emit(.leaseOverdue, endpoint: index, detail: detail, at: now)
  }
}
