import RoutingEngine
import Testing

@testable import Wire

/// Why a feature is at risk though its primary is well, and what is true of one that is held.
@Suite struct OwnRiskTests {
  private static func endpoint(_ id: String, _ severity: Severity = .ok) -> EndpointStatus {
    var status = EndpointStatus(id: id, provider: "p", cloud: "c", region: "r", model: "m")
    status.severity = severity
    return status
  }

  private static func feature(_ change: (inout FeatureStatus) -> Void) -> FeatureStatus {
    var feature = FeatureStatus(id: "f", primary: "a", backups: [])
    (feature.severity, feature.objectiveErrorRate) = (.crit, 0.01)
    feature.serving = [ServedShare(endpoint: "a", share: 1)]
    change(&feature)
    return feature
  }

  @Test func `errors that run out of the last minute are the reason, and that there is no backup is none`() {
    let feature = Self.feature { $0.errorRate = 0.512 }
    #expect(feature.risk(among: [Self.endpoint("a")]) == "err 51% of the last minute")
    #expect(feature.risk(among: [Self.endpoint("a", .warn)]) == "primary warn, no backup")
    let few = Self.feature { $0.errorRate = 0.014 }
    #expect(few.risk(among: [Self.endpoint("a")]) == "err 1.4% of the last minute")
    let shed = Self.feature { ($0.errorRate, $0.shedShare) = (0.5, 0.25) }
    #expect(shed.risk(among: [Self.endpoint("a")]) == "primary ok, no backup, 25 % shed")
  }

  @Test func `a primary that is well and serves nothing is below the floor, or over the ceiling`() {
    let floor = Self.feature {
      ($0.severity, $0.qualityFloor, $0.errorRate) = (.warn, 0.85, 0)
      $0.backups = ["b"]
      $0.serving = [ServedShare(endpoint: "b", share: 1)]
    }
    let endpoints = [Self.endpoint("a"), Self.endpoint("b")]
    #expect(floor.risk(among: endpoints) == "primary below the quality floor")
    var ceiling = floor
    ceiling.qualityFloor = nil
    #expect(ceiling.risk(among: endpoints) == "primary over the price ceiling")
  }

  private static let configuration: EngineConfiguration = {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
    }
    var feature = FeatureConfiguration(
      id: "f", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    feature.qualityFloor = 0.85
    return EngineConfiguration(endpoints: endpoints, features: [feature])
  }()

  private static func advice(_ change: (inout SystemSnapshot) -> Void) -> String? {
    var snapshot = SystemSnapshot(revision: 1, at: Moment(milliseconds: 0), mode: "serve", engine: "r")
    snapshot.endpoints = [endpoint("a", .crit), endpoint("b")]
    snapshot.features = [
      feature {
        $0.backups = ["b"]
        $0.serving = [ServedShare(endpoint: "b", share: 1)]
      }
    ]
    change(&snapshot)
    SnapshotMaker(configuration: configuration, mode: "serve", environment: nil, engine: "r")
      .addAdvice(&snapshot)
    return snapshot.endpoints[0].advice
  }

  @Test func `a held endpoint says that traffic is elsewhere only where it is`() {
    let hold = EndpointStatus.Hold(kind: "auth", until: nil)
    #expect(Self.advice { $0.endpoints[0].hold = hold } == "renew the credential; traffic is elsewhere")
    let both = Self.advice { snapshot in
      for place in 0..<2 { snapshot.endpoints[place].hold = hold }
    }
    #expect(both == "renew the credential; nobody else serves f")
    let gone = Self.advice { snapshot in
      snapshot.endpoints[0].hold = EndpointStatus.Hold(kind: "retired", until: nil)
      snapshot.features[0].serving = []
    }
    #expect(gone == "the model is gone: change the configuration; nobody else serves f")
  }

  @Test func `one that refuses calls says whom to ask`() {
    let advice = Self.advice { snapshot in
      (snapshot.endpoints[0].severity, snapshot.endpoints[0].quota.capRequestsPerSecond) = (.warn, 6.1)
    }
    #expect(advice == "ask the provider for quota, or move a feature: the engine holds the rate")
  }

  @Test func `a benchmark below the floor says that others serve the feature`() {
    func text(_ quality: Double) -> String? {
      var engine = RoutingEngine(configuration: Self.configuration, at: .origin)
      let score = QualityScore(mean: quality)
      let actions = engine.handle(
        .quality(FeatureIndex(0), EndpointIndex(0), score), at: .origin + .seconds(1))
      let event = actions.compactMap { if case .record(let event) = $0 { event } else { nil } }.first
      let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 0))
      return event.map { EventTranslator(Self.configuration).line($0, id: 1, clock: clock).text }
    }
    #expect(text(0.81) == "a for f: below the floor, others serve it: benchmarked at 0.81, needs 0.85")
    #expect(text(0.93) == "a for f: benchmarked at 0.93 of 1")
  }
}
