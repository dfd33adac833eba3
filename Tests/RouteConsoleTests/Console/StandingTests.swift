import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The age behind a word is how long it has been so, not how old the breaker's state is.
@Suite struct StandingTests {
  private func status(_ model: Model) -> String {
    let lines = draw(model).surface.trimmedLines
    return lines[lines.count - 3]
  }

  /// A snapshot in which one endpoint is so urgent, its breaker closed for two minutes.
  private static func snapshot(after seconds: Double, _ severity: Severity) -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: seconds)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "usc1/flash" {
      snapshot.endpoints[place].severity = severity
      snapshot.endpoints[place].since = Incident.at.advanced(byMilliseconds: -120_000)
    }
    return snapshot
  }

  private static func model() -> Model {
    var model = Model.atIncident(columns: 120)
    model.filter = Filter("usc1/flash")
    model.reorder()
    return model
  }

  @Test func `a warning is as old as the warning`() {
    var model = Self.model()
    for second in 1...40 {
      _ = update(&model, .news(.snapshot(Self.snapshot(after: Double(second), second < 10 ? .ok : .warn))))
    }
    #expect(status(model).contains("usc1/flash WARN 30s"))
    _ = update(&model, .news(.snapshot(Self.snapshot(after: 41, .ok))))
    #expect(status(model).contains("usc1/flash OK 0s"))
  }

  @Test func `what was so from the start has no age, for nobody saw it begin`() {
    var model = Self.model()
    _ = update(&model, .news(.snapshot(Self.snapshot(after: 1, .ok))))
    #expect(status(model).hasSuffix("gcp usc1/flash OK"))
  }

  @Test func `what changed while nobody looked began nobody knows when`() {
    var model = Self.model()
    _ = update(&model, .news(.snapshot(Self.snapshot(after: 1, .ok))))
    _ = update(&model, .news(.snapshot(Self.snapshot(after: 300, .warn))))
    #expect(!status(model).contains("WARN 0s"))
  }

  @Test func `a drain is as old as its order, and what is pinned open as its outage`() {
    var model = Model.atIncident(columns: 120)
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "pinned", phase: nil, actor: "ana", reason: "x", since: snapshot.at, leaseEnds: nil,
        isOverdue: false)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    let row =
      draw(model).surface.trimmedLines.first { $0.contains("use1/sonnet") && $0.contains("PIN") } ?? ""
    #expect(row.contains("PIN OPEN"))
    #expect(status(model).contains("use1/sonnet OPEN 20s"))
    #expect(
      model.since(snapshot.endpoints.first { $0.id == "euw4/gemini-pro" } ?? snapshot.endpoints[0])
        == Incident.at.advanced(byMilliseconds: -192_000))
  }
}
