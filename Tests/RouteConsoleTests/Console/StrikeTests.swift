import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// A fault of a simulated world is aimed before it strikes.
@Suite struct StrikeTests {
  private static let presets: [SimulationStatus.PresetLine] = [
    .init(deed: "goes dark: every call fails, 2 min", target: "provider:bedrock", aim: .endpoints),
    .init(deed: "asks for twice as much, 3 min", target: "all", aim: .features),
    .init(deed: "no outcome reaches the engine, 1 min", target: "all", aim: .fixed),
  ]

  /// A console on the simulation screen, with the cursor on a fault of the list.
  private static func model(_ preset: Int = 0, columns: Int = 80, rows: Int = 24) -> Model {
    var model = Model.atIncident(columns: columns, rows: rows) {
      $0.traits = FeedTraits(canAct: true, isSimulation: true, isReplay: false)
    }
    let status = SimulationStatus(
      scenario: "tour", title: "", elapsed: .zero, duration: .minutes(20), speed: 1, isPaused: false,
      faults: [], presets: presets, scenarios: ["tour"])
    _ = update(&model, .news(.simulation(status)))
    model.press(.character("7"))
    for _ in 0..<preset { model.press(.down) }
    return model
  }

  private static func target(_ model: Model) -> String? {
    if case .strike(let strike) = model.overlay { strike.target } else { nil }
  }

  private static func sent(_ effects: [Effect]) -> String? {
    for case .order(.simulation(.inject(let preset, let target))) in effects {
      return "\(preset) \(target ?? "-")"
    }
    return nil
  }

  @Test func `a scenario that is over says since when`() {
    var model = Self.model()
    func place() -> String { draw(model).surface.trimmedLines.first { $0.contains("20:00") } ?? "" }
    #expect(place().contains("at 0:00 of 20:00"))
    var status = model.feed.simulation
    status?.elapsed = .seconds(3_331)
    if let status { _ = update(&model, .news(.simulation(status))) }
    #expect(place().contains("20:00, over for 35:31  1x"))
  }

  @Test func `Enter opens the dialog, and nothing strikes before y`() {
    var model = Self.model()
    #expect(Self.sent(model.press(.enter)) == nil)
    #expect(Self.target(model) == "provider:bedrock")
    #expect(Self.sent(model.press(.enter)) == nil)
    #expect(model.overlay == nil)
    model.press(.enter)
    #expect(Self.sent(model.press(.character("y"))) == "0 provider:bedrock")
    #expect(model.notice?.text == "struck: provider bedrock goes dark: every call fails, 2 min")
  }

  @Test func `any provider is killed with Down, and a cloud with Right`() {
    var model = Self.model()
    model.press(.enter, .up, .up, .up)
    let first = Self.target(model) ?? ""
    model.press(.down)
    #expect(Self.target(model) != first)
    #expect(Self.target(model)?.hasPrefix("provider:") ?? false)
    for _ in 0..<9 { model.press(.up) }
    model.press(.right)
    #expect(Self.target(model) == "cloud:aws")
    model.press(.right)
    #expect(Self.target(model) == "all")
    model.press(.right)
    #expect(Self.target(model) == "all")
    for _ in 0..<9 { model.press(.left) }
    #expect(Self.target(model) == "endpoint:usw2/sonnet")
  }

  @Test func `a fault of demand is aimed at features, and one of everybody at nobody else`() {
    var model = Self.model(1)
    model.press(.enter, .left)
    #expect(Self.target(model) == "feature:search")
    model.press(.down)
    #expect(Self.target(model) == "feature:chat")
    model = Self.model(2)
    model.press(.enter, .left, .right, .up, .down)
    #expect(Self.sent(model.press(.character("y"))) == "2 all")
  }

  @Test(arguments: [
    ("inject 1", "0 -"), ("inject 1 provider:vertex", "0 provider:vertex"),
    ("inject 1 vertex", "0 provider:vertex"),
    ("inject 1 aws", "0 cloud:aws"), ("inject 1 use1/haiku", "0 endpoint:use1/haiku"),
    ("inject 1 all", "0 all"),
    ("inject 2 chat", "1 feature:chat"),
  ])
  func `the command aims, too`(line: String, sent: String) {
    var model = Self.model()
    model.press(.character(":"))
    model.type(line)
    #expect(Self.sent(model.press(.enter)) == sent)
  }

  @Test(arguments: [
    ("inject 1 bedrok", "there is no target `bedrok`"), ("inject 3 aws", "strikes everybody"),
  ])
  func `what is not there cannot be aimed at`(line: String, problem: String) {
    var model = Self.model()
    model.press(.character(":"))
    model.type(line)
    #expect(Self.sent(model.press(.enter)) == nil)
    guard case .prompt(let prompt) = model.overlay else {
      Issue.record("the line was taken")
      return
    }
    #expect(prompt.problem?.contains(problem) ?? false, "\(prompt.problem ?? "")")
  }

  @Test(arguments: [(80, 24), (60, 16), (30, 8), (8, 3), (1, 1)]) func `the dialog is drawn at any size`(
    columns: Int, rows: Int
  ) {
    var model = Self.model()
    model.press(.enter)
    model.size = Size(columns: columns, rows: rows)
    let text = draw(model).surface.trimmedLines.joined(separator: "\n")
    guard columns >= 80 else { return }
    #expect(text.contains("< provider bedrock >"))
    #expect(text.contains("does   goes dark: every call fails, 2 min"))
    #expect(text.contains("hits   3 of 8 endpoints: usw2/sonnet, use1/sonnet,"))
    #expect(text.contains("y = strike  Esc = cancel"))
  }

  @Test func `no line of the screen is cut at 80 columns`() {
    let lines = draw(Self.model()).surface.trimmedLines
    #expect(!lines.dropLast(2).contains { $0.contains(">") && !$0.hasPrefix(">") && !$0.contains("->") })
    #expect(lines.contains { $0.contains("provider bedrock goes dark: every call fails, 2 min") })
  }
}
