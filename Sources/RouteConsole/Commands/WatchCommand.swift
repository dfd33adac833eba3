internal import Archive
internal import Documents
internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import Transport
internal import Wire

/// `watch`: reads other systems' telemetry, with the console on top of it or alone.
struct WatchCommand {
  let shell: any Shell

  /// Longest time that `--once` waits beside the slowest source's interval.
  static let onceLimit = Duration.seconds(30)

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let launch = try ServiceLaunch(invocation, shell: shell)
    try WatchService.demandSources(launch.configuration, launch.path)
    guard !launch.options.isOnce else {
      return try printOnce(launch.configuration, asJSON: launch.options.isJSON)
    }
    try launch.run(logName: WatchService.logName) { place, voice, console, reread throws(CommandError) in
      try WatchService(place: place).run(voice, console: console, reread: reread)
    }
  }

  /// Turns the loop until every source has said something and every counter was read twice, then prints what is known.
  private func printOnce(_ configuration: Configuration, asJSON: Bool) throws(CommandError) {
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      var server = try WatchService.server(configuration, on: loop)
      _ = try ControlOpening(configuration, mode: "watch")
      try WatchService.watchSignals(loop)
      server.start(on: &loop)
      try wait(for: &server, &loop, configuration)
      // What was counted between two looks is told over as much time as it took; here it is told at once.
      if let shortest = Self.counting(configuration).map(\.settings.intervalSeconds).min() {
        server.tellAhead(.seconds(Int64(shortest)))
      }
      let snapshot = server.snapshot(environment: configuration.control.environment)
      guard asJSON else { return try shell.write(WatchText(snapshot).text) }
      var writer = JSONWriter(style: .pretty)
      snapshot.write(to: &writer)
      try shell.write(writer.text + "\n")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Sources that count: they have to look twice before there is a difference.
  private static func counting(_ configuration: Configuration) -> [TelemetrySection] {
    configuration.telemetry.filter { $0.settings.kind.row.role == .evidence && $0.settings.kind != .events }
  }

  private func wait(
    for server: inout WatchServer, _ loop: inout EventLoop, _ configuration: Configuration
  ) throws(CommandError) {
    let settings = configuration.telemetry.map(\.settings)
    let slowest = Self.counting(configuration).map(\.settings.intervalSeconds).max() ?? 0
    let end = loop.now.advanced(by: Self.onceLimit + .seconds(slowest))
    var heardAt: Instant?
    while loop.now < end {
      loop.turn(&server, atMost: .milliseconds(200))
      WatchService.tell(server.takeChanges(), .standardError(shell))
      if !server.takeSignals().isEmpty {
        throw .failed("ended by a signal before every source had answered.")
      }
      let statuses = server.statuses(at: server.host.clock.moment(at: server.host.now))
      guard statuses.allSatisfy({ $0.state != "starting" }) else { continue }
      let since = heardAt ?? loop.now
      heardAt = since
      let isDone = settings.indices.allSatisfy { place in
        settings[place].kind.row.role != .evidence || server.tells(place)
          || loop.now - since >= .seconds(2 * settings[place].intervalSeconds + 1)
      }
      if isDone { return }
    }
  }
}
