import Documents
import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Line 2 is about callers: what endpoints did to single calls is no measure of an objective.
@Suite struct CallerFiguresTests {
  private func model(_ rates: [Double?], columns: Int = 120) -> Model {
    var model = Model.atIncident(columns: columns)
    var snapshot = Incident.snapshot(after: 1)
    for (place, rate) in rates.enumerated() {
      snapshot.features[place].errorRate = rate
      snapshot.features[place].requestsPerSecond = rate == nil ? nil : 50
      snapshot.features[place].objectiveErrorRate = 0.01
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  private func line(_ model: Model) -> String { draw(model).surface.trimmedLines[1] }

  @Test func `it shows what callers saw against the objective, not calls of which a retry made good`() {
    let model = model([0.002, 0.001, 0])
    #expect(line(model).contains("err 0.1% (SLO 1.0)"))
    #expect(line(model).contains("150 rps"), "the requests of all features together")
  }

  @Test func `where nobody tells what callers saw no objective stands beside it`() {
    let model = model([nil, nil, nil])
    #expect(line(model).contains("calls err 3.1%"))
    #expect(!line(model).contains("SLO"))
  }

  @Test func `lines say what callers saw too`() {
    var machine = PlainStateMachine(canAct: false, operatorName: "mira")
    guard let snapshot = model([0.002, 0.001, 0]).shown else { return }
    let said = machine.take(.snapshot(snapshot), now: .zero)
    #expect("\(said)".contains("150 requests/s, failed 0.1 %"))
  }

  @Test func `a world in another process says that it is one, and how fast it is`() {
    var model = Model.atIncident(columns: 120)
    var snapshot = Incident.snapshot(after: 1)
    (snapshot.mode, snapshot.environment, snapshot.speed) = ("demo", nil, 5)
    _ = update(&model, .news(.snapshot(snapshot)))
    let title = draw(model).surface.trimmedLines[0]
    #expect(title.contains("[DEMO 5x]"))
    #expect(title.contains("sim 03:12:42Z"))
    let read = (try? Document.parse(snapshot.json(), dialect: .json)).flatMap { SystemSnapshot($0) }
    #expect(read?.speed == 5)
  }

  @Test func `a recording is no live screen, and a frozen one offers the way back`() {
    var model = Model.atIncident(columns: 120) { $0.traits.isReplay = true }
    #expect(!draw(model).surface.trimmedLines[0].contains("LIVE"))
    model.press(.character("z"))
    #expect(draw(model).surface.trimmedLines.last?.contains("z live") == true)
  }

  @Test func `the usual fills half of a sparkline, and a figure without a limit is measured by its median`() {
    #expect(Trend.ceiling(of: [100, nil, 110, 90]) == 200)
    #expect(Trend.ceiling(of: [nil, nil]) == nil)
  }
}
