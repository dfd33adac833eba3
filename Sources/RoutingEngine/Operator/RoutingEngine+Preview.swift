/// What an act would do, from the same builder that makes the table.
extension RoutingEngine {
  /// What an act would do, once every step of it is done.
  ///
  /// Computed on a copy of the builder's input; an act that names something unknown affects nothing.
  public func preview(_ act: Act, at instant: Timestamp) -> Preview {
    let now = max(clock.own(instant), now)
    let before = tableInput(limitsSteps: false, isPreview: true, at: now)
    var after = before
    let affected = alter(&after, by: act.order)
    var act = act
    act.order = settled(act.order)
    let (old, new) = (table(of: before), table(of: after))
    var preview = Preview(
      act: act, revision: revision, refusal: nil, affected: affected, features: [], stranded: [], inFlight: 0)
    for endpoint in affected { preview.inFlight += endpoints[endpoint.value].inFlight }
    for feature in features.indices where isConcerned(feature, affected, act, old, new) {
      preview.features.append(describe(feature, old, new, after, at: now))
      let (was, left) = (old.features[feature], new.features[feature])
      if left.healthy == 0, was.healthy > 0 || (left.bins.isEmpty && !was.bins.isEmpty) {
        preview.stranded.append(FeatureIndex(feature))
      }
    }
    preview.refusal = futility(act.order) ?? refusal(act, preview)
    return preview
  }

  /// The order with the target it comes to at this moment, so that it means the same later.
  func settled(_ order: Order) -> Order {
    guard case .flip(let feature, nil, let isNow) = order, let index = index(ofFeature: feature),
      let primary = flipped(index, to: nil)?.first
    else { return order }
    let target = configuration.endpoints[Int(pairs[Int(primary)].endpoint)].id
    return .flip(feature: feature, to: target, now: isNow)
  }

  private func isConcerned(
    _ feature: Int, _ affected: [EndpointIndex], _ act: Act, _ old: RouteTable, _ new: RouteTable
  ) -> Bool {
    if old.features[feature].shares != new.features[feature].shares { return true }
    if featureNamed(act.order) == feature { return true }
    return affected.contains { map.pair(of: feature, $0.value) != nil }
  }

  /// Changes the builder's input as the act would; the endpoints it touches.
  private func alter(_ input: inout TableInput, by order: Order) -> [EndpointIndex] {
    switch order {
    case .drain(let scope):
      let affected = resolve(scope)
      for endpoint in affected { shut(&input.endpoints[endpoint.value]) }
      return affected
    case .undrain(let scope):
      let affected = resolve(scope).filter { endpoints[$0.value].override?.kind == .drain }
      for endpoint in affected { reopen(&input.endpoints[endpoint.value], endpoint.value) }
      return affected
    case .breaker(let scope, let order):
      let affected = resolve(scope)
      for endpoint in affected { alter(&input.endpoints[endpoint.value], endpoint.value, by: order) }
      return affected
    case .flip(let feature, let target, _):
      guard let index = index(ofFeature: feature) else { return [] }
      guard let order = flipped(index, to: target.flatMap { self.index(ofEndpoint: $0) }) else { return [] }
      input.features[index].order = order
      return []
    case .share(let feature, let endpoint, let percent):
      guard let index = index(ofFeature: feature), let place = self.index(ofEndpoint: endpoint),
        let pair = map.pair(of: index, place)
      else { return [] }
      input.features[index].percents.removeAll { $0.pair == pair }
      if percent > 0 {
        input.features[index].percents.append(
          FeatureInput.Percent(pair: pair, millionths: Int((percent * 10_000).rounded())))
      }
      return []
    }
  }

  private func alter(_ endpoint: inout EndpointInput, _ index: Int, by order: BreakerOrder) {
    switch order {
    case .open: shut(&endpoint)
    case .close:
      guard endpoints[index].hold == nil else { return }
      endpoint.admission = .full
      (endpoint.isShut, endpoint.isPaused) = (false, false)
    case .auto: reopen(&endpoint, index)
    case .pin: break
    }
  }

