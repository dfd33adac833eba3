internal import RoutingEngine
internal import Wire

/// Where an act about a feature sends it: the backup that a flip without a target comes to, and targets that take
/// nothing.
extension ControlDesk {
  /// An act with the backup that it comes to, and why there is none.
  struct Aimed {
    var request: ActRequest
    /// Why no backup is healthy; nil where one is, or the act names its target.
    var obstacle: String?
  }

  /// Finds the first healthy backup for a flip that names none; leaves other acts as they are.
  static func aimed(_ request: ActRequest, on host: borrowing some EngineHost & ~Copyable) -> Aimed {
    let configuration = host.configuration
    guard case .flip(let id, nil, let isNow) = request.order,
      let index = configuration.features.firstIndex(where: { $0.id == id })
    else { return Aimed(request: request) }
    let engine = host.fleetSnapshot().engine
    guard let order = engine.features.first(where: { $0.feature.value == index })?.order, order.count > 1
    else { return Aimed(request: request) }
    var reasons: [String] = []
    for backup in order.dropFirst() {
      guard let endpoint = engine.endpoints.first(where: { $0.endpoint == backup }) else { continue }
      let name = configuration.endpoints[backup.value].id
      guard let ailment = ailment(of: endpoint, for: FeatureIndex(index)) else {
        var aimed = request
        aimed.order = .flip(feature: id, to: name, now: isNow)
        return Aimed(request: aimed)
      }
      reasons.append("\(name) \(ailment.words)")
    }
    return Aimed(
      request: request,
      obstacle: "no backup of \(id) is healthy: \(reasons.joined(separator: ", ")); "
        + "to flip it all the same, name the backup")
  }

  /// What an act about a feature comes to where its target takes no calls; none where it takes some.
  static func warnings(
    _ order: Order, in fleet: FleetSnapshot, on host: borrowing some EngineHost & ~Copyable
  ) -> [String] {
    let aim: (feature: String, target: String)
    switch order {
    case .flip(let id, let name?, _): aim = (id, name)
    case .share(let id, let name, let percent) where percent > 0: aim = (id, name)
    case .drain, .undrain, .breaker, .flip, .share: return []
    }
    let configuration = host.configuration
    guard let index = configuration.features.firstIndex(where: { $0.id == aim.feature }),
      let endpoint = fleet.engine.endpoints.first(where: {
        configuration.endpoints[$0.endpoint.value].id == aim.target
      }),
      let ailment = ailment(of: endpoint, for: FeatureIndex(index)), ailment.isOut
    else { return [] }
    return ["\(aim.target) \(ailment.words): no calls of \(aim.feature) go there until that is over"]
  }

  /// Who would get more traffic though nobody knows how it is: a gap is not health.
  func blindness(
    of preview: ActPreview, in fleet: FleetSnapshot, on host: borrowing some EngineHost & ~Copyable
  ) -> [String] {
    let known = snapshot(of: fleet, on: host)
    let blind = known.endpoints.filter { $0.severity == .stale }
    return blind.compactMap { endpoint in
      guard !preview.affected.contains(endpoint.id) || Self.brings(preview.act.order, to: endpoint.id) else {
        return nil
      }
      let features = preview.features.filter { feature in
        let before = feature.before.first { $0.endpoint == endpoint.id }?.share ?? 0
        let after = feature.after.first { $0.endpoint == endpoint.id }?.share ?? 0
        return after > before + 0.001
      }
      guard !features.isEmpty else { return nil }
      let seen =
        endpoint.observedAt.map { "has no data since \($0.clockText)" } ?? "never had any data"
      return
        "\(endpoint.id) would get more of \(features.map(\.id).joined(separator: ", ")), and \(seen); "
        + "nobody knows whether it works"
    }
  }

  /// Whether an order sends traffic to an endpoint that it touches.
  private static func brings(_ order: Order, to endpoint: String) -> Bool {
    switch order {
    case .undrain, .breaker(_, .close), .breaker(_, .auto): true
    case .flip(_, let target, _): target == endpoint
    case .share(_, let target, let percent): target == endpoint && percent > 0
    case .drain, .breaker: false
    }
  }

  /// Why an endpoint is not healthy.
  private struct Ailment {
    var words: String
    /// Whether it takes no calls at all.
    var isOut = true
  }

  private static func ailment(of endpoint: EndpointSnapshot, for feature: FeatureIndex) -> Ailment? {
    if let standing = endpoint.override {
      switch standing.kind {
      case .drain: return Ailment(words: "is drained by \(standing.actor)")
      case .forcedOpen: return Ailment(words: "is ordered open by \(standing.actor)")
      case .forcedClosed, .pinned: break
      }
    }
    if let hold = endpoint.hold { return Ailment(words: "is held (\(hold.name))") }
    if endpoint.override?.kind == .forcedClosed { return nil }
    switch endpoint.state {
    case .open: return Ailment(words: "is OPEN")
    case .partialOpen:
      return Ailment(words: "is partial-open at \(endpoint.admittedMillionths / 10_000) %", isOut: false)
    case .suspect: return Ailment(words: "is in doubt", isOut: false)
    case .closed: break
    }
    if endpoint.openFor.contains(feature) { return Ailment(words: "is OPEN for this feature") }
    return endpoint.admittedMillionths > 0 ? nil : Ailment(words: "takes no calls for a moment", isOut: false)
  }
}
