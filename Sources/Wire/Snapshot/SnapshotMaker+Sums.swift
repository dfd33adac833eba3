internal import RoutingEngine

extension SnapshotMaker {
  /// Says of each endpoint for which features it is primary and backup, as the order in force has it.
  func addRoles(_ snapshot: inout SystemSnapshot) {
    var places: [String: Int] = [:]
    for (place, endpoint) in snapshot.endpoints.enumerated() { places[endpoint.id] = place }
    for feature in snapshot.features {
      if let place = places[feature.primary] { snapshot.endpoints[place].primaryOf.append(feature.id) }
      for backup in feature.backups {
        if let place = places[backup] { snapshot.endpoints[place].backupOf.append(feature.id) }
      }
    }
  }

  /// Says what to press where pressing helps.
  func addAdvice(_ snapshot: inout SystemSnapshot) {
    for place in snapshot.endpoints.indices {
      snapshot.endpoints[place].advice = advice(snapshot.endpoints[place], snapshot)
    }
  }

  private func advice(_ endpoint: EndpointStatus, _ snapshot: SystemSnapshot) -> String? {
    if let order = endpoint.override {
      switch (order.kind, order.isOverdue) {
      case ("drain", true): return "lease ended: U undrain, or D to extend"
      case ("drain", false) where endpoint.state == "closed": return "U undrain: when the cause is gone"
      case ("forced_closed", _) where endpoint.severity >= .warn:
        return "B auto: it is forced closed while it fails"
      case ("pinned", _) where endpoint.state == "open":
        return "B auto: it is pinned open, and no probe brings it back"
      case ("pinned", _) where endpoint.severity == .crit:
        return "B auto: it is pinned while it fails"
      default: return nil
      }
    }
    if let hold = endpoint.hold?.kind ?? endpoint.held?.kind {
      let alone = unserved(without: endpoint, snapshot)
      let elsewhere =
        !alone.isEmpty
        ? "nobody else serves \(alone.joined(separator: ", "))"
        : snapshot.isAdvisory ? "send its traffic elsewhere" : "traffic is elsewhere"
      switch hold {
      case "quota": return "quota used up: raise it at the provider; " + elsewhere
      case "auth": return "renew the credential; " + elsewhere
      default:
        return "the model is gone: change the configuration" + (alone.isEmpty ? "" : "; " + elsewhere)
      }
    }
    guard endpoint.severity >= .warn else { return nil }
    if endpoint.state == "closed", endpoint.openFor.isEmpty, endpoint.quota.capRequestsPerSecond != nil {
      return "ask the provider for quota, or move a feature: "
        + (snapshot.isAdvisory ? "until then send it no more than that" : "the engine holds the rate")
    }
    let served = snapshot.features.filter {
      ($0.primary == endpoint.id || $0.backups.contains(endpoint.id)) && $0.headroom != nil
    }
    guard let tightest = served.min(by: { ($0.headroom ?? 0) < ($1.headroom ?? 0) }),
      let headroom = tightest.headroom
    else { return nil }
    let spare = Int(((headroom - 1) * 100).rounded())
    // One that is coming back is left to it.
    guard endpoint.state == "open" || endpoint.state == "suspect" else { return nil }
    guard spare >= 10 else {
      return "do not drain: the rest has only \(max(spare, 0)) % to spare for \(tightest.id)"
    }
    // One that is open takes nothing as it is: a drain would keep its probes away, too.
    return endpoint.state == "open" && !snapshot.isAdvisory
      ? "D keep it out: it is open, and probes bring it back by themselves"
      : "D drain here: the rest has \(spare) % to spare for \(tightest.id)"
  }

  /// The features of an endpoint that nobody serves but those that are held as well.
  private func unserved(without endpoint: EndpointStatus, _ snapshot: SystemSnapshot) -> [String] {
    snapshot.features.filter { feature in
      guard feature.primary == endpoint.id || feature.backups.contains(endpoint.id) else { return false }
      return !feature.serving.contains { served in
        served.share > 0 && served.endpoint != endpoint.id
          && snapshot.endpoints.contains { $0.id == served.endpoint && $0.hold == nil }
      }
    }.map(\.id)
  }

