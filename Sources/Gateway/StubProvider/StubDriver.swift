import Documents
import RoutingEngine
public import Transport

/// Answers callers as a provider would: the shell around the faults, the speech and the scripts.
public struct StubDriver: LoopHandler {
  /// Reads the body of a request to `/control`.
  public typealias ControlReader = (_ body: [UInt8]) -> StubControl

  private struct Exchange {
    var method: RequestHead.Method
    var path: String
    var body: [UInt8] = []
    var script: StubScript?
    var startedAt = Instant(nanoseconds: 0)
    var next: StubScript.Timed?
    var timer: TimerID?
    var timerToken: UInt32 = 0
    var isControl: Bool
  }

  private let options: StubOptions
  private let readControl: ControlReader
  private var board: StubFaultBoard
  private var counters = StubCounters()
  private var exchanges: [ConnectionID: Exchange] = [:]
  private var timers: [UInt32: ConnectionID] = [:]
  private var nextTimer: UInt32 = 0

  /// A provider that behaves as the options say.
  public init(_ options: StubOptions, control: @escaping ControlReader) {
    self.options = options
    readControl = control
    board = StubFaultBoard(options)
  }

  /// Answers under way.
  public var inFlight: Int { exchanges.count }

  /// Gives up every answer under way.
  public mutating func abandon(on loop: inout EventLoop) {
    for id in Array(exchanges.keys) {
      forget(id, on: &loop)
      loop.abort(id)
    }
  }

  // MARK: Requests

