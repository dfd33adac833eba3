internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import Transport
internal import Wire

/// A server on a thread of its own, and the console on top of it on this one.
///
/// They share nothing but a socket and a mailbox. When the console is left, whatever made it end, the terminal is
/// given back first; then the server ends in good order, and what it says meanwhile goes to standard error.
struct ConsoleOverService {
  let shell: any Shell
  let options: ConsoleOptions
  let traits: FeedTraits
  /// The configuration in force.
  let configurationPath: String
  /// Reads it again.
  let reread: () throws(CommandError) -> Configuration

  /// How often it looks whether the server has ended.
  private static let lookout = Nanoseconds.milliseconds(20)

  /// Runs both until the server has ended.
  ///
  /// - Parameter serve: the server; it says by the mailbox when it serves, and returns when it has ended.
  /// - Throws: where one of the two cannot begin, or the terminal goes away.
  func run(
    _ serve: @escaping @Sendable (ServiceMailbox) throws(CommandError) -> Void
  ) throws(CommandError) {
    guard options.isPlain || shell.isOutputTerminal else {
      throw .failed("standard output is no terminal; use --headless, or --plain for lines.")
    }
    let mailbox: ServiceMailbox
    do {
      mailbox = try ServiceMailbox()
    } catch {
      throw .failed("\(error)")
    }
    let thread = try start(serve, mailbox)
    let outcome: Result<ExitReason, CommandError>
    do throws(CommandError) {
      let address = try mailbox.waitForStart()
      outcome = .success(try show(mailbox, address))
    } catch {
      outcome = .failure(error)
    }
    mailbox.leave(.end)
    watchEnd(of: mailbox)
    thread.join()
    // A signal that asked to end was heeded; that is no failure of a server.
    if case .terminalLost = try outcome.get() { throw .failed("the terminal went away.") }
  }

  private func start(
    _ serve: @escaping @Sendable (ServiceMailbox) throws(CommandError) -> Void, _ mailbox: ServiceMailbox
  ) throws(CommandError) -> WorkerThread {
    do {
      return try WorkerThread {
        do throws(CommandError) {
          try serve(mailbox)
          mailbox.ended(nil)
        } catch {
          mailbox.ended(error)
        }
      }
    } catch {
      throw .failed("\(error)")
    }
  }

  private func show(_ mailbox: ServiceMailbox, _ address: ServerAddress) throws(CommandError) -> ExitReason {
    let author = ConsoleSession.author(shell, role: .operator)
    let caller = ControlCaller(name: author.name, host: author.host, tty: author.tty)
    let feed: ServiceFeed
    do {
      feed = try ServiceFeed(mailbox, at: address, as: caller, refresh: options.refresh, reread: reread)
    } catch {
      throw .failed(error.description)
    }
    return try ConsoleSession(shell: shell, options: options, configurationPath: configurationPath)
      .show(feed, traits: traits)
  }

  /// Passes on what the server says until it has ended.
  private func watchEnd(of mailbox: ServiceMailbox) {
    while true {
      let isOver = mailbox.isOver
      for case .said(let line, _) in mailbox.takeNews() { shell.complain("route-console: " + line) }
      if isOver { return }
      shell.wait(until: shell.now() + Self.lookout)
    }
  }
}
