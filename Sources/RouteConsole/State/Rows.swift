// State: the rows of each screen's table, in the order in which they should stand.

internal import RoutingEngine
internal import Wire

extension Model {
  /// The rows of the present screen as they should stand now, filtered and sorted.
  func freshRows() -> [RowID] {
    switch screen {
    case .endpoints: endpointRows()
    case .features, .routes: featureRows()
    case .events: eventRows()
    case .audit: auditRows()
    case .cost: costRows()
    case .simulate: simulationRows()
    }
  }

  private func endpointRows() -> [RowID] {
    guard let snapshot = shown else { return [] }
    let sorted = sort.sorted(
      matching(snapshot.endpoints, FilterSubject.init), after: order.ids.compactMap(\.endpointID))
    switch grouping {
    case .none: return sorted.map { .endpoint($0.id) }
    case .cloud:
      var clouds: [String] = []
      for endpoint in sorted where !clouds.contains(endpoint.cloud) { clouds.append(endpoint.cloud) }
      return clouds.flatMap { cloud in
        [.group(cloud)] + sorted.filter { $0.cloud == cloud }.map { .endpoint($0.id) }
      }
    case .feature:
      // An endpoint stands under every feature that may use it.
      let features = Self.worstFirst(snapshot.features).flatMap { feature -> [RowID] in
        let pool = Set([feature.primary] + feature.backups)
        let own = sorted.filter { pool.contains($0.id) }
        return own.isEmpty
          ? [] : [.group(feature.id)] + own.map { .cell(feature: feature.id, endpoint: $0.id) }
      }
      let others = sorted.filter(\.servesNothing)
      return features + (others.isEmpty ? [] : [.group(Self.noFeature)] + others.map { .endpoint($0.id) })
    }
  }

  /// The line over endpoints that no feature names.
  private static let noFeature = "(no feature)"

  /// The endpoints under a group's line.
  func members(of group: String) -> [EndpointStatus] {
    guard let snapshot = shown else { return [] }
    guard grouping == .feature else { return snapshot.endpoints.filter { $0.cloud == group } }
    guard let feature = snapshot.features.first(where: { $0.id == group }) else {
      return snapshot.endpoints.filter(\.servesNothing)
    }
    let pool = Set([feature.primary] + feature.backups)
    return snapshot.endpoints.filter { pool.contains($0.id) }
  }

  private func featureRows() -> [RowID] {
    Self.worstFirst(matching(shown?.features ?? [], FilterSubject.init)).map { .feature($0.id) }
  }

  private static func worstFirst(_ features: [FeatureStatus]) -> [FeatureStatus] {
    features.enumerated().sorted { a, b in
      if a.element.severity != b.element.severity { return a.element.severity > b.element.severity }
      return a.offset < b.offset
    }.map(\.element)
  }

  private func eventRows() -> [RowID] {
    shownRuns.map { .event($0.first.id) }
  }

  private func auditRows() -> [RowID] {
    matching(shownAudit, FilterSubject.init).reversed().map { .audit($0.receipt.id) }
  }

  private func costRows() -> [RowID] {
    matching(feed.cost?.lines ?? [], FilterSubject.init).map {
      .cost(feature: $0.feature, endpoint: $0.endpoint)
    }
  }

  private func simulationRows() -> [RowID] {
    guard let world = feed.simulation else { return [] }
    return world.faults.map { .fault($0.number) } + world.presets.indices.map { .preset($0) }
      + world.scenarios.map { .scenario($0) }
  }

  /// Events up to the instant that is shown, oldest first.
  var shownEvents: [EventLine] {
    guard isFrozen, let at = shown?.at else { return feed.events }
    return feed.events.filter { $0.at <= at }
  }

  /// The events that the filter lets through, what repeats as one run, the newest first.
  var shownRuns: [EventRun] {
    guard isFrozen || !filter.isEmpty else { return feed.story.newestFirst }
    return EventStory(matching(shownEvents, FilterSubject.init)).newestFirst
  }

  /// All events up to the instant that is shown, what repeats as one run, the newest first.
  var shownStory: [EventRun] { isFrozen ? EventStory(shownEvents).newestFirst : feed.story.newestFirst }

  /// What went wrong and what was done about it, in so many lines; all of it is on the events screen.
  func headlines(_ limit: Int) -> [Headline] {
    let capped = (shown?.endpoints ?? []).filter(\.isCapped).map(\.id)
    return Headline.lines(shownStory, limit: limit, capped: Set(capped))
  }

  /// The run that a row of the event list stands for; nil where it is forgotten.
  func run(_ id: UInt64) -> EventRun? { shownStory.first { $0.holds(id) } }

  /// Audit lines up to the instant that is shown, oldest first.
  var shownAudit: [AuditLine] {
    guard isFrozen, let at = shown?.at else { return feed.audit }
    return feed.audit.filter { $0.receipt.at <= at }
  }

  /// The values that a filter's terms can have on the present screen, by key.
  var filterValues: [String: Set<String>] {
    let subjects: [FilterSubject] =
      switch screen {
      case .endpoints: (shown?.endpoints ?? []).map(FilterSubject.init)
      case .features, .routes: (shown?.features ?? []).map(FilterSubject.init)
      case .events: shownEvents.map(FilterSubject.init)
      case .audit: shownAudit.map(FilterSubject.init)
      case .cost: (feed.cost?.lines ?? []).map(FilterSubject.init)
      case .simulate: []
      }
    // States that nobody is in now are no mistake.
    var values: [String: Set<String>] = screen == .endpoints ? ["state": Set(Filter.states)] : [:]
    for (key, names) in subjects.flatMap(\.fields) { values[key, default: []].formUnion(names) }
    return values
  }

