import Gateway
import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

@Suite struct PlainTests {
  private static func snapshot(_ second: Int64, isDark: Bool = false) -> SystemSnapshot {
    let at = Moment(milliseconds: 1_795_262_400_000 + second * 1_000)
    var snapshot = SystemSnapshot(revision: 7, at: at, mode: "serve", engine: "r-1")
    snapshot.environment = "prod"
    var endpoint = EndpointStatus(
      id: "use1/sonnet", provider: "bedrock", cloud: "aws", region: "us-east-1", model: "sonnet")
    endpoint.severity = isDark ? .crit : .ok
    endpoint.state = isDark ? "open" : "closed"
    snapshot.endpoints = [endpoint]
    return snapshot
  }

  private static func said(_ actions: [PlainStateMachine.Action]) -> [String] {
    actions.compactMap { (action) -> String? in if case .say(let text) = action { text } else { nil } }
  }

  private static func orders(_ actions: [PlainStateMachine.Action]) -> [FeedOrder] {
    actions.compactMap { (action) -> FeedOrder? in if case .order(let order) = action { order } else { nil } }
  }

  private static func machine(canAct: Bool = true) -> PlainStateMachine {
    var machine = PlainStateMachine(canAct: canAct, operatorName: "mira")
    _ = machine.take(.snapshot(snapshot(0)), now: .zero)
    return machine
  }

