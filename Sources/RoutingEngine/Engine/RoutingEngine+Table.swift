/// From the engine's state to the builder's input, and from its table to what changed.
extension RoutingEngine {
  /// Rebuilds the routing table now, and says what an operator would notice.
  ///
  /// The engine does this by itself: at once after a transition or an act, else with the tick.
  public mutating func rebuild(at now: Timestamp) {
    lastBuild = now
    isTableStale = false
    detours.removeAll(keepingCapacity: true)
    let isTransition = needsTableNow
    needsTableNow = false
    let isStep = now - lastStep >= configuration.selection.stepInterval
    if isStep { lastStep = now }
    finishFlips(at: now)
    let input = tableInput(limitsSteps: !isTransition, at: now)
    let built = table(of: input)
    for feature in features.indices {
      let isBalanced = configuration.features[feature].selection == .balanced
      if isBalanced, !isStep, !isTransition, !table.features[feature].shares.isEmpty { continue }
      noteChange(feature, from: table.features[feature], to: built.features[feature], isTransition, at: now)
      table.features[feature] = built.features[feature]
    }
    (table.offered, table.beyond, table.spare) = (built.offered, built.beyond, built.spare)
  }

  /// The table that comes of an input; nobody sheds by one that is advice.
  func table(of input: TableInput) -> RouteTable {
    var built = TableBuilder.build(input, configuration.selection, without: configuration.without)
    guard configuration.isAdvisory else { return built }
    for feature in built.features.indices {
      (built.features[feature].shed, built.features[feature].throttle) = (0, 0)
    }
    return built
  }

  /// Everything the table is a function of.
  ///
  /// A preview looks at the state after every step, so flips are done and nothing is limited by what a backup
  /// may receive at once.
  func tableInput(limitsSteps: Bool, isPreview: Bool = false, at now: Timestamp) -> TableInput {
    TableInput(
      endpoints: endpoints.indices.map { endpointInput($0, isPreview: isPreview, at: now) },
      pairs: pairs.indices.map { pairInput($0) },
      features: features.indices.map {
        featureInput($0, limitsSteps: limitsSteps, isPreview: isPreview, at: now)
      },
      byPriority: map.byPriority)
  }

  private func endpointInput(_ index: Int, isPreview: Bool, at now: Timestamp) -> EndpointInput {
    var input = EndpointInput()
    input.admission = admission(index)
    // Whoever only advises is not asked for every stage: an act tells where it ends, and the next act no less.
    if isPreview, configuration.isAdvisory, let ramp = endpoints[index].breaker.ramp, ramp.stage > 0,
      endpoints[index].hold == nil
    {
      input.admission = .full
    }
    input.isShut = endpoints[index].isShutByOperator
    if input.isShut { input.admission = .out }
    input.isPaused = endpoints[index].pausedUntil > now
    input.capacity = capacity(index)
    if let cap = endpoints[index].cap.value, has(.learnedCap) { input.cap = cap }
    if has(.receivingSide), !isPreview { input.receives = endpoints[index].receives ?? .infinity }
    let window = endpoints[index].window
    guard window >= 0 else { return input }
    input.inNeed = inNeed(index)
    let ring = windows[window].fast
    let evidence = ring[EndpointWindows.Lane.evidence]
    if evidence > 0 {
      let failures = ring[EndpointWindows.Lane.failures]
      input.errorRate = Double(failures) / Double(evidence)
      input.evidence = evidence
      let late = failures > 0 ? ring.recent(EndpointWindows.Lane.evidence, slots: 8) : 0
      if late >= 3 {
        let failed = ring.recent(EndpointWindows.Lane.failures, slots: 8)
        input.lateErrorRate = Double(failed) / Double(late)
      }
    } else if endpoints[index].breaker.isOpen {
      input.errorRate = 1
    }
    if endpoints[index].hold != nil {
      // As good as dead: asked only when all others are, and by one request in nine.
      input.isHeld = true
      (input.errorRate, input.evidence) = (EndpointInput.dead, 100)
    }
    input.ttft = windows[window].ttftReference.p90(size: UInt32(max(1, endpoints[index].usage.input)))
    input.tpot = windows[window].tpotReference.p90(size: 0)
    let attempts = ring[EndpointWindows.Lane.attempts]
    if attempts > 0 { input.pushback = Double(ring[EndpointWindows.Lane.pushback]) / Double(attempts) }
    if configuration.endpoints[index].capacity.requestsPerSecond != nil {
      input.load = table.offered[index] / max(input.capacity, 1e-6)
    }
    return input
  }

