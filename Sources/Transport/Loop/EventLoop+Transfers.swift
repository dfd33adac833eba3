internal import CurlShim

extension EventLoop {
  /// Starts a request to elsewhere; what comes of it is heard through the handler.
  ///
  /// - Returns: its id, which the handler's calls carry.
  /// - Throws: where libcurl is missing, too much is under way, or the request cannot be sent as it stands.
  public mutating func start(_ request: OutgoingRequest) throws(TransportError) -> TransferID {
    let client = try readyClient()
    client.now = now
    let transfer = try client.start(request)
    armTimer(transfer)
    return transfer.id
  }

  /// Ends a request to elsewhere; the handler hears nothing more of it.
  public mutating func cancel(_ id: TransferID) {
    if id.isPlain {
      cancelPlain(id)
    } else if let transfer = client?.transfer(id) {
      end(transfer)
    }
  }

  /// Makes the other side wait: pieces of the body that come are not delivered.
  public mutating func pause(_ id: TransferID) {
    if id.isPlain { holdPlain(id, true) }
    client?.transfer(id)?.isHeld = true
  }

  /// Lets the other side go on.
  public mutating func resume(_ id: TransferID) {
    if id.isPlain { holdPlain(id, false) }
    guard let transfer = client?.transfer(id), transfer.isHeld else {
      return
    }
    client?.now = now
    transfer.isHeld = false
    if !transfer.body.isEmpty {
      client?.markReady(transfer)
    }
    transfer.resumeIfPaused()
    armTimer(transfer)
  }

  /// Loads libcurl if that has not been done.
  ///
  /// - Throws: where the library is missing or too old; the message names the package.
  public mutating func prepareClient() throws(TransportError) {
    _ = try readyClient()
  }

  /// The version of libcurl that was loaded, or `nil` before ``prepareClient()``.
  public var clientVersion: String? { client == nil ? nil : CurlLibrary.version }

  private mutating func readyClient() throws(TransportError) -> HTTPClient {
    if let client {
      return client
    }
    let client = try HTTPClient(limits: limits)
    client.now = now
    self.client = client
    return client
  }

  mutating func transferSocketReady(_ socket: Int32, _ readiness: Poller.Interest) {
    guard let client else {
      return
    }
    guard client.sockets.isWanted(socket) else {
      // An idle connection that the other side closed: libcurl finds out when it wants to use it again. Unless the
      // event is one of a socket that libcurl closed in this very turn, and the number is somebody else's by now.
      if client.sockets.isRegistered(socket) {
        poller.remove(socket)
        client.noteRegistered(socket, [])
      }
      return
    }
    client.now = now
    var events: Int32 = 0
    if readiness.contains(.read) {
      events |= CURL_SHIM_SELECT_IN.rawValue
    }
    if readiness.contains(.write) {
      events |= CURL_SHIM_SELECT_OUT.rawValue
    }
    if readiness.contains(.hangup) {
      events |= CURL_SHIM_SELECT_ERR.rawValue
    }
    client.act(socket: socket, events: events)
  }

  mutating func runTransferTimer() {
    client?.now = now
    client?.actOnTime()
  }

  /// Tells the kernel what libcurl wants, once for each socket and turn.
  mutating func applyTransferInterest() {
    guard let client else {
      return
    }
    for socket in client.takeChangedSockets() {
      let token = Token(.transfer, index: socket, generation: 0)
      switch client.sockets.change(socket) {
      case .none:
        break
      case .add(let interest):
        if poller.add(socket, interest, token) || poller.change(socket, interest, token) {
          client.noteRegistered(socket, interest)
        }
      case .change(let interest):
        if poller.change(socket, interest, token) || poller.add(socket, interest, token) {
          client.noteRegistered(socket, interest)
        }
      case .remove:
        poller.remove(socket)
        client.noteRegistered(socket, [])
      }
    }
  }

  /// Delivers heads, pieces and ends, in this order for each transfer.
  mutating func deliverTransfers<Handler: LoopHandler & ~Copyable>(_ handler: inout Handler) {
    guard let client else {
      return
    }
    client.now = now
    while true {
      if let transfer = client.nextReady() {
        deliver(transfer, &handler)
      } else if let (transfer, code) = client.nextDone() {
        complete(transfer, code, &handler)
      } else {
        return
      }
    }
  }

  private mutating func deliver<Handler: LoopHandler & ~Copyable>(
    _ transfer: Transfer, _ handler: inout Handler
  ) {
    let id = transfer.id
    if transfer.isHeadComplete, !transfer.isHeadDelivered {
      transfer.isHeadDelivered = true
      handler.responseBegan(id, transfer.head, on: &self)
    }
    guard transfer.id == id, !transfer.isHeld else {
      return
    }
    var body: [UInt8] = []
    swap(&body, &transfer.body)
    if !body.isEmpty {
      handler.responseBody(id, body.span, on: &self)
    }
    guard transfer.id == id else {
      return
    }
    body.removeAll(keepingCapacity: body.capacity <= Transfer.retainedBodyBytes)
    swap(&body, &transfer.body)
    transfer.resumeIfPaused()
    armTimer(transfer)
  }

  private mutating func complete<Handler: LoopHandler & ~Copyable>(
    _ transfer: Transfer, _ code: Int32, _ handler: inout Handler
  ) {
    let failure = transfer.failure(code: code)
    transfer.endedByItself = failure == nil
    let id = transfer.id
    if !transfer.body.isEmpty {
      transfer.isHeld = false
      deliver(transfer, &handler)
      guard transfer.id == id else {
        return
      }
    }
    end(transfer)
    handler.responseEnded(id, failure, on: &self)
  }

  mutating func transferTimerFired<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ timer: TimerID, _ handler: inout Handler
  ) {
    guard let client, index < client.transfers.count, let transfer = client.transfers[index],
      transfer.timer == timer
    else {
      return
    }
    transfer.timer = nil
    transfer.timerDeadline = Instant(nanoseconds: .max)
    guard let phase = transfer.passedTimeout(at: now) else {
      armTimer(transfer)
      return
    }
    let id = transfer.id
    end(transfer)
    handler.responseEnded(
      id, TransferFailure(kind: .timeout(phase), detail: "The \(phase) timeout passed"), on: &self)
  }

  /// Keeps one timer at or before the transfer's next timeout; a later one is looked at when it fires.
  private mutating func armTimer(_ transfer: Transfer) {
    guard let next = transfer.nextTimeout(), next.deadline < transfer.timerDeadline else {
      return
    }
    if let timer = transfer.timer {
      wheel.cancel(timer)
    }
    transfer.timer = wheel.schedule(TimerKind.transfer.token(Int32(transfer.index)), at: next.deadline)
    transfer.timerDeadline = next.deadline
  }

  private mutating func end(_ transfer: Transfer) {
    if let timer = transfer.timer {
      wheel.cancel(timer)
    }
    client?.now = now
    client?.finish(transfer)
  }
}
