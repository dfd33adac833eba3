internal import Archive
internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport
internal import Wire

/// The watcher on an event loop until it has ended: alone in its process, or beside a console.
struct WatchService: Sendable {
  /// What the command told it.
  let place: ServicePlace

  /// The name of the log file in the state directory, where a console has the screen.
  static let logName = "watch.log"
  /// Time that callers are given to take their answers when the process ends.
  static let grace = Duration.seconds(1)

  /// How often what is wrong with a source is told anew, where only its words or counts change.
  static let remindEvery = Duration.seconds(60)

  /// What a run has in its hands.
  private struct Run: ~Copyable {
    var loop: EventLoop
    var server: WatchServer
    var configuration: Configuration
    let voice: ServiceVoice
    let console: ServiceMailbox?
    var isEnding = false
    /// How each source was when it was told last: a reload begins sources anew, and nothing is told twice.
    var told: [String: SourceState] = [:]
    /// How sources are of which that is not told yet.
    var changed: [String: SourceState] = [:]
    /// When a source that delivers in part was told last.
    var toldAt: [String: Instant] = [:]
  }

  /// Watches until a signal or the console ends it.
  ///
  /// - Parameters:
  ///   - voice: how it speaks.
  ///   - console: the console beside it; nil where it is alone.
  ///   - reread: reads the configuration again after SIGHUP; where a console is, that does it.
  /// - Throws: where it cannot begin.
  func run(
    _ voice: ServiceVoice, console: ServiceMailbox? = nil,
    reread: (() throws(CommandError) -> Configuration)? = nil
  ) throws(CommandError) {
    let configuration = place.configuration
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      let wall = loop.wallNanoseconds / 1_000_000
      let server = try Self.server(configuration, on: loop)
      let opening = try ControlOpening(configuration, mode: "watch")
      try Self.watchSignals(loop)
      let session = try Session(
        in: place.directory, command: "watch", recording: configuration.recording,
        now: Moment(milliseconds: wall))
      let bound = try GatewayService.listen(
        &loop, on: opening.address, WatchServer.controlTag, "control.listen")
      let socket = try console.map { _ in try ConsoleSocket(in: place.directory, temporary: place.temporary) }
      defer { socket?.remove() }
      if let socket { _ = try loop.listen(on: socket.listenAddress, tag: WatchServer.controlTag) }
      var run = Run(
        loop: loop, server: server, configuration: configuration, voice: voice, console: console)
      let problems = run.server.serveControl(
        opening.setup(at: run.loop.wallNanoseconds, consoleRole: place.consoleRole), session: session)
      run.server.paceSnapshots(every: min(place.snapshotInterval, ControlListener.standardInterval))
      for line in session.recorder.takeNotices() + problems { voice.say(line, .bad) }
      voice.say("watching \(Self.names(configuration)), control API on \(bound)")
      run.server.start(on: &run.loop)
      if let socket { console?.started(at: socket.server, wokenBy: run.loop.wakeSignal) }
      while !run.isEnding { turn(&run, session, reread) }
      end(&run)
      session.end()
      voice.say("ended in good order")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  /// A watcher that has heard nothing yet.
  static func server(_ configuration: Configuration, on loop: borrowing EventLoop) throws(SourceSetupError)
    -> WatchServer
  {
    try WatchServer(
      configuration, today: today(loop), seed: UInt64(bitPattern: loop.wallNanoseconds / 1_000_000), on: loop,
      environment: { ProcessEnvironment.value(of: $0) })
  }

  /// Lets the signals of the process wake a loop.
  static func watchSignals(_ loop: borrowing EventLoop) throws(TransportError) {
    try ProcessSignals.watch([.hangup, .terminate, .interrupt], waking: loop.wakeSignal)
  }

  private static func today(_ loop: borrowing EventLoop) -> CalendarDate? {
    CalendarDate(text: Moment(milliseconds: loop.wallNanoseconds / 1_000_000).dayText)
  }

  /// One turn of the loop, and what it led to.
  private func turn(
    _ run: inout Run, _ session: Session, _ reread: (() throws(CommandError) -> Configuration)?
  ) {
    run.loop.turn(&run.server)
    for line in session.recorder.takeNotices() { run.voice.say(line, .bad) }
    for change in run.server.takeChanges() { run.changed[change.name] = change.state }
    tellChanges(&run)
    for wish in run.console?.takeWishes() ?? [] {
      switch wish {
      case .reload(let new): reload(&run, by: .console) { () throws(CommandError) in new }
      case .refused(let mistakes): record(mistakes, by: .console, &run)
      case .end: run.isEnding = true
      }
    }
    for signal in run.server.takeSignals() {
      switch signal {
      case .hangup:
        if let reread { reload(&run, by: .signal, reread) } else { run.console?.tell(.hangup) }
      case .terminate, .interrupt: run.isEnding = true
      }
    }
  }

  /// Tells how sources are that are otherwise than was told last; one that still fails or delivers in part, in other
  /// words or with other counts of what is missing, once a minute.
  private func tellChanges(_ run: inout Run) {
    for (name, state) in run.changed.sorted(by: { $0.key < $1.key }) {
      if run.told[name] == state {
        run.changed[name] = nil
        continue
      }
      let isSameKind = run.told[name]?.name == state.name
      if isSameKind, let last = run.toldAt[name], run.loop.now - last < Self.remindEvery { continue }
      (run.told[name], run.toldAt[name], run.changed[name]) = (state, run.loop.now, nil)
      Self.tell([(name, state)], run.voice)
    }
  }

  /// One line for each source whose state has changed.
  static func tell(_ changes: [(name: String, state: SourceState)], _ voice: ServiceVoice) {
    for (name, state) in changes {
      let problem = state.problem.map { ": " + $0 } ?? ""
      voice.say("source \(name) is \(state.name)\(problem)", state.problem == nil ? .news : .bad)
    }
  }

  /// Ends streams, gives callers a moment to take their answers, and writes down how everything is.
  private func end(_ run: inout Run) {
    run.server.endControl(on: &run.loop)
    run.loop.stopListening()
    let deadline = run.loop.now.advanced(by: Self.grace)
    while run.loop.connectionCount > 0, run.loop.now < deadline {
      run.loop.closeIdleConnections()
      run.loop.turn(&run.server, atMost: .milliseconds(50))
    }
    run.server.writeDown()
  }

  // MARK: The configuration

  /// Watches by a configuration that is read again; one that cannot be used changes nothing.
  private func reload(
    _ run: inout Run, by author: ActAuthor, _ read: () throws(CommandError) -> Configuration
  ) {
    do {
      let new = try read()
      try Self.demandSources(new, place.path)
      let opening = try ControlOpening(new, mode: "watch")
      let change = ConfigurationChange(from: run.configuration, to: new).text
      try run.server.reload(
        new, reason: change,
        opening.access(consoleRole: place.consoleRole), today: Self.today(run.loop),
        seed: UInt64(bitPattern: run.loop.wallNanoseconds / 1_000_000),
        environment: { ProcessEnvironment.value(of: $0) }, on: &run.loop)
      let later = GatewayService.afterRestart(run.configuration, new).filter { !$0.hasPrefix("gateway") }
      run.configuration = new
      run.server.recordReload(of: place.path, change: change, by: author, on: run.loop)
      let note = later.isEmpty ? "" : "; after a restart only: " + later.joined(separator: ", ")
      run.voice.say(
        "\(place.path) read again: \(change); watching \(Self.names(new))\(note)",
        later.isEmpty ? .answer : .bad)
    } catch {
      refuse(error, by: author, &run)
    }
  }

  /// Says and records what is wrong with a configuration, where it was not said already.
  private func refuse(_ error: any Error, by author: ActAuthor, _ run: inout Run) {
    record(place.tell(error, run.console), by: author, &run)
  }

  private func record(_ mistakes: [String], by author: ActAuthor, _ run: inout Run) {
    run.server.recordReload(
      of: place.path, change: "", refusal: ActAuthor.refusal(mistakes), by: author, on: run.loop)
    place.record(mistakes, run.voice)
  }

  /// Nothing to watch is a mistake in the configuration.
  static func demandSources(_ configuration: Configuration, _ path: String) throws(CommandError) {
    guard !configuration.telemetry.isEmpty else {
      throw .failed(
        "there is nothing to watch: \(path) names no source under \"telemetry\"; add one, such as "
          + "{ kind: \"prometheus\", url: \"http://127.0.0.1:9090\" }.")
    }
  }

  private static func names(_ configuration: Configuration) -> String {
    counted(configuration.endpoints.count, "endpoint") + " through "
      + counted(configuration.telemetry.count, "source")
  }
}
