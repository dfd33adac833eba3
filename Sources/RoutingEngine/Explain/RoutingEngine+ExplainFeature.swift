/// Explains routing from the table in force and what it was made from; nothing is computed unless asked for.
extension RoutingEngine {
  /// Why a feature's requests go where they go now.
  ///
  /// With a request, what that request needs and where it was already tried count as well.
  public func explanation(
    of feature: FeatureIndex, for request: RoutedRequest? = nil, at instant: Timestamp
  ) -> FeatureExplanation {
    let now = max(clock.own(instant), now)
    let input = tableInput(limitsSteps: false, at: now)
    let known = input.features[feature.value]
    let table = table.features[feature.value]
    let costs = Score.costs(known.order, feature: known, input, configuration.selection)
    return FeatureExplanation(
      feature: feature, at: instant, revision: revision, selection: known.selection, demand: known.demand,
      shedMillionths: Int(table.shed), isPanic: table.isPanic,
      candidates: zip(known.order, costs).map { explain($0, score: $1, input, for: request, at: now) })
  }

  private func explain(
    _ pair: Int32, score: CandidateScore, _ input: TableInput, for request: RoutedRequest?,
    at now: Timestamp
  ) -> CandidateExplanation {
    let endpoint = EndpointIndex(Int(pairs[Int(pair)].endpoint))
    let share = table.features[Int(pairs[Int(pair)].feature)].shares.first { $0.endpoint == endpoint }
    let known = input.endpoints[endpoint.value]
    let most = min(known.capacity, known.cap)
    let skipped =
      request.flatMap { unfit(pair, for: $0) } ?? outOfService(endpoint.value, pair, at: now)
      ?? ineligible(pair) ?? heldBack(pair, share: share?.millionths ?? 0, most: most)
    return CandidateExplanation(
      endpoint: endpoint, millionths: share?.millionths ?? 0, serves: share.map { _ in purpose(of: pair) },
      skipped: skipped, score: score, capacity: most.isFinite ? most : nil,
      offered: table.offered[endpoint.value],
      fixedMillionths: input.features[Int(pairs[Int(pair)].feature)].percents.filter { $0.pair == pair }
        .reduce(0) { $0 + $1.millionths })
  }

  private func purpose(of pair: Int32) -> DecisionReason {
    let table = table.features[Int(pairs[Int(pair)].feature)]
    if table.probes.contains(where: { $0.pair == pair }) { return .probe }
    if table.isPanic { return .leastBad }
    if table.bins.contains(where: { $0.pair == pair }) { return .share }
    return .experiment
  }

  /// What the request needs and the candidate cannot give.
  private func unfit(_ pair: Int32, for request: RoutedRequest) -> SkipReason? {
    let endpoint = Int(pairs[Int(pair)].endpoint)
    let missing = request.needs.subtracting(limits[endpoint].capabilities)
    if !missing.isEmpty { return .incapable(missing) }
    if request.promptTokens >= limits[endpoint].contextTokens {
      return .promptTooLong(context: limits[endpoint].contextTokens)
    }
    return request.tried.contains(EndpointIndex(endpoint)) ? .tried : nil
  }

  /// What keeps the endpoint out for everybody, or the pair for this feature.
  private func outOfService(_ index: Int, _ pair: Int32, at now: Timestamp) -> SkipReason? {
    let endpoint = endpoints[index]
    switch endpoint.override?.kind {
    case .drain: return .drained
    case .forcedOpen: return .forcedOpen
    case .forcedClosed, .pinned, nil: break
    }
    if let hold = endpoint.hold { return .held(shown(hold)) }
    if endpoint.override?.kind != .forcedClosed {
      if case .open(let until) = endpoint.breaker.phase { return .open(until: clock.shown(until)) }
      if endpoint.breaker.doubt == .hardDown { return .lastResort }
    }
    if case .open(let until)? = pairs[Int(pair)].breaker?.phase {
      return .openForFeature(until: clock.shown(until))
    }
    return endpoint.pausedUntil > now ? .paused(until: clock.shown(endpoint.pausedUntil)) : nil
  }

  /// What the feature's own limits say against the candidate.
  private func ineligible(_ pair: Int32) -> SkipReason? {
    let feature = configuration.features[Int(pairs[Int(pair)].feature)]
    if let ceiling = feature.priceCeilingUSD, price(Int(pair)) > ceiling * 1e6 {
      return .tooDear(price: price(Int(pair)) / 1e6, ceiling: ceiling)
    }
    guard let floor = feature.qualityFloor, let quality = pairs[Int(pair)].quality, quality < floor else {
      return nil
    }
    let isDegraded = table.features[Int(pairs[Int(pair)].feature)].isDegraded
    if isDegraded, let degraded = feature.degradedFloor, quality >= degraded { return nil }
    return .belowFloor(quality: quality, floor: floor)
  }

  /// Why a candidate that may serve is given less than it could be, or nothing.
  private func heldBack(_ pair: Int32, share: Int, most: Double) -> SkipReason? {
    let index = Int(pairs[Int(pair)].endpoint)
    if let ramp = pairs[Int(pair)].breaker?.ramp ?? endpoints[index].breaker.ramp,
      endpoints[index].override?.kind != .forcedClosed
    {
      return .onRamp(stage: ramp.stage)
    }
    if case .suspect = admission(index) { return .inDoubt }
    guard share == 0 else { return nil }
    return table.offered[index] >= most * 0.8 ? .full : .notNeeded
  }

  /// A hold with its end on the caller's clock.
  func shown(_ hold: Hold) -> Hold {
    switch hold {
    case .quota(let until): .quota(until: clock.shown(until))
    case .auth(let until): .auth(until: clock.shown(until))
    case .retired: .retired
    }
  }
}
