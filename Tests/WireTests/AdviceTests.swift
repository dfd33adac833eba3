import RoutingEngine
import Testing

@testable import Wire

/// What a row is advised must help where it stands.
@Suite struct AdviceTests {
  private static func advice(_ state: BreakerState, headroom: Double) -> String? {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    let configuration = EngineConfiguration(endpoints: endpoints, features: [feature])
    let engine = RoutingEngine(configuration: configuration, at: .origin)
    var fleet = RoutingEngine.fleetSnapshot([engine], at: [.origin + .seconds(300)])
    fleet.engine.endpoints[0].state = state
    fleet.engine.endpoints[0].severity = .crit
    fleet.engine.features[0].headroom = headroom
    let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))
    return SnapshotMaker(configuration: configuration, mode: "serve", environment: nil, engine: "r")
      .snapshot(of: fleet, clock: clock, uptime: .zero).endpoints[0].advice
  }

  @Test func `one in doubt is drained where the rest can carry it`() {
    #expect(Self.advice(.suspect, headroom: 1.34) == "D drain here: the rest has 34 % to spare for f")
    #expect(Self.advice(.suspect, headroom: 1.02) == "do not drain: the rest has only 2 % to spare for f")
  }

  @Test func `one that is open is not told to be drained: it takes nothing as it is`() {
    let advice = Self.advice(.open(until: .origin + .seconds(320)), headroom: 1.34)
    #expect(advice == "D keep it out: it is open, and probes bring it back by themselves")
  }
}
