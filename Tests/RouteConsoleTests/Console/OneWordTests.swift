import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The same thing is said in the same way wherever it is said.
@Suite struct OneWordTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  private func target(_ change: (inout EndpointStatus) -> Void) -> EndpointStatus {
    var status = EndpointStatus(id: "usw2/sonnet", provider: "p", cloud: "c", region: "usw2", model: "m")
    (status.severity, status.requestsPerSecond) = (.ok, 40)
    change(&status)
    return status
  }

  private var chat: FeatureStatus {
    var chat = FeatureStatus(id: "chat", primary: "usw2/sonnet", backups: ["use1/sonnet"])
    chat.serving = [
      ServedShare(endpoint: "usw2/sonnet", share: 0.4), ServedShare(endpoint: "use1/sonnet", share: 0.6),
    ]
    return chat
  }

  @Test func `a flip that stops short names the limit that is reached, and no other`() {
    func words(_ change: (inout EndpointStatus) -> Void) -> String {
      FlipLimit.words(target(change), of: chat)
    }
    #expect(words { $0.quota.capRequestsPerSecond = 41 } == "no more: learned cap 41 rps")
    // A cap that was learned once and is far away holds nothing back.
    #expect(words { $0.quota.capRequestsPerSecond = 400 } == "Routes (5) says why")
    #expect(
      words { $0.quota = EndpointStatus.Quota(requestsUsed: 0.8, capRequestsPerSecond: 400) }
        == "no more: 80% of its capacity used")
    #expect(
      words { $0.quota = EndpointStatus.Quota(requestsUsed: 0.5, capRequestsPerSecond: 44) }
        == "no more: learned cap 44 rps")
    #expect(
      words {
        $0.quota.capRequestsPerSecond = 41
        $0.state = "open"
      } == "no more: it is open")
    #expect(
      words {
        $0.quota.capRequestsPerSecond = 41
        $0.hold = EndpointStatus.Hold(kind: "quota", until: nil)
      } == "no more: held for quota")
    #expect(words { $0.openFor = ["chat"] } == "no more: it is open for chat")
  }

  @Test func `what keeps backups warm is no limit, and a balanced feature goes by score`() {
    var warm = chat
    warm.serving = [
      ServedShare(endpoint: "usw2/sonnet", share: 0.98), ServedShare(endpoint: "use1/sonnet", share: 0.02),
    ]
    #expect(FlipLimit.words(target { _ in }, of: warm) == "the rest keeps its backups warm")
    warm.selection = "balanced"
    #expect(FlipLimit.words(target { _ in }, of: warm) == "the rest goes by score: Routes (5) says why")
  }

  @Test func `under a feature an endpoint shows what it does for that feature alone`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("t"), .character("t"))
    #expect(model.grouping == .feature)
    let text = lines(model)
    func row(_ name: String, after head: String) -> String {
      let start = text.firstIndex { $0.contains(head) } ?? 0
      return text[start...].first { $0.contains(name) } ?? ""
    }
    // It serves 102 requests a second, 96 of them of this feature, all of it.
    let words = row("usw2/sonnet", after: "chat (2)").split(separator: " ").map(String.init)
    #expect(words.contains("100%") && words.contains("96") && !words.contains("102"), "\(words)")
    #expect(row("use1/sonnet", after: "chat (2)").contains(" 0% "))
  }

  @Test func `a feature's mark is the one of line 4, whatever a backup of it is`() {
    var model = Model.atIncident()
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.features.indices {
      (snapshot.features[place].severity, snapshot.features[place].atRisk) = (.ok, nil)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    model.press(.character("t"), .character("t"), .character("g"))
    #expect(lines(model)[3].contains("none at risk"))
    let heads = lines(model).filter { $0.contains("chat (2)") || $0.contains("agent (3)") }
    #expect(!heads.isEmpty && heads.allSatisfy { !$0.contains("!") && !$0.contains("?") }, "\(heads)")
    #expect(SnapshotText.risk(snapshot) == nil)
    snapshot.features[0].severity = .warn
    #expect(SnapshotText.risk(snapshot)?.contains(snapshot.features[0].id) ?? false)
  }

  @Test func `a world that runs faster than the wall says so of its clock, and times acts by it`() {
    var model = Model.atIncident(columns: 120, rows: 40) { $0.traits.isSimulation = true }
    #expect(lines(model)[0].contains("sim 03:12:41Z"))
    #expect(!lines(Model.atIncident())[0].contains("sim "))
    var act = RunningAct(
      ticket: Ticket(number: 1), label: "DRAIN use1/sonnet", verb: .drain, endpoints: ["use1/sonnet"],
      sentAt: .zero)
    (act.stage, act.finishedAt) = (.finished, .seconds(10))
    model.results.add(act)
    let world = SimulationStatus(
      scenario: "tour", title: "", elapsed: .seconds(95), duration: .seconds(900), speed: 4, isPaused: false,
      faults: [], presets: [], scenarios: [])
    _ = update(&model, .news(.simulation(world)))
    #expect(lines(model)[38].contains("drained after 40.0s"))
  }

  @Test func `names of 300 characters cost a result line neither its verb nor its outcome`() {
    func long(_ name: String) -> String { name + String(repeating: "-x", count: 150) + name }
    var model = Model.atIncident()
    var act = RunningAct(
      ticket: Ticket(number: 1), label: "FLIP \(long("chat")) to \(long("usw2/s"))", verb: .flip,
      endpoints: [],
      feature: long("chat"), sentAt: .zero)
    (act.stage, act.acceptedAt, act.appliedAt, act.finishedAt) = (
      .finished, .seconds(1), .seconds(2), .seconds(10)
    )
    act.move = RunningAct.Move(target: long("usw2/s"), share: 1, since: Incident.at)
    model.results.add(act)
    let line = lines(model)[22]
    #expect(line.hasPrefix(" FLIP chat-"), "\(line)")
    #expect(line.contains("-> done after 10.0s: 100% on usw2/s"), "\(line)")
    #expect(!line.hasSuffix(">"), "\(line)")
    model.results = ResultBoard()
    act.stage = .failed("REFUSED \(long("usw2/s")) was changed since it was read")
    model.results.add(act)
    let foot = lines(model)[21] + " " + lines(model)[22]
    #expect(foot.contains("FLIP chat-") && foot.contains("was changed since it was read"), "\(foot)")
  }

  @Test func `how many more acts there are goes before a name is cut`() {
    var model = Model.atIncident()
    for ticket in 1...2 {
      var act = RunningAct(
        ticket: Ticket(number: ticket), label: "FLIP chat", verb: .flip, endpoints: [], feature: "chat",
        sentAt: .zero)
      (act.stage, act.finishedAt) = (.finished, .seconds(9 + ticket))
      act.move = RunningAct.Move(target: "usw2/sonnet-provisioned", share: 1, since: Incident.at)
      model.results.add(act)
    }
    #expect(lines(model)[22].hasSuffix("done after 11.0s: 100% on usw2/sonnet-provisioned   (1 more)"))
    model.size = Size(columns: 70, rows: 24)
    #expect(lines(model)[22].hasSuffix("done after 11.0s: 100% on usw2/sonnet-provisioned"))
  }

  // MARK: Asking back

  private func problem(_ model: Model) -> String? {
    if case .prompt(let prompt) = model.overlay { prompt.problem } else { nil }
  }

  @Test(arguments: [
    ("drain bedrock", "provider:bedrock"), ("undrain bedrok", "provider:bedrock"),
    ("drain aws", "cloud:aws"), ("drain sonnet", "model:sonnet"), ("drain use1/sonet", "use1/sonnet"),
  ])
  func `a name that no endpoint has is asked back as what bears it`(command: String, meant: String) {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type(command)
    model.press(.enter)
    #expect(problem(model)?.contains("did you mean \(meant)?") ?? false, "\(problem(model) ?? "-")")
  }

  @Test func `Tab finds a scope by its name alone`() {
    #expect(Completion(.atIncident()).commands(for: "drain bed") == ["drain provider:bedrock "])
    #expect(Completion(.atIncident()).commands(for: "drain use1/h") == ["drain use1/haiku "])
  }

  @Test(arguments: [
    ("state:opne", "state:open"), ("!state:clsed", "state:closed"), ("cloud:asw", "cloud:aws"),
    ("provider:bedrok", "provider:bedrock"), ("state:partail", "state:partial_open"),
  ])
  func `a filter's value that nothing has is asked back`(text: String, meant: String) {
    var model = Model.atIncident()
    model.press(.character("/"))
    model.type(text)
    #expect(problem(model)?.contains("did you mean \(meant)?") ?? false, "\(problem(model) ?? "-")")
    model.press(.enter)
    #expect(model.notice?.text.contains("did you mean \(meant)?") ?? false)
  }

  @Test(arguments: [
    "state:open", "state:op", "state:pinned", "sonnet", "sev>=warn", "state:",
  ])
  func `a filter in which nothing is in doubt is not asked back`(text: String) {
    var model = Model.atIncident()
    model.press(.character("/"))
    model.type(text)
    #expect(problem(model) == nil)
  }

  // MARK: Esc and a key

  @Test func `Esc and a key typed at once are both of them`() {
    var model = Model.atIncident()
    model.press(.character("D"), .alt(":"))
    guard case .prompt(let prompt) = model.overlay else {
      Issue.record("no command line is open")
      return
    }
    #expect(prompt.purpose == .command)
    model.press(.alt("2"))
    #expect(model.overlay == nil && model.screen == .features)
  }

  @Test func `Alt with y closes a dialog and acts on nothing`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("INC")
    model.press(.tab)
    let effects = model.press(.alt("y"))
    #expect(model.overlay == nil)
    #expect(effects.contains { if case .order(.act) = $0 { true } else { false } } == false)
  }

  @Test func `keys with Alt that a line knows, and the beginnings of sequences, are not taken apart`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("INC 4412")
    model.press(.alt("b"))
    #expect(model.overlay != nil)
    for key in "[O]PX^_" {
      var model = Model.atIncident()
      let before = model
      model.press(.alt(key))
      #expect(model == before, "\(key)")
    }
  }
}
