import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What a stranger read otherwise than it was: holds, the past, another world's clock, room to spare.
@Suite struct TrueWordsTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  /// A console of 80×24 with all of a cloud held for its credential.
  private static func held(columns: Int = 80, kind: String = "auth") -> Model {
    var model = Model.blank(columns: columns, rows: 24)
    var snapshot = Incident.snapshot()
    var status = EndpointStatus(
      id: "eus2/gpt-4o-mini", provider: "azure", cloud: "azr", region: "eus2", model: "gpt-4o-mini")
    (status.severity, status.state, status.errorRate) = (.crit, "closed", 0)
    status.hold = EndpointStatus.Hold(kind: kind, until: Incident.at.advanced(byMilliseconds: 20_000))
    status.held = EndpointStatus.Held(
      kind: kind, since: Incident.at.advanced(byMilliseconds: -40_000), refusedTries: 0, refusal: "auth",
      refusedAt: Incident.at)
    status.reason = "held: auth, 401 at 03:12:41"
    status.advice = "renew the credential; traffic is elsewhere"
    snapshot.endpoints = [status] + snapshot.endpoints.filter { $0.cloud == "gcp" }
    var azr = CloudStatus(cloud: "azr", severity: .crit, endpoints: 1)
    azr.errorRate = 0
    snapshot.clouds = [azr]
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  @Test func `at 80 columns a hold says why, and what to do`() {
    let lines = lines(Self.held())
    #expect(
      lines[21] == " azr eus2/gpt-4o-mini HOLD 40s: auth, 401 at 03:12:41  renew the credential",
      "\(lines[21])")
  }

  @Test func `a hold is told by the breaker's column and by the line of clouds`() {
    let lines = lines(Self.held())
    #expect(lines[5].contains("HOLD      HD auth"), "\(lines[5])")
    #expect(lines[2].hasPrefix(" azr CRIT 1/1 held:1 err 0.0%"), "\(lines[2])")
  }

  @Test(arguments: ["auth", "quota", "retired"]) func `what an endpoint is held for fits its column`(
    kind: String
  ) {
    let status = Self.held(kind: kind).shown?.endpoints[0]
    let words = status?.adminSpan(at: Incident.at).text ?? ""
    #expect(words.count <= 8 && words.hasPrefix("HD "))
  }

  @Test func `on a frozen screen no key is advised that does nothing there`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    _ = update(&model, .news(.snapshot(Incident.snapshot(after: 1))))
    #expect(lines(model).contains { $0.contains("D keep it out") })
    model.press(.character("z"))
    #expect(!lines(model).contains { $0.contains("D keep it out") })
  }

  @Test func `learned caps that move are no holds`() {
    #expect(EventWords.tag("cap_changed") == "CAP")
    #expect(EventWords.tag("auth_hold") == "HOLD")
  }

  @Test func `the word of a drained row looks like a drain, whatever its breaker says`() {
    var model = Model.blank()
    var snapshot = Incident.snapshot()
    snapshot.endpoints = snapshot.endpoints.filter { $0.id == "euw4/gemini-pro" }
    snapshot.endpoints[0].state = "open"
    _ = update(&model, .news(.snapshot(snapshot)))
    let surface = draw(model).surface
    let words = Array(lines(model)[21])
    let column = words.indices.first { String(words[$0...].prefix(5)) == "DRAIN" } ?? 0
    #expect(surface[column, 21].style.role == .drain)
  }

  @Test func `times of an act over a far demo are those of its world`() {
    var model = Model.blank()
    var snapshot = Incident.snapshot()
    (snapshot.mode, snapshot.speed) = ("demo", 10)
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(model.pace == 10)
  }

  @Test func `a dialog that closes itself says why in the audit log`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("INC-1")
    var other = Incident.snapshot(after: 1)
    for place in other.endpoints.indices where other.endpoints[place].id == "use1/sonnet" {
      other.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: nil, actor: "jon", reason: "", since: Incident.at, leaseEnds: nil,
        isOverdue: false)
    }
    let effects = update(&model, .news(.snapshot(other)))
    let reasons = effects.compactMap { effect -> String? in
      if case .order(.cancelled(let request)) = effect { request.reason } else { nil }
    }
    #expect(reasons == ["INC-1; closed by itself: its target was changed by somebody else, jon"])
  }

  @Test func `room without an endpoint is asked for anew once an endpoint stands otherwise`() {
    var board = LossBoard()
    board.follow(Incident.snapshot())
    board.ask([Ticket(number: 1): "a"], among: ["a"], now: .zero)
    var preview = ActPreview(act: ActRequest(.drain(.endpoint("a")), reason: ""), revision: 1, refusal: nil)
    var chat = ActPreview.Feature(id: "chat", before: [], after: [], candidatesLeft: 1)
    chat.headroom = 2
    preview.features = [chat]
    let isTaken = board.take(preview, under: Ticket(number: 1))
    #expect(isTaken)
    board.follow(Incident.snapshot(after: 1))
    #expect(board.due(of: ["a"], now: .seconds(1)) == [])
    var dark = Incident.snapshot(after: 2)
    dark.endpoints[0].state = "open"
    board.follow(dark)
    #expect(board.due(of: ["a"], now: .seconds(1)) == ["a"])
    #expect(board.loss(of: "chat", without: "a", now: .seconds(1)) == nil)
  }

  // MARK: The filter

  private func doubt(_ text: String) -> String? {
    var model = Model.atIncident()
    model.filter = Filter(text)
    return model.filter.doubt(among: model.filterValues)
  }

  @Test func `several values of a field are one of them, with commas`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("/"))
    model.type("cloud:aws,gcp")
    #expect(Set(model.order.ids.compactMap(\.endpointID)).count == 6)
    #expect(doubt("cloud:aws,gcp") == nil)
  }

  @Test func `a value that nothing has is told with those there are`() {
    #expect(doubt("cloud:mars") == "no cloud here begins with `mars`; there are aws, azr, gcp")
    #expect(doubt("state:bogus")?.contains("there are closed, drain, forced_closed") ?? false)
    #expect(doubt("\"m99\"") == "quotes are looked for like letters; write m99")
    #expect(doubt("m99") == nil)
  }

  // MARK: Read-only

  @Test func `a console that may only look lets no fault strike`() {
    var model = Model.atIncident {
      $0.traits = FeedTraits(canAct: false, isSimulation: true, isReplay: false)
      ($0.isReadOnly, $0.readOnlyReason) = (true, "--read-only")
    }
    let status = SimulationStatus(
      scenario: "tour", title: "", elapsed: .zero, duration: .minutes(20), speed: 1, isPaused: false,
      faults: [], presets: [.init(deed: "goes dark", target: "provider:bedrock", aim: .endpoints)],
      scenarios: ["tour"])
    _ = update(&model, .news(.simulation(status)))
    model.press(.character("7"))
    let effects = model.press(.enter)
    #expect(effects == [] && model.overlay == nil)
    #expect(model.notice?.text.hasPrefix("--read-only: ") ?? false)
    let refusal = #expect(throws: CommandLineProblem.self) {
      _ = try model.run(.inject(0, target: nil))
    }
    #expect(refusal?.text == "--read-only: look, and let nothing strike")
  }

  // MARK: Lines

  private static func machine(_ snapshot: SystemSnapshot) -> (PlainStateMachine, String) {
    var machine = PlainStateMachine(canAct: true, operatorName: "mira")
    let actions = machine.take(.snapshot(snapshot), now: .zero)
    let said = actions.compactMap { if case .say(let text) = $0 { text } else { nil } }
    return (machine, said.last ?? "")
  }

  @Test func `in lines the worst endpoint says what holds it, and why it is no better where it is closed`() {
    let held = Self.held().shown ?? Incident.snapshot()
    #expect(
      Self.machine(held).1.contains(
        "worst eus2/gpt-4o-mini held: credential missing or not accepted (401)"))
    var capped = Incident.snapshot()
    capped.endpoints = capped.endpoints.filter { $0.id == "usw2/sonnet" }
    capped.endpoints[0].quota.capRequestsPerSecond = 12
    #expect(
      Self.machine(capped).1.contains("worst usw2/sonnet closed, 429, asked for less: learned cap 12 rps"))
  }

  @Test func `in lines a hold is told once, and again after it has ended`() {
    var machine = Self.machine(Incident.snapshot()).0
    func said(_ kind: EventKind) -> Int {
      var line = EventLine(
        id: 1, at: Incident.at, kind: kind.rawValue, severity: .crit, text: "a: held: credential refused")
      line.endpoint = "a"
      return machine.take(.events([line]), now: .zero).count
    }
    let counts = [EventKind.authHold, .authHold, .closed, .authHold].map(said)
    #expect(counts == [1, 0, 1, 1])
  }

  @Test func `in lines a slip in a name is told what was probably meant`() {
    var machine = Self.machine(Incident.snapshot()).0
    let said = machine.take(line: "drain use1/sonet")
    #expect(said == [.say("there is no endpoint `use1/sonet`; did you mean use1/sonnet?")])
  }

  @Test func `a theme that cannot be used is told with a snapshot, too, and keeps nobody from it`() {
    let shell = MemoryShell()
    #expect(shell.run("demo", "--once", "--theme", "nosuch") == .done)
    #expect(shell.errors.contains { $0.contains("there is no theme `nosuch`") })
    #expect(shell.output.contains("use1/sonnet"))
  }
}
