import RoutingEngine
import TelemetryClient
import Testing
import Wire

@testable import RouteConsole

/// What the screen says, and that it neither hides the worst nor says more than is known.
@Suite struct WordsTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  private func incident(_ change: (inout SystemSnapshot) -> Void) -> Model {
    var model = Model.atIncident()
    var snapshot = Incident.snapshot(after: 1)
    change(&snapshot)
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  @Test func `the clouds stand worst first, and what has no room is counted`() {
    let model = incident { snapshot in
      snapshot.clouds =
        (0..<6).map { number in
          var cloud = CloudStatus(cloud: "cloud-number-\(number)", severity: .warn, endpoints: 3)
          cloud.errorRate = 0.01
          return cloud
        } + [CloudStatus(cloud: "last", severity: .crit, endpoints: 2)]
    }
    #expect(lines(model)[2].hasPrefix(" last CRIT"))
    #expect(lines(model)[2].contains("more"))
    #expect(lines(model)[2].count <= 80)
  }

  @Test func `a percentage without codes says what it counts`() {
    var model = incident { snapshot in
      for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
        snapshot.endpoints[place].errors = []
        snapshot.endpoints[place].requestsPerSecond = 0
      }
    }
    model.press(.enter)
    model.size = Size(columns: 80, rows: 60)
    let text = lines(model).joined(separator: "\n")
    #expect(text.contains("the percentage counts all calls of the last minute"))
    #expect(text.contains("it got no calls in these"))
    #expect(!text.contains("none in the window"))
  }

  @Test func `one on its way back shows its stage and evidence, and not what took it out`() {
    var coming = EndpointStatus(id: "a", provider: "p", cloud: "c", region: "r", model: "m")
    (coming.severity, coming.state, coming.stagePercent) = (.warn, "partial_open", 25)
    coming.trigger = Trigger.probe.name
    var evidence = EndpointStatus.Evidence()
    (evidence.stage, evidence.stageSamples, evidence.stageNeeded, evidence.stageFailures) = (2, 7, 20, 0)
    coming.evidence = evidence
    #expect(coming.cause == "stage 2 at 25 %, 0 of 7 calls bad")
    let model = Model.atIncident()
    let words = EndpointFacts(coming, model: model).brief(columns: 80, rows: 20)
      .flatMap(\.spans).map(\.text).joined()
    #expect(words.contains("stage 2 at 25 %"))
    #expect(!words.contains("a probe failed"))
  }

  @Test func `clouds lose words before one of them is lost`() {
    let model = incident { snapshot in
      for place in snapshot.clouds.indices {
        snapshot.clouds[place].severity = .crit
        (snapshot.clouds[place].open, snapshot.clouds[place].partialOpen) = (10, 10)
        snapshot.clouds[place].draining = 10
      }
    }
    for cloud in ["aws", "azr", "gcp"] { #expect(lines(model)[2].contains("\(cloud) CRIT")) }
    #expect(!lines(model)[2].contains("more"))
  }

  @Test func `features that are critical count, though every endpoint is well`() {
    let model = incident { snapshot in
      for place in snapshot.endpoints.indices { snapshot.endpoints[place].severity = .ok }
    }
    #expect(lines(model)[1].contains("CRIT 0"))
    #expect(lines(model)[1].contains("FEAT 1 !!"))
  }

  @Test func `what is forced open is no drain`() {
    let model = incident { snapshot in
      for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "euw4/gemini-pro" {
        snapshot.endpoints[place].override?.kind = "forced_open"
      }
    }
    #expect(lines(model)[1].contains("DRAIN 0  FORCED 1"))
  }

  @Test func `a row that warns without a reason of its own names what holds it back`() {
    func cause(_ change: (inout EndpointStatus) -> Void) -> String? {
      var status = EndpointStatus(id: "a/b", provider: "p", cloud: "c", region: "a", model: "b")
      status.severity = .warn
      change(&status)
      return status.cause
    }
    #expect(cause { $0.quota.capRequestsPerSecond = 14 } == "429, asked for less: learned cap 14 rps")
    #expect(cause { $0.openFor = ["chat"] } == "open for feature chat")
    #expect(
      cause { $0.hold = EndpointStatus.Hold(kind: "quota", until: Incident.at) }
        == "held for quota until 03:12:41Z")
    #expect(cause { _ in } == "paused: the provider asked to wait")
    #expect(cause { $0.reason = "5xx 9 %" } == "5xx 9 %")
    #expect(cause { $0.severity = .ok } == nil)
  }

  @Test func `one that is coming back is told what comes next, not to be drained`() {
    var model = incident { snapshot in
      for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/haiku" {
        snapshot.endpoints[place].advice = "D drain here: the rest has 34 % to spare for chat"
        var evidence = EndpointStatus.Evidence()
        (evidence.stageSamples, evidence.stageNeeded) = (12, 20)
        snapshot.endpoints[place].evidence = evidence
      }
    }
    model.press(.character("j"))
    #expect(model.table.selected == .endpoint("use1/haiku"))
    #expect(lines(model)[21].contains("coming back: next stage at 12 of 20 calls"))
    #expect(!lines(model)[21].contains("drain here"))
  }

  @Test func `a drained row says who drained it, why, and since when`() {
    var model = Model.atIncident()
    model.press(.character("j"), .character("j"), .character("j"))
    #expect(lines(model)[21].hasPrefix(" gcp euw4/gemini-pro DRAIN 3m by jon: CHG-881 region move"))
  }

  @Test func `a server that does not answer a preview was sent nothing, of an act nothing is known`() {
    let act = ActRequest(.drain(.endpoint("a")), reason: "x")
    func hint(_ order: FeedOrder) -> String? {
      var translator = AttachTranslator()
      guard let number = translator.call(for: order)?.number else { return nil }
      let news = translator.translate(
        [.answer(number, .failure(.unreachable("refused")))], now: .zero)
      guard case .failed(_, let failure)? = news.first else { return nil }
      return failure.hint
    }
    #expect(hint(.preview(Ticket(number: 1), act))?.contains("nothing was sent") ?? false)
    #expect(hint(.act(Ticket(number: 2), act, revision: 1))?.contains("not known whether") ?? false)
  }

  @Test func `a line end inside a name does not break the text for scripts`() {
    var snapshot = Incident.snapshot()
    snapshot.endpoints[0].id = "evil\nCRIT 0\u{1B}[2J"
    let text = StatusText.status(snapshot)
    #expect(text.contains("evil?CRIT 0?[2J"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func `a filter that is asked for again starts anew when something is typed`() {
    var model = Model.atIncident()
    model.press(.character("/"))
    model.type("sonnet")
    model.press(.enter, .character("/"))
    model.type("haiku")
    #expect(model.filter.text == "haiku")
    model.press(.enter, .character("/"), .right)
    model.type("x")
    #expect(model.filter.text == "haikux")
    model.press(.enter, .character("/"), .enter)
    #expect(model.filter.text == "haikux")
  }

  @Test(arguments: ["colour:aws", "a[", "sev>=awful"]) func `a filter that cannot be read says so in red`(
    text: String
  ) {
    var model = Model.atIncident()
    model.press(.character("/"))
    model.type(text)
    #expect(lines(model).joined(separator: "\n").contains("there are") || text == "a[")
    model.press(.enter)
    #expect(model.notice?.isBad ?? false)
  }

  @Test func `an error longer than what is left beside the command takes two lines`() {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type("speed 5")
    model.press(.enter)
    let foot = lines(model)[21] + " " + lines(model)[22].trimmingBlanks
    #expect(foot.contains("this steers a simulated world, and here is none: route-console demo has one"))
    #expect(lines(model)[23].contains(":speed 5"))
  }

  @Test(arguments: [("4m50s", 290), ("1h2m3s", 3_723), ("90s", 90), ("5m", 300), ("2h30s", 7_230)])
  func `a time may be put together of units`(text: String, seconds: Int64) {
    #expect(DurationWord.read(text) == .seconds(seconds))
  }

  @Test(arguments: ["", "5", "s", "m5", "50s4m", "5m5m", "-5s", "5m 3s", "1000001s"])
  func `what is no time is none`(text: String) {
    #expect(DurationWord.read(text) == nil)
  }

  @Test func `the audit shows no lease of what has none`() {
    #expect(ActRequest(.undrain(.endpoint("a")), reason: "").leaseText == nil)
    #expect(ActRequest(.breaker(.endpoint("a"), .auto), reason: "").leaseText == nil)
    #expect(ActRequest(.drain(.endpoint("a")), reason: "").leaseText == "30m")
  }

  @Test func `the help explains every word the screen uses`() {
    let text = HelpView(.atIncident()).lines.map { $0.spans.map(\.text).joined() }.joined(separator: "\n")
    for word in ["!! ! ~ ?", "SUSP", "PART", "PRI BAK MIX", "HOLD", "PANIC", "SHED", "FORCED"] {
      #expect(text.contains(word), "\(word)")
    }
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `capacity is what is spare over the peak, never a load above it`() {
    let snapshot = Incident.snapshot()
    let chat = snapshot.features.first { $0.id == "chat" } ?? snapshot.features[0]
    let words = CapacityPane.line(chat).spans.map(\.text).joined()
    #expect(words == "chat        spare 34% over the peak of 98 rps")
  }

  @Test func `capacity says what the engine previews without the endpoint that carries most`() {
    var model = Model.atIncident(columns: 200, rows: 60)
    let asked = update(&model, .news(.snapshot(Incident.snapshot(after: 6))))
    #expect(asked.isEmpty, "it was asked a moment ago")
    _ = update(&model, .clock(.seconds(40)))
    var waiting: [Ticket: String] = [:]
    for case .order(.preview(let ticket, let request)) in update(
      &model, .news(.snapshot(Incident.snapshot(after: 11))))
    {
      guard case .drain(.endpoint(let name)) = request.order else { continue }
      waiting[ticket] = name
    }
    #expect(waiting.values.sorted() == ["eus2/gpt-4o", "usw2/sonnet"], "search declares no capacity")
    for (ticket, name) in waiting {
      var preview = ActPreview(
        act: ActRequest(.drain(.endpoint(name)), reason: ""), revision: 1, refusal: nil)
      var chat = ActPreview.Feature(id: "chat", before: [], after: [], candidatesLeft: 1)
      (chat.headroom, chat.shedShare) = (0.42, 0.3)
      preview.features = [chat]
      _ = update(&model, .news(.preview(ticket, preview)))
    }
    let text = lines(model).joined(separator: "\n")
    #expect(text.contains("without usw2/sonnet short 58%, shed 30%"))
    #expect(!text.contains("without eus2"), "what the engine does not say is not made up")
    #expect(model.overlay == nil)
  }

  @Test func `room to spare is asked for anew one endpoint at a time`() {
    var board = LossBoard()
    let names = ["a", "b"]
    #expect(board.due(of: names, now: .seconds(1)) == names)
    board.ask([Ticket(number: 1): "a", Ticket(number: 2): "b"], among: names, now: .seconds(1))
    #expect(board.due(of: names, now: .seconds(5)) == [])
    #expect(board.due(of: names, now: .seconds(6)) == ["a"])
    board.ask([Ticket(number: 3): "a"], among: names, now: .seconds(6))
    #expect(board.due(of: names, now: .seconds(7)) == ["b"])
    #expect(board.due(of: names + ["c"], now: .seconds(7)) == ["c"], "of which nothing is known")
  }

  @Test func `a preview that nobody may see leaves a blank and no line of error`() {
    var model = Model.atIncident(columns: 200, rows: 60)
    _ = update(&model, .clock(.seconds(20)))
    for case .order(.preview(let ticket, _)) in update(&model, .news(.snapshot(Incident.snapshot(after: 9))))
    {
      _ = update(&model, .news(.failed(ticket, ControlFailure(code: "forbidden", message: "you may not"))))
    }
    #expect(model.notice == nil)
    #expect(!lines(model).joined().contains("without "))
  }

  @Test func `a name too long for its place loses its middle, where names of a kind are alike`() {
    #expect(Show.name("claude-sonnet-4-5-20260115", columns: 12) == "claude-~0115")
    #expect(Show.name("use1/haiku", columns: 12) == "use1/haiku")
    #expect(Show.name("日本語モデル東京", columns: 9) == "日本~京")
    #expect(Show.name(String(repeating: "x", count: 300) + "-a", columns: 36).hasSuffix("xx-a"))
    #expect(Show.name("abc", columns: 0) == "abc")
  }

  @Test func `behind a name of 300 characters the score and the reason are seen`() {
    let name = "r0/" + String(repeating: "x", count: 300)
    var model = Model.atIncident(columns: 80)
    var snapshot = Incident.snapshot()
    for place in snapshot.features.indices where snapshot.features[place].id == "chat" {
      snapshot.features[place].backups = [name]
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    model.press(.character("5"))
    let candidates = [
      CandidateLine(endpoint: "use1/sonnet", score: 4_100, skipped: "open"),
      CandidateLine(endpoint: name, score: 3_900, skipped: "drained"),
    ]
    _ = update(&model, .news(.explanation(feature: "chat", candidates)))
    #expect(lines(model).contains { $0.contains("2 r0/xxx") && $0.contains("score 3,900") })
  }

  @Test func `no event is later than the clock of line 1`() {
    var model = Model.atIncident()
    var event = EventLine(
      id: 3, at: Incident.at.advanced(byMilliseconds: 2_000), kind: "closed", severity: .ok, text: "x closed")
    event.endpoint = "use1/haiku"
    _ = update(&model, .news(.events([event])))
    #expect(lines(model)[0].contains("03:12:43Z"))
  }
}
