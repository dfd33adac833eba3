extension EventLoop {
  /// Begins the answer to the request on a connection.
  ///
  /// - Parameters:
  ///   - id: the connection; one that is gone is ignored.
  ///   - status: from 200 to 599.
  ///   - fields: all but Date, Content-Length, Transfer-Encoding and Connection.
  ///   - body: what is known of its length.
  ///   - close: whether the connection ends after this answer.
  public mutating func beginResponse(
    _ id: ConnectionID, status: Int, fields: HeaderBlock, body: ResponseEncoder.Body, close: Bool = false
  ) {
    guard isCurrent(id), connections[Int(id.index)].isExchanging else {
      return
    }
    let index = Int(id.index)
    connections[index].beginResponse(
      status: status, fields: fields, body: body,
      close: close || isDraining || connections[index].isLast,
      dateLine: dateLine())
    markDirty(index)
  }

  /// Writes a piece of the answer's body.
  ///
  /// - Returns: false where so much waits already that the writer should pause until
  ///   ``LoopHandler/outputDrained(_:on:)``.
  @discardableResult
  public mutating func writeBody(_ bytes: Span<UInt8>, to id: ConnectionID) -> Bool {
    guard isCurrent(id), connections[Int(id.index)].isExchanging else {
      return true
    }
    let index = Int(id.index)
    connections[index].write(bytes)
    markDirty(index)
    connections[index].isFull = connections[index].output.count >= limits.outputHighWaterBytes
    return !connections[index].isFull
  }

  /// Ends the answer; the next request on the connection follows.
  ///
  /// An answer that is shorter than announced cuts the connection, so that the caller sees the damage.
  public mutating func endResponse(_ id: ConnectionID) {
    guard isCurrent(id), connections[Int(id.index)].isExchanging else {
      return
    }
    let index = Int(id.index)
    markDirty(index)
    if connections[index].endResponse() {
      connections[index].waitsSince = now
      if !connections[index].input.isEmpty {
        resumed.append(id.index)
      }
      armTimer(index)
    }
  }

  /// Cuts a connection at once; the handler hears nothing more of it.
  public mutating func abort(_ id: ConnectionID) {
    guard isCurrent(id) else {
      return
    }
    release(Int(id.index))
  }

  /// Bytes that wait for the caller to take them; 0 for a connection that is gone.
  ///
  /// - Returns: bytes after encoding, chunk sizes included.
  public func pendingBytes(_ id: ConnectionID) -> Int {
    isCurrent(id) ? connections[Int(id.index)].output.count : 0
  }

  /// Bytes that the caller's system has not taken yet: those that wait here, and those that wait in the kernel.
  ///
  /// A caller that has stopped reading keeps the kernel's share for as long as it likes; it grows to megabytes before
  /// anything waits here.
  ///
  /// - Returns: 0 for a connection that is gone.
  public func unreadBytes(_ id: ConnectionID) -> Int {
    guard isCurrent(id) else { return 0 }
    return pendingBytes(id) + SystemCalls.unreadBytes(connections[Int(id.index)].descriptor)
  }

  /// The Date field (RFC 9110 §6.6.1), written once a second; a loop on a manual clock has none.
  mutating func dateLine() -> [UInt8] {
    guard clock == .system else {
      return []
    }
    if now >= dateExpiresAt {
      let wall = SystemCalls.wallNow()
      dateBytes = Array("date: \(wall.httpDate)\r\n".utf8)
      dateExpiresAt = now.advanced(by: .seconds(1))
    }
    return dateBytes
  }

  mutating func markDirty(_ index: Int) {
    if !connections[index].isDirty {
      if !connections[index].interest.contains(.write) {
        connections[index].waitsSince = now
      }
      connections[index].isDirty = true
      dirty.append(Int32(index))
    }
  }

  /// Tries to send what the last event has led to: one call a connection.
  mutating func sendDirty<Handler: LoopHandler & ~Copyable>(_ handler: inout Handler) {
    while let next = dirty.popLast() {
      let index = Int(next)
      guard connections[index].isDirty else {
        continue
      }
      connections[index].isDirty = false
      send(index, &handler)
    }
  }

  private mutating func send<Handler: LoopHandler & ~Copyable>(_ index: Int, _ handler: inout Handler) {
    if !connections[index].output.isEmpty {
      switch SystemCalls.send(connections[index].descriptor, connections[index].output) {
      case .bytes(let count):
        connections[index].output.consume(count)
        connections[index].waitsSince = now
      case .wouldBlock:
        break
      case .failed, .endOfStream:
        close(index, .callerGone, &handler)
        return
      }
    }
    let id = connectionID(index)
    if connections[index].isFull, connections[index].output.count <= limits.outputLowWaterBytes {
      connections[index].isFull = false
      handler.outputDrained(id, on: &self)
      guard isCurrent(id) else {
        return
      }
    }
    if connections[index].output.isEmpty, connections[index].closesAfterOutput {
      finish(index)
      return
    }
    if connections[index].isOver {
      close(index, .callerGone, &handler)
      return
    }
    updateInterest(index)
    armTimer(index)
  }

  /// Ends a connection after its last answer; a caller that still sends gets time to read it.
  private mutating func finish(_ index: Int) {
    guard connections[index].phase == .open, !connections[index].decoder.isComplete,
      !connections[index].hasEnded
    else {
      release(index)
      return
    }
    SystemCalls.endWriting(connections[index].descriptor)
    connections[index].phase = .lingering
    connections[index].waitsSince = now
    connections[index].input = []
    armTimer(index)
  }
}
