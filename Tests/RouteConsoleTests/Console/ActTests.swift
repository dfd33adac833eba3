import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// From the key to the result line: what it takes to change production, and what never does.
@Suite struct ActTests {
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

  private func refuse(_ preview: inout ActPreview) {
    preview.isAllowed = false
    preview.refusal = "chat would have no endpoint left"
    preview.stranded = ["chat", "agent"]
    preview.typedToken = "strand 2"
  }

  private func acts(_ effects: [Effect]) -> [ActRequest] {
    effects.compactMap { effect in
      if case .order(.act(_, let request, _)) = effect { return request }
      return nil
    }
  }

  @Test func `the key opens a dialog in its reason field and asks for the preview`() {
    var model = Model.atIncident()
    let effects = model.press(.character("D"))
    #expect(dialog(model)?.focus == .reason)
    #expect(dialog(model)?.title == "DRAIN use1/sonnet (1 endpoint)")
    #expect(effects.first == .flushInput)
    #expect(
      effects.last
        == .order(.preview(Ticket(number: 1), ActRequest(.drain(.endpoint("use1/sonnet")), reason: ""))))
  }

  @Test(arguments: ["d", "u", "x", "b", "p"]) func `a lower-case twin changes nothing`(key: Character) {
    for screen in Screen.allCases {
      var model = Model.atIncident()
      model.press(.character(screen.digit))
      let before = model
      #expect(model.press(.character(key)) == [])
      #expect(model == before)
    }
  }

  @Test func `a reason, Tab and y send the act with the revision that was seen`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC-4412 yes")
    #expect(dialog(model)?.reason.text == "INC-4412 yes")
    model.press(.tab)
    let effects = model.press(.character("y"))
    #expect(
      effects == [
        .order(
          .act(
            Ticket(number: 2), ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-4412 yes"),
            revision: 4_471))
      ])
    #expect(model.overlay == nil)
  }

  @Test func `Enter never acts, and on Cancel it closes on record`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    #expect(acts(model.press(.enter)) == [])
    #expect(dialog(model)?.focus == .cancel)
    let effects = model.press(.enter)
    #expect(acts(effects) == [])
    #expect(effects == [.order(.cancelled(ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC")))])
    #expect(model.overlay == nil)
  }

  @Test func `production asks for a reason`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    #expect(acts(model.press(.tab, .character("y"))) == [])
    #expect(dialog(model)?.objection?.contains("reason") ?? false)
  }

  @Test func `nothing is sent before the engine has said what would come of it`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("INC")
    #expect(acts(model.press(.tab, .character("y"))) == [])
    #expect(dialog(model)?.objection?.contains("not said yet") ?? false)
  }

  @Test func `arrows widen a drain and stop at both ends, and the preview follows`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    func scope(_ effects: [Effect]) -> Scope? {
      for case .order(.preview(_, let request)) in effects {
        if case .drain(let scope) = request.order { return scope }
      }
      return nil
    }
    #expect(scope(model.press(.left)) == .endpoint("use1/sonnet"))
    #expect(scope(model.press(.right)) == .region("use1"))
    #expect(scope(model.press(.right)) == .provider("bedrock"))
    #expect(scope(model.press(.right)) == .model("sonnet"))
    #expect(scope(model.press(.right)) == .model("sonnet"))
    model.press(.left, .left, .left, .left)
    #expect(dialog(model)?.choice == 0)
    #expect(dialog(model)?.title == "DRAIN use1/sonnet (1 endpoint)")
  }

  @Test func `arrows move the cursor once a reason is being typed`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("ab")
    model.press(.left)
    model.type("x")
    #expect(dialog(model)?.reason.text == "axb")
    #expect(dialog(model)?.choice == 0)
  }

  @Test func `stranding features takes the typed token`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")), change: refuse)
    model.type("INC")
    model.press(.tab)
    #expect(dialog(model)?.focus == .token)
    model.type("strand")
    model.press(.tab)
    #expect(acts(model.press(.character("y"))) == [])
    #expect(dialog(model)?.objection?.contains("strand 2") ?? false)
    model.press(.backTab)
    model.type(" 2")
    model.press(.enter)
    let sent = acts(model.press(.character("y")))
    #expect(sent.first?.force == true)
    #expect(sent.first?.typed == "strand 2")
  }

  @Test func `a change elsewhere leaves the dialog open and asks for the preview anew`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    let effects = update(&model, .news(.snapshot(Incident.snapshot(after: 1, revision: 4_480))))
    #expect(dialog(model) != nil)
    #expect(effects.contains { if case .order(.preview) = $0 { true } else { false } })
  }

  @Test func `the result line tells the way from the key to the effect`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    model.press(.tab, .character("y"))
    _ = update(&model, .clock(.milliseconds(10_100)))
    let receipt = ActReceipt(
      id: 3, act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC"), actor: "mira", at: Incident.at,
      revision: 4_472, outcome: .applied)
    _ = update(&model, .news(.receipt(Ticket(number: 2), receipt)))
    _ = update(&model, .clock(.milliseconds(10_400)))
    var drained = Incident.snapshot(after: 1, revision: 4_472)
    let place = drained.endpoints.firstIndex { $0.id == "use1/sonnet" } ?? 0
    drained.endpoints[place].override = EndpointStatus.Override(
      kind: "drain", phase: "draining", actor: "mira", reason: "INC", since: nil, leaseEnds: nil,
      isOverdue: false)
    _ = update(&model, .news(.snapshot(drained)))
    let line = draw(model).surface.trimmedLines[22]
    #expect(
      line == " DRAIN use1/sonnet -> accepted 0.1s -> applied 0.4s -> 212 in flight draining")
  }

  @Test func `a refusal is red, names its reason, and stays until it is dismissed`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")))
    model.type("INC")
    model.press(.tab, .character("y"))
    let receipt = ActReceipt(
      id: 3, act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC"), actor: "mira", at: Incident.at,
      revision: 4_471, outcome: .refused, reason: "last healthy for chat")
    _ = update(&model, .news(.receipt(Ticket(number: 2), receipt)))
    _ = update(&model, .clock(.seconds(3_600)))
    let surface = draw(model).surface
    #expect(surface.trimmedLines[22].contains("REFUSED last healthy for chat"))
    #expect(surface[1, 22].style.role == .resultBad)
    model.press(.escape)
    #expect(!draw(model).surface.trimmedLines[22].contains("REFUSED"))
  }

  @Test func `a line of an old failure does not hide what comes of later acts`() {
    var model = Model.atIncident()
    func receipt(_ id: UInt64, _ outcome: ActOutcome, _ reason: String?) -> ActReceipt {
      ActReceipt(
        id: id, act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC"), actor: "mira",
        at: Incident.at, revision: 9_000, outcome: outcome, reason: reason)
    }
    for (number, outcome) in [(2, ActOutcome.refused), (4, .applied)] {
      answer(&model, model.press(.character("D")))
      model.type("INC")
      model.press(.tab, .character("y"))
      _ = update(&model, .clock(.seconds(100 + number)))
      _ = update(
        &model,
        .news(
          .receipt(
            Ticket(number: number),
            receipt(UInt64(number), outcome, outcome == .refused ? "last healthy" : nil))))
    }
    let line = draw(model).surface.trimmedLines[22]
    #expect(line.contains("accepted"))
    #expect(line.contains("(1 more, 1 failed)"))
    #expect(!line.contains("last healthy"))
  }

  @Test func `in production what is missing is named together`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character("D")), change: refuse)
    model.press(.tab, .character("y"))
    let obstacle = dialog(model)?.obstacle ?? ""
    #expect(obstacle.contains("in PROD an act needs a reason"))
    #expect(obstacle.contains("type strand 2 too"))
  }

  @Test func `the lock unbinds the keys until L and y`() {
    var model = Model.atIncident()
    model.press(.character("L"))
    model.press(.character("D"))
    #expect(model.overlay == nil)
    model.press(.character("L"), .character("n"))
    #expect(model.isLocked)
    model.press(.character("L"), .character("y"))
    model.press(.character("D"))
    #expect(dialog(model) != nil)
  }

  @Test func `pasted text goes into the reason and runs nothing`() {
    var model = Model.atIncident()
    _ = update(&model, .input(.paste(Paste(text: "Dy\ny", isTruncated: false))))
    #expect(model.overlay == nil)
    model.press(.character("D"))
    _ = update(&model, .input(.paste(Paste(text: "INC\ny", isTruncated: false))))
    #expect(dialog(model)?.reason.text == "INC y")
  }

  @Test func `marked endpoints are one act with one preview`() {
    var model = Model.atIncident()
    let effects = model.press(.character(" "), .character(" "), .character("D"))
    let previews = effects.compactMap { effect -> Order? in
      if case .order(.preview(_, let request)) = effect { request.order } else { nil }
    }
    #expect(previews == [.drain(.endpoints(["use1/sonnet", "use1/haiku"]))])
    answer(&model, effects)
    #expect(draw(model).surface.trimmedLines.contains { $0.contains("on     use1/sonnet, use1/haiku") })
    model.type("INC")
    let sent = acts(model.press(.tab, .character("y")))
    #expect(sent.map(\.order) == [.drain(.endpoints(["use1/sonnet", "use1/haiku"]))])
    #expect(model.results.acts.map(\.label) == ["DRAIN 2 endpoints"])
  }

  @Test func `breakers of marked endpoints are ordered about together`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character(" "), .character(" "), .character("B")))
    model.type("INC")
    let sent = acts(model.press(.tab, .character("y")))
    #expect(sent.map(\.order) == [.breaker(.endpoints(["use1/sonnet", "use1/haiku"]), .open)])
  }

  @Test func `a set that is refused says that nothing was done to any of it`() {
    var model = Model.atIncident()
    answer(&model, model.press(.character(" "), .character(" "), .character("D")))
    model.type("INC")
    let sent = acts(model.press(.tab, .character("y")))
    let receipt = ActReceipt(
      id: 3, act: sent[0], actor: "mira", at: Incident.at, revision: 4_471, outcome: .conflict,
      reason: "use1/haiku was changed")
    _ = update(&model, .news(.receipt(model.results.acts[0].ticket, receipt)))
    let line = draw(model).surface.trimmedLines[22]
    #expect(line.contains("CONFLICT, none of 2 done: use1/haiku was changed"))
  }

  @Test func `more marks than an act takes are refused, not cut`() {
    var model = Model.blank()
    _ = update(&model, .news(.snapshot(Incident.many(100))))
    model.press(.character(" "), .character("G"), .control("@"))
    #expect(model.table.marked.count == 100)
    #expect(model.press(.character("D")) == [])
    #expect(model.overlay == nil)
    #expect(model.notice?.text.contains("at most 64") ?? false)
  }

  @Test func `a command opens the same dialog with its reason filled in`() {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type("drain provider:bedrock --reason INC-1 aws is down")
    let effects = model.press(.enter)
    #expect(dialog(model)?.title == "DRAIN PROVIDER bedrock (3 endpoints)")
    #expect(dialog(model)?.reason.text == "INC-1 aws is down")
    #expect(dialog(model)?.focus == .cancel)
    #expect(acts(effects) == [])
  }

  @Test func `a flip is followed step by step until the new primary has everything`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    func take(_ share: Double, after seconds: Double) -> String {
      _ = update(&model, .clock(.seconds(10 + seconds)))
      var snapshot = Incident.snapshot(after: seconds, revision: 4_472)
      let place = snapshot.features.firstIndex { $0.id == "chat" } ?? 0
      (snapshot.features[place].primary, snapshot.features[place].backups) = ("usw2/sonnet", ["use1/sonnet"])
      snapshot.features[place].serving = [
        ServedShare(endpoint: "usw2/sonnet", share: share),
        ServedShare(endpoint: "use1/sonnet", share: 1 - share),
      ]
      _ = update(&model, .news(.snapshot(snapshot)))
      return draw(model).surface.trimmedLines[38]
    }
    answer(&model, model.press(.character("X")))
    model.type("INC-4412")
    model.press(.tab)
    let effects = model.press(.character("y"))
    guard case .order(.act(let ticket, let request, _))? = effects.last else {
      Issue.record("no act was sent")
      return
    }
    let receipt = ActReceipt(
      id: 9, act: request, actor: "mira", at: Incident.at, revision: 4_472, outcome: .applied)
    _ = update(&model, .news(.receipt(ticket, receipt)))
    #expect(
      take(0.25, after: 1).contains(
        "FLIP chat sent 0.0s -> accepted 0.0s -> applied 1.0s -> 25% on usw2/sonnet"))
    #expect(take(0.5, after: 10).hasSuffix("-> 50% on usw2/sonnet"))
    #expect(take(0.75, after: 20).hasSuffix("-> 75% on usw2/sonnet"))
    #expect(take(1, after: 30).hasSuffix("-> done after 30.0s: 100% on usw2/sonnet"))
  }

  @Test func `a flip whose new primary gets no more is done with what it has`() {
    var act = RunningAct(
      ticket: Ticket(number: 1), label: "FLIP chat", verb: .flip, endpoints: [], feature: "chat",
      sentAt: .zero)
    (act.stage, act.acceptedAt, act.revision) = (.accepted, .zero, 4_471)
    var board = ResultBoard()
    board.add(act)
    board.follow(Incident.snapshot(), now: .seconds(1))
    #expect(board.acts[0].stage == .applied)
    board.follow(Incident.snapshot(after: 11), now: .seconds(12))
    #expect(board.acts[0].stage == .applied)
    board.follow(Incident.snapshot(after: 13), now: .seconds(14))
    #expect(board.acts[0].stage == .finished)
  }

  @Test func `an undrain says what of each feature comes back, most first, in rows that are not broken`() {
    var model = Model.atIncident()
    model.press(.character("j"), .character("j"), .character("j"))
    let effects = model.press(.character("U"))
    answer(&model, effects) { preview in
      func feature(_ id: String, _ share: Double) -> ActPreview.Feature {
        let back = ServedShare(endpoint: "euw4/gemini-pro", share: share)
        let rest = ServedShare(endpoint: "usc1/flash", share: 1 - share)
        let before = [ServedShare(endpoint: "usc1/flash", share: 1)]
        return ActPreview.Feature(id: id, before: before, after: [back, rest], candidatesLeft: 2)
      }
      preview.features = [feature("batch", 0.02), feature("search", 0.9)]
    }
    let lines = draw(model).surface.trimmedLines
    #expect(lines.contains { $0.contains("then   the ramp on evidence: 5 10 25 50 75 100 %  ") })
    #expect(lines.contains { $0.contains("after  search: 0% -> 90% on euw4/gemini-pro") })
    #expect(lines.contains { $0.contains("       batch: 0% -> 2% on euw4/gemini-pro") })
  }
}
