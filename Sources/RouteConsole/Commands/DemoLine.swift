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

  private var worst: String {
    var found: EndpointSnapshot?
    for endpoint in snapshots.flatMap(\.endpoints) where endpoint.severity > (found?.severity ?? .ok) {
      found = endpoint
    }
    guard let found else { return "ok     every endpoint is healthy" }
    let name = found.severity.name
    let padded = name + String(repeating: " ", count: max(0, 5 - name.count))
    return "\(padded)  \(configuration.endpoints[found.endpoint.value].id) \(condition(found))"
  }

  /// An operator's order first, then a hold, then the breaker, with what tripped it.
  private func condition(_ endpoint: EndpointSnapshot) -> String {
    if let order = endpoint.override {
      let name = order.kind == .drain && endpoint.isDrained ? "drained" : spaced(order.kind.name)
      return order.isOverdue ? name + ", lease overdue" : name
    }
    if let hold = endpoint.hold { return "held: " + hold.name }
    var text = spaced(endpoint.state.name)
    if case .partialOpen(let stage) = endpoint.state { text += " stage \(stage)" }
    if let trigger = endpoint.trigger { text += ": " + spaced(trigger.name) }
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

  /// Gathers events; those that only say that numbers moved are left out.
  init(_ events: [SimulatedEvent]) {
    for event in events where event.event.kind != .shareChanged && event.event.kind != .capChanged {
      if let known = groups.firstIndex(where: { Self.isSame($0.first.event, event.event) }) {
        groups[known].replicas.insert(event.replica)
      } else {
        groups.append(Group(first: event, replicas: [event.replica]))
      }
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
