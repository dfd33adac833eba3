import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What an act is aimed at stays what it is aimed at, and a dialog says what would come of it, or that it cannot.
@Suite struct AimTests {
  private func dialog(_ model: Model) -> ActDialog? {
    if case .act(let dialog) = model.overlay { dialog } else { nil }
  }

  private func acts(_ effects: [Effect]) -> [ActRequest] {
    effects.compactMap { if case .order(.act(_, let request, _)) = $0 { request } else { nil } }
  }

  private func text(_ model: Model) -> String { draw(model).surface.trimmedLines.joined(separator: "\n") }

  /// Answers every preview that effects ask for: nothing changes.
  private func answer(_ model: inout Model, _ effects: [Effect]) {
    for case .order(.preview(let ticket, let request)) in effects {
      let preview = ActPreview(act: request, revision: 4_471, refusal: nil)
      _ = update(&model, .news(.preview(ticket, preview)))
    }
  }

  private func fail(_ model: inout Model, _ effects: [Effect]) {
    let failure = ControlFailure(code: "unreachable", message: "the server does not answer: refused")
    for case .order(let order) in effects {
      switch order {
      case .preview(let ticket, _), .act(let ticket, _, _):
        _ = update(&model, .news(.failed(ticket, failure)))
      default: break
      }
    }
  }

