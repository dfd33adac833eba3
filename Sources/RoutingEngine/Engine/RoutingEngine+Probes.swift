/// Probes: which request is the next evidence for an endpoint on its ramp.
extension RoutingEngine {
  /// The probe that is due for a request's feature, if any.
  ///
  /// Error diffusion: every request adds the probe's share, and each time a million is reached one request
  /// goes; exact to one request, without clumps. Where traffic is thin, a time floor lets one request through
  /// every probe interval.
  mutating func nextProbe(
    _ request: RoutedRequest, _ feature: Int, at now: Timestamp
  ) -> FeatureTable.Probe? {
    var chosen: FeatureTable.Probe?
    for place in table.features[feature].probes.indices {
      let probe = table.features[feature].probes[place]
      let pair = Int(probe.pair)
      pairs[pair].sinceProbe &+= 1
      pairs[pair].diffusion = min(pairs[pair].diffusion + Int(probe.millionths), 2_000_000)
      guard chosen == nil, fits(probe.endpoint, request) else { continue }
      let isDue = pairs[pair].diffusion >= 1_000_000
      guard isDue || isFloorDue(probe, at: now), mayProbe(probe, at: now) else { continue }
      guard hasRoom(probe.endpoint, for: feature, isPlanned: true, at: now) else { continue }
      pairs[pair].diffusion = isDue ? pairs[pair].diffusion - 1_000_000 : 0
      pairs[pair].sinceProbe = 0
      chosen = probe
    }
    return chosen
  }

  private func ramp(_ probe: FeatureTable.Probe) -> Ramp? {
    pairs[Int(probe.pair)].breaker?.ramp ?? endpoints[Int(probe.endpoint)].breaker.ramp
  }

  private func isFloorDue(_ probe: FeatureTable.Probe, at now: Timestamp) -> Bool {
    guard let ramp = ramp(probe), now - ramp.lastProbe >= probeInterval else { return false }
    // Where requests are rarer than that, each would be a probe: a dead endpoint gets one in five at most.
    return !endpoints[Int(probe.endpoint)].hasFailedProbe || pairs[Int(probe.pair)].sinceProbe > 4
  }

  /// How often a replica may probe an endpoint whose share is too thin: the fleet's probes stay bounded.
  var probeInterval: Nanoseconds {
    max(.seconds(2), Nanoseconds.milliseconds(250) * Int64(configuration.replicas))
  }

  /// Whether an endpoint has passed the first stage of its ramp: who has not is probed only by requests that somebody
  /// else can serve afterwards.
  @inline(__always)
  func hasProvedItself(_ probe: FeatureTable.Probe) -> Bool { ramp(probe).map { $0.stage > 0 } ?? false }

  /// Whether the ramp has a slot for one more probe.
  ///
  /// A pair that was tripped alone at an endpoint that is itself on its way back needs one of either.
  func mayProbe(_ probe: FeatureTable.Probe, at now: Timestamp) -> Bool {
    let whole = endpoints[Int(probe.endpoint)].breaker.ramp
    guard let own = pairs[Int(probe.pair)].breaker?.ramp else {
      return whole.map { hasSlot($0, probe) } ?? false
    }
    return hasSlot(own, probe) && (whole.map { hasSlot($0, probe) } ?? true)
  }

  private func hasSlot(_ ramp: Ramp, _ probe: FeatureTable.Probe) -> Bool {
    let index = Int(probe.endpoint)
    let rate = table.offered[index] / Double(configuration.replicas)
    let share = max(1, configuration.breaker.stages[ramp.stage].millionths)
    let normal = rate * 1e6 / Double(share) * endpoints[index].ttftCost / 1e9
    return ramp.leases.count < ramp.leaseLimit(normal: normal, configuration: configuration.breaker)
  }

  /// Takes a probe's slot on every ramp that it is evidence for.
  mutating func leaseProbe(
    _ endpoint: Int, _ pair: Int32, _ id: AttemptID, until deadline: Timestamp, at now: Timestamp
  ) {
    if pair >= 0 { pairs[Int(pair)].breaker?.ramp?.lease(id, until: deadline, at: now) }
    endpoints[endpoint].breaker.ramp?.lease(id, until: deadline, at: now)
  }

  /// Gives a probe's slot back.
  mutating func releaseProbe(_ record: AttemptRecord, _ id: AttemptID) {
    if scopedTrips > 0, record.pair >= 0 { pairs[Int(record.pair)].breaker?.ramp?.release(id) }
    endpoints[Int(record.endpoint)].breaker.ramp?.release(id)
  }

  /// When asking a feature again may help: as soon as the first of its pool may be asked, at least a second.
  func retryAfter(_ feature: Int, at now: Timestamp) -> Nanoseconds {
    var earliest: Nanoseconds?
    for pair in map.pairs(of: feature) {
      guard let ready = readyAt(Int(pairs[Int(pair)].endpoint), at: now) else { continue }
      earliest = min(earliest ?? .hours(24), ready - now)
    }
    return max(earliest ?? .seconds(30), .seconds(1))
  }

  /// When an endpoint may be asked again; nil while only people can tell.
  private func readyAt(_ index: Int, at now: Timestamp) -> Timestamp? {
    let endpoint = endpoints[index]
    if endpoint.isShutByOperator { return nil }
    var ready = max(now, endpoint.pausedUntil)
    switch endpoint.hold {
    case .quota(let until)?, .auth(let until)?: ready = max(ready, until)
    case .retired?: return nil
    case nil: break
    }
    if case .open(let until) = endpoint.breaker.phase { ready = max(ready, until) }
    return ready
  }
}
