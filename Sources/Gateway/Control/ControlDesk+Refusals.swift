internal import RoutingEngine
internal import Wire

/// What the engine's word for a refusal leaves open: whose act made it so, or which endpoint cannot help yet.
extension ControlDesk {
  /// The most endpoints that are named.
  private static let mostNamed = 2

  /// What explains a refusal, to be put behind it; empty where the engine's words say all.
  func explanation(
    of preview: Preview, _ order: Order, in fleet: FleetSnapshot,
    on host: borrowing some EngineHost & ~Copyable
  ) -> String {
    switch order {
    case .drain, .breaker(_, .open): comingBack(beside: preview, in: fleet, host.configuration)
    case .undrain, .breaker, .flip, .share:
      first(before: order, at: host.clock.moment(at: host.now), in: host.configuration)
    }
  }

  /// `; b is partial-open at 5 % and …`: of the endpoints that features which an act would hurt have left, those that
  /// do not count as healthy before the end of their ramp.
  private func comingBack(
    beside preview: Preview, in fleet: FleetSnapshot, _ configuration: EngineConfiguration
  ) -> String {
    let all = fleet.engine.endpoints
    let hurt = preview.features.filter { feature in
      preview.stranded.contains(feature.feature) || feature.shedMillionths > 0
        || feature.headroom.map { $0 < configuration.selection.guardRail } ?? false
    }
    let left = Set(hurt.flatMap { configuration.features[$0.feature.value].candidates.map(\.endpoint) })
      .subtracting(preview.affected)
    let ramps = all.compactMap { endpoint -> String? in
      guard left.contains(endpoint.endpoint), endpoint.override == nil, endpoint.hold == nil,
        case .partialOpen = endpoint.state
      else { return nil }
      let id = configuration.endpoints[endpoint.endpoint.value].id
      return "\(id) is partial-open at \(endpoint.admittedMillionths / 10_000) %"
    }
    guard let first = ramps.first else { return "" }
    let more = ramps.count > Self.mostNamed ? " and \(ramps.count - Self.mostNamed) more" : ""
    let names = ramps.count == 1 ? first : ramps.prefix(Self.mostNamed).joined(separator: ", ") + more
    return "; \(names), which counts only once calls have taken it up its ramp"
  }
}