  private func matching<Item>(_ items: [Item], _ subject: (Item) -> FilterSubject) -> [Item] {
    guard !filter.isEmpty else { return items }
    let matcher = filter.matcher()
    return items.filter { matcher.matches(subject($0)) }
  }

  /// The endpoint under the cursor, or of the details that are open; else the worst one.
  var focusedEndpoint: EndpointStatus? {
    guard let snapshot = shown, let id = (details ?? table.selected)?.endpointID else { return nil }
    return snapshot.endpoints.first { $0.id == id }
  }

  /// The feature under the cursor, or of the details that are open.
  var focusedFeature: FeatureStatus? {
    guard let snapshot = shown else { return nil }
    switch details ?? table.selected {
    case .feature(let id), .cell(let id, _): return snapshot.features.first { $0.id == id }
    case .group(let id) where grouping == .feature: return snapshot.features.first { $0.id == id }
    default: return nil
    }
  }

  /// The endpoints that the route matrix has columns for: those that some feature names.
  var routeEndpoints: [EndpointStatus] {
    guard let snapshot = shown else { return [] }
    let named = Set(snapshot.features.flatMap { [$0.primary] + $0.backups })
    return snapshot.endpoints.filter { named.contains($0.id) }
  }

  /// The endpoint of the matrix's column under the cursor.
  var routeEndpoint: EndpointStatus? {
    let endpoints = routeEndpoints
    return endpoints.isEmpty ? nil : endpoints[min(routeColumn, endpoints.count - 1)]
  }

  /// What is advised for an endpoint, with the key that drains in this console, if any does; of one coming back, what
  /// is next.
  func advice(on endpoint: EndpointStatus) -> String? {
    // One that is coming back is left alone: what it does next helps more than draining it.
    if let next = endpoint.comingBack { return next }
    guard let advice = endpoint.advice, ["D ", "U ", "B "].contains(advice.prefix(2)) else {
      return endpoint.advice
    }
    // Nothing acts on the past.
    guard settings.canAct, !isFrozen else { return String(advice.dropFirst(2)) }
    return advice.hasPrefix("D ") ? settings.keys.key(for: .drain) + advice.dropFirst() : advice
  }

  /// The endpoint that most needs somebody.
  var worstEndpoint: EndpointStatus? {
    guard let snapshot = shown else { return nil }
    return SortOrder().sorted(snapshot.endpoints).first
  }
}

extension EndpointStatus {
  /// Whether no feature names it.
  fileprivate var servesNothing: Bool { primaryOf.isEmpty && backupOf.isEmpty }
}

extension FilterSubject {
  /// What an endpoint offers.
  init(_ endpoint: EndpointStatus) {
    self.init(texts: [endpoint.id, endpoint.model, endpoint.cause ?? ""])
    fields = [
      "cloud": [endpoint.cloud], "provider": [endpoint.provider], "region": [endpoint.region],
      "model": [endpoint.model], "state": [endpoint.state, endpoint.override?.kind ?? "-"],
      "feature": endpoint.primaryOf + endpoint.backupOf,
      "admin": [endpoint.override?.kind ?? endpoint.heldFor.map { "hold " + $0 } ?? "none"],
    ]
    severity = endpoint.severity
  }

  /// What a feature offers.
  init(_ feature: FeatureStatus) {
    self.init(texts: [feature.id, feature.primary, feature.atRisk ?? ""] + feature.backups)
    fields = ["feature": [feature.id], "state": [feature.severity.name]]
    severity = feature.severity
  }

  /// What an event offers.
  init(_ event: EventLine) {
    self.init(texts: [event.text, event.kind, event.endpoint ?? "", event.feature ?? ""])
    fields = [
      "kind": [event.kind], "feature": event.feature.map { [$0] } ?? [],
      "provider": event.provider.map { [$0] } ?? [], "actor": event.detail.actor.map { [$0] } ?? [],
      "state": [event.from, event.to].compactMap(\.self),
    ]
    severity = event.severity
  }

  /// What an audit line offers.
  init(_ line: AuditLine) {
    let receipt = line.receipt
    self.init(texts: [receipt.act.targetText, receipt.act.reason, receipt.reason ?? "", receipt.actor])
    fields = [
      "actor": [receipt.actor], "kind": [receipt.act.name], "state": [receipt.outcome.rawValue],
    ]
    severity = receipt.outcome == .applied ? .ok : receipt.outcome == .cancelled ? .drain : .warn
  }

  /// What a line of the cost report offers.
  init(_ line: CostReport.Line) {
    self.init(texts: [line.feature ?? "", line.endpoint ?? "", line.provider ?? ""])
    fields = ["feature": [line.feature ?? ""], "provider": [line.provider ?? ""]]
  }
}

extension AuditedAct {
  /// What it is about, in the words of the command line.
  var targetText: String {
    switch self {
    case .act(let request): request.order.targetText
    case .reload(let file, _): file
    case .quality(let scores): scores
    }
  }
}

extension Order {
  /// What the order is about, in the words of the command line.
  var targetText: String {
    switch self {
    case .drain(let scope), .undrain(let scope): scope.text
    case .flip(let feature, let target, _): feature + (target.map { " to \($0)" } ?? "")
    case .breaker(let scope, let order): "\(scope.text) \(order.rawValue)"
    case .share(let feature, let endpoint, let percent): "\(feature) \(endpoint) \(Figures.plain(percent))%"
    }
  }
}
