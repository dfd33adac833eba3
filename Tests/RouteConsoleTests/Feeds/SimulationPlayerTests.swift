import Gateway
import RoutingEngine
import Testing
import TrafficSimulator
import Wire

@testable import RouteConsole

@Suite struct SimulationPlayerTests {
  private static let noon = Moment(milliseconds: 1_795_262_400_000)

  private static func author(_ role: ControlRole = .operator) -> ActAuthor {
    ActAuthor(name: "ada", role: role)
  }

  /// A small world: two endpoints at two providers, one feature, one replica, ten requests a second.
  private static func scenario(faults: [Fault] = [], replicas: Int = 1) throws -> Scenario {
    var world = World.default
    world.replicas = replicas
    world.endpoints = world.endpoints.filter { ["use1/sonnet", "eus2/gpt-4o"].contains($0.id) }
    var feature = try #require(world.features.first { $0.id == "code" })
    feature.primary = "use1/sonnet"
    feature.backups = ["eus2/gpt-4o"]
    feature.requestsPerSecond = 10
    world.features = [feature]
    var scenario = Scenario(name: "small", title: "Small", duration: .minutes(10), world: world)
    scenario.faults = faults
    return scenario
  }

  private static func player(
    _ scenario: Scenario, role: ControlRole = .operator, speed: Speed = .times(1)
  ) throws -> SimulationPlayer {
    try SimulationPlayer(
      scenario,
      options: SimulationPlayer.Options(
        author: author(role), calendar: noon, speed: speed, load: { _ in scenario }))
  }

  /// Calls a player as a loop would: whenever it wants to be called, until an instant.
  private static func run(
    _ player: inout SimulationPlayer, from start: Duration = .zero, to end: Duration
  ) -> [FeedNews] {
    var news: [FeedNews] = []
    var now = start
    while now < end {
      news += player.take(now: now)
      now = max(player.deadline, now + .milliseconds(1))
    }
    return news
  }

  private func snapshots(_ news: [FeedNews]) -> [SystemSnapshot] {
    news.compactMap { if case .snapshot(let snapshot) = $0 { snapshot } else { nil } }
  }

  private func events(_ news: [FeedNews]) -> [EventLine] {
    news.flatMap { (news) -> [EventLine] in if case .events(let lines) = news { lines } else { [] } }
  }

  private func audit(_ news: [FeedNews]) -> [AuditLine] {
    news.flatMap { (news) -> [AuditLine] in if case .audit(let lines) = news { lines } else { [] } }
  }

  @Test func `the first call gives a snapshot, so that the first frame has one`() throws {
    var player = try Self.player(try Self.scenario())
    let first = snapshots(player.take(now: .seconds(7)))
    #expect(first.count == 1)
    #expect(first.first?.at == Self.noon)
    #expect(first.first?.endpoints.map(\.id) == ["use1/sonnet", "eus2/gpt-4o"])
  }

  @Test func `a snapshot comes once a second of the clock, whatever the speed`() throws {
    for speed in [Speed.times(1), .times(8)] {
      var player = try Self.player(try Self.scenario(), speed: speed)
      #expect(snapshots(Self.run(&player, to: .milliseconds(9_500))).count == 10)
    }
  }

  @Test func `the first figures of a demo are those after its lead-in, and nothing is missing behind a seek`()
    throws
  {
    let scenario = try Self.scenario()
    var player = try SimulationPlayer(
      scenario,
      options: SimulationPlayer.Options(
        author: Self.author(), calendar: Self.noon, speed: .times(1), hasLeadIn: true, load: { _ in scenario }
      ))
    let first = snapshots(Self.run(&player, to: .seconds(3)))
    #expect((first.first?.at.seconds(since: Self.noon) ?? 0) >= scenario.leadIn.seconds)
    player.send(.simulation(.seek(.minutes(3))))
    let all = first + snapshots(Self.run(&player, from: .seconds(3), to: .seconds(6)))
    #expect((all.last?.at.seconds(since: Self.noon) ?? 0) >= 180)
    for (one, next) in zip(all, all.dropFirst()) {
      #expect(next.at.seconds(since: one.at) < IncidentReport.longestStep)
    }
  }

  @Test func `the world keeps to the clock at its speed`() throws {
    var player = try Self.player(try Self.scenario(), speed: .times(4))
    _ = Self.run(&player, to: .seconds(10))
    _ = player.take(now: .seconds(10))
    #expect(player.host.elapsed == .seconds(40))
  }

