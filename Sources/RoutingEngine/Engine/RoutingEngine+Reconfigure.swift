/// A new configuration for an engine that is at work.
extension RoutingEngine {
  /// The engine under a new configuration, as if it had always had it.
  ///
  /// What exists before and after, by id, keeps its state: breaker, windows, operators' orders, budgets, ledger. An
  /// endpoint that leads to another model, provider or region under the same id is a new one, but for the orders
  /// that operators gave for it. A feature whose candidates are others than before takes the new order of them.
  /// Calls to what is gone are closed as cancelled; what they cost later is booked with
  /// ``bookFormer(_:class:call:)``.
  ///
  /// - Parameters:
  ///   - configuration: the new one; it must be valid.
  ///   - instant: the caller's clock.
  ///   - reason: what the event that tells of it says.
  /// - Returns: the engine, and where what was before is now.
  public func reconfigured(
    _ configuration: EngineConfiguration, at instant: Timestamp, reason: String = "configuration"
  ) -> (engine: RoutingEngine, relocation: Relocation) {
    var old = self
    let now = old.advance(to: instant)
    old.hourly.charge(&old.ledger, old.configuration, at: now)
    var relocation = Relocation(from: self.configuration, to: configuration)
    relocation.closed = old.closeCalls(beyond: relocation, at: now)
    var next = RoutingEngine(configuration: configuration, at: now)
    next.takeCounts(of: old)
    next.takeEndpoints(of: old, relocation)
    next.takePairs(of: old, relocation)
    next.takeFeatures(of: old, relocation)
    next.inFlight = old.inFlight
    next.inFlight.relocate { relocation.move(&$0, old.pairs, next.map) }
    next.ledger.take(old.ledger, relocation, from: self.configuration, to: configuration)
    next.meter.take(old.meter, relocation)
    next.revision &+= 1
    var detail = EventDetail()
    detail.reason = reason
    next.actions = old.actions
    next.emit(.configApplied, detail: detail, at: now)
    next.invalidateTable()
    next.rebuild(at: now)
    return (next, relocation)
  }

  /// Books what a call cost whose endpoint or feature is no longer configured.
  public mutating func bookFormer(_ usage: TokenUsage, class: OutcomeClass, call: FormerCall) {
    ledger.bookFormer(usage, `class`, call, in: configuration)
  }

  /// Takes the events that a change of configuration left behind.
  public mutating func takeActions() -> [Action] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  private mutating func closeCalls(beyond relocation: Relocation, at now: Timestamp) -> [AttemptID] {
    var closed: [AttemptID] = []
    for place in inFlight.records.indices where inFlight[place].isLive {
      let record = inFlight[place]
      let isGone =
        relocation.endpoints[Int(record.endpoint)] == nil || relocation.features[Int(record.feature)] == nil
      if isGone { closed.append(inFlight.id(at: place)) }
    }
    for id in closed { finish(id, Outcome(.cancelled, latency: .zero), at: now) }
    return closed
  }

  private mutating func takeCounts(of old: RoutingEngine) {
    (revision, requests, attempts) = (old.revision, old.requests, old.attempts)
    (eventCount, receiptCount) = (old.eventCount, old.receiptCount)
    (now, clock) = (old.now, old.clock)
    (lastBuild, lastSecond, lastStep, lastRotation) = (
      old.lastBuild, old.lastSecond, old.lastStep, old.lastRotation
    )
    pulse = old.pulse
    latencyPausedUntil = old.latencyPausedUntil
  }

  private mutating func takeEndpoints(of old: RoutingEngine, _ relocation: Relocation) {
    for (before, after) in relocation.endpoints.enumerated() {
      guard let after else { continue }
      let index = after.value
      guard relocation.isSame[before] else {
        endpoints[index].override = old.endpoints[before].override
        endpoints[index].drainDeadline = old.endpoints[before].drainDeadline
        endpoints[index].changed = revision
        endpoints[index].inFlight = old.endpoints[before].inFlight
        openWindow(of: index, keeping: nil)
        continue
      }
      endpoints[index] = old.endpoints[before]
      if old.endpoints[before].window >= 0 {
        openWindow(of: index, keeping: old.windows[old.endpoints[before].window])
      }
      if endpoints[index].hold == .retired,
        old.configuration.endpoints[before] != configuration.endpoints[index]
      {
        endpoints[index].hold = nil
      }
    }
  }