  /// The incident with `use1/sonnet` under an order, which takes it off the top.
  private func ordered(
    _ kind: String, after seconds: Double = 1, id: String = "use1/sonnet"
  ) -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: seconds, revision: 4_472)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == id {
      snapshot.endpoints[place].severity = .drain
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: kind, phase: kind == "drain" ? "draining" : nil, actor: "jon", reason: "CHG-7",
        since: Incident.at, leaseEnds: Incident.at.advanced(byMilliseconds: 1_600_000), isOverdue: false)
    }
    return snapshot
  }

  @Test func `after an act the cursor stays on its endpoint wherever the row goes`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    #expect(acts(model.press(.tab, .character("y"))).map(\.order) == [.drain(.endpoint("use1/sonnet"))])
    _ = update(&model, .clock(.seconds(30)))
    _ = update(&model, .news(.snapshot(ordered("drain"))))
    #expect(model.order.ids.first != .endpoint("use1/sonnet"))
    #expect(model.table.selected == .endpoint("use1/sonnet"))
    model.press(.character("U"))
    #expect(dialog(model)?.title == "UNDRAIN use1/sonnet (1 endpoint)")
  }

  @Test func `a dialog that was closed leaves the cursor on the row it was opened on`() {
    var model = Model.atIncident()
    model.press(.character("D"), .escape)
    _ = update(&model, .news(.snapshot(ordered("drain"))))
    #expect(model.table.selected == .endpoint("use1/sonnet"))
  }

  @Test func `a cursor nobody touched stands on the first row, among equally urgent ones too`() {
    var model = Model.atIncident()
    var worse = Incident.snapshot(after: 1)
    for place in worse.endpoints.indices where worse.endpoints[place].id == "use1/haiku" {
      worse.endpoints[place].primaryOf = ["a", "b", "c"]
    }
    _ = update(&model, .news(.snapshot(worse)))
    #expect(model.order.ids.first == .endpoint("use1/haiku"))
    #expect(model.table.selected == model.order.ids.first)
  }

  @Test func `an act right after the row changed is refused once, and the row stays for the next key`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(ordered("drain"))))
    let first = model.table.selected
    #expect(first != .endpoint("use1/sonnet"))
    model.press(.character("D"))
    #expect(dialog(model) == nil)
    #expect(model.notice?.text.contains(first?.text ?? "?") ?? false)
    let before = model
    model.type("INC quota q")
    #expect(model == before, "what is typed behind a refused key ran as keys of the table")
    _ = update(&model, .clock(.milliseconds(11_001)))
    _ = update(&model, .news(.snapshot(Incident.snapshot(after: 2))))
    model.press(.character("D"))
    #expect(dialog(model)?.chosen.endpoints == first.map { [$0.text] })
  }

  @Test func `undraining what is not drained is said to be nothing, and sends nothing`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("U")))
    #expect(text(model).contains("use1/sonnet is not drained: nothing to undo"))
    model.type("INC")
    #expect(acts(model.press(.tab, .character("y"))) == [])
    #expect(dialog(model)?.objection?.contains("nothing to undo") ?? false)
  }

  @Test func `an act of which the engine says that it changes nothing is not sent`() {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type("breaker use1/sonnet auto --reason x")
    for case .order(.preview(let ticket, let request)) in model.press(.enter) {
      let preview = ActPreview(
        act: request, revision: 4_471, refusal: "use1/sonnet is not under an order: nothing to undo")
      _ = update(&model, .news(.preview(ticket, preview)))
    }
    #expect(dialog(model)?.refusal == "use1/sonnet is not under an order: nothing to undo")
    #expect(acts(model.press(.character("y"))) == [])
    #expect(dialog(model)?.objection == dialog(model)?.refusal)
    #expect(text(model).contains("not under an order"))
  }

  @Test func `undraining what is forced open names the order that stands`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(ordered("forced_open"))))
    model.press(.character(":"))
    model.type("undrain use1/sonnet --reason x")
    answer(&model, model.press(.enter))
    #expect(acts(model.press(.character("y"))) == [])
    #expect(dialog(model)?.objection?.contains("forced open by jon") ?? false)
  }

  @Test func `draining what is drained names owner and lease and that it extends`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(ordered("drain"))))
    model.press(.character(":"))
    model.type("drain use1/sonnet --reason x")
    answer(&model, model.press(.enter))
    #expect(text(model).contains("drained already by jon, lease 26:39 left: y"))
    #expect(text(model).contains("extends it to 30m"))
    #expect(text(model).contains("because CHG-7"))
    #expect(acts(model.press(.character("y"))).count == 1)
  }

  @Test func `a lease shorter than what is left is said to shorten it`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(ordered("drain"))))
    model.press(.character(":"))
    model.type("drain use1/sonnet --lease 5m --reason x")
    answer(&model, model.press(.enter))
    #expect(text(model).contains("lease 26:39 left: y"))
    #expect(text(model).contains("SHORTENS it to 5m"))
  }

  @Test func `without a preview the dialog claims nothing of what would come`() {
    var model = Model.atIncident()
    fail(&model, model.press(.character("D")))
    #expect(text(model).contains("after  not known: there is no preview"))
    #expect(!text(model).contains("no feature loses"))
    model.type("INC")
    #expect(acts(model.press(.tab, .character("y"))) == [])
    #expect(text(model).contains("nothing was sent: there is no preview"))
    answer(&model, update(&model, .news(.snapshot(Incident.snapshot(after: 1)))))
    #expect(!text(model).contains("nothing was sent"))
    #expect(acts(model.press(.character("y"))).count == 1)
  }

  @Test func `an error too long for two rows shows that it is cut`() {
    var model = Model.atIncident()
    model.tell(String(repeating: "long words ", count: 30), isBad: true)
    let rows = draw(model).surface.trimmedLines[21...22]
    #expect(rows.allSatisfy { $0.contains("long words long") })
    #expect(rows.last?.hasSuffix(">") ?? false)
  }

  @Test func `an act that got no answer stays red and whole at 80 columns`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    let effects = model.press(.tab, .character("y"))
    for case .order(.act(let ticket, _, _)) in effects {
      let failure = ControlFailure(
        code: "unreachable", message: "the server does not answer: the other side closed the connection",
        hint: "not known whether it was done: see the audit log")
      _ = update(&model, .news(.failed(ticket, failure)))
    }
    _ = update(&model, .news(.link(.lost(reason: "connection refused", since: .seconds(10)))))
    _ = update(&model, .clock(.seconds(600)))
    let surface = draw(model).surface
    let foot = surface.trimmedLines[21] + " " + surface.trimmedLines[22]
    #expect(foot.contains("DRAIN use1/sonnet -> the server does not answer"))
    #expect(foot.contains("see the audit log   (Esc dismisses)"))
    #expect(surface[1, 21].style.role == .resultBad)
    #expect(surface[1, 22].style.role == .resultBad)
  }

  @Test func `the percentage takes digits and a point, and the first one replaces what stands there`() {
    var model = Model.atIncident()
    model.press(.character("P"))
    #expect(dialog(model)?.focus == .percent)
    model.type("25.")
    #expect(dialog(model)?.percent.text == "25.")
    model.type("-7")
    #expect(dialog(model)?.percent.text == "25.")
    #expect(dialog(model)?.reason.text == "-7")
  }
}
