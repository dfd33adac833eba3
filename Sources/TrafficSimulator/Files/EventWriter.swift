public import Documents
public import RoutingEngine

/// Writes an engine's events in the JSON shape that screens, journals and results share.
public struct EventWriter: Sendable {
  private let endpoints: [String]
  private let providers: [String]
  private let features: [String]

  /// A writer for engines of a configuration; it turns places into names.
  public init(endpoints: [EndpointConfiguration], features: [FeatureConfiguration]) {
    self.endpoints = endpoints.map(\.id)
    self.providers = endpoints.map(\.provider)
    self.features = features.map(\.id)
  }

  /// A writer for the engines of a world.
  public init(world: World) {
    endpoints = world.endpoints.map(\.id)
    providers = world.endpoints.map(\.provider)
    features = world.features.map(\.id)
  }

  /// Writes an event of a simulated replica, with `at_seconds` from the beginning of the run.
  public func write(_ simulated: SimulatedEvent, to writer: inout JSONWriter) {
    let event = simulated.event
    writer.object { writer in
      writer.field("id", event.id)
      writer.field("at_seconds", simulated.at.seconds)
      writer.field("replica", simulated.replica)
      writer.field("kind", event.kind.rawValue)
      writer.field("endpoint", event.endpoint.map { endpoints[$0.value] })
      writer.field("feature", event.feature.map { features[$0.value] })
      writer.field("provider", event.endpoint.map { providers[$0.value] })
      writer.field("severity", event.kind.severity.name)
      writer.field("from", event.from)
      writer.field("to", event.to)
      writer.field("trigger", event.trigger?.name)
      writer.key("detail")
      write(event.detail, to: &writer)
      writer.field("generation", Int(event.generation))
      writer.field("revision", event.revision)
      writer.field("text", text(event))
    }
  }

  /// Numbers that do not apply are left out.
  private func write(_ detail: EventDetail, to writer: inout JSONWriter) {
    writer.object { writer in
      if let n = detail.n { writer.field("n", n) }
      if let k = detail.k { writer.field("k", k) }
      if let limit = detail.limit { writer.field("limit", limit) }
      if let window = detail.window { writer.field("window_s", window.seconds) }
      if let stage = detail.stage { writer.field("stage", stage) }
      if let share = detail.share { writer.field("share", share) }
      if let until = detail.until { writer.field("until_s", Nanoseconds(until.nanoseconds).seconds) }
      if let rate = detail.rate { writer.field("rate_rps", rate) }
      if let actor = detail.actor { writer.field("actor", actor) }
      if let reason = detail.reason { writer.field("reason", reason) }
      if let other = detail.other { writer.field("other", endpoints[other.value]) }
    }
  }

  /// One line for people: whom it is about, what happened, and the numbers that decided.
  public func text(_ event: Event) -> String {
    var words: [String] = []
    if let endpoint = event.endpoint { words.append(endpoints[endpoint.value]) }
    if let feature = event.feature { words.append((words.isEmpty ? "" : "for ") + features[feature.value]) }
    words.append(event.kind.rawValue.split(separator: "_").joined(separator: " "))
    if let stage = event.detail.stage { words.append("stage \(stage)") }
    if let other = event.detail.other { words.append("to \(endpoints[other.value])") }
    if let share = event.detail.share { words.append("at \(percent(share)) %") }
    if let trigger = event.trigger {
      words.append("(\(trigger.name.split(separator: "_").joined(separator: " ")))")
    }
    if let k = event.detail.k, let n = event.detail.n, n > 0 {
      words.append("\(k) of \(n)")
      if let window = event.detail.window { words.append("in \(tenths(window.seconds)) s") }
    }
    if let rate = event.detail.rate { words.append("\(tenths(rate)) requests/s") }
    if let reason = event.detail.reason, !reason.isEmpty { words.append("- " + quoted(reason)) }
    return words.joined(separator: " ")
  }

  private func percent(_ share: Double) -> String { tenths(share * 100) }

  /// One digit behind the point, and none where it is zero.
  private func tenths(_ number: Double) -> String {
    let scaled = (number * 10).rounded()
    guard let whole = Int64(exactly: scaled) else { return "\(number)" }
    return whole % 10 == 0 ? "\(whole / 10)" : "\(Double(whole) / 10)"
  }
}

extension EventKind {
  /// How urgent a line of this kind is.
  public var severity: Severity {
    switch self {
    case .opened, .panic, .tripped, .correlatedSuspect: .crit
    case .suspect, .regressed, .probeStarved, .quotaHold, .authHold, .retired, .leaseOverdue,
      .ejectionRefused, .telemetryGap, .actRefused, .failover, .wouldTrip:
      .warn
    case .overrideSet: .drain
    case .partialOpen, .advanced, .closed, .capChanged, .overrideEnded, .panicEnded, .shareChanged,
      .flipProposed, .configApplied:
      .ok
    }
  }
}
