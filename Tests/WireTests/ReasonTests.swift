import Testing

@testable import RoutingEngine
@testable import Wire

/// Why an endpoint is out is what took it out, in every place that says so.
@Suite struct ReasonTests {
  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private static let configuration: EngineConfiguration = {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    return EngineConfiguration(endpoints: endpoints, features: [feature])
  }()

  /// The first endpoint, open by a trigger, while so many calls of a hundred time out.
  private static func reason(_ trigger: Trigger, timeouts: Int, orders: Order...) -> String? {
    var engine = RoutingEngine(configuration: configuration, at: .origin)
    for order in orders {
      _ = engine.handle(.act(Act(order, actor: "ana", reason: "x", force: true)), at: .origin + .seconds(1))
    }
    let now = Timestamp.origin + .seconds(2)
    var fleet = RoutingEngine.fleetSnapshot([engine], at: [now])
    fleet.engine.endpoints[0].state = .open(until: now + .seconds(20))
    fleet.engine.endpoints[0].severity = .crit
    fleet.engine.endpoints[0].trigger = trigger
    fleet.engine.endpoints[0].errorRate = Double(timeouts) / 100
    fleet.engine.endpoints[0].classes = OutcomeClass.allCases.map { $0 == .ttftTimeout ? timeouts : 0 }
    return SnapshotMaker(configuration: configuration, mode: "serve", environment: nil, engine: "r")
      .snapshot(of: fleet, clock: clock, uptime: .zero).endpoints[0].reason
  }

  @Test func `one that is out for being slow is not said to be out for the few calls that time out`() {
    #expect(Self.reason(.ttft, timeouts: 2) == "slow first tokens")
    #expect(Self.reason(.ttft, timeouts: 30) == "slow first tokens, timeout 100 %")
    #expect(Self.reason(.errorRateFast, timeouts: 30) == "timeout 100 %")
  }

  @Test func `what its breaker would make of it is no reason while an operator forces it`() {
    let close = Order.breaker(.endpoint("a"), .close)
    #expect(Self.reason(.ttft, timeouts: 0, orders: close) == nil)
    #expect(Self.reason(.ttft, timeouts: 30, orders: close) == "timeout 100 %")
  }

  @Test(arguments: [
    (Trigger.ttft, "a: tripped, 88 of 639 first tokens slow in 30 s (ttft)"),
    (.errorRateFast, "a: tripped, 88 of 639 failed in 30 s (error rate)"),
    (.tpot, "a: tripped, 88 of 639 streams slow in 30 s (tpot)"),
  ])
  func `an event says of what calls its numbers are`(trigger: Trigger, text: String) {
    var detail = EventDetail()
    (detail.k, detail.n, detail.window) = (88, 639, .seconds(30))
    let event = Event(
      id: 1, at: .origin, kind: .tripped, endpoint: EndpointIndex(0), trigger: trigger, detail: detail,
      generation: 1, revision: 1)
    #expect(EventTranslator(Self.configuration).line(event, id: 1, clock: Self.clock).text == text)
  }
}
