internal import Dispatch
internal import RoutingEngine
internal import TelemetryClient
internal import Transport
internal import Wire

/// The feed of `attach`: a running server, through its control API.
///
/// The connection lives on a thread of its own, so that nothing the network does keeps a key waiting. It comes
/// back by itself; meanwhile the link is lost, and the last snapshot is never repeated.
final class AttachFeed: Feed {
  private let mailbox: AttachMailbox
  private var translator: AttachTranslator
  private var pace: SnapshotPace

  /// Connects to a server.
  ///
  /// - Parameters:
  ///   - server: whom to ask.
  ///   - caller: who asks.
  ///   - seed: spreads the attempts of many consoles.
  ///   - refresh: how often figures are taken over; a server sends them once a second.
  ///   - signal: what is raised when there is news; one of its own where none is given.
  /// - Throws: where the system refuses descriptors.
  init(
    _ server: ServerAddress, as caller: ControlCaller, seed: UInt64, refresh: Duration = .seconds(1),
    signal: NewsSignal? = nil
  ) throws(TransportError) {
    pace = SnapshotPace(interval: refresh)
    translator = AttachTranslator(address: server.description)
    let mailbox: AttachMailbox
    if let signal {
      mailbox = AttachMailbox(signal: signal)
    } else {
      mailbox = AttachMailbox(signal: try NewsSignal())
    }
    self.mailbox = mailbox
    let queue = DispatchQueue(label: "route-console.attach")
    queue.async { AttachConnection.run(server, as: caller, seed: seed, mailbox) }
  }

  deinit { mailbox.end() }

  var wakeDescriptor: Int32? { mailbox.signal.descriptor }

  var deadline: Duration? { nil }

  func take(now: Duration) -> [FeedNews] {
    let news = mailbox.takeNews().filter { news in
      switch news {
      case .stream(.hello):
        // Whoever was away wants to see at once how it is.
        pace.beginAnew()
        return true
      case .stream(.snapshot(let snapshot)): return pace.takes(revision: snapshot.revision, at: now)
      default: return true
      }
    }
    let translated = translator.translate(news, now: now)
    if let (number, call) = translator.callForPast(), !mailbox.leave(call, number: number) {
      mailbox.leave([.answer(number, .failure(.unreachable("too many orders wait for the connection")))])
    }
    return translated
  }

  func send(_ order: FeedOrder) {
    guard let (number, call) = translator.call(for: order) else {
      mailbox.signal.raise()
      return
    }
    guard mailbox.leave(call, number: number) else {
      mailbox.leave([.answer(number, .failure(.unreachable("too many orders wait for the connection")))])
      return
    }
  }
}

/// Decides which snapshots are taken over: one an interval, and every one in which something has changed.
struct SnapshotPace {
  /// How often a server sends them; whoever wants them as often takes every one.
  private static let serverInterval = Duration.seconds(1)
  /// Snapshots come about this much earlier or later than they should.
  private static let slack = Duration.milliseconds(250)

  private let interval: Duration
  private var last: (revision: UInt64, at: Duration)?

  init(interval: Duration) { self.interval = interval }

  /// Takes the next snapshot over, whenever it comes.
  mutating func beginAnew() { last = nil }

  /// Whether a snapshot of a revision is to be taken over now.
  mutating func takes(revision: UInt64, at now: Duration) -> Bool {
    if interval > Self.serverInterval, let last, last.revision == revision,
      now - last.at < interval - Self.slack
    {
      return false
    }
    last = (revision, now)
    return true
  }
}

/// The thread of a connection: turns a loop until the feed is gone.
private enum AttachConnection {
  /// How often it looks whether it should end, where nothing else happens.
  static let lookout = Duration.seconds(1)

  static func run(_ server: ServerAddress, as caller: ControlCaller, seed: UInt64, _ mailbox: AttachMailbox) {
    do {
      var loop = try EventLoop()
      var driver = ControlClientDriver(server, as: caller, seed: seed)
      mailbox.wakes(by: loop.wakeSignal)
      driver.follow(on: &loop)
      mailbox.leave(driver.takeNews())
      while !mailbox.isEnded {
        for (number, call) in mailbox.takeOrders() { driver.send(call, number: number, on: &loop) }
        mailbox.leave(driver.takeNews())
        loop.turn(&driver, atMost: lookout)
        mailbox.leave(driver.takeNews())
      }
      mailbox.wakes(by: nil)
    } catch {
      mailbox.leave([.stream(.ended(reason: error.description))])
    }
  }
}