  private func shut(_ endpoint: inout EndpointInput) {
    endpoint.admission = .out
    endpoint.isShut = true
  }

  /// Back to what the breaker alone would give, at the end of the ramp.
  private func reopen(_ endpoint: inout EndpointInput, _ index: Int) {
    guard endpoints[index].hold == nil, !endpoints[index].breaker.isOpen else { return }
    endpoint.admission = .full
    (endpoint.isShut, endpoint.isPaused) = (false, false)
  }

  private func describe(
    _ feature: Int, _ old: RouteTable, _ new: RouteTable, _ input: TableInput, at now: Timestamp
  ) -> FeaturePreview {
    let shares = new.features[feature].shares
    let rate = presentDemand(feature, at: now)
    var cost = 0.0
    var quality = 0.0
    var scored = 0.0
    var wait = 0.0
    var waited = 0.0
    var moved = 0
    for share in shares {
      guard let pair = map.pair(of: feature, share.endpoint.value) else { continue }
      cost += share.fraction * rate * 3_600 * price(Int(pair)) / 1e6
      if let value = configuration.features[feature].candidates[Int(pair) - map.firstPair[feature]].quality?
        .mean
      {
        quality += share.fraction * value
        scored += share.fraction
      }
      if let ttft = input.endpoints[share.endpoint.value].ttft {
        wait += share.fraction * ttft
        waited += share.fraction
      }
      let before = old.features[feature].shares.first { $0.endpoint == share.endpoint }?.millionths ?? 0
      moved += max(0, share.millionths - before)
    }
    return FeaturePreview(
      feature: FeatureIndex(feature), before: old.features[feature].shares, after: shares,
      candidatesLeft: new.features[feature].healthy, headroom: headroom(feature, input, new),
      ttftP90: waited > 0 ? Nanoseconds(Int64(wait / waited)) : nil, costPerHour: cost,
      quality: scored > 0 ? quality / scored : nil, shedMillionths: Int(new.features[feature].shed),
      sessionsMovedMillionths: moved)
  }

  /// Capacity of a feature's healthy pool divided by its demand; nil where a capacity is not declared.
  ///
  /// What other features use there in the same table counts as gone, so that a pool that two share is not
  /// counted twice, and an act that moves both onto one endpoint is seen for what it is.
  func headroom(_ feature: Int, _ input: TableInput, _ table: RouteTable) -> Double? {
    let demand = demand(feature)
    guard demand > 0 else { return nil }
    var capacity = 0.0
    for pair in input.features[feature].order {
      let seen = input.pairs[Int(pair)]
      guard seen.isEligible, !seen.isDegraded else { continue }
      let endpoint = input.endpoints[Int(seen.endpoint)]
      guard endpoint.admission.isHealthy, seen.scoped == nil else { continue }
      guard endpoint.capacity.isFinite else { return nil }
      let share = table.features[feature].shares.first { $0.endpoint.value == Int(seen.endpoint) }
      let mine = (share?.fraction ?? 0) * input.features[feature].demand
      capacity += max(
        0, min(endpoint.capacity, endpoint.cap) - max(0, table.offered[Int(seen.endpoint)] - mine))
    }
    return capacity / demand
  }

  /// Why a guard rail refuses an act; nil when none does.
  private func refusal(_ act: Act, _ preview: Preview) -> String? {
    switch act.order {
    case .drain, .breaker(_, .open):
      if !preview.stranded.isEmpty {
        let names = preview.stranded.map { configuration.features[$0.value].id }.joined(separator: ", ")
        return "it would leave \(names) without a healthy candidate"
      }
      for feature in preview.features {
        guard let headroom = feature.headroom, headroom < configuration.selection.guardRail else { continue }
        let id = configuration.features[feature.feature.value].id
        let percent = Int((headroom * 100).rounded(.down))
        return "the rest of the pool of \(id) would hold \(percent) % of its demand, less than 110 %"
      }
      return nil
    case .undrain, .flip, .breaker, .share: return nil
    }
  }
}
