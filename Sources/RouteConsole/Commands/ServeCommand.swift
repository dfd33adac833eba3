internal import Archive
internal import Gateway
internal import RoutingEngine
internal import Transport
internal import Wire

/// `serve`: the gateway, with the console on top of it or alone.
struct ServeCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    var options = try ConsoleOptions(invocation)
    let file = ConfigurationFile(shell: shell)
    let path = try file.path(named: invocation.text(.config))
    let configuration = try file.read(path)
    if options.isOnce { return try printOnce(configuration, options) }
    var service = GatewayService(
      configuration: configuration, path: path,
      directory: file.stateDirectory(named: invocation.text(.stateDir), configuration))
    let reread = { () throws(CommandError) in try file.read(path) }
    if invocation.has(.headless) {
      return try service.run(.standardError(shell), reread: reread)
    }
    options.theme = options.theme ?? configuration.control.theme
    service.temporary = shell.variable("TMPDIR") ?? "/tmp"
    service.consoleRole = options.isReadOnly ? .viewer : .operator
    service.snapshotInterval = options.refresh
    let traits = FeedTraits(
      canAct: !options.isReadOnly, isSimulation: false, isReplay: false, hasConfiguration: true,
      servesRequests: true)
    let server = service
    try ConsoleOverService(
      shell: shell, options: options, traits: traits, configurationPath: path, reread: reread
    ).run { mailbox throws(CommandError) in
      try server.run(
        .logFile(server.directory + "/" + GatewayService.logName, and: mailbox), console: mailbox)
    }
  }

  /// What a gateway would begin with: everything the configuration says, before the first request.
  ///
  /// It neither listens nor touches the state directory, so that it can be asked beside a gateway that serves.
  private func printOnce(_ configuration: Configuration, _ options: ConsoleOptions) throws(CommandError) {
    do {
      let loop = try EventLoop()
      var server = try GatewayServer(
        GatewayService.setup(configuration, loop.wallNanoseconds), journal: RequestJournal(), at: loop.now)
      server.serveControl(
        try ControlOpening(configuration, mode: "serve").setup(at: loop.wallNanoseconds))
      guard let snapshot = server.snapshot(on: loop) else {
        preconditionFailure("A served control API has a snapshot.")
      }
      try ConsoleSession(shell: shell, options: options).print(snapshot)
    } catch let error as CommandError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }
}
