internal import CurlShim

/// The requests to elsewhere: libcurl's multi interface, driven by the event loop.
///
/// A class because libcurl's callbacks come back to it; it lives and dies with the loop.
final class HTTPClient {
  private let multi: MultiHandle
  private let limits: LoopLimits
  private(set) var transfers: [Transfer?] = []
  private var idle: [Transfer] = []
  private var freeSlots: [Int] = []
  private var readyTransfers: [Int] = []
  private(set) var sockets = SocketTable()
  /// When libcurl wants to act without a socket being ready.
  private(set) var actionDeadline: Instant?
  /// The loop's time, as of its last event.
  var now = Instant(nanoseconds: 0)

  /// Whether the environment names a proxy; looked up once.
  let hasProxyVariables: Bool

  /// Most handles kept for reuse.
  private static let idleHandles = 256

  init(limits: LoopLimits) throws(TransportError) {
    try CurlLibrary.load()
    guard let multi = MultiHandle() else {
      throw TransportError.libraryFailed
    }
    self.multi = multi
    self.limits = limits
    hasProxyVariables = ProxyPolicy.isNamedByEnvironment
    multi.set(CURL_SHIM_MULTI_PIPELINING, Int(CURL_SHIM_PIPE_MULTIPLEX.rawValue))
    multi.set(CURL_SHIM_MULTI_MAXCONNECTS, limits.pooledConnections)
    multi.set(CURL_SHIM_MULTI_MAX_HOST_CONNECTIONS, limits.connectionsPerHost)
    multi.setCallbacks(self)
  }

  deinit {
    for case let transfer? in transfers {
      multi.remove(transfer.easy)
    }
    // While the callbacks' object is still whole: closing the pool calls them.
    multi.close()
  }

  var hasReady: Bool { !readyTransfers.isEmpty }

  /// Starts a request.
  func start(_ request: OutgoingRequest) throws(TransportError) -> Transfer {
    if let problem = request.problem {
      throw .badRequest(problem)
    }
    let transfer = try takeTransfer()
    transfer.begin(timeouts: request.timeouts, limits: limits, at: now)
    guard transfer.easy.prepare(request, transfer, self) else {
      finish(transfer)
      throw .badRequest("libcurl refused an option, such as the address or the pin")
    }
    transfers[transfer.index] = transfer
    guard multi.add(transfer.easy) else {
      finish(transfer)
      throw .libraryFailed
    }
    return transfer
  }

  /// The transfer of an id, or `nil` where it has ended.
  func transfer(_ id: TransferID) -> Transfer? {
    guard !id.isPlain, Int(id.index) < transfers.count, let transfer = transfers[Int(id.index)],
      transfer.generation == id.generation
    else {
      return nil
    }
    return transfer
  }

  /// Ends a transfer, whether libcurl has or not, and keeps its handle for another.
  func finish(_ transfer: Transfer) {
    multi.remove(transfer.easy)
    transfers[transfer.index] = nil
    transfer.generation &+= 1
    transfer.isReady = false
    // A handle that did not come to its own end, or was made to wait, may remember it.
    if !transfer.endedByItself || transfer.wasPaused {
      transfer.easy.reset()
    }
    if idle.count < Self.idleHandles {
      idle.append(transfer)
    } else {
      freeSlots.append(transfer.index)
    }
  }

  func act(socket: Int32, events: Int32) {
    multi.act(socket: socket, events: events)
  }

  /// Lets libcurl do what is due.
  func actOnTime() {
    guard let deadline = actionDeadline, deadline <= now else {
      return
    }
    actionDeadline = nil
    multi.act(socket: Int32(CURL_SHIM_SOCKET_TIMEOUT.rawValue), events: 0)
  }

  /// The next transfer with something to deliver.
  func nextReady() -> Transfer? {
    while let index = readyTransfers.popLast() {
      if let transfer = transfers[index], transfer.isReady {
        transfer.isReady = false
        return transfer
      }
    }
    return nil
  }

  /// The next transfer that libcurl has ended, and its code.
  func nextDone() -> (transfer: Transfer, code: Int32)? {
    multi.nextDone()
  }

  func markReady(_ transfer: Transfer) {
    guard !transfer.isReady else {
      return
    }
    transfer.isReady = true
    readyTransfers.append(transfer.index)
  }

  private func takeTransfer() throws(TransportError) -> Transfer {
    if let transfer = idle.popLast() {
      return transfer
    }
    let index = freeSlots.popLast() ?? transfers.count
    guard index < limits.transfers else {
      throw .tooManyTransfers(limit: limits.transfers)
    }
    guard let easy = EasyHandle() else {
      throw .libraryFailed
    }
    if index == transfers.count {
      transfers.append(nil)
    }
    return Transfer(easy: easy, index: index, client: self)
  }
}

/// What libcurl's callbacks say.
extension HTTPClient {
  func wants(_ socket: Int32, _ what: Int32) {
    sockets.wants(socket, what)
  }

  func wantsAction(in milliseconds: Int) {
    actionDeadline =
      milliseconds < 0 ? nil : now.advanced(by: .milliseconds(milliseconds))
  }

  func opened(_ socket: Int32) {
    sockets.opened(socket)
  }

  func closed(_ socket: Int32) {
    sockets.closed(socket)
  }

  /// Hears that a descriptor of this number was opened by somebody else.
  func openedElsewhere(_ descriptor: Int32) {
    sockets.forget(descriptor)
  }

  /// The sockets whose interest has changed since the last call.
  func takeChangedSockets() -> [Int32] {
    sockets.takeChanged()
  }

  func noteRegistered(_ socket: Int32, _ interest: Poller.Interest) {
    sockets.noteRegistered(socket, interest)
  }
}
