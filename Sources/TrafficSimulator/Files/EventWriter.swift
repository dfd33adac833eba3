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
    EventText(endpoints: endpoints, features: features, quoting: { quoted($0) }).line(event)
  }
}
