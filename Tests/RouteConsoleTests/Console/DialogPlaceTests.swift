import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What a dialog over an act shows whatever the size, and what stays where it is while somebody types.
@Suite struct DialogPlaceTests {
  private func dialog(_ model: Model) -> ActDialog? {
    if case .act(let dialog) = model.overlay { dialog } else { nil }
  }

  /// A preview with a guard rail, and so much to say of it.
  private func answer(
    _ model: inout Model, _ effects: [Effect], percent: Int = 96, features: Int = 3, warnings: Int = 0
  ) {
    for case .order(.preview(let ticket, let request)) in effects {
      var preview = ActPreview(
        act: request, revision: 4_471, refusal: "it would shed \(percent) % of the requests of chat")
      preview.typedToken = "shed \(percent)"
      preview.warnings = (0..<warnings).map { "use1/sonnet: ends the order closed by jon, \($0):02 left" }
      preview.features = (0..<features).map { number in
        var feature = ActPreview.Feature(
          id: "chat\(number)", before: [ServedShare(endpoint: "use1/sonnet", share: 1)],
          after: [ServedShare(endpoint: "usw2/sonnet", share: 0.04)], candidatesLeft: 1)
        (feature.headroom, feature.shedShare, feature.ttftP90) = (0.11, 0.96, 12_950)
        return feature
      }
      _ = update(&model, .news(.preview(ticket, preview)))
    }
  }

  /// The rows that say it, by their numbers.
  private func rows(_ model: Model, with text: String) -> [Int] {
    draw(model).surface.trimmedLines.enumerated().filter { $0.element.contains(text) }.map(\.offset)
  }

