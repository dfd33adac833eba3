public import RoutingEngine

/// A scenario in the middle of its run: a value that moves when it is told to.
///
/// Every policy input comes from here, in a total order of time and scheduling; nothing reads a clock. The
/// demo advances it by a frame and injects faults and acts; `Simulation.run` advances it to its end.
public struct SimulatedWorld: Sendable {
  let scenario: Scenario
  let options: SimulationOptions
  let geography: Geography
  let seed: UInt64
  /// Nanoseconds since the beginning of the run.
  var time: Int64 = 0
  var queue = EventQueue()
  var fleet: [any RoutingPolicy] = []
  /// By how much each replica's clock is ahead, in nanoseconds.
  var clockSteps: [Int64]
  var physics: [EndpointPhysics]
  var prices: [Price]
  /// Benchmark scores, feature by feature; nil where there is none.
  var scores: [QualityScore?]
  var arrivals: [ArrivalProcess]
  var sessions: [Sessions]
  var faults: FaultBoard
  var acts: [Act] = []
  var requests = Slab<LiveRequest>()
  var attempts = Slab<LiveAttempt>()
  var lateOutcomes = Slab<LateOutcome>()
  var callerRetries = Slab<CallerRetry>()
  var digests: [ReplicaDigest] = []
  var digestsMadeAt: Int64 = 0
  var arrived: UInt64 = 0
  var endedInAll: UInt64 = 0
  var recorder: Recorder
  var hash = TraceHash()
  var invariants: Invariants?
  /// Nil unless regret is measured.
  var oracle: Oracle?
  var regret = RegretTally()
  /// For each expectation, the names found where it looks for a state.
  var statesSeen: [[String]]
  var fresh: [SimulatedEvent] = []
  /// For policies without a log: the state of each endpoint a second ago, replica by replica.
  var lastNames: [String]

  /// Sets a scenario up at its beginning.
  ///
  /// - Throws: `SimulationError` when the scenario names what is not in its world, or has no possible length.
  public init(_ scenario: Scenario, options: SimulationOptions = SimulationOptions()) throws(SimulationError)
  {
    var scenario = scenario
    if let replicas = options.replicas { scenario.world.replicas = replicas }
    let geography = try Geography(scenario.world)
    try Self.check(scenario, in: geography)
    self.scenario = scenario
    self.options = options
    self.geography = geography
    let seed = options.seed ?? scenario.seed
    self.seed = seed
    let world = scenario.world
    clockSteps = [Int64](repeating: 0, count: world.replicas)
    physics = world.endpoints.map { EndpointPhysics(inFlightLimit: $0.capacity.inFlight) }
    prices = world.endpoints.map(\.price)
    scores = Self.scores(in: geography)
    arrivals = world.features.indices.map { ArrivalProcess(key: Chance.mix(seed, UInt64($0))) }
    sessions = world.features.indices.map {
      Sessions(
        key: Chance.mix(Chance.mix(seed, UInt64($0)), Chance.Purpose.session.rawValue),
        requestsPerSecond: world.features[$0].requestsPerSecond * scenario.traffic.scale)
    }
    faults = FaultBoard(endpointCount: world.endpoints.count)
    recorder = Recorder(geography: geography, windows: Self.windows(of: scenario))
    statesSeen = [[String]](repeating: [], count: scenario.expectations.count)
    lastNames = [String](repeating: "closed", count: world.replicas * world.endpoints.count)
    invariants = options.checksInvariants ? Invariants(geography) : nil
    oracle = options.measuresRegret ? Oracle(geography, scenario.selection) : nil
    fleet = (0..<world.replicas).map { replica in
      options.policy.make(
        configuration: geography.engineConfiguration(
          of: scenario, seed: seed, replica: replica, without: options.without),
        at: .origin)
    }
    schedule()
  }

  /// How much of the run has passed.
  public var elapsed: Nanoseconds { Nanoseconds(time) }

  /// Whether the scenario's length has passed; the world may go on all the same.
  public var isOver: Bool { time >= scenario.duration.count }

  /// Moves on by a length of time.
  public mutating func advance(by length: Nanoseconds) { advance(to: elapsed + length) }

  /// Moves on to an instant since the beginning; nothing happens where it has passed already.
  ///
  /// The longest run is `Scenario.longestDuration`; the world stands still after it.
  public mutating func advance(to instant: Nanoseconds) {
    let limit = min(instant.count, Scenario.longestDuration.count)
    while let entry = queue.pop(notAfter: limit) {
      time = entry.time
      happen(entry)
    }
    time = max(time, limit)
  }

  /// The clock of a replica's engine.
  func clock(_ replica: Int) -> Timestamp { Timestamp(nanoseconds: time + clockSteps[replica]) }

  private mutating func happen(_ entry: QueueEntry) {
    let index = Int(entry.index)
    switch entry.moment {
    case .arrival: arrive(feature: index)
    case .arrivalPause: scheduleArrival(feature: index)
    case .callerRetry: askAgain(index)
    case .attemptStart: send(index)
    case .firstToken: firstTokenCame(index, use: entry.use)
    case .attemptEnd: attemptEnded(index, use: entry.use)
    case .delivery: deliverLate(index)
    case .tick: tick(replica: index)
    case .second: closeSecond()
    case .faultEdge: faultEdge(index)
    case .operatorAct: _ = perform(acts[index])
    case .stateProbe: probeStates(index)
    }
  }

  /// Puts everything that is known beforehand into the queue, in the order in which ties are to happen.
  private mutating func schedule() {
    queue.push(.second, at: 1_000_000_000, index: 0)
    for fault in scenario.faults { addFault(fault) }
    for act in scenario.acts {
      acts.append(act.act)
      queue.push(.operatorAct, at: act.at.count, index: acts.count - 1)
    }
    for (place, expectation) in scenario.expectations.enumerated() where expectation.metric == .state {
      queue.push(.stateProbe, at: (expectation.at ?? scenario.duration).count, index: place)
    }
    for replica in fleet.indices {
      queue.push(.tick, at: Self.tickInterval * Int64(replica) / Int64(fleet.count), index: replica)
    }
    for feature in arrivals.indices { scheduleArrival(feature: feature) }
  }

  /// How often an engine is told that time passed, in nanoseconds.
  static let tickInterval: Int64 = 250_000_000
}
