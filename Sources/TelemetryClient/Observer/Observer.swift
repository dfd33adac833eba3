public import RoutingEngine
internal import Transport
public import Wire

/// Owns an engine that watches traffic which other systems route.
///
/// Live sources become calls that the engine is told of, so that windows, breaker and table work as they do in the
/// gateway; what the breaker does is advice, and a trip is said as `would_trip`. Figures that come minutes late are
/// kept beside it: they are shown, and named where they agree, and never reach the breaker.
public struct Observer: Sendable {
  /// A line that is older than this when it is read is counted and not told: the past is not the present.
  public static let oldestCall = Nanoseconds.seconds(60)

  /// The engine.
  public private(set) var engine: RoutingEngine
  private var synthesis = CallSynthesis()
  private var playout = Playout()
  private var attribution: Attribution
  private var lateFigures: LateFigures
  private var events: [Event] = []
  private var live: [LiveView]
  /// Calls that were too old to be told.
  public private(set) var tooOld = 0
  /// Calls of endpoints that serve no feature.
  public private(set) var unattributed = 0

  /// What is known of an endpoint beside its windows.
  public struct LiveView: Sendable, Hashable {
    /// The place of the source that spoke of it last.
    public var source: Int?
    /// The end of the newest window, by that source's account.
    public var observedAt: Moment?
    /// Calls in flight, where a source knows.
    public var inFlight: Int?
    /// Calls a second in its newest window, by its own count; nil where it does not count, or tells calls one by one.
    ///
    /// The engine's own rate is that of its buckets, which are not full yet when an endpoint is new.
    public var requestsPerSecond: Double?
    /// Whether that source counts errors; where it does not, their rate is not known.
    public var countsErrors = false
    /// Whether that source counts tokens; where it does not, their rate is not known.
    public var countsTokens = false
    /// The bound, in seconds, beyond which its newest distribution of a time tells nothing apart.
    public var ceilings: [Quantity: Double] = [:]
    /// Up to when the engine is told of what was counted; nil while nothing was.
    var toldUntil: Timestamp?
  }

  /// How long after what was told last the next may come without being missed.
  static let patience = Nanoseconds.seconds(2)
  /// A log tells calls one by one, and says nothing while there are none.
  private static let logPatience = Nanoseconds.hours(1)

  /// Makes an observer whose engine has seen nothing yet.
  ///
  /// - Parameters:
  ///   - configuration: what the engine is told; rules that need calls of our own are switched off.
  ///   - tellsFeatures: whether a source tells features apart, so that trips of one feature alone make sense.
  ///   - now: the engine's clock.
  public init(configuration: EngineConfiguration, tellsFeatures: Bool, at now: Timestamp) {
    let watching = Self.watching(configuration, tellsFeatures: tellsFeatures)
    engine = RoutingEngine(configuration: watching, at: now)
    attribution = Attribution(watching)
    lateFigures = LateFigures(endpoints: watching.endpoints.count)
    live = [LiveView](repeating: LiveView(), count: watching.endpoints.count)
  }

  /// A configuration without the rules that need calls of our own.
  private static func watching(_ configuration: EngineConfiguration, tellsFeatures: Bool)
    -> EngineConfiguration
  {
    var watching = configuration
    watching.replicas = 1
    watching.replica = 0
    watching.isAdvisory = true
    // Nothing is in flight here, so nothing is overdue and no report is missing.
    watching.without.formUnion([.overdue, .telemetryGap, .digests])
    if !tellsFeatures { watching.without.insert(.scope) }
    return watching
  }

  /// Observes by another configuration from now on: what is known of endpoints that are still there stays, operators'
  /// orders too.
  ///
  /// - Parameters:
  ///   - configuration: what the engine is told; it must be valid.
  ///   - tellsFeatures: whether a source tells features apart.
  ///   - sources: the present place of each former source; nil where it is gone.
  ///   - reason: what the event that tells of it says.
  ///   - now: the engine's clock.
  public mutating func reconfigure(
    _ configuration: EngineConfiguration, tellsFeatures: Bool, sources: [Int?],
    reason: String = "configuration", at now: Timestamp
  ) {
    let watching = Self.watching(configuration, tellsFeatures: tellsFeatures)
    var (next, relocation) = engine.reconfigured(watching, at: now, reason: reason)
    note(next.takeActions())
    engine = next
    attribution = Attribution(watching)
    // Fractions of calls that were carried over belong to places that may have changed.
    synthesis = CallSynthesis()
    playout.relocate(relocation, sources: sources)
    lateFigures = lateFigures.relocated(relocation, sources: sources, endpoints: watching.endpoints.count)
    var moved = [LiveView](repeating: LiveView(), count: watching.endpoints.count)
    for (old, place) in relocation.endpoints.enumerated() {
      guard let place else { continue }
      moved[place.value] = live[old]
      moved[place.value].source = live[old].source.flatMap { sources[$0] }
    }
    live = moved
  }

  /// What is known of an endpoint beside its windows.
  public func view(of endpoint: EndpointIndex) -> LiveView { live[endpoint.value] }

  /// Whether its newest window reaches to this instant; what is not told is a gap, and no time without traffic.
  public func isTold(of endpoint: EndpointIndex, at now: Timestamp) -> Bool {
    live[endpoint.value].toldUntil.map { now <= $0 + Self.patience } ?? false
  }

