internal import Documents
internal import TelemetryClient
internal import Transport
internal import Wire

/// `attach`: the console over a server that runs elsewhere.
struct AttachCommand {
  let shell: any Shell

  /// Runs the console until it is left.
  func run(_ invocation: Invocation) throws(CommandError) {
    let options = try ConsoleOptions(invocation)
    let server = try ServerConnection.address(invocation.arguments[0], invocation, shell: shell)
    let caller = try ServerConnection.caller(
      tokenFile: invocation.text(.tokenFile), to: server, shell: shell)
    guard !options.isOnce else { return try printOnce(options, server, caller) }
    let feed: AttachFeed
    do {
      feed = try AttachFeed(
        server, as: caller, seed: UInt64(bitPattern: shell.calendar().milliseconds),
        refresh: options.refresh)
    } catch {
      throw .failed(error.description)
    }
    // Nobody may act until the server has said who this is.
    let traits = FeedTraits(canAct: false, isSimulation: false, isReplay: false)
    try ConsoleSession(shell: shell, options: options).run(feed, traits: traits)
  }

  /// One snapshot and no stream, so that a script learns at once, by the status, why there is none.
  private func printOnce(
    _ options: ConsoleOptions, _ server: ServerAddress, _ caller: ControlCaller
  ) throws(CommandError) {
    var connection = try ServerConnection(to: server, as: caller)
    guard case .snapshot(let snapshot) = try connection.ask(.snapshot),
      case .events(let events) = try connection.ask(.events(since: nil))
    else { preconditionFailure("A snapshot is answered by a snapshot, events by events.") }
    try ConsoleSession(shell: shell, options: options).print(snapshot, events: events)
  }
}
