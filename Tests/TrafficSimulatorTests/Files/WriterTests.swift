import Documents
@testable import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct WriterTests {
  private static func event(_ kind: EventKind, _ fill: (inout Event) -> Void) -> SimulatedEvent {
    var event = Event(
      id: 4, at: Timestamp(nanoseconds: 9_000_000_000), kind: kind, endpoint: EndpointIndex(0),
      detail: EventDetail(), generation: 2, revision: 17)
    fill(&event)
    return SimulatedEvent(replica: 3, at: .milliseconds(9_500), event: event)
  }

  @Test func `an event has the shape of the interface`() {
    let event = Self.event(.opened) { event in
      event.from = "closed"
      event.to = "open"
      event.trigger = .errorRateFast
      event.detail.n = 10
      event.detail.k = 9
      event.detail.limit = 0.1
      event.detail.window = .seconds(10)
    }
    var writer = JSONWriter()
    EventWriter(world: .default).write(event, to: &writer)
    #expect(
      writer.text == """
        {"id":4,"at_seconds":9.5,"replica":3,"kind":"opened","endpoint":"use1/sonnet","feature":null,\
        "provider":"bedrock","severity":"crit","from":"closed","to":"open","trigger":"error_rate",\
        "detail":{"n":10,"k":9,"limit":0.1,"window_s":10.0},"generation":2,"revision":17,\
        "text":"use1/sonnet opened (error rate) 9 of 10 in 10 s"}
        """)
  }

  @Test func `an operator's words cannot drive a terminal`() {
    let event = Self.event(.overrideSet) { $0.detail.reason = "\u{1B}[2J" }
    #expect(!EventWriter(world: .default).text(event.event).contains("\u{1B}"))
  }
}
