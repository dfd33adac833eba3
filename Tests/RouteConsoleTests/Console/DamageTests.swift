import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What an act does beyond its words, or does not do although it was asked for, is said before and after it.
@Suite struct DamageTests {
  /// The dialog of a model, where one is open.
  private func dialog(_ model: Model) -> ActDialog? {
    if case .act(let dialog) = model.overlay { return dialog }
    return nil
  }

  /// Answers every preview that effects ask for.
  private func answer(
    _ model: inout Model, _ effects: [Effect], change: (inout ActPreview) -> Void = { _ in }
  ) {
    for case .order(.preview(let ticket, let request)) in effects {
      var preview = ActPreview(act: request, revision: 4_471, refusal: nil)
      preview.affected = ["use1/sonnet"]
      preview.inFlight = 212
      var chat = ActPreview.Feature(
        id: "chat", before: [ServedShare(endpoint: "use1/sonnet", share: 1)],
        after: [ServedShare(endpoint: "usw2/sonnet", share: 1)], candidatesLeft: 1)
      chat.headroom = 1.34
      chat.ttftP90 = 2_950
      preview.features = [chat]
      change(&preview)
      _ = update(&model, .news(.preview(ticket, preview)))
    }
  }

  private func acts(_ effects: [Effect]) -> [ActRequest] {
    effects.compactMap { effect in
      if case .order(.act(_, let request, _)) = effect { return request }
      return nil
    }
  }

  @Test func `a token whose percentage has moved a little since it was typed passes`() {
    for (typed, passes) in [("shed 96", true), ("shed 93", true), ("shed 40", false), ("short 96", false)] {
      var model = Model.atIncident()
      answer(&model, model.press(.character("D"))) { preview in
        preview.isAllowed = false
        preview.refusal = "it would shed 96 % of the requests of chat"
        preview.typedToken = "shed 96"
      }
      model.type("INC")
      model.press(.tab)
      model.type(typed)
      model.press(.enter)
      #expect(acts(model.press(.character("y"))).map(\.typed) == (passes ? [typed] : []), "\(typed)")
    }
  }

  @Test func `a dialog says whose drain an order ends, and what stays out all the same`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("B"))) {
      $0.warnings = ["use1/sonnet: ends the drain by jon, 14:02 left"]
    }
    let lines = draw(model).surface.trimmedLines
    #expect(lines.contains { $0.contains("!! use1/sonnet: ends the drain by jon, 14:02 left") })
  }

  @Test func `a dry run shows what would come of it, and sends nothing`() {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type("drain use1/sonnet --reason test --dry-run")
    answer(&model, model.press(.enter))
    #expect(dialog(model)?.reason.text == "test")
    #expect(draw(model).surface.trimmedLines.contains { $0.contains("dry run: nothing is sent") })
    #expect(acts(model.press(.character("y"))) == [])
    #expect(model.press(.escape) == [])
    #expect(model.overlay == nil)
  }

  @Test func `a flip that stops half way says why`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    var act = RunningAct(
      ticket: Ticket(number: 1), label: "FLIP chat", verb: .flip, endpoints: [], feature: "chat",
      sentAt: .zero)
    (act.stage, act.finishedAt) = (.finished, .seconds(10))
    act.move = RunningAct.Move(target: "usw2/sonnet", share: 0.38, since: Incident.at)
    model.results.add(act)
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "usw2/sonnet" {
      snapshot.endpoints[place].quota.capRequestsPerSecond = 41
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(draw(model).surface.trimmedLines[38].hasSuffix("38% on usw2/sonnet, no more: learned cap 41 rps"))
  }
}
