public import RoutingEngine
public import Transport
public import Wire

/// The gateway in one value: engine, data path, credentials, journal and control API on one event loop.
///
/// Its owner makes a loop, listens with the tags below, calls ``start(on:)`` once, and then turns the loop until
/// ``isDone``. Requests are told apart by their listener, transfers by whom they belong to.
public struct GatewayServer: ~Copyable {
  /// The tag of listeners of the inference API.
  public static let inferenceTag: UInt8 = 0
  /// The tag of listeners of the control API.
  public static let controlTag: UInt8 = 1
  /// How often the engine hears that time has passed; its own bound.
  public static let tickInterval = Duration.milliseconds(250)
  private static let tickToken: UInt32 = 0

  var core: GatewayCore
  var inference = InferencePart()
  var control = ControlPart()
  private let environment: (String) -> String?
  private var endsAt: Timestamp?
  /// When a caller was turned away last; nil where that is over.
  private var turnedAwayAt: Timestamp?
  private var mostCallers = 0
  /// Whether everything has ended after ``beginShutdown(grace:on:)``.
  public private(set) var isDone = false
  /// Signals that came and that the owner has to act on.
  private var signals: [ProcessSignals.Signal] = []

  /// Creates a gateway that serves by a setup.
  ///
  /// - Parameters:
  ///   - setup: whom to serve and whom to ask.
  ///   - journal: where requests are written down.
  ///   - now: the loop's present moment.
  ///   - environment: looks an environment variable up, for credentials.
  /// - Throws: where a provider's kind is not known, or its credential cannot be set up.
  public init(
    _ setup: GatewaySetup, journal: consuming RequestJournal, at now: Instant,
    environment: @escaping (String) -> String? = { ProcessEnvironment.value(of: $0) }
  ) throws(GatewaySetupError) {
    var credentials = CredentialBook()
    let plan = try ServingPlan(setup, credentials: &credentials, environment: environment)
    let engine = RoutingEngine(
      configuration: plan.completed(setup.engine), at: Timestamp(nanoseconds: now.nanoseconds))
    core = GatewayCore(
      engine: engine, plan: plan, credentials: credentials, journal: journal,
      at: Timestamp(nanoseconds: now.nanoseconds))
    self.environment = environment
  }

  /// Begins: credentials are got ahead of the first request, and time starts to pass.
  public mutating func start(on loop: inout EventLoop) {
    core.clock = loop.clockAnchor
    core.credentials.store.renewDue(at: loop.wallTime, on: &loop)
    _ = loop.schedule(GatewayServer.tickToken, after: GatewayServer.tickInterval)
  }

  /// Takes the signals that came since the last call.
  public mutating func takeSignals() -> [ProcessSignals.Signal] {
    defer { signals = [] }
    return signals
  }

  /// What an operator should know, a sentence each: credentials that cannot be got, journal lines that are lost.
  ///
  /// Brought up to date every 250 ms.
  public private(set) var troubles: [String] = []

  /// Notes how many callers found no room; for a minute the operator is told.
  private mutating func noteTurnedAway(_ loop: borrowing EventLoop) {
    if loop.turnedAway > core.turnedAway { turnedAwayAt = loop.timestamp }
    core.turnedAway = loop.turnedAway
    if let moment = turnedAwayAt, loop.timestamp - moment >= .minutes(1) { turnedAwayAt = nil }
    mostCallers = loop.limits.connections
  }

  private func presentTroubles() -> [String] {
    var found: [String] = []
    if turnedAwayAt != nil {
      found.append(
        "callers are turned away: all \(mostCallers) connections (gateway.max_connections) have a request under way"
      )
    }
    for target in core.plan.targets {
      guard let id = target.credential, let failure = core.credentials.store.slot(id).lastFailure else {
        continue
      }
      let sentence = "the credential of the provider \(target.provider) cannot be got: \(failure.description)"
      if !found.contains(sentence) { found.append(sentence) }
    }
    if let failure = core.journal.failure {
      let lines = core.journal.lostLines == 1 ? "line of the journal is" : "lines of the journal are"
      found.append("\(core.journal.lostLines) \(lines) lost: \(failure.description)")
    }
    return found
  }

