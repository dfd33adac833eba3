extension EventLoop {
  func isCurrent(_ id: ConnectionID) -> Bool {
    let index = Int(id.index)
    return index < connections.count && connections[index].phase == .open
      && connections[index].generation == id.generation
  }

  func connectionID(_ index: Int) -> ConnectionID {
    ConnectionID(index: Int32(index), generation: connections[index].generation)
  }

  mutating func connectionReady<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ readiness: Poller.Interest, _ handler: inout Handler
  ) {
    let id = connectionID(index)
    if readiness.contains(.read) {
      readFrom(index, &handler)
    }
    guard connections[index].generation == id.generation, connections[index].phase != .free else {
      return
    }
    if readiness.contains(.write) {
      markDirty(index)
    }
    if readiness.contains(.broken) {
      close(index, .callerGone, &handler)
    }
  }

  /// Takes the end of what a caller sends: it still gets the answers to the requests that are here.
  ///
  /// A caller that has gone looks the same at first. What it is sent now shows which it is: the kernel of one that has
  /// gone resets the connection.
  private mutating func callerEnded<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ handler: inout Handler
  ) {
    connections[index].hasEnded = true
    guard connections[index].phase == .open, !connections[index].isOver else {
      close(index, .callerGone, &handler)
      return
    }
    connections[index].writeProbe()
    markDirty(index)
  }

  /// Reads once: level-triggered readiness reports what is left.
  private mutating func readFrom<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ handler: inout Handler
  ) {
    var buffer: [UInt8] = []
    swap(&buffer, &scratch)
    defer { swap(&buffer, &scratch) }
    switch SystemCalls.receive(connections[index].descriptor, into: &buffer) {
    case .wouldBlock:
      return
    case .endOfStream: callerEnded(index, &handler)
    case .failed: close(index, .callerGone, &handler)
    case .bytes(let count):
      guard connections[index].phase == .open else {
        return
      }
      if !connections[index].decoder.isInHead {
        connections[index].waitsSince = now
      }
      if connections[index].decoder.isIdle {
        connections[index].requestSince = now
      }
      if connections[index].input.isEmpty {
        decode(index, buffer.span.extracting(0..<count), &handler)
      } else {
        connections[index].input.append(copying: buffer.span, in: 0..<count)
        resumeDecoding(index, &handler)
      }
    }
  }

  /// Decodes the bytes that were kept while an answer was under way.
  mutating func resumeDecoding<Handler: LoopHandler & ~Copyable>(_ index: Int, _ handler: inout Handler) {
    guard connections[index].phase == .open else {
      return
    }
    var input: [UInt8] = []
    swap(&input, &connections[index].input)
    decode(index, input.span, &handler)
  }

  /// Feeds bytes to the codec and tells the handler; what cannot be decoded yet is kept.
  private mutating func decode<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ bytes: Span<UInt8>, _ handler: inout Handler
  ) {
    let id = connectionID(index)
    var offset = 0
    decoding: while isCurrent(id), !connections[index].closesAfterOutput {
      switch connections[index].decoder.next(bytes, from: &offset) {
      case .needMore:
        break decoding
      case .head:
        begin(index, id, &handler)
      case .body(let range):
        connections[index].bodyBytes += range.count
        if connections[index].isExchanging {
          handler.requestBody(id, bytes.extracting(range), on: &self)
        }
      case .end:
        if connections[index].isExchanging {
          handler.requestEnded(id, on: &self)
        }
      case .refused(let refusal):
        refuse(index, refusal, &handler)
      }
    }
    guard isCurrent(id) else {
      return
    }
    if offset < bytes.count, !connections[index].closesAfterOutput {
      connections[index].input.append(copying: bytes, in: offset..<bytes.count)
    }
    if connections[index].isOver { markDirty(index) }
    updateInterest(index)
    armTimer(index)
  }

  private mutating func begin<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ id: ConnectionID, _ handler: inout Handler
  ) {
    connections[index].isExchanging = true
    connections[index].waitsSince = now
    connections[index].bodySince = now
    connections[index].bodyBytes = 0
    let head = connections[index].decoder.head
    handler.requestBegan(id, head, on: &self)
    if head.expectsContinue, isCurrent(id), connections[index].isExchanging,
      connections[index].encoder.isIdle
    {
      connections[index].writeContinue()
      markDirty(index)
    }
  }

  /// Answers a request that breaks a rule or does not come to its end, and gives the connection up.
  private mutating func refuse<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ refusal: RequestRefusal, because reason: CloseReason = .callerGone,
    _ handler: inout Handler
  ) {
    if connections[index].isExchanging {
      connections[index].isExchanging = false
      handler.connectionClosed(connectionID(index), reason, on: &self)
    }
    if connections[index].encoder.isIdle {
      RefusalAnswer.write(refusal, dateLine: dateLine(), into: &connections[index].output)
    }
    connections[index].closesAfterOutput = true
    markDirty(index)
    handler.requestRefused(refusal, on: &self)
  }

  mutating func connectionTimerFired<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ timer: TimerID, _ handler: inout Handler
  ) {
    guard connections[index].timer == timer else {
      return
    }
    connections[index].timer = nil
    connections[index].timerDeadline = Instant(nanoseconds: .max)
    guard let deadline = connections[index].deadline(limits), deadline <= now else {
      armTimer(index)
      return
    }
    guard connections[index].owesRequest else {
      close(index, .timeout, &handler)
      return
    }
    connections[index].waitsSince = now
    refuse(index, .tooSlow, because: .timeout, &handler)
    armTimer(index)
  }

  /// Keeps one timer at or before the connection's deadline; a later deadline is looked at when it fires.
  mutating func armTimer(_ index: Int) {
    guard let deadline = connections[index].deadline(limits), deadline < connections[index].timerDeadline
    else {
      return
    }
    if let timer = connections[index].timer {
      wheel.cancel(timer)
    }
    connections[index].timer = wheel.schedule(TimerKind.connection.token(Int32(index)), at: deadline)
    connections[index].timerDeadline = deadline
  }

  mutating func updateInterest(_ index: Int) {
    let wanted = connections[index].wantedInterest(limits)
    guard wanted != connections[index].interest else {
      return
    }
    connections[index].interest = wanted
    let token = Token(.connection, index: Int32(index), generation: connections[index].generation)
    // Changing what an open connection waits for cannot fail.
    _ = poller.change(connections[index].descriptor, wanted, token)
  }

  /// Ends a connection and tells the handler where a request was under way.
  mutating func close<Handler: LoopHandler & ~Copyable>(
    _ index: Int, _ reason: CloseReason, _ handler: inout Handler
  ) {
    let id = connectionID(index)
    let wasExchanging = connections[index].isExchanging
    release(index)
    if wasExchanging {
      handler.connectionClosed(id, reason, on: &self)
    }
  }

  /// Gives descriptor, timer and slot back.
  mutating func release(_ index: Int) {
    if let timer = connections[index].timer {
      wheel.cancel(timer)
    }
    SystemCalls.close(connections[index].descriptor)
    let generation = connections[index].generation
    connections[index] = Connection(limits: limits.http)
    connections[index].generation = generation
    freeConnections.append(Int32(index))
  }
}

/// The answer to a request that breaks a rule of HTTP: a small JSON body, and the end of the connection.
enum RefusalAnswer {
  static func write(_ refusal: RequestRefusal, dateLine: [UInt8], into output: inout ByteQueue) {
    var body: [UInt8] = []
    body.append(literal: "{\"error\":{\"message\":\"")
    body.append(literal: refusal.sentence)
    // In the words of the inference API, for whoever reads them: waiting helps, or it does not.
    if refusal == .tooManyCallers {
      body.append(literal: "\",\"type\":\"service_unavailable_error\",\"param\":null,\"code\":\"local\"}}")
    } else {
      body.append(literal: "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_http\"}}")
    }
    output.append("HTTP/1.1 ")
    output.append(decimal: refusal.status)
    output.append(" ")
    output.append(ReasonPhrase.text(of: refusal.status))
    output.append("\r\n")
    output.append(dateLine)
    if refusal == .tooManyCallers { output.append("retry-after: 1\r\n") }
    output.append("content-type: application/json\r\nconnection: close\r\ncontent-length: ")
    output.append(decimal: body.count)
    output.append("\r\n\r\n")
    output.append(body)
  }
}
