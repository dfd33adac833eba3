internal import Synchronization
internal import TelemetryClient
internal import Transport

/// What the console's thread and the thread of a connection leave for each other.
///
/// A lock, because two threads meet here; it is held for the time of a few copies, once a frame.
final class AttachMailbox: Sendable {
  /// The most orders that wait for the connection.
  static let orderLimit = 64
  /// The most news that wait for the console; of more the oldest goes.
  static let newsLimit = 20_000

  private struct State {
    var orders: [(number: Int, call: ControlCall)] = []
    var news: [ControlClientDriver.News] = []
    var wake: WakeSignal?
    var isEnded = false
  }

  private let state = Mutex(State())
  /// Readable when the console has news.
  let signal: NewsSignal

  init(signal: NewsSignal) { self.signal = signal }

  // MARK: The console's side

  /// Leaves an order; false where too many wait already.
  func leave(_ call: ControlCall, number: Int) -> Bool {
    let (taken, wake) = state.withLock { state in
      guard state.orders.count < Self.orderLimit, !state.isEnded else { return (false, state.wake) }
      state.orders.append((number, call))
      return (true, state.wake)
    }
    if taken { wake?.raise() }
    return taken
  }

  /// Takes the news, in order.
  func takeNews() -> [ControlClientDriver.News] {
    signal.clear()
    return state.withLock { state in
      defer { state.news = [] }
      return state.news
    }
  }

  /// Asks the connection to end.
  func end() {
    state.withLock { state in
      state.isEnded = true
      state.wake?.raise()
    }
  }

  // MARK: The connection's side

  /// Says how the connection is woken; nil before it ends, after which nobody may wake it.
  func wakes(by signal: WakeSignal?) { state.withLock { $0.wake = signal } }

  var isEnded: Bool { state.withLock { $0.isEnded } }

  func takeOrders() -> [(number: Int, call: ControlCall)] {
    state.withLock { state in
      defer { state.orders = [] }
      return state.orders
    }
  }

  /// Leaves news; of snapshots only the newest is kept.
  func leave(_ news: [ControlClientDriver.News]) {
    guard !news.isEmpty else { return }
    state.withLock { state in
      if news.contains(where: \.isSnapshot) { state.news.removeAll(where: \.isSnapshot) }
      state.news += news
      if state.news.count > Self.newsLimit { state.news.removeFirst(state.news.count - Self.newsLimit) }
    }
    signal.raise()
  }
}

extension ControlClientDriver.News {
  fileprivate var isSnapshot: Bool {
    if case .stream(.snapshot) = self { return true }
    return false
  }
}