  /// The engine as it is now; a copy costs nothing until one of the two changes.
  public var engine: RoutingEngine { core.engine }

  /// Requests under way.
  public var liveRequests: Int { inference.live }

  /// Serves by another setup from now on, or not at all by it: what is under way goes on as it began, operators'
  /// orders stay, and so does what the engine knows of endpoints that are still there.
  ///
  /// - Parameters:
  ///   - setup: whom to serve and whom to ask.
  ///   - reason: what the event that tells of it says.
  ///   - loop: the loop of the server.
  /// - Throws: where the setup cannot be used; nothing has changed then.
  public mutating func reload(
    _ setup: GatewaySetup, reason: String = "configuration", on loop: inout EventLoop
  ) throws(GatewaySetupError) {
    var credentials = core.credentials
    let plan = try ServingPlan(setup, credentials: &credentials, environment: environment)
    let old = core.engine.configuration
    let relocation = core.adopt(
      plan.completed(setup.engine), plan, credentials, reason: reason, at: loop.timestamp)
    inference.relocate(relocation, from: old)
    control.reloaded(&core, &loop)
    core.credentials.store.renewDue(at: loop.wallTime, on: &loop)
    settle(&loop)
  }

  /// Puts on record that the configuration was read again, or could not be used.
  ///
  /// - Parameters:
  ///   - file: which file.
  ///   - change: what it changes; empty where it was refused.
  ///   - refusal: why the one that was in force stays; nil where it does not.
  ///   - author: who wanted it.
  ///   - loop: the loop of the server.
  public mutating func recordReload(
    of file: String, change: String, refusal: String? = nil, by author: ActAuthor,
    on loop: borrowing EventLoop
  ) {
    core.now = loop.timestamp
    core.clock.follow(loop.clockAnchor)
    control.listener?.service.recordReload(
      of: file, change: change, refusal: refusal, by: author, on: core)
  }

  /// Writes requests to another journal from now on.
  public mutating func replaceJournal(_ journal: consuming RequestJournal) {
    core.journal.flush()
    core.journal = journal
  }

  /// Serves the control API to callers of the listener with ``controlTag``.
  ///
  /// - Parameters:
  ///   - setup: what it says of itself, and who may do what.
  ///   - journal: where operators' acts are kept.
  ///   - earlier: what earlier processes left; their acts come into force again.
  /// - Returns: a sentence for each act that could not be restored.
  @discardableResult
  public mutating func serveControl(
    _ setup: ControlSetup, journal: any ActJournal = NoJournal(),
    earlier: EarlierSession = EarlierSession()
  ) -> [String] {
    var service = ControlService(
      setup, configuration: core.configuration, started: core.now, earlier: earlier, journal: journal)
    let unrestored = service.desk.restore(earlier.acts, on: &core)
    control = ControlPart(ControlListener(service))
    return unrestored
  }

  /// Lets others in at the control API from now on; what is under way there goes on.
  public mutating func replaceControlAccess(_ access: ControlAccess) {
    control.listener?.service.access = access
  }

  /// How often consoles get a snapshot; see ``ControlListener/snapshotInterval``.
  public mutating func paceSnapshots(every interval: Duration) {
    control.listener?.snapshotInterval = interval
  }

  /// Everything that consoles are shown, at this moment.
  ///
  /// - Returns: nil where the control API is not served.
  public mutating func snapshot(on loop: borrowing EventLoop) -> SystemSnapshot? {
    core.now = loop.timestamp
    core.clock.follow(loop.clockAnchor)
    return control.listener?.service.desk.snapshot(of: core)
  }

  /// Writes down how everything is at the end.
  public mutating func writeDown() { control.listener?.service.writeDown(core, isLast: true) }

  // MARK: The end

  /// Stops to accept callers, and gives what is under way some time; then it is ended with a typed error.
  ///
  /// Called again it can only shorten the time.
  public mutating func beginShutdown(grace: Duration, on loop: inout EventLoop) {
    let parts = grace.components
    let end = loop.timestamp + Nanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    endsAt = min(endsAt ?? end, end)
    inference.isEnding = true
    inference.turnAwayUnread(&core, &loop)
    loop.stopListening()
    checkEnd(&loop)
  }