  /// One cloud, all its endpoints together.
  func cloud(named name: String, _ endpoints: [EndpointStatus], _ fleet: FleetSnapshot) -> CloudStatus {
    let own = endpoints.filter { $0.cloud == name }
    var status = CloudStatus(
      cloud: name, severity: own.map(\.severity).max() ?? .stale, endpoints: own.count)
    if own.allSatisfy({ $0.severity == .stale }) {
      status.severity = .stale
    } else if status.severity == .stale {
      status.severity = .ok
    }
    status.open = own.count { $0.state == "open" }
    status.partialOpen = own.count { $0.state == "partial_open" }
    status.draining = own.count { $0.override?.kind == "drain" }
    status.stale = own.count { $0.severity == .stale }
    status.requestsPerSecond = sum(own.map(\.requestsPerSecond))
    status.errorRate = errorRate(own)
    status.ttftP90 = fleet.clouds.first { $0.cloud == name }?.ttft?.p90.milliseconds
    return status
  }

  /// Everything together.
  func totals(_ fleet: FleetSnapshot, _ endpoints: [EndpointStatus]) -> SystemSnapshot.Totals {
    var totals = SystemSnapshot.Totals()
    totals.requestsPerSecond = fleet.requestsPerSecond
    totals.errorRate = errorRate(endpoints)
    totals.ttftP50 = fleet.ttft?.p50.milliseconds
    totals.ttftP90 = fleet.ttft?.p90.milliseconds
    totals.tokensPerSecond = fleet.tokensPerSecond
    totals.costPerHour = sum(endpoints.map(\.costPerHour))
    totals.shedPerSecond = fleet.engine.features.reduce(0) { $0 + $1.shedPerSecond }
    totals.inFlight = fleet.engine.endpoints.reduce(0) { $0 + $1.inFlight }
    totals.retriesPerSecond = max(0, fleet.attemptsPerSecond - fleet.requestsPerSecond)
    return totals
  }

  /// The rate of all failures, each endpoint's own weighed by its traffic; nil without evidence.
  private func errorRate(_ endpoints: [EndpointStatus]) -> Double? {
    var failing = 0.0
    var all = 0.0
    for endpoint in endpoints {
      guard let rate = endpoint.errorRate, let traffic = endpoint.requestsPerSecond else { continue }
      failing += rate * traffic
      all += traffic
    }
    return all > 0 ? failing / all : nil
  }

  /// The sum of what is known; nil where nothing is.
  private func sum(_ figures: [Double?]) -> Double? {
    let known = figures.compactMap(\.self)
    return known.isEmpty ? nil : known.reduce(0, +)
  }
}

/// Short words for the classes of outcomes and for triggers, where a whole name has no room.
public enum ClassWords {
  /// The class in a word or two: `5xx`, `timeout`, `429`.
  public static func short(_ name: String) -> String {
    switch OutcomeClass(name: name) {
    case .serverError: "5xx"
    case .overloaded: "overloaded"
    case .connect: "connect"
    case .ttftTimeout: "timeout"
    case .stalled: "stalled"
    case .cut: "cut"
    case .empty: "empty"
    case .rateLimited: "429"
    case .quotaExhausted: "quota"
    case .auth: "401"
    case .permission: "403"
    case .modelGone: "model gone"
    case .invalidRequest: "400"
    case .contextLength: "too long"
    case .contentFiltered: "filtered"
    case .ok, .cancelled, .local, .unknown, nil: name
    }
  }

  /// What the calls were that a trigger counts: `17 of 20 failed`, `88 of 639 first tokens slow`.
  public static func bad(_ name: String) -> String {
    switch Trigger.allCases.first(where: { $0.name == name }) {
    case .consecutiveFailures, .errorRateFast, .errorRateSlow, .grayFailure: "failed"
    case .ttft: "first tokens slow"
    case .tpot: "streams slow"
    case .overdue: "calls overdue"
    case .pushback: "pushed back"
    case .probe, nil: "bad"
    }
  }

  /// The trigger in words: `slow first tokens`.
  public static func trigger(_ name: String) -> String {
    switch Trigger.allCases.first(where: { $0.name == name }) {
    case .consecutiveFailures: "failures in a row"
    case .errorRateFast, .errorRateSlow: "error rate"
    case .grayFailure: "slightly more errors than usual"
    case .ttft: "slow first tokens"
    case .tpot: "slow streams"
    case .overdue: "calls overdue"
    case .pushback: "pushed back at its floor"
    case .probe: "a probe failed"
    case nil: name
    }
  }
}