  /// Notes what is asked for.
  public mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    exchanges[id] = Exchange(
      method: head.method, path: head.text(head.path), isControl: head.isPath(StubControl.path))
  }

  /// Collects the body; the loop bounds it.
  public mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    if exchanges[id]?.isControl == true,
      (exchanges[id]?.body.count ?? 0) + bytes.count > StubControl.longestBody
    {
      let limit = StubControl.longestBody
      sendControl(413, problems: ["the body is longer than \(limit) bytes"], to: id, on: &loop)
      return
    }
    // A stand-in is no place for unsafe code: byte by byte is fast enough.
    guard let place = exchanges.index(forKey: id) else { return }
    for index in bytes.indices { exchanges.values[place].body.append(bytes[index]) }
  }

  /// Decides on the answer and begins with it.
  public mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    guard let exchange = exchanges[id] else { return }
    if exchange.isControl {
      control(exchange, id, on: &loop)
      return
    }
    exchanges[id]?.body = []
    if exchange.method == .get || exchange.method == .head {
      catalogue(exchange, id, on: &loop)
      return
    }
    let root = JSONText.parse(exchange.body)
    guard exchange.method == .post, let route = StubRoute(path: exchange.path, root: root),
      route.isServed(by: options.wire)
    else {
      let problem = "There is no such path at this provider: \(SafeText.message(exchange.path, limit: 200))"
      refuse(StubError(.modelGone, message: problem), options.wire, id, on: &loop)
      return
    }
    let request = StubRequest(root, wire: route.wire, countsOnly: route.operation == .countTokens)
    if let problem = request.problem {
      refuse(StubError(.invalidRequest, message: problem), route.wire, id, on: &loop)
      return
    }
    switch route.operation {
    case .countTokens: count(request, route.wire, id, on: &loop)
    case .answer(let isStreaming): answer(request, route, isStreaming, id, on: &loop)
    }
  }

  private mutating func answer(
    _ request: StubRequest, _ route: StubRoute, _ isStreaming: Bool, _ id: ConnectionID,
    on loop: inout EventLoop
  ) {
    let promptTokens = request.promptTokens
    let fate = board.fate(
      of: StubFaultBoard.Call(model: route.model, promptTokens: promptTokens, now: now(loop)))
    let number = board.requests
    let speech = StubSpeech(request, tokens: options.tokens, number: number)
    let envelope = AnswerEnvelope(
      id: route.wire.idPrefix + String(number), model: route.model, created: loop.wallTime.seconds)
    let script = StubScript(
      speech, fate, wire: route.wire, envelope: envelope,
      usage: TokenUsage(input: UInt32(clamping: promptTokens)), isStreaming: isStreaming,
      includesUsage: request.includesUsage, answers: request.answers)
    exchanges[id]?.script = script
    exchanges[id]?.startedAt = loop.now
    counters.answered += 1
    play(id, on: &loop)
  }

  private func now(_ loop: borrowing EventLoop) -> Nanoseconds { Nanoseconds(loop.now.nanoseconds) }

  // MARK: Playing

  /// Does what is due, and sets the timer for what is not.
  private mutating func play(_ id: ConnectionID, on loop: inout EventLoop) {
    while let exchange = exchanges[id] {
      guard let timed = exchange.next ?? exchanges[id]?.script?.next() else { return }
      exchanges[id]?.next = timed
      let due = exchange.startedAt.advanced(by: .nanoseconds(timed.at.count))
      guard due <= loop.now else {
        schedule(id, after: due - loop.now, on: &loop)
        return
      }
      exchanges[id]?.next = nil
      guard perform(timed.step, id, on: &loop) else { return }
    }
  }

  private mutating func schedule(_ id: ConnectionID, after delay: Duration, on loop: inout EventLoop) {
    nextTimer &+= 1
    timers[nextTimer] = id
    exchanges[id]?.timer = loop.schedule(nextTimer, after: delay)
    exchanges[id]?.timerToken = nextTimer
  }

  /// Does a step; false where the caller has to take what waits for it first.
  private mutating func perform(
    _ step: StubScript.Step, _ id: ConnectionID, on loop: inout EventLoop
  ) -> Bool {
    switch step {
    case .open(let status, let isStream, let headers, let length):
      loop.beginResponse(
        id, status: status, fields: headers.block(isStream: isStream),
        body: length.map { .length($0) } ?? .stream)
    case .bytes(let bytes):
      return loop.writeBody(bytes.span, to: id)
    case .end:
      forget(id, on: &loop)
      loop.endResponse(id)
    case .disconnect:
      forget(id, on: &loop)
      loop.abort(id)
    }
    return true
  }

  /// Goes on with an answer.
  public mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    guard let id = timers.removeValue(forKey: token) else { return }
    exchanges[id]?.timer = nil
    play(id, on: &loop)
  }

  /// Goes on with an answer that the caller was too slow for.
  public mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    guard exchanges[id]?.timer == nil else { return }
    play(id, on: &loop)
  }

  /// Gives an answer up.
  public mutating func connectionClosed(
    _ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop
  ) {
    if exchanges[id]?.script != nil { counters.cancelled += 1 }
    forget(id, on: &loop)
  }

  /// Counts requests that broke a rule of HTTP.
  public mutating func requestRefused(_ refusal: RequestRefusal, on loop: inout EventLoop) {
    counters.invalid += 1
  }

  private mutating func forget(_ id: ConnectionID, on loop: inout EventLoop) {
    guard let exchange = exchanges.removeValue(forKey: id) else { return }
    if let timer = exchange.timer { loop.cancel(timer) }
    timers.removeValue(forKey: exchange.timerToken)
  }

  // MARK: Answers at once

  private mutating func refuse(
    _ error: StubError, _ wire: StubProtocol, _ id: ConnectionID, on loop: inout EventLoop
  ) {
    counters.refused += 1
    let response = error.response(as: wire)
    var headers = StubHeaders(wire: wire, id: "refused")
    headers.own = response.headers
    send(response.status, headers.block(isStream: false), response.body, to: id, on: &loop)
  }

  private mutating func catalogue(_ exchange: Exchange, _ id: ConnectionID, on loop: inout EventLoop) {
    let catalogue = StubCatalogue(wire: options.wire, models: options.models)
    guard let body = catalogue.body(at: exchange.path) else {
      refuse(StubError(.modelGone), options.wire, id, on: &loop)
      return
    }
    send(200, StubHeaders(wire: options.wire, id: "models").block(isStream: false), body, to: id, on: &loop)
  }

  private mutating func count(
    _ request: StubRequest, _ wire: StubProtocol, _ id: ConnectionID, on loop: inout EventLoop
  ) {
    var writer = JSONWriter()
    writer.object {
      switch wire {
      case .bedrock: $0.field("inputTokens", request.promptTokens)
      case .vertex: $0.field("totalTokens", request.promptTokens)
      case .openAI, .azure, .anthropic: $0.field("input_tokens", request.promptTokens)
      }
    }
    send(
      200, StubHeaders(wire: wire, id: "count").block(isStream: false), writer.bytes, to: id, on: &loop)
  }

  // MARK: Control

  private mutating func control(_ exchange: Exchange, _ id: ConnectionID, on loop: inout EventLoop) {
    switch exchange.method {
    case .get, .head: break
    case .delete: board.clear()
    case .post, .put:
      switch readControl(exchange.body) {
      case .add(let faults): board.add(faults, at: now(loop))
      case .clear: board.clear()
      case .refuse(let problems):
        sendControl(400, problems: problems, to: id, on: &loop)
        return
      }
    case .patch, .options, .other:
      sendControl(405, problems: ["use GET, POST or DELETE"], to: id, on: &loop)
      return
    }
    board.forget(at: now(loop))
    let status = StubStatus(
      options: options, board: board, counters: counters, inFlight: exchanges.count - 1, now: now(loop))
    var fields = HeaderBlock()
    fields.add("content-type", "application/json")
    send(200, fields, JSONText.bytes(of: status), to: id, on: &loop)
  }

  private mutating func sendControl(
    _ status: Int, problems: [String], to id: ConnectionID, on loop: inout EventLoop
  ) {
    var writer = JSONWriter()
    writer.object {
      $0.array("problems") { list in for problem in problems { list.value(problem) } }
    }
    var fields = HeaderBlock()
    fields.add("content-type", "application/json")
    send(status, fields, writer.bytes, to: id, on: &loop)
  }

  private mutating func send(
    _ status: Int, _ fields: HeaderBlock, _ body: [UInt8], to id: ConnectionID, on loop: inout EventLoop
  ) {
    forget(id, on: &loop)
    loop.beginResponse(id, status: status, fields: fields, body: .length(body.count))
    loop.writeBody(body.span, to: id)
    loop.endResponse(id)
  }

  /// Never called: a stand-in asks nobody.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {}
  /// Never called: a stand-in asks nobody.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {}
  /// Never called: a stand-in asks nobody.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
  ) {}
}

extension StubProtocol {
  /// How its answers' names begin.
  var idPrefix: String {
    switch self {
    case .openAI, .azure: "chatcmpl-stub"
    case .anthropic: "msg_stub"
    case .bedrock, .vertex: "stub"
    }
  }
}
