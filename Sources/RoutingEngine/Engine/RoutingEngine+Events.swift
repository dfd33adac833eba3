/// The event log.
extension RoutingEngine {
  /// Appends a line to the event log.
  mutating func emit(
    _ kind: EventKind, endpoint: Int? = nil, feature: Int? = nil, trigger: Trigger? = nil,
    detail: EventDetail, from: String? = nil, to: String? = nil, at now: Timestamp
  ) {
    eventCount &+= 1
    let generation = endpoint.map { endpoints[$0].breaker.generation } ?? 0
    actions.append(
      .record(
        Event(
          id: eventCount, at: clock.shown(now), kind: kind, endpoint: endpoint.map { EndpointIndex($0) },
          feature: feature.map { FeatureIndex($0) }, from: from, to: to, trigger: trigger, detail: detail,
          generation: generation, revision: revision)))
  }

  /// Makes a transition count: the table is wrong, and the revision moves.
  mutating func noteTransition(_ index: Int, at now: Timestamp) {
    revision &+= 1
    invalidateTable()
  }

  /// Takes a new benchmark result in; a floor that is no longer met moves the feature at the next table.
  mutating func learn(
    _ score: QualityScore, of feature: FeatureIndex, on endpoint: EndpointIndex, at now: Timestamp
  ) {
    guard let pair = map.pair(of: feature.value, endpoint.value) else { return }
    let place = Int(pair) - map.firstPair[feature.value]
    configuration.features[feature.value].candidates[place].quality = score
    pairs[Int(pair)].quality = score.lowerBound
    var detail = EventDetail()
    detail.reason = "quality"
    detail.rate = score.mean
    revision &+= 1
    emit(.configApplied, endpoint: endpoint.value, feature: feature.value, detail: detail, at: now)
    isTableStale = true
  }

  /// Takes a new price in; attempts are booked at the price in force when they end.
  mutating func learn(_ price: Price, of endpoint: EndpointIndex, at now: Timestamp) {
    var next = price
    next.version = configuration.endpoints[endpoint.value].price.version + 1
    configuration.endpoints[endpoint.value].price = next
    configuration.endpoints[endpoint.value].isPriced = true
    var detail = EventDetail()
    detail.reason = "price"
    revision &+= 1
    emit(.configApplied, endpoint: endpoint.value, detail: detail, at: now)
    isTableStale = true
  }
}
