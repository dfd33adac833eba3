import RoutingEngine
import Testing

@testable import Wire

/// What the log says of operators' orders.
@Suite struct OrderTextTests {
  private static let configuration = {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    return EngineConfiguration(endpoints: endpoints, features: [feature])
  }()
  private static let eight = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private var engine = RoutingEngine(configuration: Self.configuration, at: .origin)

  /// What the log says of orders that begin or end with an input.
  private mutating func texts(_ input: Input, after seconds: Int64 = 5) -> [String] {
    engine.handle(input, at: .origin + .seconds(seconds)).compactMap { action in
      guard case .record(let event) = action, [.overrideSet, .overrideEnded].contains(event.kind) else {
        return nil
      }
      return EventTranslator(Self.configuration).line(event, id: 1, clock: Self.eight).text
    }
  }

  private mutating func texts(_ order: Order) -> [String] {
    texts(.act(Act(order, actor: "mira", reason: "INC-1")))
  }

  @Test mutating func `an order is told in an operator's words, with who, until when and why`() {
    let (a, because) = (Scope.endpoint("a"), "by mira until 08:30 - \"INC-1\"")
    #expect(texts(.drain(a)) == ["a: drained \(because)"])
    #expect(texts(.undrain(a)) == ["a: undrained by mira"])
    #expect(texts(.breaker(a, .open)) == ["a: forced open \(because)"])
    #expect(texts(.breaker(a, .auto)) == ["a: back to automatic by mira"])
    #expect(texts(.breaker(a, .close)) == ["a: forced closed \(because)"])
    #expect(texts(.breaker(a, .pin)) == ["a: pinned as it is \(because)"])
  }

  @Test mutating func `a share and a flip are told by their feature`() {
    #expect(
      texts(.share(feature: "f", endpoint: "b", percent: 12.5))
        == ["f: 12.5% fixed on b by mira until 08:30 - \"INC-1\""])
    #expect(
      texts(.share(feature: "f", endpoint: "b", percent: 0))
        == ["f: share of b back to automatic by mira - \"INC-1\""])
    #expect(
      texts(.flip(feature: "f", to: "b", now: false)) == ["f: flipped from a to b by mira - \"INC-1\""])
  }

  @Test mutating func `an order that nobody ended ended with its lease`() {
    _ = texts(.breaker(.endpoint("a"), .pin))
    #expect(texts(.tick, after: 1_900) == ["a: back to automatic, the lease is over"])
  }
}
