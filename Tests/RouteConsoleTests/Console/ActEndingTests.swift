import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What an act came to is told once, as it was then, and a pin says what it pins.
@Suite struct ActEndingTests {
  private func text(_ model: Model) -> String { draw(model).surface.trimmedLines.joined(separator: "\n") }

  private func change(_ snapshot: inout SystemSnapshot, _ id: String, _ body: (inout EndpointStatus) -> Void)
  {
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == id {
      body(&snapshot.endpoints[place])
    }
  }

  /// Sends what the dialog asks, and has it accepted.
  private func send(_ model: inout Model) throws {
    model.type("INC")
    guard case .act(let dialog) = model.overlay, let ticket = dialog.ticket else { throw Missing() }
    let preview = ActPreview(act: dialog.request(), revision: 4_471, refusal: nil)
    _ = update(&model, .news(.preview(ticket, preview)))
    let effects = model.press(.tab, .character("y"))
    guard case .order(.act(let sent, let request, _))? = effects.last else { throw Missing() }
    let receipt = ActReceipt(
      id: 9, act: request, actor: "mira", at: Incident.at, revision: 4_472, outcome: .applied)
    _ = update(&model, .news(.receipt(sent, receipt)))
  }

  private struct Missing: Error {}

  @Test func `the line of a flip that is done stays as it was, whatever happens to its target later`() throws
  {
    var model = Model.atIncident(columns: 200, rows: 60)
    model.press(.character("X"))
    try send(&model)
    func flipped(after seconds: Double, share: Double, state: String) -> SystemSnapshot {
      var snapshot = Incident.snapshot(after: seconds, revision: 4_472)
      for place in snapshot.features.indices where snapshot.features[place].id == "chat" {
        (snapshot.features[place].primary, snapshot.features[place].backups) = (
          "usw2/sonnet", ["use1/sonnet"]
        )
        snapshot.features[place].serving = [
          ServedShare(endpoint: "usw2/sonnet", share: share),
          ServedShare(endpoint: "use1/sonnet", share: 1 - share),
        ]
      }
      change(&snapshot, "usw2/sonnet") { $0.state = state }
      return snapshot
    }
    for second in [1.0, 14.0] {
      _ = update(&model, .clock(.seconds(10 + second)))
      _ = update(&model, .news(.snapshot(flipped(after: second, share: 0.19, state: "closed"))))
    }
    let line = try #require(
      draw(model).surface.trimmedLines.first { $0.contains("-> done after 14.0s: 19% on usw2/sonnet") })
    _ = update(&model, .clock(.seconds(26)))
    _ = update(&model, .news(.snapshot(flipped(after: 16, share: 0, state: "open"))))
    #expect(draw(model).surface.trimmedLines.contains(line))
  }

  @Test func `a line keeps the time that an act took when its world goes faster later`() throws {
    var model = Model.atIncident(columns: 200, rows: 60)
    model.press(.character("D"))
    try send(&model)
    var drained = Incident.snapshot(after: 1, revision: 4_472)
    change(&drained, "use1/sonnet") { endpoint in
      endpoint.override = EndpointStatus.Override(
        kind: "drain", phase: "draining", actor: "mira", reason: "INC", since: nil, leaseEnds: nil,
        isOverdue: false)
    }
    _ = update(&model, .news(.snapshot(drained)))
    change(&drained, "use1/sonnet") { $0.override?.phase = "drained" }
    _ = update(&model, .clock(.seconds(14)))
    _ = update(&model, .news(.snapshot(drained)))
    #expect(text(model).contains("drained after 4.0s"))
    let world = SimulationStatus(
      scenario: "tour", title: "", elapsed: .minutes(3), duration: .minutes(20), speed: 5, isPaused: false,
      faults: [], presets: [], scenarios: [])
    _ = update(&model, .news(.simulation(world)))
    #expect(text(model).contains("drained after 4.0s"))
  }

  @Test func `a pin names the state that it keeps, in the dialog as it is now and in the line as it became`()
    throws
  {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("B"), .right, .right)
    #expect(text(model).contains("pin: keep it OPEN"))
    #expect(text(model).contains("it stays OPEN until the lease ends"))
    var moved = Incident.snapshot(after: 1)
    change(&moved, "use1/sonnet") { ($0.state, $0.stagePercent) = ("partial_open", 25) }
    _ = update(&model, .news(.snapshot(moved)))
    #expect(text(model).contains("pin: keep it PART 25%"))
    try send(&model)
    var pinned = Incident.snapshot(after: 2, revision: 4_472)
    change(&pinned, "use1/sonnet") { endpoint in
      (endpoint.state, endpoint.stagePercent) = ("partial_open", 50)
      endpoint.override = EndpointStatus.Override(
        kind: "pinned", phase: nil, actor: "mira", reason: "INC", since: nil, leaseEnds: nil, isOverdue: false
      )
    }
    _ = update(&model, .news(.snapshot(pinned)))
    #expect(text(model).contains("BREAKER pin use1/sonnet") && text(model).contains("pinned at PART 50%"))
  }

  @Test func `several that are pinned together are counted by what they are`() {
    let snapshot = Incident.snapshot()
    let some = snapshot.endpoints.filter { ["use1/sonnet", "usc1/flash", "eus2/gpt-4o"].contains($0.id) }
    #expect(PinnedState.words(some) == "1 OPEN, 2 CLOSED")
  }

  @Test func `what is forced reads the same in its row and on the status line`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    var snapshot = Incident.snapshot(after: 1)
    change(&snapshot, "use1/sonnet") { endpoint in
      (endpoint.state, endpoint.stagePercent) = ("partial_open", 100)
      (endpoint.reason, endpoint.advice) = (nil, nil)
      endpoint.override = EndpointStatus.Override(
        kind: "forced_closed", phase: nil, actor: "mira", reason: "INC-9",
        since: Incident.at.advanced(byMilliseconds: 1_000), leaseEnds: nil,
        isOverdue: false)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(text(model).contains("use1/sonnet F-CLOSED 0s; "))
    #expect(text(model).contains("; forced closed by mira: INC-9"))
    #expect(!text(model).contains("use1/sonnet PART"))
  }

  @Test func `the way back of one that was open is told as its warning told it`() throws {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("j"), .character("j"), .character("j"), .character("U"))
    try send(&model)
    var snapshot = Incident.snapshot(after: 1, revision: 4_472)
    func stage(_ number: Int, _ percent: Double) -> String {
      change(&snapshot, "euw4/gemini-pro") { endpoint in
        (endpoint.override, endpoint.state, endpoint.stagePercent) = (nil, "partial_open", percent)
        endpoint.evidence = EndpointStatus.Evidence()
        endpoint.evidence?.stage = number
      }
      _ = update(&model, .news(.snapshot(snapshot)))
      return text(model)
    }
    #expect(stage(0, 1).contains("-> probing with 1% of 100%"))
    #expect(stage(1, 5).contains("-> ramp 5% of 100%"))
  }

  @Test func `room without end is told in one way everywhere`() {
    var feature = FeatureStatus(id: "chat", primary: "a", backups: [])
    feature.headroom = 25.42
    #expect(CapacityPane.line(feature).spans.map(\.text).joined().contains("spare >999% over the peak"))
    #expect(StatusText.features([feature], isAdvisory: false).contains(">999 %"))
    #expect([Show.spare(1.44), Show.spare(0.88), Show.spare(nil)] == ["44%", "-12%", "-"])
  }
}
