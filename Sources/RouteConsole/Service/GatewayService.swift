internal import Archive
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport
internal import Wire

/// The gateway on an event loop until it has ended: alone in its process, or beside a console.
///
/// Everything in it belongs to the thread that calls ``run(_:console:reread:)``; that thread owns the engine.
struct GatewayService: Sendable {
  /// What the command told it.
  let place: ServicePlace

  /// The name of the log file in the state directory, where a console has the screen.
  static let logName = "serve.log"

  /// What a run has in its hands.
  private struct Run: ~Copyable {
    var loop: EventLoop
    var server: GatewayServer
    var configuration: Configuration
    let voice: ServiceVoice
    let console: ServiceMailbox?
    var isEnding = false
    /// Troubles that were told already.
    var known: [String] = []
  }

  /// Serves until a signal or the console ends it.
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
    let address = try Self.listenAddress(place.configuration)
    let configuration = place.configuration
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      let session = try Session(
        in: place.directory, command: "serve", recording: configuration.recording,
        now: Moment(milliseconds: loop.wallNanoseconds / 1_000_000))
      let server = try GatewayServer(
        Self.setup(configuration, loop.wallNanoseconds), journal: try journal(of: configuration), at: loop.now
      )
      let opening = try ControlOpening(configuration, mode: "serve")
      let bound = try Self.listen(&loop, on: address, GatewayServer.inferenceTag, "gateway.listen")
      let control = try Self.listen(&loop, on: opening.address, GatewayServer.controlTag, "control.listen")
      let socket = try console.map { _ in try ConsoleSocket(in: place.directory, temporary: place.temporary) }
      defer { socket?.remove() }
      if let socket { _ = try loop.listen(on: socket.listenAddress, tag: GatewayServer.controlTag) }
      try Self.watchSignals(loop)
      var run = Run(
        loop: loop, server: server, configuration: configuration, voice: voice, console: console)
      begin(&run, opening, session)
      voice.say(
        "serving \(Self.names(configuration)) on \(bound), control API on \(control), journal in \(place.directory)"
      )
      if let socket { console?.started(at: socket.server, wokenBy: run.loop.wakeSignal) }
      while !run.server.isDone { turn(&run, session, reread) }
      run.server.writeDown()
      session.end()
      voice.say("ended in good order")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  private func begin(_ run: inout Run, _ opening: ControlOpening, _ session: Session) {
    run.server.start(on: &run.loop)
    let problems = run.server.serveControl(
      opening.setup(at: run.loop.wallNanoseconds, consoleRole: place.consoleRole), journal: session.journal,
      earlier: session.earlier)
    run.server.paceSnapshots(every: min(place.snapshotInterval, ControlListener.standardInterval))
    for line in session.recorder.takeNotices() + problems { run.voice.say(line, .bad) }
  }

  /// Listens on an address that a key of the configuration names.
  static func listen(
    _ loop: inout EventLoop, on address: ListenAddress, _ tag: UInt8, _ key: String
  ) throws(CommandError) -> ListenAddress {
    do {
      return try loop.listen(on: address, tag: tag)
    } catch {
      throw .failed("\(error) Is another one running? Else give \(key) another address.")
    }
  }

  private static func watchSignals(_ loop: borrowing EventLoop) throws(TransportError) {
    try ProcessSignals.watch([.hangup, .terminate, .interrupt], waking: loop.wakeSignal)
  }

  /// One turn of the loop, and what it led to.
  private func turn(
    _ run: inout Run, _ session: Session, _ reread: (() throws(CommandError) -> Configuration)?
  ) {
    run.loop.turn(&run.server)
    for line in session.recorder.takeNotices() { run.voice.say(line, .bad) }
    tellTroubles(&run)
    for wish in run.console?.takeWishes() ?? [] {
      switch wish {
      case .reload(let new): reload(&run, by: .console) { () throws(CommandError) in new }
      case .refused(let mistakes): record(mistakes, by: .console, &run)
      case .end:
        // The console let go of the signals when it gave the terminal back.
        try? Self.watchSignals(run.loop)
        end(&run)
      }
    }
    for signal in run.server.takeSignals() {
      switch signal {
      case .hangup:
        if let reread { reload(&run, by: .signal, reread) } else { run.console?.tell(.hangup) }
      case .terminate, .interrupt: end(&run)
      }
    }
  }

