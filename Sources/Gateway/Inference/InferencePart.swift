import RoutingEngine
import Transport

/// The data path: callers' requests in, answers of providers out.
///
/// It acts; the engine and the readers decide.
/// One exchange a connection, found by the connection's slot; the exchange of a transfer by the transfer's.
struct InferencePart: ~Copyable {
  /// The upper bits of the timers' tokens that belong to the data path; the lower 28 are a connection's slot.
  static let timerKind: UInt32 = 1
  /// How long a provider may take to end its response after the answer's own end, so that the connection is kept.
  static let lingering = Nanoseconds.seconds(1)
  /// How long a provider may take from the finish reason to the usage and the end of its stream.
  static let graceAtEnd = Nanoseconds.seconds(2)
  /// How long a provider may take from the head of an error to the end of its body, which says more but decides
  /// nothing that the status does not.
  static let graceOfError = Nanoseconds.seconds(1)
  /// How long a request waits for a credential that could not be got the last time.
  static let patienceWithFailingCredential = Nanoseconds.seconds(1)
  /// How long a connection to a provider may take.
  static let connectTimeout = Duration.seconds(3)
  /// The longest deadline a caller may wish, and the longest that any stream may take.
  static let longestDeadline = Nanoseconds.hours(1)
  /// How often the engine hears that a call still lives; it takes those for lost that outlast their deadline by a
  /// minute in silence.
  static let signOfLife = Nanoseconds.seconds(30)

  /// By the slot of the connection.
  var exchanges: [Exchange?] = []
  /// By the slot of the transfer: the slot of the connection, or -1.
  var owners: [Int32] = []
  /// Transfers whose answer is whole and that have not ended.
  var lingering: [(id: TransferID, until: Timestamp)] = []
  /// Requests under way.
  private(set) var live = 0
  private var number: UInt64 = 0
  /// Whether the process is about to end, so that new requests are refused.
  var isEnding = false

  init() {}

  // MARK: Callers

  /// Takes the head of a request.
  mutating func requestBegan(
    _ id: ConnectionID, _ head: RequestHead, _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    let slot = id.slot
    while exchanges.count <= slot { exchanges.append(nil) }
    number &+= 1
    let exchange = Exchange(
      id, InferenceRequestLine.purpose(of: head), at: loop.timestamp, wall: loop.wallNanoseconds)
    exchange.number = number
    if let callers = core.plan.callers {
      let caller = head.value(of: "authorization").flatMap { callers.caller(authorization: head.bytes[$0]) }
      exchange.caller = caller.map { callers.names[$0] }
      if caller == nil { exchange.purpose = .refused(.unknownCaller) }
    }
    switch exchange.purpose {
    case .chat:
      exchange.hints = InferenceRequestLine.hints(of: head)
      if let fault = exchange.hints.fault { exchange.purpose = .refused(fault) }
      if case .length(let length) = head.framing { exchange.body.reserveCapacity(length) }
    case .models, .model, .refused: break
    }
    if isEnding, exchange.purpose != .refused(.unknownCaller) { exchange.purpose = .refused(.shuttingDown) }
    live += 1
    exchanges[slot] = exchange
    guard case .refused(let error) = exchange.purpose else { return }
    // Nobody listens to what may not be asked: whoever sends it slowly would hold a place for nothing.
    if error == .unknownCaller || isEnding || head.expectsContinue { refuse(slot, error, &core, &loop) }
  }

  /// Turns away the requests that have not come in whole: the process is about to end.
  mutating func turnAwayUnread(_ core: inout GatewayCore, _ loop: inout EventLoop) {
    for slot in exchanges.indices where exchanges[slot]?.phase == .reading {
      refuse(slot, .shuttingDown, &core, &loop)
    }
  }

