internal import RoutingEngine
internal import Wire

/// The page for metric stores: everything from one record an attempt.
extension ControlService {
  private static let perNanosecond = 1e-9

  func metrics<Host: EngineHost & ~Copyable>(of host: borrowing Host) -> ControlReply {
    let fleet = host.fleetSnapshot()
    let configuration = host.configuration
    var page = MetricsPage()
    addAttempts(fleet.meter, configuration, to: &page)
    addEndpoints(fleet, configuration, to: &page)
    addFeatures(fleet, configuration, to: &page)
    addCosts(fleet.ledger, host.formerPairs, configuration, to: &page)
    page.begin(.droppedFields)
    for (field, count) in host.droppedFields.sorted(by: { $0.key < $1.key }) {
      page.add(.droppedFields, [field], Double(count))
    }
    page.begin(.turnedAway)
    page.add(.turnedAway, [], Double(host.turnedAway))
    addProcess(fleet, uptimeSeconds: desk.uptime(of: host).seconds, to: &page)
    return ControlReply(200, .metrics, body: Array(page.text.utf8))
  }

  private func labels(_ row: AttemptMeter.Row, _ configuration: EngineConfiguration) -> [String] {
    let endpoint = configuration.endpoints[row.endpoint.value]
    return [
      endpoint.provider, endpoint.model, "chat", endpoint.id, configuration.features[row.feature.value].id,
      endpoint.region,
    ]
  }

  private func addAttempts(
    _ meter: AttemptMeter, _ configuration: EngineConfiguration, to page: inout MetricsPage
  ) {
    page.begin(.timeToFirstToken)
    for row in meter.rows where row.ttft.total > 0 {
      page.add(.timeToFirstToken, labels(row, configuration), row.ttft, scale: Self.perNanosecond)
    }
    page.begin(.requestDuration)
    for row in meter.rows {
      for (outcome, histogram) in zip(OutcomeClass.allCases, row.latency) {
        guard let histogram else { continue }
        let error = outcome == .ok ? "" : outcome.name
        page.add(.requestDuration, labels(row, configuration) + [error], histogram, scale: Self.perNanosecond)
      }
    }
    page.begin(.timePerOutputToken)
    for row in meter.rows where row.tpot.total > 0 {
      page.add(.timePerOutputToken, labels(row, configuration), row.tpot, scale: Self.perNanosecond)
    }
    page.begin(.tokenUsage)
    for row in meter.rows {
      for (kind, histogram) in [("input", row.input), ("output", row.output)] where histogram.total > 0 {
        page.add(.tokenUsage, labels(row, configuration) + [kind], histogram, scale: 1)
      }
    }
    page.begin(.attempts)
    for row in meter.rows {
      let names = labels(row, configuration)
      for (outcome, count) in zip(OutcomeClass.allCases, row.classes) where count > 0 {
        page.add(.attempts, [names[3], names[4], outcome.name], Double(count))
      }
    }
  }

  private func addEndpoints(
    _ fleet: FleetSnapshot, _ configuration: EngineConfiguration, to page: inout MetricsPage
  ) {
    let endpoints = fleet.engine.endpoints.map { (configuration.endpoints[$0.endpoint.value].id, $0) }
    page.begin(.breakerState)
    for (id, endpoint) in endpoints {
      for state in ["closed", "suspect", "open", "partial_open"] {
        page.add(.breakerState, [id, state], endpoint.state.name == state ? 1 : 0)
      }
    }
    page.begin(.stagePercent)
    for (id, endpoint) in endpoints {
      page.add(.stagePercent, [id], Double(endpoint.admittedMillionths) / 1e4)
    }
    page.begin(.inFlight)
    for (id, endpoint) in endpoints { page.add(.inFlight, [id], Double(endpoint.inFlight)) }
    page.begin(.leasesOverdue)
    page.add(.leasesOverdue, [], Double(endpoints.count { $0.1.override?.isOverdue == true }))
  }

  private func addFeatures(
    _ fleet: FleetSnapshot, _ configuration: EngineConfiguration, to page: inout MetricsPage
  ) {
    page.begin(.share)
    for feature in fleet.engine.features {
      let id = configuration.features[feature.feature.value].id
      for endpoint in feature.order {
        let served = feature.serving.first { $0.endpoint == endpoint }
        page.add(.share, [configuration.endpoints[endpoint.value].id, id], served?.fraction ?? 0)
      }
    }
    page.begin(.shed)
    for (feature, count) in zip(configuration.features, fleet.meter.refused) {
      page.add(.shed, [feature.id], Double(count))
    }
  }

  /// What was spent so far, also on what is no longer configured.
  private func addCosts(
    _ rows: [Ledger.Row], _ former: [FormerPair], _ configuration: EngineConfiguration,
    to page: inout MetricsPage
  ) {
    page.begin(.cost)
    var sums: [(names: [String], nano: Int64)] = []
    // What nobody named a price for costs not 0 but nobody knows what.
    for row in rows where configuration.endpoints[row.endpoint.value].costIsKnown {
      let names = [
        configuration.endpoints[row.endpoint.value].id, configuration.features[row.feature.value].id,
      ]
      sums.append((names, row.entry.nanoUSD + row.entry.hourlyNanoUSD))
    }
    for pair in former where pair.costIsKnown {
      let nano = pair.entry.nanoUSD + pair.entry.hourlyNanoUSD
      let names = [pair.endpoint, pair.feature]
      if let known = sums.firstIndex(where: { $0.names == names }) {
        sums[known].nano += nano
      } else {
        sums.append((names, nano))
      }
    }
    for (names, nano) in sums { page.add(.cost, names, Double(nano) / 1e9) }
  }

  private func addProcess(
    _ fleet: FleetSnapshot, uptimeSeconds: Double, to page: inout MetricsPage
  ) {
    page.begin(.acts)
    for count in desk.actCounts {
      page.add(.acts, [count.kind, count.outcome.rawValue], Double(count.count))
    }
    page.begin(.events)
    let kinds = EventKind.allCases.map(\.rawValue) + [EventLine.sourceFailedKind, EventLine.sourceBackKind]
    for kind in kinds { page.add(.events, [kind], Double(desk.eventCounts[kind] ?? 0)) }
    page.begin(.sourceAge)
    page.add(.sourceAge, ["engine"], 0)
    for source in sources {
      // One that was never heard has been silent since the process began.
      page.add(.sourceAge, [source.name], source.ageSeconds ?? uptimeSeconds)
    }
    page.begin(.buildInfo)
    page.add(.buildInfo, [version], 1)
  }
}
