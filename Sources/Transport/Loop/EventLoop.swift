/// One thread's loop over callers, timers and requests to elsewhere.
///
/// It owns every descriptor; its owner calls ``turn(_:atMost:)`` for ever and hears of everything through a
/// ``LoopHandler``. Nothing in it locks, and nothing but ``WakeSignal`` may be used from another thread.
public struct EventLoop: ~Copyable {
  /// The bounds and timeouts that hold.
  public let limits: LoopLimits
  var clock: LoopClock
  var poller: Poller
  var wheel: TimerWheel
  var listeners: [Listener] = []
  var acceptsAgainAt: Instant?
  /// Callers that were told 503 because there was no room for them.
  public internal(set) var turnedAway = 0
  var isAccepting = true
  /// Whether listening has ended for good, so that every answer is its connection's last.
  var isDraining = false
  var connections: [Connection] = []
  var freeConnections: [Int32] = []
  /// Connections with output that has not been tried, and with input that may be decoded now.
  var dirty: [Int32] = []
  var resumed: [Int32] = []
  var client: HTTPClient?
  /// Connections of our own to elsewhere.
  var plain = PlainTable()
  var expired: [(id: TimerID, token: UInt64)] = []
  /// The Date field as it was last written, and when it has to be written anew.
  var dateBytes: [UInt8] = []
  var dateExpiresAt = Instant(nanoseconds: 0)
  /// The read buffer that all connections share; it lies here between turns only.
  var scratch = [UInt8](repeating: 0, count: scratchBytes)

  /// Bytes read from a connection at once.
  static let scratchBytes = 64 * 1024
  /// How long no caller is accepted after descriptors have run out.
  static let acceptPause = Duration.milliseconds(500)

  /// The time of the current turn, read once after each wait.
  public private(set) var now: Instant
  /// Nanoseconds from the monotonic clock to the calendar's, looked up once a second.
  private var wallOffset: Int64 = 0
  private var wallExpiresAt = Instant(nanoseconds: .min)

  /// Creates a loop without listeners.
  ///
  /// - Throws: where the system refuses a descriptor.
  public init(limits: LoopLimits = LoopLimits(), clock: LoopClock = .system) throws(TransportError) {
    self.limits = limits
    self.clock = clock
    now = clock.now
    poller = try Poller()
    wheel = TimerWheel(now: now)
    readWall()
  }

  deinit {
    for listener in listeners {
      listener.close()
    }
    for case let transfer? in plain.places where transfer.descriptor >= 0 {
      SystemCalls.close(transfer.descriptor)
    }
    for connection in connections where connection.phase != .free {
      SystemCalls.close(connection.descriptor)
    }
  }

  /// What other threads use to make the loop turn.
  public var wakeSignal: WakeSignal { poller.wakeSignal }

  /// The number of callers connected.
  public var connectionCount: Int { connections.count - freeConnections.count }

  /// The moment of the calendar at the current turn, in nanoseconds since 1970-01-01 00:00 UTC.
  ///
  /// A loop on a manual clock lives in 1970.
  public var wallNanoseconds: Int64 { now.nanoseconds + wallOffset }

  /// The moment of the calendar at the current turn.
  public var wallTime: WallTime { WallTime(seconds: wallNanoseconds / 1_000_000_000) }

  private mutating func readWall() {
    guard clock == .system, now >= wallExpiresAt else {
      return
    }
    wallOffset = SystemCalls.wallNanoseconds() - now.nanoseconds
    wallExpiresAt = now.advanced(by: .seconds(1))
  }

  /// Moves a manual clock on; on the system's clock it is a programmer's mistake and traps.
  public mutating func advanceClock(by duration: Duration) {
    guard case .manual(let instant) = clock else {
      preconditionFailure("Only a manual clock is advanced by hand.")
    }
    clock = .manual(instant.advanced(by: duration))
    now = clock.now
  }