  private mutating func checkEnd(_ loop: inout EventLoop) {
    guard let endsAt, !isDone else { return }
    // Consoles watch until the last request has ended, and hold nobody up.
    if inference.live == 0 { control.endAll(&core, &loop) }
    loop.closeIdleConnections()
    if loop.timestamp >= endsAt {
      inference.endAll(&core, &loop)
      control.endAll(&core, &loop)
    }
    // Callers that do not take the end of their answer get no more than the loop's own patience.
    let isOver = loop.timestamp >= endsAt + .seconds(2)
    if inference.live == 0, loop.connectionCount == 0 || isOver {
      core.journal.flush()
      isDone = true
    }
  }

  private mutating func tick(_ loop: inout EventLoop) {
    core.tell(.tick, at: loop.timestamp)
    core.credentials.store.renewDue(at: loop.wallTime, on: &loop)
    core.endCredentialHolds(at: loop.timestamp, wall: loop.wallTime)
    inference.tick(&loop)
    core.clock.follow(loop.clockAnchor)
    noteTurnedAway(loop)
    control.tick(&core, &loop)
    core.journal.flush()
    let present = presentTroubles()
    if present != troubles { troubles = present }
    settle(&loop)
    checkEnd(&loop)
    _ = loop.schedule(GatewayServer.tickToken, after: GatewayServer.tickInterval)
  }

  /// Carries out what the engine wants done.
  private mutating func settle(_ loop: inout EventLoop) {
    while core.hasCuts { inference.cut(core.takeCuts(), &core, &loop) }
  }
}

extension GatewayServer: LoopHandler {
  private func isControl(_ id: ConnectionID, _ loop: borrowing EventLoop) -> Bool {
    loop.listenerTag(of: id) == GatewayServer.controlTag
  }

  /// Hears that a caller's request has begun.
  public mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    if isControl(id, loop) {
      core.now = loop.timestamp
      control.requestBegan(id, head, &core, &loop)
    } else {
      inference.requestBegan(id, head, &core, &loop)
    }
  }

  /// Hears a piece of a request's body.
  public mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    if isControl(id, loop) {
      control.requestBody(id, bytes, &loop)
    } else {
      inference.requestBody(id, bytes)
    }
  }

  /// Hears that a request is complete.
  public mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    if isControl(id, loop) {
      core.now = loop.timestamp
      control.requestEnded(id, &core, &loop)
    } else {
      inference.requestEnded(id, &core, &loop)
    }
    settle(&loop)
  }

  /// Hears that a caller has taken what waited.
  public mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    if isControl(id, loop) {
      control.outputDrained(id, &core, &loop)
    } else {
      inference.outputDrained(id, &loop)
    }
  }

  /// Hears that a caller has gone.
  public mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    inference.connectionClosed(id, &core, &loop)
    control.connectionClosed(id, &core, &loop)
    settle(&loop)
  }

  /// Hears of the head of a response.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    if let slot = inference.owner(of: id) {
      inference.responseBegan(slot, head, core.plan.interToken, &loop)
    } else {
      _ = core.credentials.store.responseBegan(id, head)
    }
  }

  /// Hears a piece of a response.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    if let slot = inference.owner(of: id) {
      inference.responseBody(slot, bytes, &core, &loop)
      settle(&loop)
    } else {
      _ = core.credentials.store.responseBody(id, bytes)
    }
  }

  /// Hears that a transfer has ended.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
  ) {
    if let slot = inference.owner(of: id) {
      inference.responseEnded(slot, failure, &core, &loop)
    } else if core.credentials.store.owns(id) {
      if let credential = core.credentials.store.responseEnded(id, failure, at: loop.wallTime, on: &loop) {
        inference.credentialChanged(credential, &core, &loop)
      }
    } else {
      inference.lingering.removeAll { $0.id == id }
    }
    settle(&loop)
  }

  /// Hears that a timer has fired.
  public mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    if token >> 28 == InferencePart.timerKind {
      inference.timerFired(Int(token & 0x0FFF_FFFF), &core, &loop)
      settle(&loop)
    } else {
      tick(&loop)
    }
  }

  /// Hears the wake signal, and takes the signals of the process.
  public mutating func woken(on loop: inout EventLoop) {
    signals += ProcessSignals.take()
  }
}
