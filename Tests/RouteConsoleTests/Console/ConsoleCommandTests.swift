import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What the command line says to what it cannot do: what is wrong, and what to write instead.
@Suite struct ConsoleCommandTests {
  /// What the line says to a command; nil where it takes it.
  private func problem(_ line: String, in model: Model) -> String? {
    var model = model
    model.press(.character(":"))
    model.type(line)
    model.press(.enter)
    guard case .prompt(let prompt) = model.overlay else { return nil }
    return prompt.problem
  }

  private static let unknown = [
    ("drian use1/sonnet", "there is no command `drian`; did you mean drain?"),
    ("evnts", "there is no command `evnts`; did you mean events?"),
    ("xyzzy", "there is no command `xyzzy`; Tab shows which there are"),
    ("drain use1/sonet", "there is no endpoint `use1/sonet`; did you mean use1/sonnet?"),
    ("drain provider:bedrok", "there is no provider `bedrok`; did you mean bedrock?"),
    ("drain cloud:", "there is no cloud ``; Tab completes the names"),
    ("undrain endpoints:use1/sonnet,gone", "there is no endpoint `gone`; Tab completes the names"),
    ("flip caht", "there is no feature `caht`; did you mean chat?"),
    ("flip chat usc1/flash", "usc1/flash is no candidate of chat; there are use1/sonnet, usw2/sonnet"),
    ("share chat use1/sonet 10", "there is no endpoint `use1/sonet`; did you mean use1/sonnet?"),
    ("theme drakula", "there is no theme `drakula`; did you mean dracula?"),
  ]

  private static let wrong = [
    ("", "type a command; Tab shows which there are"),
    ("drain", "write drain ENDPOINT, or provider:NAME, cloud:NAME, region:NAME, model:NAME"),
    ("drain a b", "write drain ENDPOINT"), ("flip", "write flip FEATURE [ENDPOINT]"),
    ("breaker use1/sonnet", "write breaker ENDPOINT open|close|auto|pin"),
    ("breaker use1/sonnet shut", "`shut` is no order; there are open, close, auto, pin"),
    ("share chat use1/sonnet", "write share FEATURE ENDPOINT PERCENT"),
    ("share chat use1/sonnet 101", "`101` is no percentage; it is a number from 0 to 100"),
    ("drain use1/sonnet --lease 5y", "give a time such as 90s, 4m50s or 1h"),
    ("drain use1/sonnet --lease 48h", "--lease: from 5m to 24h"),
    ("drain use1/sonnet --lease 0s", "--lease: from 5m to 24h"),
    ("drain use1/sonnet --reason", "--reason: write the reason after it"),
    ("drain use1/sonnet --force", "`--force` is no option here"),
    ("drain use1/sonnet --reason test --dryrun", "`--dryrun` is no option here"),
    ("flip chat --to", "--to: name an endpoint after it"),
    ("sort", "give a figure to sort by: severity"), ("sort speed", "there is no figure to sort by `speed`"),
    ("group clod", "there is no way to group `clod`; did you mean cloud?"),
    ("goto 25:99", "`25:99` is no time; write 03:12, 03:12:40, -5m or live"),
    ("quit please", "quit: `please` is too much; write quit alone"),
    ("theme a b", "theme: `b` is too much; write theme [NAME]"),
    ("restart tour", "this steers a simulated world, and here is none"),
  ]

  @Test(arguments: unknown)
  func `a name that nothing has is answered with the nearest one`(line: String, expected: String) {
    let model = Model.atIncident { $0.themeNames = ["default", "dracula", "nord"] }
    #expect(problem(line, in: model) == expected)
  }

  @Test(arguments: wrong)
  func `a command that cannot be read says how it is written`(line: String, expected: String) {
    let problem = problem(line, in: Model.atIncident())
    #expect(problem?.contains(expected) ?? false, "\(problem ?? "it was taken")")
  }

  /// A console over a world with two scenarios, one fault in force and three to inject.
  private static var demo: Model {
    var model = Model.atIncident { $0.traits = FeedTraits(canAct: true, isSimulation: true, isReplay: false) }
    _ = update(
      &model,
      .news(
        .simulation(
          SimulationStatus(
            scenario: "tour", title: "", elapsed: .seconds(1), duration: .minutes(30), speed: 4,
            isPaused: false,
            faults: [
              SimulationStatus.FaultLine(number: 1, text: "over", isInForce: false),
              SimulationStatus.FaultLine(number: 2, text: "dark", isInForce: true),
            ],
            presets: ["a", "b", "c"].map {
              SimulationStatus.PresetLine(deed: $0, target: "all", aim: .fixed)
            }, scenarios: ["tour", "flapping"]))))
    return model
  }

  @Test(arguments: [
    ("restart flaping", "there is no scenario `flaping`; did you mean flapping?"),
    ("restart nothing-like-it", "the Simulate screen (7) lists them"),
    ("inject 0", "there is no fault 0 to inject; they are 1 to 3"),
    ("inject 4", "there is no fault 4 to inject; they are 1 to 3"),
    ("inject two", "inject: give its number"), ("lift 1", "fault 1 is not in force; in force: 2"),
    ("seek 31m", "the scenario is over after 30m"), ("seek 5", "give a time such as 90s, 4m50s or 1h"),
    ("speed 0", "more than 0 and up to 1000"), ("speed fast", "as in `speed 5`"),
  ])
  func `steering a world wrongly says what there is`(line: String, expected: String) {
    let problem = problem(line, in: Self.demo)
    #expect(problem?.contains(expected) ?? false, "\(problem ?? "it was taken")")
  }

  @Test(arguments: ["restart", "restart flapping", "inject 3", "lift 2", "seek 29m", "speed 10x", "pause"])
  func `a world that can be steered so is`(line: String) {
    #expect(problem(line, in: Self.demo) == nil)
  }

  @Test func `whatever is typed, the line answers in one short sentence or takes it`() {
    var dice = SeededRandom(seed: 11)
    let words =
      ConsoleCommand.verbs + [
        "use1/sonnet", "chat", "--reason", "--lease", "5m", "\"", "9", "%", "cloud:aws",
      ]
    for _ in 0..<400 {
      let line = (0..<Int.random(in: 1...4, using: &dice)).map { _ in words.randomElement(using: &dice) ?? ""
      }
      .joined(separator: " ")
      guard let problem = problem(line, in: Self.demo) else { continue }
      #expect(!problem.isEmpty && problem.count < 200 && !problem.contains("\n"), "\(line): \(problem)")
    }
  }
}