  /// What an endpoint that pushes back, or is on its way back, may be asked before requests are refused for want of
  /// room: twice what it took in the last ten seconds, and one a second.
  ///
  /// Of more than that half would be refused (Google SRE book, client-side throttling, K = 2).
  private func inNeed(_ index: Int) -> Double {
    if case .ramp(let ramp) = endpoints[index].breaker.phase {
      guard ramp.isGood else { return 0 }
    } else {
      guard has(.learnedCap), endpoints[index].cap.value != nil || endpoints[index].pausedUntil > now else {
        return 0
      }
    }
    let window = windows[endpoints[index].window]
    let overloaded = window.classes[Int(OutcomeClass.overloaded.rawValue)]
    let accepted = Double(max(0, window.accepted(slots: 40) - overloaded)) / 10
    // Of late, where nothing was refused: a minute's doubling would take longer than what it is for.
    let lately = overloaded == 0 ? Double(window.accepted(slots: 12)) / 3 : 0
    return max(accepted, lately) * 2 * Double(configuration.replicas) + 1
  }

  /// What the endpoint can carry in requests a second, from its limits on requests and on tokens.
  func capacity(_ index: Int) -> Double {
    let declared = configuration.endpoints[index].capacity
    var capacity = has(.declaredCapacity) ? declared.requestsPerSecond ?? .infinity : .infinity
    if let tokens = declared.tokensPerSecond, endpoints[index].usage.input > 0 {
      capacity = min(capacity, tokens / (endpoints[index].usage.input + endpoints[index].usage.output))
    }
    return capacity
  }

  func admission(_ index: Int) -> Admission {
    // Field by field here and below: a copy of all that is known of an endpoint or a pair costs more than the rest.
    if endpoints[index].hold != nil { return .out }
    if endpoints[index].isOverridden {
      if endpoints[index].isShutByOperator { return .out }
      if endpoints[index].override?.kind == .forcedClosed { return .full }
    }
    switch endpoints[index].breaker.phase {
    case .closed: return .full
    case .open: return .out
    case .ramp(let ramp): return .ramp(configuration.breaker.stages[ramp.stage].millionths)
    case .suspect:
      if endpoints[index].breaker.doubt == .hardDown { return .lastResort }
      return .suspect(Int(configuration.breaker.suspectShare * 1e6))
    }
  }

  private func pairInput(_ pair: Int) -> PairInput {
    let feature = Int(pairs[pair].feature)
    var input = PairInput(endpoint: pairs[pair].endpoint)
    input.quality = pairs[pair].quality
    input.price = price(pair)
    if scopedTrips > 0 {
      switch pairs[pair].breaker?.phase {
      case .open?: input.scoped = .out
      case .ramp(let ramp)?: input.scoped = .ramp(configuration.breaker.stages[ramp.stage].millionths)
      case .closed?, .suspect?, nil: break
      }
    }
    if let ceiling = configuration.features[feature].priceCeilingUSD, input.price > ceiling * 1e6 {
      input.isEligible = false
    }
    guard let floor = configuration.features[feature].qualityFloor, let quality = input.quality,
      quality < floor
    else { return input }
    if let degraded = configuration.features[feature].degradedFloor, quality >= degraded {
      input.isDegraded = true
    } else {
      input.isEligible = false
    }
    return input
  }

  func isEligible(_ pair: Int32) -> Bool {
    let feature = Int(pairs[Int(pair)].feature)
    if let ceiling = configuration.features[feature].priceCeilingUSD, price(Int(pair)) > ceiling * 1e6 {
      return false
    }
    guard let floor = configuration.features[feature].qualityFloor, let quality = pairs[Int(pair)].quality
    else { return true }
    return quality >= floor
  }

  /// What a typical request of the feature costs there, in micro-dollars.
  func price(_ pair: Int) -> Double {
    let (index, feature) = (Int(pairs[pair].endpoint), Int(pairs[pair].feature))
    let price = configuration.endpoints[index].price
    let usage = endpoints[index].usage
    let cached = usage.input > 0 ? usage.cached / usage.input : 0
    let input = Double(price.input) * (1 - cached) + Double(price.cachedInput) * cached
    return (features[feature].typicalInput * input + features[feature].typicalOutput * Double(price.output))
      / 1e6
  }

