import RoutingEngine
import Testing

@testable import Wire

/// Where outcomes cease to arrive nobody is well: nobody knows.
@Suite struct SilenceTests {
  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private static let configuration: EngineConfiguration = {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    var feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    feature.objectives.deadline = .seconds(120)
    return EngineConfiguration(endpoints: endpoints, features: [feature])
  }()

  /// Two endpoints that get calls and bring no outcome: how many wait at each, and the oldest for how long.
  private static func snapshot(
    calls: Int = 6, oldest: Nanoseconds = .seconds(70), _ change: (inout FleetSnapshot) -> Void = { _ in }
  ) -> SystemSnapshot {
    let engine = RoutingEngine(configuration: configuration, at: .origin)
    var fleet = RoutingEngine.fleetSnapshot([engine], at: [.origin + .seconds(300)])
    for place in fleet.engine.endpoints.indices {
      fleet.engine.endpoints[place].severity = .ok
      fleet.engine.endpoints[place].inFlight = calls
      fleet.engine.endpoints[place].oldestInFlight = oldest
    }
    change(&fleet)
    return SnapshotMaker(configuration: configuration, mode: "demo", environment: nil, engine: "r")
      .snapshot(of: fleet, clock: clock, uptime: .zero)
  }

  @Test func `a minute without any outcome though calls wait is no data, and says since when`() {
    let snapshot = Self.snapshot()
    #expect(snapshot.endpoints.map(\.severity) == [.stale, .stale])
    #expect(snapshot.clouds.map(\.severity) == [.stale])
    #expect(snapshot.features.map(\.severity) == [.stale])
    #expect(snapshot.endpoints[0].requestsPerSecond == nil)
    #expect(snapshot.endpoints[0].inFlight == nil)
    #expect(snapshot.endpoints[0].observedAt?.seconds(since: snapshot.at) == -70)
    let since = snapshot.at.advanced(byMilliseconds: -70_000).clockText
    #expect(
      snapshot.endpoints[0].reason == "no outcome of any of its 6 calls in flight, the oldest of \(since)")
  }

  @Test func `an outcome of anybody, few calls, or calls that are young are no silence`() {
    #expect(Self.snapshot { $0.engine.endpoints[1].errorRate = 0 }.endpoints[0].severity == .ok)
    #expect(Self.snapshot(calls: 4).endpoints[0].severity == .ok)
    #expect(Self.snapshot(oldest: .seconds(50)).endpoints[0].severity == .ok)
  }

  @Test func `what nobody calls is well in a silence, and what is out stays out`() {
    let snapshot = Self.snapshot(calls: 12) { fleet in
      fleet.engine.endpoints[0].inFlight = 0
      fleet.engine.endpoints[1].severity = .crit
    }
    #expect(snapshot.endpoints.map(\.severity) == [.ok, .crit])
    #expect(snapshot.features[0].severity == .ok)
  }

  /// What an engine records of an act.
  private static var anyEvent: Event? {
    var engine = RoutingEngine(configuration: configuration, at: .origin)
    let actions = engine.handle(
      .act(Act(.drain(.endpoint("a")), actor: "ana", reason: "x")), at: .origin + .seconds(1))
    return actions.compactMap { if case .record(let event) = $0 { event } else { nil } }.first
  }

  @Test func `the event of a gap says what it means`() throws {
    var event = try #require(Self.anyEvent)
    (event.kind, event.endpoint, event.detail) = (.telemetryGap, nil, EventDetail())
    event.detail.n = 557
    let line = EventTranslator(Self.configuration).line(event, id: 1, clock: Self.clock)
    #expect(line.text == "no outcomes arrive, though 557 calls are in flight: nobody knows how they do")
  }
}
