extension EventLoop {
  /// Marks the tokens and ids of plain transfers among those of libcurl's.
  static var plainGeneration: UInt32 { 0x2000_0000 }
  /// The most plain requests under way.
  static var plainLimit: Int { 64 }

  /// Starts a request over a socket of our own, without libcurl; what comes of it is heard like that of
  /// ``start(_:)-(OutgoingRequest)``.
  ///
  /// TLS, proxies and names are libcurl's business.
  ///
  /// - Parameters:
  ///   - request: of its URL only path and query count.
  ///   - address: where it goes.
  /// - Returns: its id, which the handler's calls carry.
  /// - Throws: where too much is under way, the request cannot be sent as it stands, or nobody listens there.
  public mutating func start(_ request: OutgoingRequest, to address: PlainAddress) throws(TransportError)
    -> TransferID
  {
    if let problem = request.problem { throw .badRequest(problem) }
    guard plain.count < Self.plainLimit else { throw .tooManyTransfers(limit: Self.plainLimit) }
    let descriptor = try ConnectingSocket.open(address)
    nextPlain &+= 1
    let id = TransferID(index: Int32(nextPlain & 0x7FFF_FFFF), generation: Self.plainGeneration)
    let host =
      switch address {
      case .unix: "localhost"
      case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
      }
    let transfer = PlainTransfer(id: id, descriptor: descriptor, request, host: host, limits: limits, at: now)
    guard poller.add(descriptor, transfer.interest, plainToken(id)) else {
      SystemCalls.close(descriptor)
      throw .system(action: "watch", subject: host, reason: "the system refused")
    }
    plain[id.index] = transfer
    armPlainTimer(id.index)
    return id
  }

  private func plainToken(_ id: TransferID) -> Token {
    Token(.transfer, index: id.index, generation: Self.plainGeneration)
  }

  /// Ends a plain request; the handler hears nothing more of it.
  mutating func cancelPlain(_ id: TransferID) {
    guard let transfer = plain.removeValue(forKey: id.index) else { return }
    if let timer = transfer.timer { wheel.cancel(timer) }
    SystemCalls.close(transfer.descriptor)
  }

  mutating func plainReady<Handler: LoopHandler & ~Copyable>(
    _ index: Int32, _ readiness: Poller.Interest, _ handler: inout Handler
  ) {
    guard let transfer = plain[index] else { return }
    if !transfer.isConnected {
      if let failure = ConnectingSocket.failure(transfer.descriptor) {
        endPlain(index, TransferFailure(kind: .connect, detail: failure.reason), &handler)
        return
      }
      plain[index]?.isConnected = true
    }
    if readiness.contains(.write) { sendPlain(index) }
    if readiness.contains(.read) || readiness.contains(.hangup) { readPlain(index, &handler) }
    guard let left = plain[index] else { return }
    // Changing what an open connection waits for cannot fail.
    _ = poller.change(left.descriptor, left.interest, plainToken(left.id))
    armPlainTimer(index)
  }

  private mutating func sendPlain(_ index: Int32) {
    guard let transfer = plain[index], !transfer.output.isEmpty else { return }
    // A failure shows when the answer is read: the other side may have answered before it closed.
    if case .bytes(let count) = SystemCalls.send(transfer.descriptor, transfer.output) {
      plain[index]?.output.consume(count)
    }
  }

  private mutating func readPlain<Handler: LoopHandler & ~Copyable>(
    _ index: Int32, _ handler: inout Handler
  ) {
    guard let transfer = plain[index] else { return }
    var buffer: [UInt8] = []
    swap(&buffer, &scratch)
    defer { swap(&buffer, &scratch) }
    switch SystemCalls.receive(transfer.descriptor, into: &buffer) {
    case .wouldBlock: return
    case .endOfStream, .failed:
      let decoder = transfer.decoder
      let kind: TransferFailure.Kind = decoder.hasHead ? .cutInBody : .cutBeforeResponse
      let failure = TransferFailure(kind: kind, detail: "the other side closed the connection")
      endPlain(index, decoder.mayEndHere ? nil : failure, &handler)
    case .bytes(let count):
      plain[index]?.lastByteAt = now
      decodePlain(index, buffer.span.extracting(0..<count), &handler)
    }
  }

  private mutating func decodePlain<Handler: LoopHandler & ~Copyable>(
    _ index: Int32, _ bytes: Span<UInt8>, _ handler: inout Handler
  ) {
    var offset = 0
    while let transfer = plain[index] {
      var decoder = transfer.decoder
      let event = decoder.next(bytes, from: &offset)
      plain[index]?.decoder = decoder
      switch event {
      case .needMore: return
      case .head: handler.responseBegan(transfer.id, decoder.head, on: &self)
      case .body(let range): handler.responseBody(transfer.id, bytes.extracting(range), on: &self)
      case .end:
        endPlain(index, nil, &handler)
        return
      case .refused:
        endPlain(
          index, TransferFailure(kind: .badResponse, detail: "what came is no HTTP response"), &handler)
        return
      }
    }
  }

  private mutating func endPlain<Handler: LoopHandler & ~Copyable>(
    _ index: Int32, _ failure: TransferFailure?, _ handler: inout Handler
  ) {
    guard let id = plain[index]?.id else { return }
    cancelPlain(id)
    handler.responseEnded(id, failure, on: &self)
  }

  mutating func plainTimerFired<Handler: LoopHandler & ~Copyable>(
    _ index: Int32, _ timer: TimerID, _ handler: inout Handler
  ) {
    guard let transfer = plain[index], transfer.timer == timer else { return }
    plain[index]?.timer = nil
    guard let next = transfer.nextTimeout(), next.deadline <= now else {
      armPlainTimer(index)
      return
    }
    endPlain(
      index, TransferFailure(kind: .timeout(next.phase), detail: "The \(next.phase) timeout passed"), &handler
    )
  }

  /// Keeps one timer; a later deadline is looked at when it fires.
  private mutating func armPlainTimer(_ index: Int32) {
    guard let transfer = plain[index], transfer.timer == nil, let next = transfer.nextTimeout() else {
      return
    }
    plain[index]?.timer = wheel.schedule(TimerKind.plain.token(index), at: next.deadline)
  }
}
