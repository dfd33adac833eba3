@testable import RoutingEngine
import Testing

@testable import Wire

/// An engine that only recommends says so, wherever its words go.
@Suite struct AdvisoryTests {
  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private static func configuration(isAdvisory: Bool) -> EngineConfiguration {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "ask", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    var configuration = EngineConfiguration(endpoints: endpoints, features: [feature])
    configuration.isAdvisory = isAdvisory
    return configuration
  }

  private static func snapshot(isAdvisory: Bool, mode: String = "watch") -> SystemSnapshot {
    let configuration = configuration(isAdvisory: isAdvisory)
    let engine = RoutingEngine(configuration: configuration, at: .origin)
    return SnapshotMaker(configuration: configuration, mode: mode, environment: nil, engine: "r")
      .snapshot(of: RoutingEngine.fleetSnapshot([engine], at: [.origin]), clock: clock, uptime: .zero)
  }

  private static func line(_ kind: EventKind, isAdvisory: Bool = true) -> EventLine {
    var event = Event(id: 1, at: .origin, kind: kind, detail: EventDetail(), generation: 0, revision: 0)
    event.endpoint = EndpointIndex(0)
    if kind == .failover {
      event.feature = FeatureIndex(0)
      event.detail.other = EndpointIndex(1)
      event.detail.share = 1
    } else if kind != .closed {
      event.trigger = .errorRateFast
    }
    return EventTranslator(configuration(isAdvisory: isAdvisory)).line(event, id: 1, clock: clock)
  }

  @Test func `its events are advice, and say so`() throws {
    #expect(Self.line(.opened).text == "a: would be taken out (advice, error rate)")
    #expect(Self.line(.failover).text == "ask: advice: a -> b, 100%")
    #expect(Self.line(.closed).text == "a: would be back at full share (advice)")
    #expect(Self.line(.suspect).text.contains("advice"))
    #expect(Self.line(.opened, isAdvisory: false).text == "a: taken out (error rate)")
    #expect(Self.line(.failover, isAdvisory: false).text == "ask: a -> b, 100%")
    let line = Self.line(.opened)
    #expect(line.isAdvisory)
    #expect(try EventLine.read(line.json()) == line)
  }

  @Test func `its snapshot says so, under another mode as well`() throws {
    let snapshot = Self.snapshot(isAdvisory: true, mode: "replay")
    #expect(snapshot.isAdvisory)
    #expect(try SystemSnapshot.read(snapshot.json()) == snapshot)
    #expect(!Self.snapshot(isAdvisory: false, mode: "serve").isAdvisory)
  }

  @Test func `what was watched before there was the key is advice, too`() throws {
    let text = String(decoding: Self.snapshot(isAdvisory: true).json(), as: UTF8.self)
    let older = text.replacing("\"advisory\":true,", with: "")
    #expect(older != text)
    #expect(try SystemSnapshot.read(Array(older.utf8)).isAdvisory)
  }
}