  /// Waits for the next events and handles them.
  ///
  /// - Parameters:
  ///   - handler: hears what happened.
  ///   - longest: longest wait where nothing happens.
  public mutating func turn<Handler: LoopHandler & ~Copyable>(
    _ handler: inout Handler, atMost longest: Duration = .seconds(1)
  ) {
    applyTransferInterest()
    let count = poller.wait(milliseconds: waitMilliseconds(atMost: longest))
    now = clock.now
    readWall()
    for index in 0..<count {
      let (token, readiness) = poller.event(index)
      dispatch(token, readiness, &handler)
      settle(&handler)
    }
    expireTimers(&handler)
    runTransferTimer()
    settle(&handler)
    if let moment = acceptsAgainAt, now >= moment {
      acceptsAgainAt = nil
      updateAccepting()
    }
  }

  /// Arms a timer.
  ///
  /// - Parameters:
  ///   - token: comes back with ``LoopHandler/timerFired(_:on:)``.
  ///   - delay: from now; it never fires early, and at most 4.2 ms late.
  /// - Returns: what cancels it.
  public mutating func schedule(_ token: UInt32, after delay: Duration) -> TimerID {
    wheel.schedule(TimerKind.handler.token(Int32(bitPattern: token)), at: now.advanced(by: delay))
  }

  /// Disarms a timer; one that has fired is left alone.
  public mutating func cancel(_ timer: TimerID) {
    wheel.cancel(timer)
    if let index = expired.firstIndex(where: { $0.id == timer }) {
      expired[index].token = TimerKind.none.token(0)
    }
  }

  private mutating func dispatch<Handler: LoopHandler & ~Copyable>(
    _ token: Token, _ readiness: Poller.Interest, _ handler: inout Handler
  ) {
    switch token.kind {
    case .wake:
      poller.clearSignal()
      handler.woken(on: &self)
    case .listener:
      acceptCallers(listener: Int32(token.index))
    case .connection:
      guard connections[token.index].phase != .free,
        connections[token.index].generation & 0x3FFF_FFFF == token.generation
      else {
        return
      }
      connectionReady(token.index, readiness, &handler)
    case .transfer where token.generation & Self.plainMark != 0:
      plainReady(token, readiness, &handler)
    case .transfer:
      transferSocketReady(Int32(token.index), readiness)
    }
  }

  /// Carries out what the events have led to, until nothing is left to do.
  private mutating func settle<Handler: LoopHandler & ~Copyable>(_ handler: inout Handler) {
    while true {
      deliverTransfers(&handler)
      sendDirty(&handler)
      guard let index = resumed.popLast() else {
        return
      }
      resumeDecoding(Int(index), &handler)
    }
  }

  private mutating func expireTimers<Handler: LoopHandler & ~Copyable>(_ handler: inout Handler) {
    wheel.advance(to: now, expired: &expired)
    // By index: what one timer brings about may cancel another that is due with it.
    var next = 0
    while next < expired.count {
      let timer = expired[next]
      next += 1
      let index = Int32(truncatingIfNeeded: timer.token)
      switch TimerKind(timer.token) {
      case .handler: handler.timerFired(UInt32(bitPattern: index), on: &self)
      case .connection: connectionTimerFired(Int(index), timer.id, &handler)
      case .transfer: transferTimerFired(Int(index), timer.id, &handler)
      case .plain: plainTimerFired(Int(index), timer.id, &handler)
      case .none: break
      }
      settle(&handler)
    }
    expired.removeAll(keepingCapacity: true)
  }

  private func waitMilliseconds(atMost longest: Duration) -> Int32 {
    guard dirty.isEmpty, resumed.isEmpty, client?.hasReady != true else {
      return 0
    }
    var deadline = now.advanced(by: longest)
    if let next = wheel.nextDeadline {
      deadline = min(deadline, next)
    }
    if let next = client?.actionDeadline {
      deadline = min(deadline, next)
    }
    if let moment = acceptsAgainAt {
      deadline = min(deadline, moment)
    }
    let wait = (deadline.nanoseconds - clock.now.nanoseconds + 999_999) / 1_000_000
    return Int32(clamping: max(0, wait))
  }
}

/// Whose timer it is; kept in the upper half of a timer's token.
enum TimerKind: UInt64 {
  case handler, connection, transfer, plain
  /// One that was cancelled when it was due already.
  case none

  init(_ token: UInt64) {
    self = TimerKind(rawValue: token >> 32) ?? .none
  }

  func token(_ index: Int32) -> UInt64 {
    rawValue << 32 | UInt64(UInt32(bitPattern: index))
  }
}