  /// The newest figures of an endpoint that came late; `nil` where none did.
  public func late(of endpoint: EndpointIndex) -> LateFigures.Figures? { lateFigures[endpoint] }

  /// Takes news of a source.
  ///
  /// - Parameters:
  ///   - news: what the source brought.
  ///   - role: what its figures are good for.
  ///   - now: the engine's clock.
  ///   - wall: the calendar at the same instant.
  public mutating func take(_ news: SourceNews, role: SourceRole, at now: Timestamp, wall: Moment) {
    switch news {
    case .samples(let source, let samples):
      if role == .corroboration {
        lateFigures.take(samples, from: source)
      } else {
        take(samples, from: source, at: now)
      }
    case .calls(let source, let calls): take(calls, from: source, at: now, wall: wall)
    case .state: break
    }
  }

  private mutating func take(_ samples: [Sample], from source: Int, at now: Timestamp) {
    for sample in samples {
      let place = sample.endpoint.value
      live[place].source = source
      let ended = Moment(milliseconds: sample.observedAt.seconds * 1000)
      live[place].observedAt = max(live[place].observedAt ?? ended, ended)
      if sample.quantity == .inFlight, let number = sample.number { live[place].inFlight = Int(number) }
      if let distribution = sample.distribution {
        live[place].ceilings[sample.quantity] = distribution.ceiling
      }
    }
    let told = Evidence.of(samples)
    for evidence in told {
      live[evidence.endpoint.value].countsErrors = told.contains {
        $0.endpoint == evidence.endpoint && $0.countsErrors
      }
      live[evidence.endpoint.value].countsTokens = told.contains {
        $0.endpoint == evidence.endpoint && $0.countsTokens
      }
      live[evidence.endpoint.value].requestsPerSecond = Self.rate(of: evidence.endpoint, in: told)
      let length = Nanoseconds.seconds(evidence.windowSeconds)
      let until = now + length
      let before = live[evidence.endpoint.value].toldUntil
      let isSuperseded = playout.supersede(evidence.endpoint, of: source, at: now, by: length)
      live[evidence.endpoint.value].toldUntil = isSuperseded ? until : max(before ?? until, until)
      playout.add(synthesis.calls(of: evidence), of: source, from: now, over: length)
    }
  }

  /// Calls a second of an endpoint in one delivery, all its features together; nil where not all are counted.
  private static func rate(of endpoint: EndpointIndex, in told: [Evidence]) -> Double? {
    var rate = 0.0
    for evidence in told where evidence.endpoint == endpoint {
      guard let requests = evidence.requests else { return nil }
      rate += requests / Double(evidence.windowSeconds)
    }
    return rate
  }

  private mutating func take(_ calls: [TimedCall], from source: Int, at now: Timestamp, wall: Moment) {
    var fresh: [ObservedCall] = []
    for call in calls {
      let age = call.endedAt.map { wall.seconds(since: $0) } ?? 0
      guard age <= Self.oldestCall.seconds else {
        tooOld += 1
        continue
      }
      live[call.call.endpoint.value].source = source
      live[call.call.endpoint.value].observedAt = call.endedAt ?? wall
      live[call.call.endpoint.value].countsErrors = true
      live[call.call.endpoint.value].requestsPerSecond = nil
      live[call.call.endpoint.value].ceilings = [:]
      // A log that writes no tokens does not count them; one that does need not have them in every line.
      let usage = call.call.outcome.usage
      if usage.input > 0 || usage.output > 0 { live[call.call.endpoint.value].countsTokens = true }
      live[call.call.endpoint.value].toldUntil = now + Self.logPatience
      fresh.append(call.call)
    }
    for call in fresh { tell(call, at: now) }
  }

  /// Lets time pass: calls whose turn has come are told, and the engine ticks.
  public mutating func advance(to now: Timestamp) {
    for (call, at) in playout.take(until: now) { tell(call, at: at) }
    note(engine.handle(.tick, at: now))
  }

  private mutating func tell(_ call: ObservedCall, at instant: Timestamp) {
    guard let feature = attribution.feature(of: call) else {
      unattributed += 1
      return
    }
    var request = RoutedRequest(
      feature: feature, arrived: instant, promptTokens: call.outcome.usage.input,
      isStreaming: call.isStreaming,
      only: call.endpoint)
    guard case .attempt(let attempt) = engine.route(&request, at: instant) else { return }
    note(engine.handle(.outcome(attempt.id, call.outcome), at: instant))
  }

  private mutating func note(_ actions: [Action]) {
    for case .record(var event) in actions {
      // The breaker here is advice: nothing was tripped, because nothing here can be.
      if event.kind == .tripped {
        event.kind = .wouldTrip
        if let endpoint = event.endpoint { event.detail.reason = lateFigures.opinion(of: endpoint) }
      }
      events.append(event)
    }
  }

  /// Takes the events that are new since the last call.
  public mutating func takeEvents() -> [Event] {
    defer { events.removeAll() }
    return events
  }

  /// Does an act on the engine, so that advice follows what operators have done.
  public mutating func perform(_ act: Act, at now: Timestamp) -> Receipt? {
    let actions = engine.handle(.act(act), at: now)
    note(actions)
    for case .answer(let receipt) in actions { return receipt }
    return nil
  }
}
