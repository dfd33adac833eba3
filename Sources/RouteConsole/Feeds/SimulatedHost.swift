internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// A simulated world as the owner of an engine: its replicas look and act like one.
struct SimulatedHost: EngineHost {
  var world: SimulatedWorld
  let configuration: EngineConfiguration
  /// The calendar at the world's beginning.
  private let began: Moment
  private var echoes = EventEchoes()
  /// World's seconds a second, where whoever looks from elsewhere is to know it; nil where nobody told.
  var speed: Double?

  /// Makes the owner of a scenario's engines.
  ///
  /// - Parameters:
  ///   - scenario: what happens; its policy is the product's own engine.
  ///   - began: the calendar at its beginning.
  /// - Throws: `SimulationError` where the scenario makes no sense.
  init(_ scenario: Scenario, began: Moment) throws(SimulationError) {
    world = try SimulatedWorld(scenario)
    configuration = world.configuration
    self.began = began
  }

  var now: Timestamp { world.now }

  var clock: ClockAnchor { ClockAnchor(timestamp: .origin, moment: began) }

  /// How much of the run has passed.
  var elapsed: Nanoseconds { world.elapsed }

  func fleetSnapshot() -> FleetSnapshot {
    guard var fleet = world.fleetSnapshot() else {
      preconditionFailure("A world runs the product's own engine unless another policy is asked for.")
    }
    // The first replica judges acts: what there is to spare is counted where previews count it.
    if fleet.replicas > 1, let judge = world.snapshot(replica: 0) {
      for (place, feature) in judge.features.enumerated() where place < fleet.engine.features.count {
        fleet.engine.features[place].headroom = feature.headroom
        fleet.engine.features[place].demand = feature.demand
      }
    }
    return fleet
  }

  func refine(_ snapshot: inout SystemSnapshot) { snapshot.speed = speed }

  func judge(_ act: Act) -> (result: ActResult, preview: Preview?) {
    world.judge(act) ?? (.unknown("this world has no acts"), nil)
  }

  mutating func perform(_ act: Act) -> Receipt {
    guard let receipt = world.performAsOne(act) else {
      preconditionFailure("The engine answers every act.")
    }
    return receipt
  }

  mutating func takeEvents() -> [Event] {
    world.takeEvents().filter { echoes.isNews($0) }.map(\.event)
  }

  /// Moves the world on, not further than an instant since its beginning.
  mutating func advance(to instant: Nanoseconds) { world.advance(to: instant) }

  /// Lets a fault strike now.
  ///
  /// - Throws: `SimulationError` when it names what is not in the world.
  mutating func inject(_ fault: Fault) throws(SimulationError) -> Int { try world.inject(fault) }

  /// Ends a fault now.
  mutating func lift(_ number: Int) { world.lift(number) }

  /// How each candidate of a feature stands; nil for a name that is not in the world.
  func candidates(of feature: String) -> [CandidateLine]? {
    world.explanation(of: feature)?.candidates.map { candidate in
      CandidateLine(
        endpoint: configuration.endpoints[candidate.endpoint.value].id, score: candidate.score.total,
        skipped: candidate.skipped?.name, fixedShare: candidate.fixedShare)
    }
  }
}

/// Tells events of a fleet apart from their echoes: the same at another replica within a few seconds.
struct EventEchoes: Sendable {
  /// How long after an event the same one at another replica is its echo.
  static let span = Nanoseconds.seconds(15)
  /// The most events whose echoes are waited for; of more the oldest is forgotten.
  static let limit = 4_096

  private struct Key: Hashable {
    var kind: EventKind
    var endpoint: EndpointIndex?
    var feature: FeatureIndex?
    var other: EndpointIndex?
    var stage: Int?
  }

  private struct Told {
    var at: Nanoseconds
    var replicas: Set<Int>
  }

  private var told: [Key: Told] = [:]

  /// Whether an event is news rather than an echo; it is remembered either way.
  mutating func isNews(_ event: SimulatedEvent) -> Bool {
    let key = Key(
      kind: event.event.kind, endpoint: event.event.endpoint, feature: event.event.feature,
      other: event.event.detail.other, stage: event.event.detail.stage)
    if var known = told[key], event.at - known.at < Self.span, known.replicas.insert(event.replica).inserted {
      told[key] = known
      return false
    }
    if told.count >= Self.limit { forget(before: event.at - Self.span) }
    told[key] = Told(at: event.at, replicas: [event.replica])
    return true
  }

  private mutating func forget(before instant: Nanoseconds) {
    told = told.filter { $0.value.at > instant }
    if told.count >= Self.limit { told.removeAll() }
  }
}
