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
  private var pace: SnapshotPace
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
    pace = SnapshotPace(refresh)
    self.reread = reread
    link = try AttachFeed(server, as: caller, seed: 1, signal: mailbox.signal)
  }

  var wakeDescriptor: Int32? { link.wakeDescriptor }

  var deadline: Duration? { pace.deadline }

  func take(now: Duration) -> [FeedNews] {
    // Taking from the link makes the signal quiet, so the mailbox is looked into afterwards.
    var news = link.take(now: now).filter { item in
      guard case .snapshot(let snapshot) = item else { return true }
      return pace.lets(snapshot, through: now)
    }
    if let due = pace.takeDue(now: now) { news.append(.snapshot(due)) }
    // What it said at its end is for standard error, once the terminal is given back.
    guard !mailbox.isOver else { return news + [.over] }
    for item in mailbox.takeNews() {
      switch item {
      case .said(let line, let isBad): news.append(.notice(line, isBad: isBad))
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

/// Holds snapshots back that come oftener than somebody wants to see them.
struct SnapshotPace {
  /// The shortest time between two snapshots.
  let refresh: Duration
  /// The newest that came before its time.
  private var held: SystemSnapshot?
  private var shown: (at: Duration, revision: UInt64)?

  /// Lets a snapshot through at most so often.
  init(_ refresh: Duration) { self.refresh = refresh }

  /// When a snapshot that is held is due; nil where none is held.
  var deadline: Duration? {
    guard held != nil, let shown else { return nil }
    return shown.at + refresh
  }

  /// Whether a snapshot is to be shown now.
  ///
  /// One that is not is held; a change is never held back.
  mutating func lets(_ snapshot: SystemSnapshot, through now: Duration) -> Bool {
    // A server's own pace is not exact: a tenth less than the wanted time is in time.
    if let shown, now - shown.at < refresh - refresh / 10, snapshot.revision == shown.revision {
      held = snapshot
      return false
    }
    held = nil
    shown = (now, snapshot.revision)
    return true
  }

  /// Takes the snapshot that was held, once it is due.
  mutating func takeDue(now: Duration) -> SystemSnapshot? {
    guard let due = held, let deadline, now >= deadline else { return nil }
    held = nil
    shown = (now, due.revision)
    return due
  }
}
