import RoutingEngine
import Testing

@testable import Wire

/// An engine that routes knows when nobody called; that is no gap in what it knows.
@Suite struct IdleEndpointTests {
  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private static func engine() -> RoutingEngine {
    let endpoint = EndpointConfiguration(id: "a", provider: "p", cloud: "c", region: "r", model: "m")
    let feature = FeatureConfiguration(id: "f", candidates: [.init(endpoint: EndpointIndex(0))])
    return RoutingEngine(
      configuration: EngineConfiguration(endpoints: [endpoint], features: [feature]), at: .origin)
  }

  private static func fleet() -> FleetSnapshot {
    RoutingEngine.fleetSnapshot([engine()], at: [.origin + .seconds(300)])
  }

  private static func status(in fleet: FleetSnapshot) -> EndpointStatus {
    SnapshotMaker(configuration: engine().configuration, mode: "serve", environment: nil, engine: "r")
      .snapshot(of: fleet, clock: clock, uptime: .zero).endpoints[0]
  }

  @Test func `an endpoint that nobody asked is well, and its times are not known`() {
    let status = Self.status(in: Self.fleet())
    #expect(status.severity == .ok)
    #expect(status.requestsPerSecond == 0)
    #expect(status.inFlight == 0)
    #expect(status.ttft == nil)
    #expect(status.errorRate == nil)
  }

  @Test func `a feature calls an idle backup what its row calls it`() {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    let configuration = EngineConfiguration(endpoints: endpoints, features: [feature])
    let engine = RoutingEngine(configuration: configuration, at: .origin)
    var fleet = RoutingEngine.fleetSnapshot([engine], at: [.origin + .seconds(300)])
    fleet.engine.endpoints[0].state = .open(until: .origin + .seconds(320))
    fleet.engine.features[0].severity = .warn
    let maker = SnapshotMaker(configuration: configuration, mode: "serve", environment: nil, engine: "r")
    let idle = maker.snapshot(of: fleet, clock: Self.clock, uptime: .zero)
    #expect(idle.endpoints[1].severity == .ok)
    #expect(idle.features[0].atRisk == "primary open, backup ok")
    fleet.engine.endpoints[1].oldestInFlight = .seconds(60)
    let silent = maker.snapshot(of: fleet, clock: Self.clock, uptime: .zero)
    #expect(silent.features[0].atRisk == "primary open, backup stale")
  }

  @Test func `a call without an outcome for long is a gap, one that has just begun is not`() {
    var fleet = Self.fleet()
    fleet.engine.endpoints[0].inFlight = 1
    fleet.engine.endpoints[0].oldestInFlight = .seconds(1)
    #expect(Self.status(in: fleet).severity == .ok)
    // Its first answer may take as long as its callers wait: 60 s if nothing else is said.
    fleet.engine.endpoints[0].oldestInFlight = .seconds(20)
    #expect(Self.status(in: fleet).severity == .ok)
    fleet.engine.endpoints[0].oldestInFlight = .seconds(60)
    #expect(Self.status(in: fleet).severity == .stale)
    #expect(Self.status(in: fleet).requestsPerSecond == nil)
    // Another replica has had answers: what is known of the whole is no gap.
    fleet.engine.endpoints[0].errorRate = 0
    #expect(Self.status(in: fleet).severity == .ok)
  }
}
