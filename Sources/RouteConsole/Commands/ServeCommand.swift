internal import Archive
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport
internal import Wire

/// `serve`: the gateway on an event loop, until a signal ends it.
struct ServeCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let file = ConfigurationFile(shell: shell)
    let path = try file.path(named: invocation.text(.config))
    let configuration = try file.read(path)
    let address = try listenAddress(configuration)
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      let directory = file.stateDirectory(named: invocation.text(.stateDir), configuration)
      let session = try Session(
        in: directory, command: "serve", recording: configuration.recording,
        now: Moment(milliseconds: loop.wallNanoseconds / 1_000_000))
      var server = try GatewayServer(
        setup(configuration, loop.wallNanoseconds), journal: journal(configuration, directory), at: loop.now)
      let access = try ControlOpening(configuration, mode: "serve")
      let bound = try loop.listen(on: address, tag: GatewayServer.inferenceTag)
      let control = try loop.listen(on: access.address, tag: GatewayServer.controlTag)
      try ProcessSignals.watch([.hangup, .terminate, .interrupt], waking: loop.wakeSignal)
      server.start(on: &loop)
      let problems = server.serveControl(
        access.setup(at: loop.wallNanoseconds), journal: session.journal, earlier: session.earlier)
      for line in session.recorder.takeNotices() + problems { shell.complain("route-console: " + line) }
      shell.complain(
        "route-console: serving \(names(configuration)) on \(bound), control API on \(control), journal in "
          + directory)
      serve(&server, &loop, Source(path: path, directory: directory), configuration, session)
      server.writeDown()
      session.end()
      shell.complain("route-console: ended in good order")
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Where the configuration is, and where state is kept.
  private struct Source {
    let path: String
    let directory: String
  }

  /// Turns the loop until the server has ended.
  private func serve(
    _ server: inout GatewayServer, _ loop: inout EventLoop, _ source: Source, _ first: Configuration,
    _ session: Session
  ) {
    var configuration = first
    var isEnding = false
    var known: [String] = []
    while !server.isDone {
      loop.turn(&server)
      for line in session.recorder.takeNotices() { shell.complain("route-console: " + line) }
      tell(server.troubles, &known)
      for signal in server.takeSignals() {
        switch signal {
        case .hangup: reload(&server, &loop, source, &configuration)
        case .terminate, .interrupt:
          // The second wish is an order.
          let grace = isEnding ? 0 : configuration.gateway.shutdownGraceMilliseconds
          shell.complain(
            "route-console: ending, \(counted(server.liveRequests, "request")) under way, at most \(grace) ms"
          )
          server.beginShutdown(grace: .milliseconds(grace), on: &loop)
          isEnding = true
        }
      }
    }
  }

  /// Says what is new among the troubles, once.
  private func tell(_ troubles: [String], _ known: inout [String]) {
    guard troubles != known else { return }
    for trouble in troubles where !known.contains(trouble) { shell.complain("route-console: " + trouble) }
    known = troubles
  }

  /// Reads the configuration again; one that cannot be used changes nothing.
  private func reload(
    _ server: inout GatewayServer, _ loop: inout EventLoop, _ source: Source,
    _ configuration: inout Configuration
  ) {
    do {
      let new = try ConfigurationFile(shell: shell).read(source.path)
      let setup = try setup(new, loop.wallNanoseconds)
      if new.gateway.journal != configuration.gateway.journal {
        let journal = try journal(new, source.directory)
        try server.reload(setup, on: &loop)
        server.replaceJournal(journal)
      } else {
        try server.reload(setup, on: &loop)
      }
      if new.gateway.listen != configuration.gateway.listen || new.loopLimits != configuration.loopLimits {
        shell.complain("route-console: gateway.listen, max_body_bytes and max_connections need a restart")
      }
      configuration = new
      shell.complain("route-console: \(source.path) read again, serving \(names(new))")
    } catch let error as CommandError {
      complain(error.lines, source)
    } catch {
      complain(["\(error)"], source)
    }
  }

  private func complain(_ lines: [String], _ source: Source) {
    for line in lines { shell.complain(line) }
    shell.complain("route-console: \(source.path) cannot be used, so the configuration in force stays")
  }

  /// The address to listen on, which everybody can reach only where callers have tokens.
  private func listenAddress(_ configuration: Configuration) throws(CommandError) -> ListenAddress {
    guard let address = ListenAddress(configuration.gateway.listen) else {
      throw .failed("cannot listen on \(configuration.gateway.listen): give an IP address and a port.")
    }
    guard address.isLocal || configuration.gateway.tokensFile != nil else {
      throw .failed(
        "listening on \(address) is refused, because others can reach it and no caller needs a token: "
          + "name a gateway.tokens_file, or listen on 127.0.0.1.")
    }
    return address
  }

  private func setup(_ configuration: Configuration, _ wall: Int64) throws(CommandError) -> GatewaySetup {
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

  private func journal(
    _ configuration: Configuration, _ directory: String
  ) throws(TransportError) -> RequestJournal {
    let detail: RequestJournal.Detail =
      switch configuration.gateway.journal {
      case .off: .off
      case .meta: .meta
      case .full: .full
      }
    guard detail != .off else { return RequestJournal() }
    try PrivateFiles.makeDirectory(directory)
    return try RequestJournal(detail, path: directory + "/requests.ndjson")
  }

  private func names(_ configuration: Configuration) -> String {
    counted(configuration.features.count, "feature") + " from "
      + counted(configuration.endpoints.count, "endpoint")
  }
}
