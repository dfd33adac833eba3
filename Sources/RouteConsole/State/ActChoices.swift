// State: what an act can be done to from where the cursor is, and which keys do something there.

internal import RoutingEngine
internal import Wire

extension Model {
  /// What an act can be done to from here, narrowest first.
  func choices(for verb: ActVerb, _ snapshot: SystemSnapshot) -> [ActChoice] {
    switch verb {
    case .drain, .undrain: drainChoices(snapshot)
    case .breaker:
      targets(snapshot).isEmpty
        ? [] : [.open, .auto, .pin, .close].map { .breaker($0, endpoints: targets(snapshot).map(\.id)) }
    case .flip: flipChoices(snapshot)
    case .share: shareChoices(snapshot)
    }
  }

  /// The endpoints an act is for.
  private func targets(_ snapshot: SystemSnapshot) -> [EndpointStatus] {
    if let focused = details != nil ? focusedEndpoint : nil { return [focused] }
    guard screen == .endpoints else { return [] }
    var seen: Set<String> = []
    return table.targets(in: order.ids).compactMap(\.endpointID).filter { seen.insert($0).inserted }
      .compactMap { id in snapshot.endpoints.first { $0.id == id } }
  }

  private func drainChoices(_ snapshot: SystemSnapshot) -> [ActChoice] {
    if let name = cloudUnderCursor { return [Self.choice(.cloud(name), snapshot)] }
    let targets = targets(snapshot)
    guard targets.count == 1 else { return targets.isEmpty ? [] : [.endpoints(targets.map(\.id))] }
    return Self.scopes(around: targets[0], snapshot)
  }

  /// The scopes an endpoint lies in; one that holds the same endpoints as another is left out.
  ///
  /// Each holds the one before it, so that a provider is two steps away at most; the model, which may run at several,
  /// comes last.
  static func scopes(around endpoint: EndpointStatus, _ snapshot: SystemSnapshot) -> [ActChoice] {
    let scopes: [Scope] = [
      .endpoint(endpoint.id), .region(endpoint.region), .provider(endpoint.provider), .cloud(endpoint.cloud),
      .model(endpoint.model),
    ]
    var seen: Set<[String]> = []
    return scopes.filter { !$0.nameText.isEmpty }.map { choice($0, snapshot) }
      .filter { seen.insert($0.endpoints).inserted }
  }

  /// A scope with the endpoints it holds now.
  static func choice(_ scope: Scope, _ snapshot: SystemSnapshot) -> ActChoice {
    .scope(scope, endpoints: snapshot.endpoints.filter(scope.holds).map(\.id))
  }

  private func flipChoices(_ snapshot: SystemSnapshot) -> [ActChoice] {
    if let feature = focusedFeature { return Self.flips(of: feature) }
    let ids = Set(targets(snapshot).map(\.id))
    let own = snapshot.features.filter { ids.contains($0.primary) }
    let others = snapshot.features.filter { feature in
      !ids.contains(feature.primary) && feature.backups.contains(where: ids.contains)
    }
    return (own + others).flatMap { Self.flips(of: $0) }
  }

  /// To the first healthy backup, and to each backup by name.
  static func flips(of feature: FeatureStatus) -> [ActChoice] {
    guard !feature.backups.isEmpty else { return [] }
    let named =
      feature.backups.count > 1 ? feature.backups.map { ActChoice.flip(feature: feature.id, to: $0) } : []
    return [.flip(feature: feature.id, to: nil)] + named
  }

  private func shareChoices(_ snapshot: SystemSnapshot) -> [ActChoice] {
    if let feature = focusedFeature {
      let candidates = [feature.primary] + feature.backups
      // The cell under the cursor is what is most likely meant.
      let meant = screen == .routes ? routeEndpoint?.id : (details ?? table.selected)?.endpointID
      return (candidates.filter { $0 == meant } + candidates.filter { $0 != meant })
        .map { .share(feature: feature.id, endpoint: $0) }
    }
    guard let endpoint = targets(snapshot).first else { return [] }
    return (endpoint.primaryOf + endpoint.backupOf).map { .share(feature: $0, endpoint: endpoint.id) }
  }

  /// Whether a key would do something where the cursor is: only such keys stand in the footer.
  func isOffered(_ action: KeyAction) -> Bool {
    switch action {
    case .drain, .undrain, .flip, .breaker, .percent:
      guard canAct, !isFrozen, let snapshot = feed.snapshot else { return false }
      return isOffered(action, snapshot)
    case .details: return details == nil && table.selected != nil && enterLabel != nil
    case .mark, .sort, .group: return isMarkable
    case .follow, .expand: return details == nil
    case .lock: return settings.canAct || isLocked
    default: return true
    }
  }

  /// What Enter does to the row under the cursor, in a word; nil where it does nothing.
  var enterLabel: String? {
    if screen == .simulate, settings.isReadOnly { return nil }
    switch table.selected {
    case .fault(let number):
      let isInForce = feed.simulation?.faults.first { $0.number == number }?.isInForce ?? false
      return isInForce ? "lift" : nil
    case .preset: return "aim"
    case .scenario(let name): return name == feed.simulation?.scenario ? "restart" : "begin"
    case .group: return "filter"
    default: return "details"
    }
  }

  private func isOffered(_ action: KeyAction, _ snapshot: SystemSnapshot) -> Bool {
    switch action {
    case .drain: cloudUnderCursor != nil || !targets(snapshot).isEmpty
    case .undrain:
      snapshot.endpoints.contains { $0.override?.kind == "drain" && $0.cloud == cloudUnderCursor }
        || targets(snapshot).contains { $0.override?.kind == "drain" }
    case .flip: !flipChoices(snapshot).isEmpty
    case .breaker: !targets(snapshot).isEmpty
    default: !shareChoices(snapshot).isEmpty
    }
  }

  /// The cloud whose line the cursor is on, where that line alone is meant.
  private var cloudUnderCursor: String? {
    guard details == nil, case .group(let name)? = table.selected, table.marked.isEmpty, grouping == .cloud
    else { return nil }
    return name
  }
}