  @Test func `a pause stops the world and not the snapshots`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(5))
    let stood = player.host.elapsed
    player.send(.simulation(.pause(true)))
    let news = Self.run(&player, from: .seconds(5), to: .seconds(9))
    #expect(player.host.elapsed == stood)
    #expect(snapshots(news).count >= 4)
    player.send(.simulation(.pause(false)))
    _ = Self.run(&player, from: .seconds(9), to: .seconds(11))
    #expect(player.host.elapsed > stood + .seconds(1) && player.host.elapsed <= stood + .seconds(2))
  }

  @Test func `one call moves the world by no more than a step, however late it comes`() throws {
    var player = try Self.player(try Self.scenario())
    _ = player.take(now: .zero)
    _ = player.take(now: .seconds(3_600))
    #expect(player.host.elapsed <= SimulationPlayer.longestStep)
    #expect(player.host.elapsed > .zero)
  }

  @Test func `a speed that the machine cannot keep does not pile up work`() throws {
    var player = try Self.player(try Self.scenario(), speed: .times(1_000))
    var now = Duration.zero
    for _ in 0..<50 {
      _ = player.take(now: now)
      now += .milliseconds(100)
    }
    #expect(player.host.elapsed <= SimulationPlayer.longestStep * 50)
    player.send(.simulation(.speed(1)))
    let stood = player.host.elapsed
    _ = Self.run(&player, from: now, to: now + .seconds(2))
    #expect(player.host.elapsed <= stood + .seconds(3))
  }

  @Test func `an act is previewed, done, told and put on record`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(20))
    let drain = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-1")
    player.send(.preview(Ticket(number: 1), drain))
    player.send(.act(Ticket(number: 2), drain, revision: nil))
    let news = player.take(now: .seconds(20))
    let preview = news.compactMap {
      if case .preview(let ticket, let shown) = $0 { (ticket, shown) } else { nil }
    }
    #expect(preview.first?.0 == Ticket(number: 1))
    #expect(preview.first?.1.affected == ["use1/sonnet"])
    let receipt = news.compactMap { if case .receipt(_, let receipt) = $0 { receipt } else { nil } }.first
    #expect(receipt?.actor == "ada")
    let audit = audit(news)
    #expect(audit.map(\.receipt.act) == [.act(drain)])
    #expect(receipt?.outcome == .applied)
    let after = try #require(snapshots(news).last?.endpoints.first?.override)
    #expect(after.kind == "drain" && after.actor == "ada" && after.reason == "INC-1")
  }

  @Test func `what would strand a feature is refused, with the token that passes`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(20))
    for (number, endpoint) in ["use1/sonnet", "eus2/gpt-4o"].enumerated() {
      let drain = ActRequest(.drain(.endpoint(endpoint)), reason: "INC-1")
      player.send(.act(Ticket(number: number), drain, revision: nil))
    }
    let receipts = audit(player.take(now: .seconds(20))).map(\.receipt)
    #expect(receipts.map(\.outcome) == [.applied, .refused])
  }

  @Test func `an order to a breaker that ends a drain is on record as its end`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(20))
    let orders: [Order] = [.drain(.endpoint("use1/sonnet")), .breaker(.endpoint("use1/sonnet"), .auto)]
    for (number, order) in orders.enumerated() {
      let request = ActRequest(order, reason: "INC-1", lease: .minutes(5))
      player.send(.act(Ticket(number: number), request, revision: nil))
    }
    let receipts = audit(player.take(now: .seconds(20))).map(\.receipt)
    #expect(receipts.map(\.outcome) == [.applied, .applied])
    #expect(receipts.map(\.reason) == [nil, "use1/sonnet: ends the drain by ada, 5:00 left"])
  }

  @Test func `a viewer's act is refused and on record`() throws {
    var player = try Self.player(try Self.scenario(), role: .viewer)
    player.send(
      .act(Ticket(number: 1), ActRequest(.drain(.endpoint("use1/sonnet")), reason: "x"), revision: nil))
    let news = player.take(now: .zero)
    let audit = audit(news)
    #expect(audit.first?.receipt.outcome == .refused)
    #expect(audit.first?.receipt.reason?.contains("viewer") == true)
  }

  @Test func `replicas act as one on what the first one's author saw`() throws {
    var player = try Self.player(try Self.scenario(replicas: 4))
    let news = Self.run(&player, to: .seconds(30))
    let revision = try #require(snapshots(news).last?.revision)
    var drain = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "x")
    drain.force = true
    player.send(.act(Ticket(number: 1), drain, revision: revision))
    _ = Self.run(&player, from: .seconds(30), to: .seconds(35))
    for replica in 0..<4 {
      #expect(player.host.world.snapshot(replica: replica)?.endpoints.first?.override?.kind == .drain)
    }
  }

  @Test func `an event at several replicas is told once`() throws {
    let dark = Fault(
      .error(class: .serverError, rate: 1, latency: .milliseconds(50)), target: .endpoint("use1/sonnet"),
      start: .seconds(20), duration: .minutes(2))
    var player = try Self.player(try Self.scenario(faults: [dark], replicas: 4), speed: .times(10))
    let told = events(Self.run(&player, to: .seconds(3)))
    #expect(told.filter { $0.kind == "opened" && $0.endpoint == "use1/sonnet" }.count == 1)
  }

  @Test func `going back plays the same past again, with what people did, and tells none of it twice`() throws
  {
    var player = try Self.player(try Self.scenario(), speed: .times(10))
    _ = Self.run(&player, to: .seconds(2))
    player.send(.simulation(.inject(preset: 0, target: nil)))
    _ = Self.run(&player, from: .seconds(2), to: .seconds(4))
    let then = player.desk.snapshot(of: player.host)
    let at = player.host.elapsed
    _ = Self.run(&player, from: .seconds(4), to: .seconds(8))
    player.send(.simulation(.pause(true)))
    player.send(.simulation(.seek(at)))
    let news = Self.run(&player, from: .seconds(8), to: .seconds(9))
    #expect(player.host.elapsed == at)
    #expect(events(news) == [])
    let again = try #require(snapshots(news).last)
    #expect(again.endpoints == then.endpoints)
    #expect(again.at == then.at)
  }

  @Test func `while the past is played again, acts are told to wait`() throws {
    var player = try Self.player(try Self.scenario(), speed: .times(10))
    _ = Self.run(&player, to: .seconds(5))
    player.send(.simulation(.seek(.seconds(20))))
    player.send(
      .act(Ticket(number: 9), ActRequest(.drain(.endpoint("use1/sonnet")), reason: "x"), revision: nil))
    let failures = player.take(now: .seconds(5)).compactMap {
      if case .failed(let ticket, let failure) = $0 { (ticket, failure.code) } else { nil }
    }
    #expect(failures.first?.0 == Ticket(number: 9))
    #expect(failures.first?.1 == "replaying")
  }

  @Test func `a restart begins at nothing, and receipts go on counting`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(3))
    player.send(.cancelled(ActRequest(.drain(.endpoint("use1/sonnet")), reason: "x")))
    player.send(.simulation(.restart(scenario: nil)))
    #expect(player.host.elapsed == .zero)
    player.send(.cancelled(ActRequest(.drain(.endpoint("use1/sonnet")), reason: "y")))
    let audit = audit(player.take(now: .seconds(3)))
    #expect(audit.map(\.receipt.id) == [1, 2])
  }

  @Test(arguments: BuiltInScenario.all.map(\.name))
  func `every preset strikes in every built-in world`(name: String) throws {
    let text = try #require(BuiltInScenario.named(name)).text
    let scenario = try ScenarioSource(shell: MemoryShell()).read(Array(text.utf8), shownAs: name).scenario
    var player = try Self.player(scenario)
    let before = player.status.faults.count
    for place in player.presets.all.indices {
      player.send(.simulation(.inject(preset: place, target: nil)))
    }
    #expect(player.status.faults.count == before + player.presets.all.count)
  }

  @Test func `a preset strikes whom it is aimed at`() throws {
    var player = try Self.player(try Self.scenario())
    _ = player.take(now: .zero)
    player.send(.simulation(.inject(preset: 0, target: "cloud:azure")))
    #expect(player.status.faults.last?.text.contains("on cloud:azure") ?? false)
    player.send(.simulation(.inject(preset: 0, target: "cloud:nowhere")))
    #expect(player.status.faults.count == 1)
    let told = player.take(now: .zero).compactMap {
      if case .notice(let text, .bad) = $0 { text } else { nil }
    }
    #expect(told.first?.hasPrefix("not struck: ") ?? false)
  }

  @Test func `an injected fault can be lifted`() throws {
    var player = try Self.player(try Self.scenario())
    _ = player.take(now: .zero)
    player.send(.simulation(.inject(preset: 0, target: nil)))
    _ = Self.run(&player, to: .seconds(1))
    #expect(player.status.faults.first?.isInForce == true)
    player.send(.simulation(.lift(fault: 0)))
    #expect(player.status.faults.first?.isInForce == false)
  }

  @Test func `a feature's candidates are explained`() throws {
    var player = try Self.player(try Self.scenario())
    _ = Self.run(&player, to: .seconds(5))
    player.send(.explain(feature: "code"))
    let explained = player.take(now: .seconds(5)).compactMap {
      if case .explanation(_, let candidates) = $0 { candidates } else { nil }
    }
    #expect(explained.first?.map(\.endpoint) == ["use1/sonnet", "eus2/gpt-4o"])
  }
}