  @Test func `a line comes when something changes, and not when nothing does`() {
    var machine = Self.machine()
    #expect(machine.take(.snapshot(Self.snapshot(1)), now: .seconds(1)) == [])
    let lines = Self.said(machine.take(.snapshot(Self.snapshot(2, isDark: true)), now: .seconds(2)))
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("12:00:02 CRIT 1  WARN 0") == true)
    #expect(lines.first?.contains("worst use1/sonnet open") == true)
  }

  @Test func `what an earlier process did is kept for events, and is no news`() {
    var machine = Self.machine()
    let at = Moment(milliseconds: 1_795_262_400_000)
    let old = EventLine(id: 1, at: at, kind: "closed", severity: .ok, text: "use1/sonnet: back at full share")
    let lines = [old, .started(id: 2, at: at.advanced(byMilliseconds: 9_000), after: at)]
    let said = Self.said(machine.take(.events(lines), now: .seconds(1)))
    #expect(said == ["12:00:09 the server began anew; before it nothing is recorded after 12:00:00 (9 s)"])
    #expect(Self.said(machine.take(line: "events")).joined().contains("back at full share"))
  }

  @Test func `tries to come back are not worth a summary each`() {
    var machine = Self.machine()
    let dark = Self.said(machine.take(.snapshot(Self.snapshot(1, isDark: true)), now: .seconds(1)))
    #expect(dark.count == 1)
    for second in 2..<20 {
      var snapshot = Self.snapshot(Int64(second), isDark: true)
      snapshot.endpoints[0].state = second % 2 == 0 ? "partial_open" : "open"
      #expect(machine.take(.snapshot(snapshot), now: .seconds(second)) == [])
    }
  }

  @Test func `no line says a state in the words of the wire`() {
    var machine = Self.machine()
    var snapshot = Self.snapshot(1, isDark: true)
    (snapshot.endpoints[0].state, snapshot.endpoints[0].stagePercent) = ("partial_open", 10)
    let said = Self.said(machine.take(.snapshot(snapshot), now: .seconds(1)))
    #expect(said.first?.contains("worst use1/sonnet partial-open") ?? false)
    #expect(StatusText.status(snapshot).contains("partial-open 10 %"))
    #expect(!StatusText.status(snapshot).contains("partial_open"))
  }

  @Test func `silence is broken once a minute`() {
    var machine = Self.machine()
    #expect(machine.take(.snapshot(Self.snapshot(59)), now: .seconds(59)) == [])
    #expect(Self.said(machine.take(.snapshot(Self.snapshot(61)), now: .seconds(61))).count == 1)
  }

  @Test func `an act is asked about first and done on yes`() {
    var machine = Self.machine()
    let asked = Self.orders(machine.take(line: "drain use1/sonnet --reason INC-1"))
    let request = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-1")
    #expect(asked == [.preview(Ticket(number: 1), request)])
    var preview = ActPreview(act: request, revision: 8, refusal: nil)
    preview.affected = ["use1/sonnet"]
    let question = Self.said(machine.take(.preview(Ticket(number: 1), preview), now: .zero))
    #expect(question.last == "type y or yes to do it; anything else leaves it")
    var other = machine
    #expect(Self.orders(machine.take(line: "yes")) == [.act(Ticket(number: 2), request, revision: 8)])
    #expect(Self.orders(other.take(line: "y")) == [.act(Ticket(number: 2), request, revision: 8)])
  }

  @Test(arguments: ["", "no", "drain", "YES"])
  func `anything else leaves it, on record`(answer: String) {
    var machine = Self.machine()
    let request = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-1")
    _ = machine.take(line: "drain use1/sonnet --reason INC-1")
    _ = machine.take(
      .preview(Ticket(number: 1), ActPreview(act: request, revision: 8, refusal: nil)), now: .zero)
    #expect(Self.orders(machine.take(line: answer)) == [.cancelled(request)])
  }

  @Test func `a dry run in lines says what would come of it, and asks nothing`() {
    var machine = Self.machine()
    let request = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "test")
    #expect(
      Self.orders(machine.take(line: "drain use1/sonnet --reason test --dry-run"))
        == [.preview(Ticket(number: 1), request)])
    var preview = ActPreview(act: request, revision: 8, refusal: nil)
    preview.warnings = ["use1/sonnet: ends the order closed by jon, 14:02 left"]
    let told = Self.said(machine.take(.preview(Ticket(number: 1), preview), now: .zero))
    #expect(told.last == "a dry run: nothing was done")
    #expect(told.contains("!! use1/sonnet: ends the order closed by jon, 14:02 left"))
    #expect(Self.orders(machine.take(line: "yes")) == [])
  }

  @Test func `what a guard rail refuses takes its token`() {
    var machine = Self.machine()
    let request = ActRequest(.drain(.provider("bedrock")), reason: "INC-1")
    _ = machine.take(line: "drain provider:bedrock --reason INC-1")
    var preview = ActPreview(act: request, revision: 8, refusal: "it strands chat")
    preview.typedToken = "strand 1"
    _ = machine.take(.preview(Ticket(number: 1), preview), now: .zero)
    var forced = request
    (forced.force, forced.typed) = (true, "strand 1")
    #expect(Self.orders(machine.take(line: "strand 1")) == [.act(Ticket(number: 2), forced, revision: 8)])
  }

  @Test func `what would change nothing is not asked about`() {
    var machine = Self.machine()
    let request = ActRequest(.undrain(.endpoint("use1/sonnet")), reason: "INC-1")
    _ = machine.take(line: "undrain use1/sonnet --reason INC-1")
    let preview = ActPreview(
      act: request, revision: 8, refusal: "use1/sonnet is not drained: nothing to undo")
    let told = Self.said(machine.take(.preview(Ticket(number: 1), preview), now: .zero))
    #expect(told.suffix(2) == ["!! use1/sonnet is not drained: nothing to undo", "nothing was sent"])
    #expect(Self.orders(machine.take(line: "yes")) == [])
  }

  @Test func `calls in flight that nobody counts are said to be unseen`() {
    var preview = ActPreview(
      act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: ""), revision: 8, refusal: nil)
    (preview.affected, preview.inFlight) = (["use1/sonnet"], nil)
    #expect(ActText.touches(preview) == "touches use1/sonnet; calls in flight are not visible here")
    preview.inFlight = 212
    #expect(ActText.touches(preview) == "touches use1/sonnet; 212 calls in flight")
    preview.affected = []
    #expect(ActText.touches(preview) == nil)
  }

  @Test func `who may only look cannot even ask`() {
    var machine = Self.machine(canAct: false)
    #expect(machine.take(line: "drain use1/sonnet") == [.say("read-only: look, and do not act")])
  }

  @Test(arguments: HostileText.samples)
  func `hostile lines and names end nothing and send no control character`(sample: String) {
    var machine = Self.machine()
    var snapshot = Self.snapshot(1, isDark: true)
    snapshot.endpoints[0].id = sample
    var event = EventLine(id: 1, at: snapshot.at, kind: "panic", severity: .crit, text: sample)
    event.feature = sample
    let actions =
      machine.take(.snapshot(snapshot), now: .seconds(1)) + machine.take(.events([event]), now: .seconds(1))
      + machine.take(line: sample)
    for line in Self.said(actions) {
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\n" })
    }
  }

  @Test func `once prints a snapshot with the facts of the home screen`() {
    let shell = MemoryShell()
    #expect(shell.run("demo", "--once") == .done)
    for part in ["CRIT 0", "aws OK", "gcp OK", "azure OK", "no feature is at risk", "use1/sonnet", "recap"] {
      #expect(shell.output.contains(part), "missing: \(part)")
    }
    #expect(shell.output.utf8.allSatisfy { $0 < 128 })
  }

  @Test func `once with json prints the snapshot as one document`() throws {
    let shell = MemoryShell()
    #expect(shell.run("demo", "--once", "--json") == .done)
    let snapshot = try SystemSnapshot.read(Array(shell.output.utf8))
    #expect(snapshot.mode == "demo")
    #expect(snapshot.endpoints.count == 12)
    #expect(snapshot.totals.requestsPerSecond ?? 0 > 50)
  }

  @Test func `options that do not go together are refused`() {
    for words in [["demo", "--json"], ["demo", "--once", "--plain"]] {
      let shell = MemoryShell()
      #expect(Program(shell: shell).run(words) == .usage)
    }
  }

  @Test func `plain takes commands from standard input and ends with quit`() {
    let shell = MemoryShell()
    shell.typed = ["help", "status", "features", "audit", "nonsense", "quit"]
    #expect(shell.run("demo", "--plain") == .done)
    for part in [
      "[DEMO]", "commands: drain", "use1/sonnet", "nobody has acted", "there is no command `nonsense`",
    ] {
      #expect(shell.output.contains(part), "missing: \(part)")
    }
  }

  @Test func `a line that is no command names a way to find out that works in lines`() {
    var machine = Self.machine()
    let told = Self.said(machine.take(line: "xyzzy"))
    #expect(told == ["there is no command `xyzzy`; help names them all"])
    #expect(Self.said(machine.take(line: "help")).first?.contains("undrain") ?? false)
  }

  @Test func `an undrain of one that is open says that its probes come first`() {
    var machine = Self.machine()
    _ = machine.take(.snapshot(Self.snapshot(1, isDark: true)), now: .seconds(1))
    _ = machine.take(line: "undrain use1/sonnet --reason INC-1")
    var preview = ActPreview(
      act: ActRequest(.undrain(.endpoint("use1/sonnet")), reason: "INC-1"), revision: 8, refusal: nil)
    preview.affected = ["use1/sonnet"]
    preview.features = [ActPreview.Feature(id: "chat", before: [], after: [], candidatesLeft: 1)]
    let told = Self.said(machine.take(.preview(Ticket(number: 1), preview), now: .seconds(1)))
    #expect(
      told.contains { $0.hasPrefix("use1/sonnet: open besides, so that only probes come back") })
    #expect(!told.contains { $0.contains("becomes") })
  }

  @Test func `a journey in time says when it begins and when it is over`() {
    var machine = Self.machine()
    #expect(Self.said(machine.take(line: "seek 9m")) == ["on the way to 00:09:00 of the scenario"])
    var status = SimulationStatus(
      scenario: "tour", title: "", elapsed: .minutes(3), duration: .minutes(20), speed: 1, isPaused: false,
      faults: [], presets: [], scenarios: [])
    #expect(machine.take(.simulation(status), now: .seconds(1)) == [])
    status.elapsed = .minutes(9)
    #expect(Self.said(machine.take(.simulation(status), now: .seconds(2))) == ["at 00:09:00 of the scenario"])
    #expect(machine.take(.simulation(status), now: .seconds(3)) == [])
  }

  /// A feed that asks to be turned every 20 ms.
  private final class HastyFeed: Feed {
    private(set) var turns = 0
    var wakeDescriptor: Int32? { nil }
    private(set) var deadline: Duration? = .zero

    func take(now: Duration) -> [FeedNews] {
      turns += 1
      deadline = now + .milliseconds(20)
      return []
    }

    func send(_ order: FeedOrder) {}
  }

  @Test func `a feed is turned when it asks to be, and not five times a second`() throws {
    let shell = MemoryShell()
    shell.typed = [String](repeating: "", count: 10)
    let feed = HastyFeed()
    let start = shell.now()
    try PlainDriver(shell: shell, feed: feed).run(Self.machine())
    #expect(feed.turns == 10)
    #expect(shell.now() - start <= .milliseconds(200))
  }
}
