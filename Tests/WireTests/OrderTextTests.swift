import RoutingEngine
import Testing

@testable import Wire

/// What the log says of operators' orders.
@Suite struct OrderTextTests {
  @Test func `an order is told by its verb and who gave it`() throws {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    let configuration = EngineConfiguration(endpoints: endpoints, features: [feature])
    var engine = RoutingEngine(configuration: configuration, at: .origin)
    let translator = EventTranslator(configuration)
    let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))
    func texts(_ order: Order) -> [String] {
      engine.handle(.act(Act(order, actor: "mira", reason: "INC-1")), at: .origin + .seconds(5)).compactMap {
        guard case .record(let event) = $0, [.overrideSet, .overrideEnded].contains(event.kind) else {
          return nil
        }
        return translator.line(event, id: 1, clock: clock).text
      }
    }
    #expect(texts(.drain(.endpoint("a"))) == ["a drain set by mira - \"INC-1\""])
    #expect(texts(.undrain(.endpoint("a"))) == ["a drain ended by mira"])
  }
}
