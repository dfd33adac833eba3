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
    let launch = try ServiceLaunch(invocation, shell: shell)
    guard !launch.options.isOnce else { return try printOnce(launch.configuration, launch.options) }
    try launch.run(logName: GatewayService.logName, servesRequests: true) {
      place, voice, console, reread throws(CommandError) in
      try GatewayService(place: place).run(voice, console: console, reread: reread)
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
