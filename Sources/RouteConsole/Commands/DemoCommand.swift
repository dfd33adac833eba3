internal import Archive
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// `demo`: opens the console on a scenario; where nobody can see a screen, plays it in lines.
struct DemoCommand {
  let shell: any Shell

  /// What is played when nothing is asked for.
  static let scenario = "tour"
  /// How much of a scenario is played before `--once` looks.
  static let lookAfter: Nanoseconds = .seconds(60)
  /// How often a line is written, on the wall clock.
  static let lineInterval: Nanoseconds = .seconds(1)

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let options = try ConsoleOptions(invocation)
    guard invocation.text(.listen) == nil || invocation.has(.headless) else {
      throw .usage("--listen goes with --headless; without it nothing listens", help: .demo)
    }
    let name = invocation.text(.scenario) ?? Self.scenario
    let scenario = try ScenarioSource(shell: shell).scenario(named: name, for: invocation)
    // Without a wall clock to keep to, lines come as far apart in the world as the scenario's own speed says.
    guard let speed = invocation.speed ?? Speed(factor: scenario.speed) else {
      throw .invalid(["\(name): its speed is \(scenario.speed); give one with --speed"])
    }
    if invocation.has(.headless) {
      try DemoService(shell: shell).run(
        scenario, speed, on: invocation.text(.listen), in: invocation.text(.stateDir))
      return
    }
    if options.isOnce || options.isPlain || shell.isOutputTerminal {
      return try openConsole(scenario, name, options, invocation)
    }
    var world: SimulatedWorld
    do {
      world = try SimulatedWorld(scenario)
    } catch {
      throw .invalid(["\(name): \(error)"])
    }
    try shell.write("DEMO at \(speed): \(scenario.name), \(scenario.title); simulated traffic\n")
    try play(&world, scenario, speed)
  }

  private func openConsole(
    _ scenario: Scenario, _ name: String, _ options: ConsoleOptions, _ invocation: Invocation
  ) throws(CommandError) {
    let source = ScenarioSource(shell: shell)
    // A world that went faster than the clock goes on where it was, not before.
    let calendar = max(
      shell.calendar(),
      DemoService.end(ofStateIn: options.isOnce ? nil : options.stateDirectory, lead: .zero)
        ?? Moment(milliseconds: 0))
    let session: Session? = if options.isOnce { nil } else { try openSession(options) }
    var settings = SimulationPlayer.Options(
      author: ConsoleSession.author(shell, role: options.isReadOnly ? .viewer : .operator),
      refresh: options.refresh, calendar: calendar, speed: invocation.speed, hasLeadIn: true,
      load: { try? source.file(named: $0).scenario })
    if let session { (settings.journal, settings.earlier) = (session.journal, session.earlier) }
    let feed: SimulatedFeed
    do {
      feed = try SimulatedFeed(scenario, options: settings)
    } catch {
      throw .invalid(["\(name): \(error)"])
    }
    if options.isOnce { feed.play(to: Self.lookAfter) }
    let traits = FeedTraits(canAct: !options.isReadOnly, isSimulation: true, isReplay: false)
    defer {
      for line in session?.recorder.takeNotices() ?? [] { shell.complain("route-console: " + line) }
      session?.end()
    }
    try ConsoleSession(shell: shell, options: options).run(feed, traits: traits)
  }

  /// Where the demo keeps its state; a place of its own that cannot be made is no reason not to play.
  private func openSession(_ options: ConsoleOptions) throws(CommandError) -> Session? {
    let now = shell.calendar()
    guard let directory = options.stateDirectory else {
      return try? Session(throwawayIn: shell.variable("TMPDIR") ?? "/tmp", command: "demo", now: now)
    }
    do {
      return try Session(in: directory, command: "demo", recording: RecordingSection(), now: now)
    } catch {
      throw .failed(error.description)
    }
  }

  private func play(_ world: inout SimulatedWorld, _ scenario: Scenario, _ speed: Speed) throws(CommandError)
  {
    let writer = EventWriter(world: scenario.world)
    let configuration = world.configuration
    let step = step(of: scenario, speed)
    let start = shell.now()
    var lines: Int64 = 0
    world.advance(to: scenario.leadIn)
    while !world.isOver {
      world.advance(to: min(world.elapsed + step, scenario.duration))
      lines += 1
      if case .times = speed { shell.wait(until: start + Self.lineInterval * lines) }
      let events = DemoEvents(world.takeEvents(), configuration: configuration)
        .lines(writer, replicas: scenario.world.replicas)
      let line = DemoLine(
        elapsed: world.elapsed,
        snapshots: (0..<scenario.world.replicas).compactMap { world.snapshot(replica: $0) },
        configuration: configuration)
      try shell.write((events + [line.text]).joined(separator: "\n") + "\n")
    }
  }

  /// How far the world moves from line to line.
  private func step(of scenario: Scenario, _ speed: Speed) -> Nanoseconds {
    switch speed {
    case .times(let factor): Self.lineInterval.scaled(by: factor)
    case .unlimited: Self.lineInterval.scaled(by: max(1, scenario.speed))
    }
  }
}
