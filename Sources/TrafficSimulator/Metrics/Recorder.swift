internal import RoutingEngine

/// Everything that is counted during a run, in bounded memory: histograms and slots, no list of requests.
struct Recorder: Sendable {
  /// One tally a span; the first is the whole run after the warm-up.
  private(set) var tallies: [Tally]
  private(set) var timeline: Timeline
  private(set) var previews: PreviewJudge
  private(set) var shadow: ShadowStates
  private(set) var events: [SimulatedEvent] = []
  private(set) var eventsDropped = 0
  /// Every time a replica opened an endpoint.
  private(set) var openings: [Opening] = []
  /// Every time a replica began to suspect one.
  private(set) var suspicions: [Opening] = []
  private var objectives: [SecondObjectives]

  /// An endpoint was opened, or suspected, by one replica.
  struct Opening: Sendable, Hashable {
    var endpoint: Int
    /// Nanoseconds since the beginning of the run.
    var at: Int64
    /// Whether it had been in: closed, suspect, or past the ramp's first two stages.
    var wasIn: Bool
  }

  /// How many openings and suspicions are kept.
  static let openingsAtMost = 1_000_000

  init(geography: Geography, windows: [Window]) {
    let features = geography.featureCount
    let endpoints = geography.endpointCount
    tallies = windows.map { Tally(window: $0, features: features, endpoints: endpoints) }
    timeline = Timeline(endpointCount: endpoints)
    previews = PreviewJudge(endpoints: endpoints)
    shadow = ShadowStates(replicas: geography.world.replicas, endpoints: endpoints)
    objectives = geography.world.features.map { SecondObjectives($0.objectives) }
  }

  /// Counts an arrival.
  mutating func requestArrived(at now: Int64) {
    for place in tallies.indices where tallies[place].window.contains(Nanoseconds(now)) {
      tallies[place].addRequest()
    }
  }

  /// Counts an attempt at its start; the place to hook in a comparison with an oracle.
  mutating func attemptStarted(_ record: AttemptRecord) {
    timeline.add(record)
    if record.isFirst { previews.add(record) }
    for place in tallies.indices where tallies[place].window.contains(Nanoseconds(record.at)) {
      tallies[place].addAttempt(record)
    }
  }

  /// Books an attempt that ended.
  mutating func attemptEnded(startedAt: Int64, picoUSD: Int64, isWasted: Bool) {
    for place in tallies.indices where tallies[place].window.contains(Nanoseconds(startedAt)) {
      tallies[place].addCost(picoUSD, isWasted: isWasted)
    }
  }

  /// Counts the end of a request.
  mutating func requestEnded(_ record: RequestRecord) {
    objectives[record.feature].add(record)
    for place in tallies.indices where tallies[place].window.contains(Nanoseconds(record.arrived)) {
      tallies[place].addEnding(record)
    }
  }

  /// Keeps one line of a replica's log.
  mutating func append(_ event: SimulatedEvent) {
    if events.count < SimulatedEvent.keptAtMost { events.append(event) } else { eventsDropped += 1 }
    if let before = shadow.follow(event.event, replica: event.replica), let endpoint = event.event.endpoint {
      opened(endpoint.value, at: event.at.count, wasIn: !before.isTrial)
    }
    if event.event.kind == .suspect, let endpoint = event.event.endpoint,
      suspicions.count < Self.openingsAtMost
    {
      suspicions.append(Opening(endpoint: endpoint.value, at: event.at.count, wasIn: true))
    }
  }

  /// Notes that a replica opened an endpoint.
  mutating func opened(_ endpoint: Int, at now: Int64, wasIn: Bool) {
    guard openings.count < Self.openingsAtMost else { return }
    openings.append(Opening(endpoint: endpoint, at: now, wasIn: wasIn))
  }

  /// Notes that an operator acted; with a preview where the act is one to judge, and for how
  /// long it holds where it ends by itself.
  mutating func acted(_ preview: Preview?, for length: Int64?, at now: Int64) {
    previews.interrupt(at: now)
    if let preview { previews.begin(preview, for: length, at: now) }
  }

  /// Ends the present second; `now` is its end.
  mutating func closeSecond(capacity: [Double?], at now: Int64) {
    timeline.closeSecond(capacity: capacity)
    for feature in objectives.indices where objectives[feature].close() {
      for place in tallies.indices where tallies[place].window.contains(Nanoseconds(now - 1)) {
        tallies[place].addViolation(feature: feature)
      }
    }
  }
}