  private mutating func openWindow(of index: Int, keeping known: EndpointWindows?) {
    endpoints[index].window = windows.count
    var window =
      known ?? EndpointWindows(configuration.endpoints[index], normalises: has(.promptNormalisation))
    window.advance(to: now)
    windows.append(window)
  }

  private mutating func takePairs(of old: RoutingEngine, _ relocation: Relocation) {
    for before in old.pairs {
      guard let pair = relocation.pair(before, map) else { continue }
      pairs[Int(pair)].breaker = before.breaker
      pairs[Int(pair)].diffusion = before.diffusion
      pairs[Int(pair)].evidence = before.evidence
      pairs[Int(pair)].failures = before.failures
    }
    scopedTrips = pairs.count { $0.isTripped }
  }

  private mutating func takeFeatures(of old: RoutingEngine, _ relocation: Relocation) {
    for (before, after) in relocation.features.enumerated() {
      guard let after else { continue }
      var feature = old.features[before]
      let map = map
      let configured = map.pairs(of: after.value)
      let moved = { (order: [Int32]) in order.compactMap { relocation.pair(old.pairs[Int($0)], map) } }
      let isSamePool = moved(old.map.pairs(of: before)) == configured
      let order = moved(feature.order)
      feature.order = isSamePool && order.count == configured.count ? order : configured
      feature.flip = feature.flip.flatMap { flip in
        let flipped = moved(flip.before)
        return isSamePool && flipped.count == configured.count
          ? FeatureRuntime.Flip(before: flipped, began: flip.began) : nil
      }
      feature.percents = feature.percents.compactMap { percent in
        guard let endpoint = relocation.endpoints[percent.endpoint.value] else { return nil }
        var moved = percent
        moved.endpoint = endpoint
        return moved
      }
      (feature.challenger, feature.proposed) = (nil, nil)
      let leader = feature.leader >= 0 ? relocation.endpoints[Int(feature.leader)] : nil
      feature.leader = leader.map { Int32($0.value) } ?? -1
      features[after.value] = feature
    }
  }
}

/// Where endpoints and features are after a change of configuration.
public struct Relocation: Sendable, Hashable {
  /// The present place of each former endpoint; nil where it is gone.
  public let endpoints: [EndpointIndex?]
  /// The present place of each former feature; nil where it is gone.
  public let features: [FeatureIndex?]
  /// Calls that were closed because their endpoint or their feature is gone.
  public internal(set) var closed: [AttemptID] = []
  /// For each former endpoint whether it leads to the same model, provider and region as before.
  let isSame: [Bool]

  init(from old: EngineConfiguration, to new: EngineConfiguration) {
    endpoints = old.endpoints.map { before in
      new.endpoints.firstIndex { $0.id == before.id }.map { EndpointIndex($0) }
    }
    features = old.features.map { before in
      new.features.firstIndex { $0.id == before.id }.map { FeatureIndex($0) }
    }
    isSame = zip(old.endpoints, endpoints).map { before, place in
      guard let place else { return false }
      let after = new.endpoints[place.value]
      return (before.provider, before.region, before.model) == (after.provider, after.region, after.model)
    }
  }

  /// A request on its way, for the engine after the change.
  ///
  /// - Returns: nil where its feature is gone, so that it cannot be asked elsewhere.
  public func moved(_ request: RoutedRequest) -> RoutedRequest? {
    guard let feature = features[request.feature.value] else { return nil }
    return request.moved(to: feature, only: request.only.flatMap { endpoints[$0.value] }) { endpoints[$0] }
  }

  /// The present pair of a former one; nil where it is gone.
  func pair(_ pair: PairRuntime, _ map: EngineMap) -> Int32? {
    guard let feature = features[Int(pair.feature)], let endpoint = endpoints[Int(pair.endpoint)] else {
      return nil
    }
    return map.pair(of: feature.value, endpoint.value)
  }

  /// Moves a call in flight, whose endpoint and feature are there.
  func move(_ record: inout AttemptRecord, _ pairs: [PairRuntime], _ map: EngineMap) {
    guard let endpoint = endpoints[Int(record.endpoint)], let feature = features[Int(record.feature)] else {
      return
    }
    record.pair = record.pair >= 0 ? pair(pairs[Int(record.pair)], map) ?? -1 : -1
    // What began at another model under the same id is no evidence for this one.
    if !isSame[Int(record.endpoint)] {
      record.generation = .max
      record.due = DueRing.nowhere
    }
    record.endpoint = Int32(endpoint.value)
    record.feature = Int32(feature.value)
  }
}
