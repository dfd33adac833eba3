internal import Archive
internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// Runs a scenario and writes what a console would have shown into a recording, a snapshot a simulated second.
struct SimulationRecording {
  /// The calendar at the beginning of a recorded simulation, 2026-01-01 00:00 UTC: the same run gives the same file.
  static let began = Moment(milliseconds: 1_767_225_600_000)
  /// How far apart snapshots are.
  static let step = Nanoseconds.seconds(1)
  /// After how many snapshots the cost so far is written.
  static let costEvery = 60

  let path: String

  /// Runs a world to its end.
  ///
  /// - Returns: the result, the same as without a recording.
  func run(_ scenario: Scenario, _ options: SimulationOptions) throws(CommandError) -> SimulationResult {
    guard options.policy == .routeConsole else {
      throw .refused("--record shows the product's own engine: leave --policy out")
    }
    var world: SimulatedWorld
    do {
      world = try SimulatedWorld(scenario, options: options)
    } catch {
      throw .invalid(["\(scenario.name): \(error)"])
    }
    do {
      try record(&world)
    } catch {
      throw .failed(error.description)
    }
    return world.result()
  }

  private func record(_ world: inout SimulatedWorld) throws(ArchiveError) {
    let file = try RecordingFile(path)
    let clock = ClockAnchor(timestamp: .origin, moment: Self.began)
    let maker = SnapshotMaker(
      configuration: world.configuration, mode: "simulate", environment: nil, engine: world.running.name)
    let translator = EventTranslator(world.configuration)
    var echoes = EventEchoes()
    var told: UInt64 = 0
    var snapshots = 0
    while !world.isOver {
      world.advance(to: min(world.elapsed + Self.step, world.running.duration))
      guard let fleet = world.fleetSnapshot() else {
        preconditionFailure("The product's own engine has a snapshot.")
      }
      let news = world.takeEvents().filter { echoes.isNews($0) }.map { event in
        told += 1
        return translator.line(event.event, id: told, clock: clock)
      }
      try file.record(news)
      try file.record(maker.snapshot(of: fleet, clock: clock, uptime: world.elapsed))
      if snapshots % Self.costEvery == 0 || world.isOver {
        try file.record(
          CostReport(
            fleet.ledger, in: world.configuration, from: Self.began, to: clock.moment(at: world.now)))
      }
      snapshots += 1
    }
  }
}
