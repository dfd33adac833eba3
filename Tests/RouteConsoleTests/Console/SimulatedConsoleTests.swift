import Gateway
import RoutingEngine
import Testing
import TrafficSimulator
import Wire

@testable import RouteConsole

/// The loop over the real engine and a simulated world, on a screen in memory: keys in, traffic moved.
@Suite struct SimulatedConsoleTests {
  private static let noon = Moment(milliseconds: 1_795_262_400_000)

  /// Two endpoints at two providers, one feature, ten requests a second.
  private func feed() throws -> SimulatedFeed {
    var world = World.default
    world.replicas = 1
    world.endpoints = world.endpoints.filter { ["use1/sonnet", "eus2/gpt-4o"].contains($0.id) }
    var feature = try #require(world.features.first { $0.id == "code" })
    feature.primary = "use1/sonnet"
    feature.backups = ["eus2/gpt-4o"]
    feature.requestsPerSecond = 10
    world.features = [feature]
    let scenario = Scenario(name: "small", title: "Small", duration: .minutes(10), world: world)
    return try SimulatedFeed(
      scenario,
      options: SimulationPlayer.Options(
        author: ActAuthor(name: "mira", role: .operator), calendar: Self.noon, speed: .times(1),
        load: { _ in scenario }))
  }

  private func loop(_ feed: SimulatedFeed) -> ConsoleLoop {
    var model = Model.blank { settings in
      settings.traits = FeedTraits(canAct: true, isSimulation: true, isReplay: false)
    }
    model.size = Size(columns: 120, rows: 40)
    return ConsoleLoop(model: model, feed: feed, tools: ConsoleTools())
  }

  /// Turns the loop in steps of a fiftieth of a second, keys first, until an instant.
  private func turn(
    _ loop: inout ConsoleLoop, _ screen: inout FakeTerminal, _ keys: [Key] = [], from start: Duration,
    to end: Duration
  ) {
    var now = start
    var left = keys
    while now < end {
      screen.script = left.isEmpty ? [] : [[.key(left.removeFirst())]]
      loop.turn(on: &screen, now: now)
      now += .milliseconds(20)
    }
  }

  @Test func `a drain by keys alone is applied, on record, and takes the traffic away`() throws {
    var screen = FakeTerminal(size: Size(columns: 120, rows: 40))
    var loop = loop(try feed())
    turn(&loop, &screen, from: .zero, to: .seconds(15))
    let endpoints = loop.model.shown?.endpoints ?? []
    #expect(endpoints.first { $0.id == "use1/sonnet" }?.evidence?.samples ?? 0 > 0)
    turn(
      &loop, &screen, ":drain use1/sonnet".map { .character($0) } + [.enter], from: .seconds(15),
      to: .seconds(16))
    turn(
      &loop, &screen, "INC-1".map { .character($0) } + [.tab], from: .seconds(16), to: .seconds(17))
    guard case .act(let dialog) = loop.model.overlay else {
      Issue.record("there is no dialog: \(loop.model.notice?.text ?? "")")
      return
    }
    if let token = dialog.neededToken {
      turn(
        &loop, &screen, token.map { .character($0) } + [.tab], from: .seconds(17), to: .seconds(18))
    }
    turn(&loop, &screen, [.character("y")], from: .seconds(18), to: .seconds(24))
    let drained = loop.model.shown?.endpoint("use1/sonnet")
    #expect(drained?.override?.kind == "drain")
    #expect(drained?.override?.reason == "INC-1")
    #expect(drained?.share == 0)
    #expect(loop.model.feed.audit.last?.receipt.outcome == .applied)
    let line = screen.shown?.trimmedLines[38] ?? ""
    #expect(line.contains("DRAIN use1/sonnet sent 0.0s -> accepted "))
    #expect(line.contains("-> applied "))
  }
}
