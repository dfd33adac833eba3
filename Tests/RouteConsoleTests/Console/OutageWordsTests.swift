import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// In an outage of everything each cloud and feature is named, and what adapts, moves or is unknown says why.
@Suite struct OutageWordsTests {
  private static func model(
    columns: Int = 80, _ severities: [Severity], _ change: (inout SystemSnapshot) -> Void = { _ in }
  ) -> Model {
    var model = Model.blank(columns: columns, rows: 24)
    var snapshot = SystemSnapshot(revision: 1, at: Incident.at, mode: "serve", engine: "r-1")
    let clouds = ["aws", "gcp", "azure", "onprem"]
    for (cloud, severity) in zip(clouds, severities) {
      var endpoint = EndpointStatus(
        id: "\(cloud)/m", provider: cloud, cloud: cloud, region: "r", model: "m")
      (endpoint.severity, endpoint.errorRate) = (severity, 1)
      endpoint.state = severity == .crit ? "open" : "closed"
      snapshot.endpoints.append(endpoint)
      var status = CloudStatus(cloud: cloud, severity: severity, endpoints: 1)
      (status.errorRate, status.open) = (1, severity == .crit ? 1 : 0)
      snapshot.clouds.append(status)
    }
    for (name, cloud) in zip(["alone", "pair", "trio"], clouds) {
      var feature = FeatureStatus(id: name, primary: "\(cloud)/m", backups: [])
      (feature.severity, feature.isPanic) = (.crit, true)
      feature.serving = [ServedShare(endpoint: "\(cloud)/m", share: 1)]
      snapshot.features.append(feature)
    }
    change(&snapshot)
    _ = update(&model, .clock(.seconds(10)))
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  private static func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  @Test func `at 80 columns an outage of everything names each cloud and each feature`() {
    let lines = Self.lines(Self.model([.crit, .crit, .crit, .crit]))
    for name in ["aws CRIT", "gcp CRIT", "azure CRIT", "onprem CRIT"] {
      #expect(lines[2].contains(name), "\(lines[2])")
    }
    for name in ["alone", "pair PANIC", "trio PANIC"] { #expect(lines[3].contains(name), "\(lines[3])") }
  }

  @Test func `a cloud in need is named before one that is less urgent says its figures`() {
    let lines = Self.lines(Self.model([.warn, .warn, .crit, .crit]))
    #expect(lines[2].hasPrefix(" azure CRIT 1/1"), "\(lines[2])")
    #expect(lines[2].contains("onprem CRIT") && !lines[2].contains("more"), "\(lines[2])")
  }

  @Test func `errors that run out are the words of line 4, and no backup is not`() {
    let lines = Self.lines(
      Self.model([.ok, .ok, .ok, .ok]) { snapshot in
        for place in snapshot.features.indices {
          (snapshot.features[place].isPanic, snapshot.features[place].severity) = (false, .ok)
        }
        snapshot.features[0].severity = .crit
        (snapshot.features[0].errorRate, snapshot.features[0].objectiveErrorRate) = (0.51, 0.01)
      })
    #expect(lines[3] == " AT RISK  alone: err 51% of the last minute", "\(lines[3])")
  }

  @Test func `a feature of which nobody knows says since when`() {
    let lines = Self.lines(
      Self.model(columns: 100, [.stale, .stale, .stale, .stale]) { snapshot in
        for place in snapshot.features.indices {
          (snapshot.features[place].isPanic, snapshot.features[place].severity) = (false, .stale)
        }
        for place in snapshot.endpoints.indices {
          snapshot.endpoints[place].observedAt = Incident.at.advanced(byMilliseconds: -70_000)
        }
      })
    #expect(
      lines[3] == " features NO DATA 3: alone, pair, trio   nobody knows how they do since 03:11:31Z",
      "\(lines[3])")
  }

  @Test(arguments: [100, 120, 130]) func `the name of a cloud is whole where there are columns for it`(
    columns: Int
  ) {
    let lines = Self.lines(Self.model(columns: columns, [.crit, .ok, .ok, .ok]))
    #expect(lines.contains { $0.contains("onprem/m") && $0.contains(" onprem ") })
  }

  private static func cap(_ id: UInt64, _ endpoint: String, _ rate: Double) -> EventLine {
    var line = EventLine(
      id: id, at: Incident.at.advanced(byMilliseconds: Int64(id) * 1_000), kind: "cap_changed",
      severity: .ok, text: "\(endpoint): asked for at most \(rate) requests/s (learned cap)")
    (line.endpoint, line.provider, line.detail.rate) = (endpoint, "aws", rate)
    return line
  }

  @Test func `a cap is a headline where it is the matter with an endpoint, and only there`() {
    var model = Self.model([.warn, .ok, .ok, .ok]) { snapshot in
      snapshot.endpoints[0].quota.capRequestsPerSecond = 6.1
      snapshot.endpoints[0].advice =
        "ask the provider for quota, or move a feature: the engine holds the rate"
    }
    _ = update(
      &model, .news(.events([Self.cap(1, "aws/m", 9), Self.cap(2, "gcp/m", 30), Self.cap(5, "aws/m", 6.1)])))
    #expect(
      model.headlines(9).map(\.text) == ["aws/m: 429, gets at most 6.1 rps (learned cap), last 03:12:46"])
    #expect(model.headlines(9).first?.at == Incident.at.advanced(byMilliseconds: 1_000))
    let lines = Self.lines(model)
    #expect(lines[21].contains("429") && lines[21].hasSuffix("ask the provider for quota, or move a feature"))
    model.press(.enter)
    #expect(Self.lines(model).contains { $0.contains("429        none in the last 10 s: held at 6.1 rps") })
  }

  // MARK: Help

  @Test func `what is off says so at 80 columns, and a screen that is not there has no key`() {
    var model = Model.atIncident { $0.isReadOnly = true }
    model.settings.traits = FeedTraits(canAct: false, isSimulation: false, isReplay: false)
    let lines = HelpView(model).lines.map { $0.spans.map(\.text).joined() }
    #expect(lines.filter { $0.prefix(80).contains("(off)") }.count == 5)
    #expect(!lines.contains { $0.contains("Simulate") })
  }

  // MARK: Lines

  @Test func `in lines a feature that goes to and fro is told once, then now and then with how often`() {
    var machine = PlainStateMachine(canAct: true, operatorName: "mira")
    func said(_ actions: [PlainStateMachine.Action]) -> [String] {
      actions.compactMap { if case .say(let text) = $0 { text } else { nil } }
    }
    _ = machine.take(.snapshot(Incident.snapshot()), now: .zero)
    var told: [String] = []
    for second in 1...70 {
      var line = EventLine(
        id: UInt64(second), at: Incident.at.advanced(byMilliseconds: Int64(second) * 1_000), kind: "failover",
        severity: .warn, text: "pair: to \(second % 2 == 0 ? "a" : "b")")
      (line.feature, line.detail.other) = ("pair", second % 2 == 0 ? "a" : "b")
      told += said(machine.take(.events([line]), now: .seconds(second)))
      let news = said(machine.take(.snapshot(Incident.snapshot()), now: .seconds(second)))
      told += news.filter { $0.contains("pair: ") }
    }
    #expect(
      told == [
        "03:12:42 pair: to b", "03:12:43 pair: to a",
        "03:13:42 pair: to b  (30 times since it was last told)",
        "03:13:43 pair: to a  (30 times since it was last told)",
      ])
  }
}
