internal import RoutingEngine
internal import TrafficSimulator

/// One line of the plain demo: the clock, the worst endpoint and why, and where traffic goes.
struct DemoLine {
  /// How much of the run has passed.
  let elapsed: Nanoseconds
  /// One a replica.
  let snapshots: [EngineSnapshot]
  /// What the engines were told.
  let configuration: EngineConfiguration

  /// The line, without its end.
  var text: String {
    "\(Self.clock(elapsed))  \(worst)  |  \(shares)"
  }

  /// `01:20:05`, hours first.
  static func clock(_ elapsed: Nanoseconds) -> String {
    let seconds = elapsed.count / 1_000_000_000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  /// The most urgent endpoint at any replica, and how many others are in trouble; no traffic is no trouble.
  private var worst: String {
    var found: EndpointSnapshot?
    var troubled: Set<Int> = []
    for endpoint in snapshots.flatMap(\.endpoints) where endpoint.severity > .stale {
      troubled.insert(endpoint.endpoint.value)
      if endpoint.severity > (found?.severity ?? .ok) { found = endpoint }
    }
    guard let found else { return "ok     every endpoint with traffic is healthy" }
    let name = found.severity.name
    let padded = name + String(repeating: " ", count: max(0, 5 - name.count))
    let more = troubled.count > 1 ? " (+\(troubled.count - 1))" : ""
    return "\(padded)  \(configuration.endpoints[found.endpoint.value].id) \(condition(found))\(more)"
  }

  /// An operator's order first, then a hold, then the breaker, with what tripped it.
  private func condition(_ endpoint: EndpointSnapshot) -> String {
    if let order = endpoint.override {
      let name = order.kind == .drain && endpoint.isDrained ? "drained" : spaced(order.kind.name)
      return order.isOverdue ? name + ", lease overdue" : name
    }
    if let hold = endpoint.hold { return "held: " + hold.name }
    var text = spaced(endpoint.state.name)
    // On the ramp what took it out is over.
    if case .partialOpen(let stage) = endpoint.state {
      return text + " stage \(stage), \(endpoint.stageSamples) calls so far"
    }
    if let trigger = endpoint.trigger {
      text += trigger == .probe ? ": a probe failed" : ": " + spaced(trigger.name)
    } else if !endpoint.openFor.isEmpty {
      let names = endpoint.openFor.map { configuration.features[$0.value].id }
      text += ": open for feature " + names.joined(separator: ", ")
    } else if let cap = endpoint.cap {
      text += ": 429, asked for less: learned cap \(Figures.fixed(cap, 1)) rps"
    } else if endpoint.severity >= .warn {
      text += ": paused, the provider asked to wait"
    }
    return text
  }

  private func spaced(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

  /// Each provider's share of all requests, the mean of the replicas.
  private var shares: String {
    var providers: [String] = []
    var millionths: [Int] = []
    for (place, endpoint) in configuration.endpoints.enumerated() {
      let share = snapshots.reduce(0) { sum, snapshot in
        sum + (place < snapshot.endpoints.count ? snapshot.endpoints[place].shareMillionths : 0)
      }
      if let known = providers.firstIndex(of: endpoint.provider) {
        millionths[known] += share
      } else {
        providers.append(endpoint.provider)
        millionths.append(share)
      }
    }
    let most = 6
    let words = zip(providers, millionths).prefix(most).map { provider, share in
      "\(provider) \(Figures.percent(Double(share) / 1e6 / Double(max(1, snapshots.count)), 0))"
    }
    return (words + (providers.count > most ? ["and \(providers.count - most) more"] : [])).joined(
      separator: "  ")
  }
}

/// What happened since the last line of the demo: the same event at several replicas is told once.
struct DemoEvents {
  private struct Group {
    var first: SimulatedEvent
    var replicas: Set<Int>
  }

  private var groups: [Group] = []

  /// Gathers the events that are news.
  init(_ events: [SimulatedEvent], configuration: EngineConfiguration) {
    for event in events where Self.isNews(event.event, configuration) {
      if let known = groups.firstIndex(where: { Self.isSame($0.first.event, event.event) }) {
        groups[known].replicas.insert(event.replica)
      } else {
        groups.append(Group(first: event, replicas: [event.replica]))
      }
    }
  }

  /// Whether a line tells more than that numbers moved, or that what is dark was asked and is still dark.
  private static func isNews(_ event: Event, _ configuration: EngineConfiguration) -> Bool {
    switch event.kind {
    case .shareChanged, .capChanged: return false
    case .tripped, .opened: return event.trigger != .probe
    case .partialOpen: return (event.detail.stage ?? 0) > 0
    case .failover:
      guard let feature = event.feature else { return true }
      return configuration.features[feature.value].candidates.first?.endpoint == event.endpoint
    default: return true
    }
  }

  private static func isSame(_ one: Event, _ other: Event) -> Bool {
    one.kind == other.kind && one.endpoint == other.endpoint && one.feature == other.feature
      && one.detail.stage == other.detail.stage
  }

  /// One line an event, without its end.
  func lines(_ writer: EventWriter, replicas: Int) -> [String] {
    groups.map { group in
      let among = replicas > 1 ? "  [\(group.replicas.count) of \(replicas) replicas]" : ""
      return "\(DemoLine.clock(group.first.at))    - \(writer.text(group.first.event))\(among)"
    }
  }
}
