import RoutingEngine
import Testing
import Wire

@Suite struct ActWarningTests {
  private static let began = Timestamp(nanoseconds: 31_000_000_000)

  /// The warnings of an order on an endpoint that has been under another one of half an hour for a while.
  private static func warnings(_ order: Order, standing: Order?, isOpen: Bool = false, hold: Hold? = nil)
    -> [String]
  {
    var engine = RoundTripTests.busyEngine()
    let now = began + .seconds(958)
    if let standing {
      _ = engine.handle(
        .act(Act(standing, actor: "jon", reason: "CHG-7", lease: .minutes(30), force: true)), at: began)
    }
    var endpoint = engine.snapshot(at: began).endpoints[0]
    endpoint.hold = hold ?? endpoint.hold
    if isOpen { endpoint.state = .open(until: now + .seconds(5)) }
    return ActWarnings.of(order, on: [endpoint], at: now, in: engine.configuration)
  }

  private static let scope = Scope.endpoint("a/one")

  @Test(arguments: [BreakerOrder.open, .close, .pin, .auto])
  func `an order to a breaker that ends a drain says whose`(order: BreakerOrder) {
    let order = Order.breaker(Self.scope, order)
    #expect(
      Self.warnings(order, standing: .drain(Self.scope)) == ["a/one: ends the drain by jon, 14:02 left"])
    #expect(Self.warnings(order, standing: nil) == [])
  }

  @Test func `an order that renews the one that stands, or ends it by name, warns of nothing`() {
    let scope = Self.scope
    #expect(Self.warnings(.drain(scope), standing: .drain(scope)) == [])
    #expect(Self.warnings(.undrain(scope), standing: .drain(scope)) == [])
    #expect(Self.warnings(.breaker(scope, .auto), standing: .breaker(scope, .open)) == [])
    #expect(
      Self.warnings(.drain(scope), standing: .breaker(scope, .close))
        == ["a/one: ends the order closed by jon, 14:02 left"])
  }

  @Test func `undraining what is open says that nothing comes back at once`() {
    #expect(
      Self.warnings(.undrain(Self.scope), standing: .drain(Self.scope), isOpen: true)
        == ["a/one is OPEN: probes come back first, the rest once they succeed"])
  }

  @Test func `undraining what is held says what it waits for`() {
    #expect(
      Self.warnings(.undrain(Self.scope), standing: .drain(Self.scope), hold: .retired)
        == [
          "a/one is HELD (retired): nothing comes back before a call is let through; then it goes up its ramp"
        ])
  }
}
