extension EventLoop {
  /// Starts to accept callers.
  ///
  /// - Parameters:
  ///   - address: where.
  ///   - tag: what ``listenerTag(of:)`` says of its callers, so that several services can share a loop.
  /// - Returns: the address, with the port that the system chose where 0 was asked for.
  /// - Throws: where the address is none, or in use, or may not be used.
  @discardableResult
  public mutating func listen(on address: ListenAddress, tag: UInt8 = 0) throws(TransportError)
    -> ListenAddress
  {
    var listener = try ListeningSocket.open(address)
    listener.tag = tag
    guard poller.add(listener.descriptor, isAccepting ? .read : [], listenerToken(listener)) else {
      listener.close()
      throw .system(action: "watch", subject: address.description, reason: "the system refused")
    }
    listeners.append(listener)
    return listener.address
  }

  /// The tag of the listener that a caller came through; 0 for a connection that is gone.
  public func listenerTag(of id: ConnectionID) -> UInt8 {
    isCurrent(id) ? connections[Int(id.index)].listenerTag : 0
  }

  /// Stops to accept callers for good; connections stay until their current answer is out.
  public mutating func stopListening() {
    isDraining = true
    for listener in listeners {
      listener.close()
    }
    listeners.removeAll()
  }

  /// Closes the connections on which no request is under way.
  public mutating func closeIdleConnections() {
    for index in connections.indices where connections[index].phase == .open {
      if !connections[index].isExchanging, connections[index].output.isEmpty {
        release(index)
      }
    }
  }

  mutating func acceptCallers(listener: Int32) {
    for _ in 0..<limits.acceptsPerTurn where isAccepting {
      switch SystemCalls.accept(listener) {
      case .success(let descriptor):
        take(descriptor, through: listener)
      case .failure(let failure):
        if failure.isOutOfDescriptors {
          if closeLongestIdle() { continue }
          acceptsAgainAt = now.advanced(by: Self.acceptPause)
        }
        updateAccepting()
        return
      }
    }
  }

  /// Lets a caller in: where all places are taken that of whoever has been idle longest, else it is told 503.
  private mutating func take(_ descriptor: Int32, through listener: Int32) {
    guard connectionCount >= limits.connections, !closeLongestIdle() else {
      admit(descriptor, through: listener)
      return
    }
    turnedAway += 1
    guard connectionCount < limits.connections + limits.turnedAway else {
      var answer = ByteQueue()
      RefusalAnswer.write(.tooManyCallers, dateLine: dateLine(), into: &answer)
      _ = SystemCalls.send(descriptor, answer)
      SystemCalls.close(descriptor)
      return
    }
    guard let index = admit(descriptor, through: listener) else { return }
    RefusalAnswer.write(.tooManyCallers, dateLine: dateLine(), into: &connections[index].output)
    connections[index].closesAfterOutput = true
    markDirty(index)
  }

  /// Closes the connection that has waited longest for its next request; false where none has waited for long.
  private mutating func closeLongestIdle() -> Bool {
    var longest: Int?
    for index in connections.indices where connections[index].isIdle {
      guard now - connections[index].waitsSince >= limits.idleGrace else { continue }
      if let found = longest, connections[found].waitsSince <= connections[index].waitsSince { continue }
      longest = index
    }
    guard let longest else { return false }
    release(longest)
    return true
  }

  /// Pauses or resumes all listeners, as descriptors allow.
  mutating func updateAccepting() {
    let wanted = acceptsAgainAt == nil
    guard wanted != isAccepting else {
      return
    }
    isAccepting = wanted
    for listener in listeners {
      // Changing what a listener that is open waits for cannot fail.
      _ = poller.change(listener.descriptor, wanted ? .read : [], listenerToken(listener))
    }
  }

  private func listenerToken(_ listener: Listener) -> Token {
    Token(.listener, index: listener.descriptor, generation: 0)
  }

  @discardableResult
  private mutating func admit(_ descriptor: Int32, through listener: Int32) -> Int? {
    SystemCalls.setNoDelay(descriptor)
    client?.openedElsewhere(descriptor)
    let index: Int
    if let reused = freeConnections.popLast() {
      index = Int(reused)
    } else {
      index = connections.count
      connections.append(Connection(limits: limits.http))
    }
    var connection = Connection(limits: limits.http)
    connection.generation = connections[index].generation &+ 1
    connection.descriptor = descriptor
    connection.listenerTag = listeners.first { $0.descriptor == listener }?.tag ?? 0
    connection.phase = .open
    connection.interest = .read
    connection.waitsSince = now
    connections[index] = connection
    let token = Token(.connection, index: Int32(index), generation: connection.generation)
    guard poller.add(descriptor, connection.interest, token) else {
      release(index)
      return nil
    }
    armTimer(index)
    return index
  }
}
