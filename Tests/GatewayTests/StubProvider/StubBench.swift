import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// A stand-in provider and a caller of it, on one loop.
struct StubBench: ~Copyable {
  /// What a caller got.
  struct Answer {
    var status = 0
    var contentType: String?
    var text = ""
    var failure: TransferFailure.Kind?
    var isDone = false
  }

  /// Hands callers' requests to the driver and writes down what comes back.
  struct Both: LoopHandler {
    var driver: StubDriver
    var answers: [TransferID: Answer] = [:]

    mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
      driver.requestBegan(id, head, on: &loop)
    }
    mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      driver.requestBody(id, bytes, on: &loop)
    }
    mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
      driver.requestEnded(id, on: &loop)
    }
    mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
      driver.outputDrained(id, on: &loop)
    }
    mutating func connectionClosed(
      _ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop
    ) {
      driver.connectionClosed(id, reason, on: &loop)
    }
    mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
      driver.timerFired(token, on: &loop)
    }
    mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
      answers[id] = Answer(status: head.status, contentType: head.text(of: "content-type"))
    }
    mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      let piece = (0..<bytes.count).map { bytes[$0] }
      answers[id]?.text += String(decoding: piece, as: UTF8.self)
    }
    mutating func responseEnded(
      _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
    ) {
      answers[id, default: Answer()].isDone = true
      answers[id]?.failure = failure?.kind
    }
  }

  var loop: EventLoop
  var both: Both
  let port: UInt16

  init(_ wire: StubProtocol, tokens: Int = 4, control: @escaping StubDriver.ControlReader = { _ in .clear })
    throws
  {
    var loop = try EventLoop()
    guard case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0)) else {
      preconditionFailure("A TCP listener has a port.")
    }
    var options = StubOptions(wire)
    options.ttft = .milliseconds(2)
    options.pace = .milliseconds(1)
    options.tokens = tokens
    both = Both(driver: StubDriver(options, control: control))
    self.loop = loop
    self.port = port
  }

  /// Sends a request.
  mutating func start(_ method: String, _ path: String, _ body: String? = nil) throws -> TransferID {
    try loop.start(
      OutgoingRequest(
        method: method, url: "http://127.0.0.1:\(port)\(path)", body: body.map { Array($0.utf8) },
        timeouts: TransferTimeouts(total: .seconds(20)), proxy: .direct))
  }

  /// Turns the loop until the condition holds; gives up after a bounded number of short waits.
  @discardableResult
  mutating func turn(until condition: (Both) -> Bool) -> Bool {
    for _ in 0..<2_000 {
      if condition(both) { return true }
      loop.turn(&both, atMost: .milliseconds(10))
    }
    return condition(both)
  }

  /// Sends a request and waits for its answer.
  mutating func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> Answer {
    let id = try start(method, path, body)
    turn { $0.answers[id]?.isDone == true }
    return try #require(both.answers[id])
  }
}
