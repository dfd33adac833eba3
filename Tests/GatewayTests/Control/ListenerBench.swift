import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

/// The control API over a tiny engine, and callers of it, on one loop with real sockets.
struct ListenerBench: ~Copyable {
  /// What a caller got so far.
  struct Answer {
    var status = 0
    var text = ""
    var isDone = false
    var failure: TransferFailure.Kind?

    /// The names of the messages of a stream, in order.
    var messages: [String] {
      text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
    }

    /// The id of the last message that has one.
    var lastID: String? {
      text.split(separator: "\n").last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }
  }

  /// Both ends.
  struct Both: ~Copyable, LoopHandler {
    var listener: ControlListener
    var host = TinyHost()
    var answers: [TransferID: Answer] = [:]

    mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
      listener.requestBegan(id, head, on: &loop)
    }
    mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      listener.requestBody(id, bytes, on: &loop)
    }
    mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
      listener.requestEnded(id, on: &loop, &host)
    }
    mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
      listener.outputDrained(id, on: &loop)
    }
    mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
      listener.connectionClosed(id)
    }
    mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
      answers[id] = Answer(status: head.status)
    }
    mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      answers[id]?.text += String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }
    mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
      answers[id, default: Answer()].isDone = true
      answers[id]?.failure = failure?.kind
    }
  }

  var loop: EventLoop
  var both: Both
  let address: PlainAddress

  init(
    on address: ListenAddress = .tcp(host: "127.0.0.1", port: 0), clock: LoopClock = .system,
    tokens: Bool = false, readers: Int = StreamHub.readerLimit
  ) throws {
    let bench = try ServiceBench(tokens: tokens)
    self.init(try Self.open(address, clock), ControlListener(bench.service, readers: readers))
  }

  private init(_ opened: consuming Opened, _ listener: consuming ControlListener) {
    address = opened.address
    loop = opened.loop
    both = Both(listener: listener)
  }

  private struct Opened: ~Copyable {
    var loop: EventLoop
    var address: PlainAddress
  }

  private static func open(_ address: ListenAddress, _ clock: LoopClock) throws -> Opened {
    var loop = try EventLoop(clock: clock)
    switch try loop.listen(on: address) {
    case .tcp(let host, let port): return Opened(loop: loop, address: .tcp(host: host, port: port))
    case .unix(let path): return Opened(loop: loop, address: .unix(path: path))
    }
  }

  mutating func start(
    _ method: String, _ path: String, _ body: String? = nil, fields: [HeaderField] = []
  ) throws -> TransferID {
    try loop.start(
      OutgoingRequest(
        method: method, url: "http://localhost\(path)", fields: fields, body: body.map { Array($0.utf8) },
        timeouts: TransferTimeouts(total: .seconds(20))), to: address)
  }

  /// Turns the loop until the condition holds; gives up after a bounded number of short waits.
  @discardableResult
  mutating func turn(until condition: (borrowing Both) -> Bool) -> Bool {
    for _ in 0..<2_000 {
      if condition(both) { return true }
      loop.turn(&both, atMost: .milliseconds(5))
      both.listener.tick(on: &loop, &both.host)
    }
    return condition(both)
  }

  mutating func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> Answer {
    let id = try start(method, path, body)
    turn { $0.answers[id]?.isDone == true }
    return try #require(both.answers[id])
  }
}