  /// Begins to end; the second wish is an order.
  private func end(_ run: inout Run) {
    let grace = run.isEnding ? 0 : run.configuration.gateway.shutdownGraceMilliseconds
    run.voice.say("ending, \(counted(run.server.liveRequests, "request")) under way, at most \(grace) ms")
    run.server.beginShutdown(grace: .milliseconds(grace), on: &run.loop)
    run.isEnding = true
  }

  /// Says what is new among the troubles, once.
  private func tellTroubles(_ run: inout Run) {
    let troubles = run.server.troubles
    guard troubles != run.known else { return }
    for trouble in troubles where !run.known.contains(trouble) { run.voice.say(trouble, .bad) }
    run.known = troubles
  }

  // MARK: The configuration

  /// Serves by a configuration that is read again; one that cannot be used changes nothing.
  private func reload(
    _ run: inout Run, by author: ActAuthor, _ read: () throws(CommandError) -> Configuration
  ) {
    do {
      let new = try read()
      let change = ConfigurationChange(from: run.configuration, to: new).text
      try adopt(new, because: change, &run)
      let later = Self.afterRestart(run.configuration, new)
      run.configuration = new
      run.server.recordReload(of: place.path, change: change, by: author, on: run.loop)
      let note = later.isEmpty ? "" : "; after a restart only: " + later.joined(separator: ", ")
      run.voice.say(
        "\(place.path) read again: \(change); serving \(Self.names(new))\(note)",
        later.isEmpty ? .answer : .bad)
    } catch {
      refuse(error, by: author, &run)
    }
  }

  private func adopt(_ new: Configuration, because change: String, _ run: inout Run) throws {
    let setup = try Self.setup(new, run.loop.wallNanoseconds)
    let opening = try ControlOpening(new, mode: "serve")
    if new.gateway.journal != run.configuration.gateway.journal {
      let journal = try journal(of: new)
      try run.server.reload(setup, reason: change, on: &run.loop)
      run.server.replaceJournal(journal)
    } else {
      try run.server.reload(setup, reason: change, on: &run.loop)
    }
    run.server.replaceControlAccess(opening.access(consoleRole: place.consoleRole))
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

  /// What a running server cannot take over.
  static func afterRestart(_ old: Configuration, _ new: Configuration) -> [String] {
    var names: [String] = []
    if old.gateway.listen != new.gateway.listen { names.append("gateway.listen") }
    if old.gateway.maxBodyBytes != new.gateway.maxBodyBytes { names.append("gateway.max_body_bytes") }
    if old.gateway.maxConnections != new.gateway.maxConnections { names.append("gateway.max_connections") }
    if old.control.listen != new.control.listen { names.append("control.listen") }
    if old.control.environment != new.control.environment { names.append("control.environment") }
    if old.recording != new.recording { names.append("recording") }
    if old.stateDirectory != new.stateDirectory { names.append("state_dir") }
    return names
  }

  /// The address to listen on, which everybody can reach only where callers have tokens.
  private static func listenAddress(_ configuration: Configuration) throws(CommandError) -> ListenAddress {
    guard let address = ListenAddress(configuration.gateway.listen) else {
      throw .failed("cannot listen on \(configuration.gateway.listen): give an IP address and a port.")
    }
    guard address.isLocal || configuration.gateway.tokensFile != nil else {
      throw .refused(
        "listening on \(address) is refused, because others can reach it and no caller needs a token: "
          + "name a gateway.tokens_file, or listen on 127.0.0.1.")
    }
    return address
  }

  /// What the server is told; `wall` is nanoseconds since 1970.
  static func setup(_ configuration: Configuration, _ wall: Int64) throws(CommandError) -> GatewaySetup {
    var callers: TokenTable?
    if let path = configuration.gateway.tokensFile {
      do {
        callers = try TokenTable(file: path)
      } catch {
        throw .failed(error.description)
      }
    }
    let day = Moment(milliseconds: wall / 1_000_000).dayText
    return configuration.gatewaySetup(
      runID: String(wall / 1_000_000, radix: 36), today: CalendarDate(text: day), callers: callers)
  }

  private func journal(of configuration: Configuration) throws(TransportError) -> RequestJournal {
    let detail: RequestJournal.Detail =
      switch configuration.gateway.journal {
      case .off: .off
      case .meta: .meta
      case .full: .full
      }
    guard detail != .off else { return RequestJournal() }
    try PrivateFiles.makeDirectory(place.directory)
    return try RequestJournal(detail, path: place.directory + "/requests.ndjson")
  }

  private static func names(_ configuration: Configuration) -> String {
    counted(configuration.features.count, "feature") + " from "
      + counted(configuration.endpoints.count, "endpoint")
  }
}
