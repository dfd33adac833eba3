extension EventLoop {
  /// Marks the tokens of our own connections among those of libcurl's sockets.
  static var plainMark: UInt32 { 0x2000_0000 }

  /// Starts a request over a socket of our own, without libcurl; what comes of it is heard like that of
  /// ``start(_:)-(OutgoingRequest)``.
  ///
  /// TLS, proxies and names are libcurl's business.
  ///
  /// - Parameters:
  ///   - request: of its URL only path and query count.
  ///   - address: where it goes.
  ///   - keepsConnection: whether the connection is used again, by this request and after it. A request that meets
  ///     a connection which the other side has just closed is sent once more, over a new one.
  /// - Returns: its id, which the handler's calls carry.
  /// - Throws: where too much is under way, the request cannot be sent as it stands, or nobody listens there.
  public mutating func start(
    _ request: OutgoingRequest, to address: PlainAddress, keepsConnection: Bool = false
  ) throws(TransportError) -> TransferID {
    if let problem = request.problem { throw .badRequest(problem) }
    if keepsConnection, let transfer = plain.takeIdle(address) {
      transfer.begin(request, keepsConnection: true, at: now)
      if !transfer.send() { try reopen(transfer) }
      watch(transfer)
      armPlainTimer(transfer)
      return transfer.id
    }
    guard plain.count - plain.idleCount < limits.transfers else {
      throw .tooManyTransfers(limit: limits.transfers)
    }
    let descriptor = try openPlain(address)
    let transfer = plain.add(address, headLimitBytes: limits.responseHeadBytes)
    transfer.opened(descriptor, mark: plain.nextMark())
    transfer.begin(request, keepsConnection: keepsConnection, at: now)
    guard watch(transfer) else {
      closePlain(transfer)
      throw .system(action: "watch", subject: address.name, reason: "the system refused")
    }
    armPlainTimer(transfer)
    return transfer.id
  }

  private func openPlain(_ address: PlainAddress) throws(TransportError) -> Int32 {
    let descriptor = try ConnectingSocket.open(address)
    client?.openedElsewhere(descriptor)
    return descriptor
  }

  /// Puts a new connection in the place of one that the other side has closed.
  private mutating func reopen(_ transfer: PlainTransfer) throws(TransportError) {
    if transfer.interest != nil { poller.remove(transfer.descriptor) }
    SystemCalls.close(transfer.descriptor)
    transfer.closed()
    do {
      transfer.opened(try openPlain(transfer.address), mark: plain.nextMark())
    } catch {
      plain.remove(transfer)
      throw error
    }
  }

  /// Tells the kernel what a connection waits for; false where it refuses.
  @discardableResult
  private mutating func watch(_ transfer: PlainTransfer) -> Bool {
    let wanted = transfer.wantedInterest
    guard wanted != transfer.interest else { return true }
    let token = Token(.transfer, index: transfer.index, generation: transfer.mark)
    let isDone: Bool
    switch (transfer.interest, wanted) {
    case (nil, let wanted?): isDone = poller.add(transfer.descriptor, wanted, token)
    case (_?, let wanted?): isDone = poller.change(transfer.descriptor, wanted, token)
    case (_, nil):
      poller.remove(transfer.descriptor)
      isDone = true
    }
    if isDone { transfer.interest = wanted }
    return isDone
  }

  /// Ends a plain request; the handler hears nothing more of it.
  mutating func cancelPlain(_ id: TransferID) {
    guard let transfer = plain.transfer(id) else { return }
    _ = transfer.finish(isClean: false, at: now)
    closePlain(transfer)
  }

  /// Makes the other side of a plain request wait, or lets it go on.
  mutating func holdPlain(_ id: TransferID, _ isHeld: Bool) {
    guard let transfer = plain.transfer(id), transfer.isHeld != isHeld else { return }
    transfer.isHeld = isHeld
    // What the reader is offered again counts from now.
    if !isHeld { transfer.received(at: now) }
    watch(transfer)
    armPlainTimer(transfer)
  }

  private mutating func closePlain(_ transfer: PlainTransfer) {
    if let timer = transfer.timer { wheel.cancel(timer) }
    transfer.timer = nil
    if transfer.descriptor >= 0 { SystemCalls.close(transfer.descriptor) }
    transfer.closed()
    plain.remove(transfer)
  }

  mutating func plainReady<Handler: LoopHandler & ~Copyable>(
    _ token: Token, _ readiness: Poller.Interest, _ handler: inout Handler
  ) {
    guard token.index < plain.places.count, let transfer = plain.places[token.index],
      transfer.mark == token.generation
    else { return }
    let id = transfer.id
    switch transfer.phase {
    case .closed: return
    case .idle:
      // Nothing is owed on an idle connection: the other side has closed it, or talks out of turn.
      closePlain(transfer)
      return
    case .connecting:
      if let failure = ConnectingSocket.failure(transfer.descriptor) {
        endPlain(transfer, TransferFailure(kind: .connect, detail: failure.reason), &handler)
        return
      }
      transfer.connected()
    case .exchanging: break
    }
    // A failure shows when the answer is read: the other side may have answered before it closed.
    if readiness.contains(.write) { _ = transfer.send() }
    if readiness.contains(.read) || readiness.contains(.hangup) { readPlain(transfer, id, &handler) }
    guard plain.transfer(id) === transfer else { return }
    watch(transfer)
    armPlainTimer(transfer)
  }

  /// Reads once: level-triggered readiness reports what is left.
  private mutating func readPlain<Handler: LoopHandler & ~Copyable>(
    _ transfer: PlainTransfer, _ id: TransferID, _ handler: inout Handler
  ) {
    guard !transfer.isHeld else { return }
    var buffer: [UInt8] = []
    swap(&buffer, &scratch)
    defer { swap(&buffer, &scratch) }
    switch SystemCalls.receive(transfer.descriptor, into: &buffer) {
    case .wouldBlock: return
    case .endOfStream, .failed: plainEnded(transfer, &handler)
    case .bytes(let count):
      transfer.received(at: now)
      decodePlain(transfer, id, buffer.span.extracting(0..<count), &handler)
    }
  }

  /// Takes the end of a connection: the end of the answer, a cut, or one that had been idle for too long.
  private mutating func plainEnded<Handler: LoopHandler & ~Copyable>(
    _ transfer: PlainTransfer, _ handler: inout Handler
  ) {
    if transfer.mayBeSentAgain(at: now) {
      do {
        try reopen(transfer)
      } catch {
        let id = transfer.id
        _ = transfer.finish(isClean: false, at: now)
        closePlain(transfer)
        handler.responseEnded(id, TransferFailure(kind: .connect, detail: error.description), on: &self)
      }
      return
    }
    if transfer.decoder.mayEndHere {
      endPlain(transfer, nil, &handler)
      return
    }
    let kind: TransferFailure.Kind =
      transfer.decoder.hasHead ? .cutInBody : transfer.decoder.hasBytes ? .cutInHead : .cutBeforeResponse
    endPlain(
      transfer, TransferFailure(kind: kind, detail: "the other side closed the connection"), &handler)
  }

  private mutating func decodePlain<Handler: LoopHandler & ~Copyable>(
    _ transfer: PlainTransfer, _ id: TransferID, _ bytes: Span<UInt8>, _ handler: inout Handler
  ) {
    var offset = 0
    while plain.transfer(id) === transfer {
      switch transfer.decoder.next(bytes, from: &offset) {
      case .needMore: return
      case .head: handler.responseBegan(id, transfer.decoder.head, on: &self)
      case .body(let range): handler.responseBody(id, bytes.extracting(range), on: &self)
      case .end:
        // What follows an answer was not asked for: such a connection is not used again.
        endPlain(transfer, nil, isClean: offset == bytes.count, &handler)
        return
      case .refused:
        let kind: TransferFailure.Kind = transfer.decoder.hasHead ? .cutInBody : .badResponse
        let detail =
          transfer.decoder.head.status == 101
          ? "it switches to another protocol (101), which nobody asked for" : "what came is no HTTP response"
        endPlain(transfer, TransferFailure(kind: kind, detail: detail), &handler)
        return
      }
    }
  }

  private mutating func endPlain<Handler: LoopHandler & ~Copyable>(
    _ transfer: PlainTransfer, _ failure: TransferFailure?, isClean: Bool = false, _ handler: inout Handler
  ) {
    let id = transfer.id
    if transfer.finish(isClean: isClean, at: now), plain.idleCount < limits.pooledConnections {
      plain.park(transfer)
      watch(transfer)
      armPlainTimer(transfer)
    } else {
      closePlain(transfer)
    }
    handler.responseEnded(id, failure, on: &self)
  }

  mutating func plainTimerFired<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ timer: TimerID, _ handler: inout Handler
  ) {
    guard index < plain.places.count, let transfer = plain.places[index], transfer.timer == timer else {
      return
    }
    transfer.timer = nil
    transfer.timerDeadline = Instant(nanoseconds: .max)
    guard let next = transfer.nextTimeout(), next.deadline <= now else {
      armPlainTimer(transfer)
      return
    }
    if transfer.phase == .idle {
      closePlain(transfer)
    } else {
      endPlain(
        transfer, TransferFailure(kind: .timeout(next.phase), detail: "The \(next.phase) timeout passed"),
        &handler)
    }
  }

  /// Keeps one timer at or before the next timeout; a later one is looked at when it fires.
  private mutating func armPlainTimer(_ transfer: PlainTransfer) {
    guard let next = transfer.nextTimeout(), next.deadline < transfer.timerDeadline else { return }
    if let timer = transfer.timer { wheel.cancel(timer) }
    transfer.timer = wheel.schedule(TimerKind.plain.token(transfer.index), at: next.deadline)
    transfer.timerDeadline = next.deadline
  }
}
