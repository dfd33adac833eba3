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

  /// Longest time that `--once` waits for every source to say something.
  static let onceLimit = Duration.seconds(45)

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

  /// Turns the loop until every source has said something and its calls were told, then prints what is known.
  private func printOnce(_ configuration: Configuration, asJSON: Bool) throws(CommandError) {
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      var server = try WatchService.server(configuration, on: loop)
      _ = try ControlOpening(configuration, mode: "watch")
      try WatchService.watchSignals(loop)
      server.start(on: &loop)
      try wait(for: &server, &loop, configuration)
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

  private func wait(
    for server: inout WatchServer, _ loop: inout EventLoop, _ configuration: Configuration
  ) throws(CommandError) {
    let end = loop.now.advanced(by: Self.onceLimit)
    var heardAt: Instant?
    let interval = configuration.telemetry.map(\.settings.intervalSeconds).max() ?? 0
    while loop.now < end {
      loop.turn(&server, atMost: .milliseconds(200))
      WatchService.tell(server.takeChanges(), .standardError(shell))
      if !server.takeSignals().isEmpty {
        throw .failed("ended by a signal before every source had answered.")
      }
      let isHeard = server.statuses(at: server.host.clock.moment(at: server.host.now)).allSatisfy {
        $0.state != "starting"
      }
      guard isHeard else { continue }
      let since = heardAt ?? loop.now
      heardAt = since
      if loop.now - since >= .seconds(2 * interval + 1) { return }
    }
  }
}
