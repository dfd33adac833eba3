internal import TelemetryClient
internal import Transport
internal import Wire

/// The feed of a server in this process: its control API over a socket of their own, and what only a console beside
/// the server can do: read the configuration again.
final class ServiceFeed: Feed {
  private let link: AttachFeed
  private let mailbox: ServiceMailbox
  /// Reads the configuration again; throws everything that is wrong with it.
  private let reread: () throws(CommandError) -> Configuration
  /// What came of an order, to be told with the next news.
  private var pending: [FeedNews] = []

  /// Connects to a server that serves.
  ///
  /// - Parameters:
  ///   - mailbox: where it hears and tells.
  ///   - server: where it listens for its console.
  ///   - caller: who sits here.
  ///   - refresh: the shortest time between two snapshots.
  ///   - reread: reads the configuration again.
  /// - Throws: where the system refuses descriptors.
  init(
    _ mailbox: ServiceMailbox, at server: ServerAddress, as caller: ControlCaller, refresh: Duration,
    reread: @escaping () throws(CommandError) -> Configuration
  ) throws(TransportError) {
    self.mailbox = mailbox
    self.reread = reread
    link = try AttachFeed(server, as: caller, seed: 1, refresh: refresh, signal: mailbox.signal)
  }

  var wakeDescriptor: Int32? { link.wakeDescriptor }

  var deadline: Duration? { nil }

  func take(now: Duration) -> [FeedNews] {
    // Taking from the link makes the signal quiet, so the mailbox is looked into afterwards.
    var news = link.take(now: now)
    // What it said at its end is for standard error, once the terminal is given back.
    guard !mailbox.isOver else { return news + [.over] }
    for item in mailbox.takeNews() {
      switch item {
      case .said(let line, let kind): news.append(.notice(line, kind))
      case .refused(let lines): news.append(Self.refusal(lines))
      case .hangup: reload()
      }
    }
    defer { pending = [] }
    return news + pending
  }

  func send(_ order: FeedOrder) {
    guard case .reload = order else { return link.send(order) }
    reload()
    mailbox.signal.raise()
  }

  /// Reads the configuration, and hands it over where it is whole and right.
  private func reload() {
    do throws(CommandError) {
      mailbox.leave(.reload(try reread()))
    } catch {
      pending.append(Self.refusal(error.sentences))
      mailbox.leave(.refused(error.sentences))
    }
  }

  private static func refusal(_ lines: [String]) -> FeedNews {
    let end = "Nothing has changed: the configuration in force stays."
    return .report(title: "RELOAD REFUSED", lines: lines + [end])
  }
}
