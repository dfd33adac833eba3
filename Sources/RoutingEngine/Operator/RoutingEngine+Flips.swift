/// Flips of a feature's primary, percentages, and the proposal to flip.
extension RoutingEngine {
  /// The order after a flip: the target changes places with the primary.
  func flipped(_ feature: Int, to target: Int?) -> [Int32]? {
    var order = features[feature].order
    let place: Int?
    if let target {
      place = order.firstIndex { Int(pairs[Int($0)].endpoint) == target }
    } else {
      place =
        order.indices.dropFirst().first { isHealthy(order[$0]) } ?? order.indices.dropFirst().first
    }
    guard let place, place > 0 else { return nil }
    order.swapAt(0, place)
    return order
  }

  func isHealthy(_ pair: Int32) -> Bool {
    isEligible(pair) && endpoints[Int(pairs[Int(pair)].endpoint)].pausedUntil <= now
      && admission(Int(pairs[Int(pair)].endpoint)) == .full && !pairs[Int(pair)].isTripped
  }

  mutating func flip(_ feature: String, _ target: String?, now isNow: Bool, _ act: Act, at now: Timestamp) {
    guard let index = index(ofFeature: feature) else { return }
    guard let order = flipped(index, to: target.flatMap { self.index(ofEndpoint: $0) }) else { return }
    let before = features[index].order
    features[index].order = order
    features[index].flip =
      isNow ? nil : FeatureRuntime.Flip(before: before, began: beginning(of: act, at: now))
    features[index].changed = revision
    features[index].proposed = nil
    features[index].challenger = nil
    var detail = EventDetail()
    detail.actor = act.actor
    detail.reason = act.reason
    detail.other = EndpointIndex(Int(pairs[Int(order[0])].endpoint))
    emit(
      .overrideSet, endpoint: Int(pairs[Int(before[0])].endpoint), feature: index, detail: detail, to: "flip",
      at: now)
  }

  mutating func setPercent(
    _ feature: String, _ endpoint: String, _ percent: Double, _ act: Act, at now: Timestamp
  ) {
    guard let index = index(ofFeature: feature), let place = self.index(ofEndpoint: endpoint) else { return }
    features[index].percents.removeAll { $0.endpoint.value == place }
    features[index].changed = revision
    var detail = EventDetail()
    detail.actor = act.actor
    detail.reason = act.reason
    detail.share = percent / 100
    if percent > 0 {
      let leaseEnds = beginning(of: act, at: now) + act.lease
      detail.until = leaseEnds
      features[index].percents.append(
        FeatureRuntime.OperatorPercent(
          endpoint: EndpointIndex(place), millionths: Int((percent * 10_000).rounded()),
          leaseEnds: leaseEnds, actor: act.actor))
    }
    emit(
      percent > 0 ? .overrideSet : .overrideEnded, endpoint: place, feature: index, detail: detail,
      to: "share",
      at: now)
  }

  /// Ends percentages whose lease is over.
  mutating func updatePercents(_ index: Int, at now: Timestamp) {
    for percent in features[index].percents where now >= percent.leaseEnds {
      features[index].percents.removeAll { $0.endpoint == percent.endpoint }
      revision &+= 1
      features[index].changed = revision
      invalidateTable()
      emit(
        .overrideEnded, endpoint: percent.endpoint.value, feature: index, detail: EventDetail(),
        from: "share",
        at: now)
    }
  }

  /// Proposes a flip when a healthy backup above the floor has been better by a tenth for ten minutes.
  mutating func proposeFlip(_ index: Int, at now: Timestamp) {
    guard configuration.features[index].selection == .primaryBackup, features[index].order.count > 1 else {
      return
    }
    guard let better = challenger(index) else {
      (features[index].challenger, features[index].proposed) = (nil, nil)
      return
    }
    if features[index].challenger != better {
      features[index].challenger = better
      features[index].challengerSince = now
    }
    guard now - features[index].challengerSince >= configuration.selection.flipProposalTime else { return }
    guard features[index].proposed != better else { return }
    features[index].proposed = better
    var detail = EventDetail()
    detail.other = EndpointIndex(Int(pairs[Int(better)].endpoint))
    let primary = Int(pairs[Int(features[index].order[0])].endpoint)
    emit(.flipProposed, endpoint: primary, feature: index, detail: detail, at: now)
  }

  private func challenger(_ index: Int) -> Int32? {
    let order = features[index].order
    guard let primary = typicalCost(order[0], index) else { return nil }
    var best: (pair: Int32, cost: Double)?
    for pair in order.dropFirst() where isHealthy(pair) {
      guard let cost = typicalCost(pair, index),
        cost < primary * (1 - configuration.selection.flipProposalMargin)
      else { continue }
      if best.map({ cost < $0.cost }) ?? true { best = (pair, cost) }
    }
    return best?.pair
  }

  /// The score of a candidate; nil until its speed is known.
  private func typicalCost(_ pair: Int32, _ feature: Int) -> Double? {
    let index = Int(pairs[Int(pair)].endpoint)
    guard endpoints[index].window >= 0 else { return nil }
    let window = endpoints[index].window
    var input = EndpointInput()
    let size = UInt32(max(1, features[feature].typicalInput))
    guard let ttft = windows[window].ttftReference.p90(size: size) else { return nil }
    input.ttft = ttft
    input.tpot = windows[window].tpotReference.p90(size: 0)
    let ring = windows[window].slow
    let evidence = ring[EndpointWindows.Lane.evidence]
    if evidence > 0 { input.errorRate = Double(ring[EndpointWindows.Lane.failures]) / Double(evidence) }
    var seen = PairInput(endpoint: Int32(index))
    seen.price = price(Int(pair))
    seen.quality = pairs[Int(pair)].quality
    let best = features[feature].order.compactMap { pairs[Int($0)].quality }.max() ?? 0
    return Score.cost(
      seen, input, outputTokens: features[feature].typicalOutput, bestQuality: best, configuration.selection
    ).total
  }
}
