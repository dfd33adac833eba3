import FoundationEssentials
import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Every screen as a grid of characters and a grid of roles, at the sizes that matter.
///
/// `RECORD_SCREENS=1 swift test --filter ScreenSnapshotTests` writes the files anew; look at what changed before
/// keeping it.
@Suite struct ScreenSnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Screens")
  private static let sizes = [(80, 24), (120, 40), (200, 60)]

  /// A picture by its name.
  struct Scene: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: [Key]
    var prepare: @Sendable (inout Model) -> Void = { _ in }

    var testDescription: String { name }
  }

  private static let scenes: [Scene] =
    Screen.allCases.map { screen in
      Scene(name: screen.name, keys: [.character(screen.digit)], prepare: addWorld)
    } + [
      Scene(name: "details", keys: [.enter]),
      Scene(name: "help", keys: [.character("?")]),
      Scene(name: "drain", keys: [.character("D")], prepare: answerPreview),
      Scene(name: "flip", keys: [.character("X")]),
      Scene(name: "grouped", keys: [.character("t")]),
      Scene(name: "command", keys: [.character(":"), .character("d"), .character("r")]),
    ]

  private static func addWorld(_ model: inout Model) {
    var line = CostReport.Line(feature: "chat", endpoint: "use1/sonnet", provider: "bedrock")
    (line.attempts, line.succeeded, line.input, line.output) = (12_000, 11_500, 9_000_000, 2_000_000)
    (line.usd, line.wastedUSD, line.estimatedShare) = (57.2, 3.4, 0.02)
    let report = CostReport(
      from: Incident.at.advanced(byMilliseconds: -3_600_000), to: Incident.at, totalUSD: 57.2, wastedUSD: 3.4,
      lines: [line])
    _ = update(&model, .news(.cost(report)))
    let candidates = [
      CandidateLine(endpoint: "use1/sonnet", score: 4_100, skipped: "open"),
      CandidateLine(endpoint: "usw2/sonnet", score: 3_900, skipped: nil),
    ]
    _ = update(&model, .news(.explanation(feature: "chat", candidates)))
    guard model.settings.traits.isSimulation else { return }
    _ = update(
      &model,
      .news(
        .simulation(
          SimulationStatus(
            scenario: "tour", title: "a provider goes dark and comes back", elapsed: .seconds(95),
            duration: .seconds(900), speed: 5, isPaused: false,
            faults: [SimulationStatus.FaultLine(number: 1, text: "bedrock: errors 100 %", isInForce: true)],
            presets: [
              .init(deed: "goes dark: every call fails, 2 min", target: "provider:bedrock", aim: .endpoints),
              .init(deed: "is four times as slow, 3 min", target: "region:use1", aim: .endpoints),
            ], scenarios: ["steady", "tour"]))))
  }

  /// Answers the preview that the dialog asked for.
  private static func answerPreview(_ model: inout Model) {
    guard case .act(let dialog) = model.overlay, let ticket = dialog.ticket else { return }
    var preview = ActPreview(act: dialog.request(), revision: 4_471, refusal: nil)
    var chat = ActPreview.Feature(
      id: "chat", before: [ServedShare(endpoint: "use1/sonnet", share: 1)],
      after: [ServedShare(endpoint: "usw2/sonnet", share: 1)], candidatesLeft: 1)
    chat.headroom = 1.34
    chat.ttftP90 = 2_950
    preview.features = [chat]
    preview.inFlight = 212
    _ = update(&model, .news(.preview(ticket, preview)))
  }

  private static func picture(_ scene: Scene, _ size: (Int, Int)) -> String {
    var model = Model.atIncident(columns: size.0, rows: size.1) {
      $0.traits.isSimulation = scene.name == "simulate"
    }
    for key in scene.keys { model.press(key) }
    scene.prepare(&model)
    let surface = draw(model).surface
    return surface.text + "\n\n" + surface.roles + "\n"
  }

  private func expect(_ name: String, _ picture: String) throws {
    let file = Self.folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(picture.utf8).write(to: file)
    }
    let kept = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(picture == kept, "\(name) looks different; record it anew if it is meant to")
  }

  @Test(arguments: scenes) func `a screen looks as it was approved`(scene: Scene) throws {
    for size in Self.sizes {
      try expect("\(scene.name)-\(size.0)x\(size.1)", Self.picture(scene, size))
    }
  }

  @Test(arguments: [(58, 12), (40, 6), (19, 2)]) func `a small screen looks as it was approved`(
    columns: Int, rows: Int
  ) throws {
    let scene = Scene(name: "small", keys: [])
    try expect("small-\(columns)x\(rows)", Self.picture(scene, (columns, rows)))
  }
}
