internal import Archive
internal import Documents
internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport
internal import Wire

/// `watch`: reads other systems' telemetry on an event loop, until a signal ends it.
struct WatchCommand {
  let shell: any Shell

  /// Longest time that `--once` waits for every source to say something.
  static let onceLimit = Duration.seconds(45)

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let file = ConfigurationFile(shell: shell)
    let path = try file.path(named: invocation.text(.config))
    let configuration = try file.read(path)
    guard configuration.telemetry.contains(where: { $0.settings != nil }) else {
      throw .failed(
        "there is nothing to watch: \(path) names no source under \"telemetry\"; add one, such as "
          + "{ kind: \"prometheus\", url: \"http://127.0.0.1:9090\" }.")
    }
    for source in configuration.telemetry where source.settings == nil {
      shell.complain(
        "route-console: the source \(source.name) is left out: another route-console is seen with attach")
    }
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      let wall = loop.wallNanoseconds / 1_000_000
      let shell = shell
      var server = try WatchServer(
        configuration, today: CalendarDate(text: Moment(milliseconds: wall).dayText),
        seed: UInt64(bitPattern: wall), on: loop, environment: { shell.variable($0) })
      let opening = try ControlOpening(configuration, mode: "watch")
      try ProcessSignals.watch([.hangup, .terminate, .interrupt], waking: loop.wakeSignal)
      var session: Session?
      if !invocation.has(.once) {
        let directory = file.stateDirectory(named: invocation.text(.stateDir), configuration)
        let opened = try Session(
          in: directory, command: "watch", recording: configuration.recording,
          now: Moment(milliseconds: wall))
        session = opened
        let bound = try loop.listen(on: opening.address, tag: WatchServer.controlTag)
        let problems = server.serveControl(opening.setup(at: loop.wallNanoseconds), session: opened)
        for line in opened.recorder.takeNotices() + problems { shell.complain("route-console: " + line) }
        shell.complain(
          "route-console: watching \(counted(configuration.endpoints.count, "endpoint")) through "
            + counted(server.sources.count, "source") + ", control API on \(bound)")
      }
      server.start(on: &loop)
      if invocation.has(.once) {
        try printOnce(&server, &loop, configuration, asJSON: invocation.has(.json))
      } else {
        watch(&server, &loop, session)
        server.endControl(on: &loop)
        server.writeDown()
        session?.end()
        shell.complain("route-console: ended in good order")
      }
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Turns the loop until somebody asks for the end.
  private func watch(_ server: inout WatchServer, _ loop: inout EventLoop, _ session: Session?) {
    while true {
      loop.turn(&server)
      for line in session?.recorder.takeNotices() ?? [] { shell.complain("route-console: " + line) }
      say(server.takeChanges())
      for signal in server.takeSignals() where signal != .hangup { return }
    }
  }

  /// Turns the loop until every source has said something and its calls were told, then prints what is known.
  private func printOnce(
    _ server: inout WatchServer, _ loop: inout EventLoop, _ configuration: Configuration, asJSON: Bool
  ) throws(CommandError) {
    let end = loop.now.advanced(by: Self.onceLimit)
    var heardAt: Instant?
    let interval = configuration.telemetry.compactMap { $0.settings?.intervalSeconds }.max() ?? 0
    while loop.now < end {
      loop.turn(&server, atMost: .milliseconds(200))
      say(server.takeChanges())
      if !server.takeSignals().isEmpty {
        throw .failed("ended by a signal before every source had answered.")
      }
      let isHeard = server.statuses(at: server.host.clock.moment(at: server.host.now)).allSatisfy {
        $0.state != "starting"
      }
      guard isHeard else { continue }
      let since = heardAt ?? loop.now
      heardAt = since
      if loop.now - since >= .seconds(2 * interval + 1) { break }
    }
    let snapshot = server.snapshot(environment: configuration.control.environment)
    guard asJSON else {
      try shell.write(WatchText(snapshot).text)
      return
    }
    var writer = JSONWriter(style: .pretty)
    snapshot.write(to: &writer)
    try shell.write(writer.text + "\n")
  }

  /// One line for each source whose state has changed.
  private func say(_ changes: [(name: String, state: SourceState)]) {
    for (name, state) in changes {
      let problem = state.problem.map { ": " + $0 } ?? ""
      shell.complain("route-console: source \(name) is \(state.name)\(problem)")
    }
  }
}
