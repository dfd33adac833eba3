internal import TelemetryClient
internal import Transport
internal import Wire

/// `attach`: the console over a server that runs elsewhere.
struct AttachCommand {
  let shell: any Shell

  /// Runs the console until it is left.
  func run(_ invocation: Invocation) throws(CommandError) {
    let options = try ConsoleOptions(invocation)
    let server = try ServerConnection.address(invocation.arguments[0])
    let caller = try ServerConnection.caller(tokenFile: invocation.text(.tokenFile), shell: shell)
    let feed: AttachFeed
    do {
      feed = try AttachFeed(server, as: caller, seed: UInt64(bitPattern: shell.calendar().milliseconds))
    } catch {
      throw .failed(error.description)
    }
    // Nobody may act until the server has said who this is.
    let traits = FeedTraits(canAct: false, isSimulation: false, isReplay: false)
    try ConsoleSession(shell: shell, options: options).run(feed, traits: traits)
  }
}
