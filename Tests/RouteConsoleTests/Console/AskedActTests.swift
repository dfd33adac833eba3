import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// An act is what was asked for, and its words say what it does.
@Suite struct AskedActTests {
  private func text(_ model: Model) -> String { draw(model).surface.trimmedLines.joined(separator: "\n") }

  private func dialog(_ model: Model) throws -> ActDialog {
    guard case .act(let dialog) = model.overlay else { throw Missing() }
    return dialog
  }

  private struct Missing: Error {}

  @Test(arguments: [("45m", "45m"), ("90m", "90m"), ("150m", "2h30m"), ("100s", "100s"), ("30m", "30m")])
  func `a lease is exactly what was asked for`(asked: String, shown: String) throws {
    var model = Model.atIncident(rows: 40)
    model.type(":drain usc1/flash --lease \(asked)")
    model.press(.enter)
    #expect(text(model).contains("lease  \(shown)"))
    let request = try dialog(model).request()
    #expect(request.leaseText == shown)
    #expect(request.lease.seconds == (asked.hasSuffix("s") ? 100 : (Double(asked.dropLast()) ?? 0) * 60))
  }

  @Test func `a key chooses the next longer lease, and the next shorter one`() throws {
    var model = Model.atIncident(rows: 40)
    model.type(":drain usc1/flash --lease 45m --reason x")
    model.press(.enter)
    model.type("+")
    #expect(try dialog(model).leaseLength == .hours(1))
    model.type("-")
    #expect(try dialog(model).leaseLength == .minutes(30))
    model.press(.escape)
    model.type(":drain usc1/flash --lease 45m --reason x")
    model.press(.enter)
    model.type("-")
    #expect(try dialog(model).leaseLength == .minutes(30))
  }

  @Test func `a percentage below what it has is said to lower nothing`() throws {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.type(":share chat usw2/sonnet 40")
    model.press(.enter)
    let words = text(model)
    #expect(words.contains("at least 40% of chat's requests"))
    #expect(words.contains("!! 40% is the least it gets, not the most"))
    #expect(try dialog(model).label == "SHARE chat on usw2/sonnet at least 40%")
  }

  @Test func `why says what is fixed`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("5"))
    let line = CandidateLine(endpoint: "usw2/sonnet", score: 3_900, skipped: nil, fixedShare: 0.4)
    _ = update(&model, .news(.explanation(feature: "chat", [line])))
    #expect(text(model).contains("takes it, at least 40% fixed on it"))
  }

  @Test func `a drain of what has nothing in flight is done when it is applied`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    var board = ResultBoard()
    let ticket = Ticket(number: 1)
    board.add(
      RunningAct(
        ticket: ticket, label: "DRAIN usc1/flash", verb: .drain, endpoints: ["usc1/flash"], sentAt: .zero))
    _ = board.change(ticket) { act in
      (act.stage, act.acceptedAt, act.revision) = (.accepted, .zero, 1)
    }
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "usc1/flash" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: "drained", actor: "ana", reason: "x", since: nil, leaseEnds: nil,
        isOverdue: false)
    }
    board.follow(snapshot, now: .seconds(4))
    model.results = board
    #expect(text(model).contains("drained: nothing was in flight"))
  }

  @Test func `an open endpoint comes back from the lowest stage`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: "drained", actor: "ana", reason: "x", since: nil, leaseEnds: nil,
        isOverdue: false)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    model.type(":undrain use1/sonnet")
    model.press(.enter)
    #expect(text(model).contains("probes with 1 %, then the ramp: 5 10 25 50 75 100 %"))
  }

  @Test func `a refused act says why on a screen too small for tables`() {
    var model = Model.atIncident(columns: 40, rows: 10)
    model.tell("the dialog was closed: it needs more", isBad: true)
    #expect(text(model).contains("the dialog was closed"))
  }
}
