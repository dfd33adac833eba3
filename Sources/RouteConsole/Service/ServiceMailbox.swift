internal import Dispatch
internal import RoutingEngine
internal import Synchronization
internal import TelemetryClient
internal import Transport

/// What a server and the console on top of it leave for each other; each has a thread of its own.
///
/// A lock, because two threads meet here; it is held for the time of a few copies, and never on the path of a
/// request: the server looks in only when it was woken.
final class ServiceMailbox: Sendable {
  /// What the console wants of the server.
  enum Wish: Sendable {
    /// Serve by this configuration from now on.
    case reload(Configuration)
    /// Write down that a configuration was not handed over, because of these mistakes.
    case refused([String])
    /// Let what is under way finish, and end.
    case end
  }

  /// What the server tells the console.
  enum News: Sendable, Hashable {
    /// A line of the log.
    case said(String, NoticeKind)
    /// A configuration that reads well cannot be served by; nothing has changed.
    case refused([String])
    /// Somebody sent SIGHUP: the configuration is to be read again.
    case hangup
  }

  /// The most lines that wait for the console; of more the oldest go, the log file has them.
  static let newsLimit = 200

  private struct State {
    var wishes: [Wish] = []
    var news: [News] = []
    var wake: WakeSignal?
    var start: Result<ServerAddress, CommandError>?
    var isOver = false
  }

  private let state = Mutex(State())
  private let settled = DispatchSemaphore(value: 0)
  /// Readable when the console has news.
  let signal: NewsSignal

  init() throws(TransportError) { signal = try NewsSignal() }

  // MARK: The console's side

  /// Waits until the server serves, or has failed to.
  ///
  /// - Returns: where the console reaches it.
  func waitForStart() throws(CommandError) -> ServerAddress {
    settled.wait()
    guard let start = state.withLock({ $0.start }) else {
      preconditionFailure("A server says how its start went before it is waited for.")
    }
    return try start.get()
  }

  /// Asks the server for something.
  func leave(_ wish: Wish) {
    state.withLock { state in
      state.wishes.append(wish)
      state.wake?.raise()
    }
  }

  /// Takes the news, in order.
  func takeNews() -> [News] {
    state.withLock { state in
      defer { state.news = [] }
      return state.news
    }
  }

  /// Whether the server has ended; its last news may still be there.
  var isOver: Bool { state.withLock { $0.isOver } }

  // MARK: The server's side

  /// Says that the server serves.
  ///
  /// - Parameters:
  ///   - address: where the console reaches it.
  ///   - wake: how the server is woken.
  func started(at address: ServerAddress, wokenBy wake: WakeSignal) {
    let isFirst = state.withLock { state in
      defer { (state.start, state.wake) = (.success(address), wake) }
      return state.start == nil
    }
    if isFirst { settled.signal() }
  }

  /// Says that the server has ended, and why where it failed; nobody may wake it any more.
  func ended(_ failure: CommandError?) {
    let isFirst = state.withLock { state in
      let isFirst = state.start == nil
      if isFirst { state.start = .failure(failure ?? .failed("the server ended before it served.")) }
      if let failure, !isFirst {
        state.news += failure.sentences.map { News.said($0, .bad) }
      }
      (state.wake, state.isOver) = (nil, true)
      return isFirst
    }
    if isFirst { settled.signal() }
    signal.raise()
  }

  /// Takes what is wanted, in order.
  func takeWishes() -> [Wish] {
    state.withLock { state in
      defer { state.wishes = [] }
      return state.wishes
    }
  }

  /// Tells the console something.
  func tell(_ news: News) {
    state.withLock { state in
      state.news.append(news)
      if state.news.count > Self.newsLimit { state.news.removeFirst(state.news.count - Self.newsLimit) }
    }
    signal.raise()
  }
}
