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

  private static func status(_ engine: RoutingEngine, at seconds: Int64) -> EndpointStatus {
    SnapshotMaker(configuration: engine.configuration, mode: "serve", environment: nil, engine: "r")
      .snapshot(
        of: RoutingEngine.fleetSnapshot([engine], at: [.origin + .seconds(seconds)]), clock: clock,
        uptime: .zero
      ).endpoints[0]
  }

  @Test func `an endpoint that nobody asked is well, and its times are not known`() {
    let status = Self.status(Self.engine(), at: 300)
    #expect(status.severity == .ok)
    #expect(status.requestsPerSecond == 0)
    #expect(status.inFlight == 0)
    #expect(status.ttft == nil)
    #expect(status.errorRate == nil)
  }

  @Test func `a call without an outcome for long is a gap`() {
    var engine = Self.engine()
    var request = RoutedRequest(
      feature: FeatureIndex(0), arrived: .origin, promptTokens: 10, isStreaming: true)
    guard case .attempt = engine.route(&request, at: .origin) else {
      Issue.record("the call was not admitted")
      return
    }
    #expect(Self.status(engine, at: 1).severity == .ok)
    #expect(Self.status(engine, at: 60).severity == .stale)
  }
}
