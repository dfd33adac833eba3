import Documents
import RoutingEngine
import Testing

@testable import Wire

/// How urgent an endpoint is where the engine's own word is not the whole of it.
@Suite struct SeverityTests {
  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  private static let configuration: EngineConfiguration = {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    return EngineConfiguration(endpoints: endpoints, features: [feature])
  }()

  private static func snapshot(
    of engine: RoutingEngine, at now: Timestamp, _ change: (inout FleetSnapshot) -> Void = { _ in }
  ) -> SystemSnapshot {
    var fleet = RoutingEngine.fleetSnapshot([engine], at: [now])
    change(&fleet)
    return SnapshotMaker(configuration: configuration, mode: "serve", environment: nil, engine: "r")
      .snapshot(of: fleet, clock: clock, uptime: .zero)
  }

  private static func engine(_ orders: Order...) -> RoutingEngine {
    var engine = RoutingEngine(configuration: configuration, at: .origin)
    for order in orders {
      _ = engine.handle(.act(Act(order, actor: "ana", reason: "x", force: true)), at: .origin + .seconds(1))
    }
    return engine
  }

  @Test func `what is pinned open is as urgent as before it was pinned`() {
    let engine = Self.engine(.breaker(.endpoint("a"), .pin))
    let open = Self.snapshot(of: engine, at: .origin + .seconds(2)) { fleet in
      fleet.engine.endpoints[0].state = .open(until: .origin + .seconds(20))
    }
    #expect(open.endpoints[0].severity == .crit)
    #expect(open.clouds[0].severity == .crit)
    var feature = FeatureStatus(id: "f", primary: "a", backups: ["b"])
    feature.severity = .warn
    #expect(feature.risk(among: open.endpoints) == "primary pinned open, backup ok")
    #expect(open.endpoints[0].advice?.hasPrefix("B auto: it is pinned open") == true)
    let failing = Self.snapshot(of: engine, at: .origin + .seconds(2)) { fleet in
      fleet.engine.endpoints[0].errorRate = 0.4
    }
    #expect(failing.endpoints[0].severity == .crit)
    #expect(Self.snapshot(of: engine, at: .origin + .seconds(2)).endpoints[0].severity == .warn)
  }

  @Test func `nobody calls is no crisis, though a drain and its end left the ramp without calls`() {
    let engine = Self.engine(.drain(.provider("p")), .undrain(.provider("p")))
    let idle = Self.snapshot(of: engine, at: .origin + .seconds(30))
    #expect(idle.endpoints.map(\.state) == ["partial_open", "partial_open"])
    #expect(idle.endpoints.allSatisfy { $0.severity == .ok })
    #expect(idle.features[0].severity == .ok)
    #expect(!idle.features[0].isPanic)
    let busy = Self.snapshot(of: engine, at: .origin + .seconds(30)) { $0.requestsPerSecond = 3 }
    #expect(busy.endpoints[0].severity == .crit, "with calls it is on its way back, and says so")
    let drained = Self.snapshot(of: Self.engine(.drain(.provider("p"))), at: .origin + .seconds(30))
    #expect(drained.features[0].severity == .crit, "a drained pool is no matter of calls")
  }

  @Test func `a hold says why in its row, and passes through JSON with its tries`() throws {
    var engine = RoutingEngine(configuration: Self.configuration, at: .origin)
    let now = Timestamp.origin + .seconds(5)
    var request = RoutedRequest(
      feature: FeatureIndex(0), arrived: now, promptTokens: 10, only: EndpointIndex(0))
    guard case .attempt(let attempt) = engine.route(&request, at: now) else {
      Issue.record("it was refused")
      return
    }
    _ = engine.handle(
      .outcome(attempt.id, Outcome(.quotaExhausted, latency: .milliseconds(9), retryAfter: .minutes(5))),
      at: now)
    let status = Self.snapshot(of: engine, at: now + .minutes(3)).endpoints[0]
    #expect(status.held?.refusal == "quota_exhausted")
    #expect(status.reason?.hasPrefix("held: quota, refused at ") == true)
    #expect(status.advice?.contains("raise it at the provider") == true)
    var copy = status
    copy.held = EndpointStatus.Held(
      kind: "auth", since: Moment(milliseconds: 1), refusedTries: 3, refusal: "auth",
      refusedAt: Moment(milliseconds: 2))
    let document = try Document.parse(copy.json(), dialect: .json)
    #expect(EndpointStatus(document)?.held == copy.held)
  }

  @Test func `what callers saw is counted by requests, not by features`() {
    var snapshot = SystemSnapshot(revision: 1, at: Moment(milliseconds: 0), mode: "serve", engine: "r")
    #expect(snapshot.callerErrorRate == nil)
    var (large, small) = (
      FeatureStatus(id: "a", primary: "x", backups: []), FeatureStatus(id: "b", primary: "x", backups: [])
    )
    (large.errorRate, large.requestsPerSecond) = (0, 90)
    (small.errorRate, small.requestsPerSecond) = (0.1, 10)
    snapshot.features = [large, small]
    #expect(snapshot.callerErrorRate == 0.01)
    #expect(snapshot.callerRate == 100)
  }
}