  @Test(arguments: ["D", "U", "X", "B", "P"])
  func `the environment and the lease are seen in every dialog, at every size where one is drawn`(
    key: Character
  ) throws {
    for columns in [24, 32, 46, 58, 60, 72, 80, 120] {
      for rows in [8, 11, 14, 16, 18, 20, 22, 24, 40] {
        let isDemo = (columns + rows) % 4 == 0
        var model = Model.atIncident(columns: columns, rows: rows) { $0.traits.isSimulation = isDemo }
        if key == "U" { model.press(.character("j"), .character("j"), .character("j")) }
        let effects = model.press(.character(key))
        for warnings in [0, 5] {
          answer(&model, effects, warnings: warnings)
          guard let dialog = dialog(model) else { continue }
          let placed = try #require(ActDialogView(dialog, model: model).placed, "open and not drawn")
          let lines = draw(model).surface.trimmedLines
          let size = "\(key) at \(columns)x\(rows)"
          #expect(lines[placed.placement.area.row].contains(isDemo ? "[DEMO]" : "[PROD]"), "\(size)")
          #expect(lines.contains { $0.contains("[ Cancel ]") }, "\(size)")
          if dialog.hasLease { #expect(lines.contains { $0.contains("lease  30m") }, "\(size)") }
          if key == "X" { #expect(lines.joined().contains("stays until it is"), "\(size)") }
        }
      }
    }
  }

  @Test(arguments: [(80, 24), (60, 16)]) func `a guard rail can be passed on a small screen`(
    columns: Int, rows: Int
  ) {
    var model = Model.atIncident(columns: columns, rows: rows)
    answer(&model, model.press(.character("D")), warnings: 1)
    #expect(dialog(model) != nil)
    #expect(self.rows(model, with: "to do it all the same type  shed 96").count == 1)
    #expect(self.rows(model, with: "Tab: token, then y = drain").count == 1)
    model.press(.tab, .tab)
    #expect(self.rows(model, with: "first the token: Shift-Tab").count == 1)
  }

  @Test(arguments: [(80, 24), (60, 16), (120, 40), (200, 60)])
  func `what is typed into keeps its place while the rows above come and go`(columns: Int, rows: Int) {
    var model = Model.atIncident(columns: columns, rows: rows)
    answer(&model, model.press(.character("D")))
    model.type("INC")
    model.press(.tab)
    #expect(dialog(model)?.focus == .token)
    let places = ["reason INC", "type  shed 96", "token  ", "[ Cancel ]"].map { self.rows(model, with: $0) }
    #expect(places.allSatisfy { $0.count == 1 })
    for (second, change) in [(93, 1, 0), (99, 3, 1), (96, 0, 0), (92, 2, 1)].enumerated() {
      model.type("x")
      let news = update(&model, .news(.snapshot(Incident.snapshot(after: Double(second)))))
      answer(&model, news, percent: change.0, features: change.1, warnings: change.2)
      let now = ["reason INC", "type  shed 96", "token  ", "[ Cancel ]"].map { self.rows(model, with: $0) }
      #expect(now == places, "after \(change)")
    }
  }

  @Test func `a token stays asked for while it passes, and another one is asked for aloud`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    model.press(.tab)
    model.type("shed 96")
    // At its edge a guard rail comes and goes.
    for case .order(.preview(let ticket, let request)) in update(
      &model, .news(.snapshot(Incident.snapshot(after: 1))))
    {
      let preview = ActPreview(act: request, revision: 4_471, refusal: nil)
      _ = update(&model, .news(.preview(ticket, preview)))
    }
    #expect(dialog(model)?.neededToken == "shed 96")
    #expect(dialog(model)?.focus == .token)
    #expect(dialog(model)?.obstacle == nil)
    answer(&model, update(&model, .news(.snapshot(Incident.snapshot(after: 2)))), percent: 40)
    #expect(dialog(model)?.neededToken == "shed 40")
    #expect(rows(model, with: "type shed 40, not shed 96").count == 1)
    #expect(dialog(model)?.obstacle?.contains("type shed 40") ?? false)
  }

  @Test func `what would be shed stands with who serves the rest`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    #expect(rows(model, with: "after  chat0: usw2/sonnet 4%, SHED 96%").count == 1)
    for line in draw(model).surface.trimmedLines { #expect(!line.contains("| SHED")) }
  }

  @Test func `a percentage is given first, and one Tab leads from the reason to Cancel`() {
    var model = Model.atIncident()
    model.press(.character("P"))
    #expect(dialog(model)?.focus == .percent)
    model.type("25")
    model.press(.tab)
    #expect(dialog(model)?.focus == .reason)
    model.type("INC")
    model.press(.tab)
    #expect(dialog(model)?.focus == .cancel)
    #expect(dialog(model)?.percent.text == "25")
  }

  @Test func `who begins a percentage with words writes the reason`() {
    var model = Model.atIncident()
    model.press(.character("P"))
    model.type("canary")
    #expect(dialog(model)?.reason.text == "canary")
    model.press(.tab)
    #expect(dialog(model)?.focus == .cancel)
    #expect(dialog(model)?.percent.text == "10")
  }

  @Test func `before a percentage is typed, Left and Right choose what it is of`() {
    var model = Model.atIncident()
    model.press(.character("2"), .character("P"), .right)
    #expect(dialog(model)?.choice == 1)
    model.type("2")
    model.press(.left)
    #expect(dialog(model)?.choice == 1)
  }

  // MARK: What comes back

  /// The incident with `use1/sonnet` drained while it is open.
  private func drainedWhileOpen() -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: "drained", actor: "jon", reason: "CHG-7", since: Incident.at,
        leaseEnds: Incident.at.advanced(byMilliseconds: 1_600_000), isOverdue: false)
    }
    return snapshot
  }

  private func feature(_ id: String, then share: Double) -> ActPreview.Feature {
    ActPreview.Feature(
      id: id, before: [ServedShare(endpoint: "usw2/sonnet", share: 1)],
      after: [
        ServedShare(endpoint: "use1/sonnet", share: share),
        ServedShare(endpoint: "usw2/sonnet", share: 1 - share),
      ], candidatesLeft: 1)
  }

  @Test func `an undrain of one that is open shows what comes back once its probes pass`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(drainedWhileOpen())))
    model.press(.character(":"))
    model.type("undrain use1/sonnet --reason x")
    let effects = model.press(.enter)
    var asked: [Order] = []
    for case .order(.preview(let ticket, let request)) in effects {
      asked.append(request.order)
      var preview = ActPreview(act: request, revision: 4_471, refusal: nil)
      if case .undrain = request.order {
        preview.features = [feature("chat", then: 0)]
      } else {
        preview.features = [feature("batch", then: 0), feature("chat", then: 0.92)]
      }
      _ = update(&model, .news(.preview(ticket, preview)))
    }
    #expect(
      asked == [.undrain(.endpoint("use1/sonnet")), .breaker(Scope(endpoints: ["use1/sonnet"]), .close)])
    #expect(rows(model, with: "then   probes with 1 %, then the ramp: 5 10 25 50 75 100 %").count == 1)
    #expect(rows(model, with: "after  chat: 0% -> 92% on use1/sonnet if probes pass").count == 1)
    #expect(rows(model, with: "       a backup again of batch").count == 1)
    let sent = model.press(.character("y")).compactMap { effect -> Order? in
      if case .order(.act(_, let request, _)) = effect { request.order } else { nil }
    }
    #expect(sent == [.undrain(.endpoint("use1/sonnet"))])
  }

  @Test func `an undrain that gives nothing at once says whose backup it is again`() {
    var model = Model.atIncident()
    model.press(.character("j"), .character("j"), .character("j"))
    for case .order(.preview(let ticket, let request)) in model.press(.character("U")) {
      var preview = ActPreview(act: request, revision: 4_471, refusal: nil)
      preview.features = [feature("chat", then: 0), feature("batch", then: 0)]
      _ = update(&model, .news(.preview(ticket, preview)))
    }
    #expect(rows(model, with: "after  nothing at once: a backup again of batch, chat").count == 1)
    #expect(rows(model, with: "0% -> 0%").isEmpty)
  }
}