  private func featureInput(
    _ index: Int, limitsSteps: Bool, isPreview: Bool, at now: Timestamp
  ) -> FeatureInput {
    var input = FeatureInput(firstPair: map.firstPair[index], order: order(index))
    input.demand = presentDemand(index, at: now)
    input.selection = configuration.features[index].selection
    input.outputTokens = features[index].typicalOutput
    if let flip = features[index].flip, has(.flipSteps), !isPreview {
      let steps = 1 + (now - flip.began).count / configuration.selection.stepInterval.count
      let done = min(1_000_000, Int(steps) * configuration.selection.flipStep)
      (input.before, input.beforeMillionths) = (flip.before, 1_000_000 - done)
    }
    for experiment in configuration.features[index].experiments {
      guard let pair = map.pair(of: index, experiment.endpoint.value) else { continue }
      input.percents.append(
        FeatureInput.Percent(pair: pair, millionths: Int((experiment.percent * 10_000).rounded())))
    }
    for percent in features[index].percents {
      guard let pair = map.pair(of: index, percent.endpoint.value) else { continue }
      input.percents.append(FeatureInput.Percent(pair: pair, millionths: percent.millionths))
    }
    if limitsSteps, !isPreview, input.selection == .balanced, !table.features[index].shares.isEmpty {
      input.previous = [Int32](repeating: 0, count: input.order.count)
      for share in table.features[index].shares {
        guard let pair = map.pair(of: index, share.endpoint.value) else { continue }
        input.previous[Int(pair) - input.firstPair] = Int32(share.millionths)
      }
    }
    return input
  }

  /// The order in force, provisioned endpoints before on-demand ones of the same model.
  func order(_ feature: Int) -> [Int32] {
    let order = features[feature].order
    guard order.contains(where: { kind($0) == .provisioned }) else { return order }
    var sorted = order
    for place in sorted.indices.dropFirst() where kind(sorted[place]) == .provisioned {
      var here = place
      while here > 0, kind(sorted[here - 1]) == .onDemand, model(sorted[here - 1]) == model(sorted[here]) {
        sorted.swapAt(here - 1, here)
        here -= 1
      }
    }
    return sorted
  }

  private func kind(_ pair: Int32) -> Capacity.Kind {
    configuration.endpoints[Int(pairs[Int(pair)].endpoint)].capacity.kind
  }

  private func model(_ pair: Int32) -> Int32 { map.model[Int(pairs[Int(pair)].endpoint)] }

  /// The fleet's present demand, in requests a second.
  ///
  /// The mean of the longest window that still describes the present. What other replicas report counts as
  /// they report it, and replicas that were not heard count as this one; in a surge this one speaks for all.
  func presentDemand(_ feature: Int, at now: Timestamp) -> Double {
    let mine = features[feature].steady
    let others = has(.digests) && !mine.isSurge ? peers.heard : 0
    let known = mine.perSecond + (others > 0 ? peers.arrivals[feature] : 0)
    return known * Double(configuration.replicas) / Double(1 + others)
  }

  private mutating func finishFlips(at now: Timestamp) {
    for index in features.indices {
      guard let flip = features[index].flip else { continue }
      let steps = 1 + (now - flip.began).count / configuration.selection.stepInterval.count
      guard Int(steps) * configuration.selection.flipStep >= 1_000_000 else { continue }
      features[index].flip = nil
    }
  }

  /// Says when a feature falls back to its least bad, comes back, or changes who carries most of it.
  private mutating func noteChange(
    _ feature: Int, from old: FeatureTable, to new: FeatureTable, _ isTransition: Bool, at now: Timestamp
  ) {
    if new.isPanic != features[feature].isPanic {
      features[feature].isPanic = new.isPanic
      emit(new.isPanic ? .panic : .panicEnded, feature: feature, detail: EventDetail(), at: now)
    }
    guard let leader = new.shares.max(by: { $0.millionths < $1.millionths }) else { return }
    let before = Int(features[feature].leader)
    guard leader.endpoint.value != before else { return }
    let isFirst = before < 0
    let wasLost = !isFirst && !admission(before).isHealthy
    // Two backups that carry nearly the same change places with the noise of demand; nobody needs to know.
    guard isFirst || wasLost || isTransition else { return }
    features[feature].leader = Int32(leader.endpoint.value)
    guard !isFirst else { return }
    var detail = EventDetail()
    detail.other = leader.endpoint
    detail.share = leader.fraction
    emit(wasLost ? .failover : .shareChanged, endpoint: before, feature: feature, detail: detail, at: now)
  }
}