  /// Takes a piece of a request's body.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>) {
    guard exchanges[id.slot]?.purpose == .chat else { return }
    exchanges[id.slot]?.body.append(copying: bytes)
  }

  /// Takes the end of a request, and answers or asks.
  mutating func requestEnded(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    let slot = id.slot
    guard let purpose = exchanges[slot]?.purpose, exchanges[slot]?.phase == .reading else { return }
    switch purpose {
    case .chat: begin(slot, &core, &loop)
    case .models: respond(slot, ModelList.all(core.plan, at: loop.wallTime), &core, &loop)
    case .model(let name):
      guard let body = ModelList.one(name, core.plan, at: loop.wallTime) else {
        refuse(slot, .unknownFeature(name, known: core.plan.features), &core, &loop)
        return
      }
      respond(slot, body, &core, &loop)
    case .refused(let error): refuse(slot, error, &core, &loop)
    }
  }

  /// Lets the provider go on where it was made to wait for the caller.
  mutating func outputDrained(_ id: ConnectionID, _ loop: inout EventLoop) {
    guard let exchange = exchanges[id.slot], exchange.isHeldUp, let transfer = exchange.transfer else {
      return
    }
    exchange.letGoOn(at: loop.timestamp)
    exchange.lastProgress = loop.timestamp
    loop.resume(transfer)
  }

  /// Ends what was under way for a caller who has gone: the provider is stopped, and what it did is priced.
  mutating func connectionClosed(_ id: ConnectionID, _ core: inout GatewayCore, _ loop: inout EventLoop) {
    let slot = id.slot
    guard slot < exchanges.count, exchanges[slot]?.connection == id else { return }
    endAttempt(slot, .cancelled, nil, &core, &loop)
    finish(slot, .cancelled, nil, &core, &loop)
  }

  // MARK: Answers of our own

  /// Answers with a document of our own.
  private mutating func respond(
    _ slot: Int, _ body: [UInt8], _ core: inout GatewayCore, _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    let fields = AnswerFields.answer(way(of: exchange, core), isStreaming: false)
    loop.beginResponse(exchange.connection, status: 200, fields: fields, body: .length(body.count))
    loop.writeBody(body.span, to: exchange.connection)
    loop.endResponse(exchange.connection)
    forget(slot, &loop)
  }

  /// Answers with an error before anything was delivered.
  ///
  /// - Parameters:
  ///   - slot: whose request.
  ///   - error: what the caller is told.
  ///   - outcome: how the request ended; nil for as its last attempt did.
  ///   - core: keeps the journal.
  ///   - loop: carries the answer.
  mutating func refuse(
    _ slot: Int, _ error: GatewayError, as outcome: OutcomeClass? = nil, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    guard let exchange = exchanges[slot] else { return }
    let body = error.body
    let fields = AnswerFields.error(error, way(of: exchange, core))
    loop.beginResponse(
      exchange.connection, status: error.status, fields: fields, body: .length(body.count), close: isEnding)
    loop.writeBody(body.span, to: exchange.connection)
    loop.endResponse(exchange.connection)
    finish(slot, outcome ?? exchange.tries.last?.outcome ?? .local, error, &core, &loop)
  }

  /// What the answer to an exchange says about its way.
  func way(of exchange: Exchange, _ core: borrowing GatewayCore) -> AnswerFields.Way {
    AnswerFields.Way(
      requestID: requestID(exchange, core).text, endpoint: exchange.target?.idBytes,
      attempts: exchange.routed?.attempts ?? exchange.tries.count,
      reason: exchange.attempt?.reason ?? exchange.tries.last?.reason)
  }

  /// The id by which a request is found in the journal.
  func requestID(_ exchange: Exchange, _ core: borrowing GatewayCore) -> RequestID {
    RequestID(run: core.plan.runID, number: exchange.number)
  }

  /// Writes the journal's line of a request that ended, and forgets the request.
  mutating func finish(
    _ slot: Int, _ outcome: OutcomeClass, _ error: GatewayError?, _ core: inout GatewayCore,
    _ loop: inout EventLoop
  ) {
    if let exchange = exchanges[slot], exchange.purpose == .chat, core.journal.isOn {
      let entry = JournalEntry(
        exchange, outcome: outcome, error: error, requestID: requestID(exchange, core).text,
        now: loop.timestamp)
      core.journal.append(entry)
    }
    forget(slot, &loop)
  }

  private mutating func forget(_ slot: Int, _ loop: inout EventLoop) {
    if let timer = exchanges[slot]?.timer { loop.cancel(timer) }
    exchanges[slot] = nil
    live -= 1
  }
}
