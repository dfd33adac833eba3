import RoutingEngine
import Transport

@testable import Gateway

/// A gateway with stand-in providers on one loop and a manual clock: nothing waits but for bytes on 127.0.0.1.
struct GatewayBench: ~Copyable {
  var loop: EventLoop
  var handler: Handler
  let port: UInt16
  private let ports: [UInt16]
  private(set) var setup: GatewaySetup

  /// A gateway with as many endpoints as stand-ins, `a`, `b`, …, which all serve the feature `chat` in this order.
  init(
    upstreams count: Int = 2, journal: consuming RequestJournal = RequestJournal(),
    change: (inout GatewaySetup) -> Void = { _ in }
  )
    throws
  {
    var loop = try EventLoop(clock: .manual(Instant(nanoseconds: 1_000_000_000_000)))
    var ports: [UInt16] = []
    for index in 0..<count {
      let address = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0), tag: UInt8(10 + index))
      guard case .tcp(_, let port) = address else { preconditionFailure("A TCP listener has a port.") }
      ports.append(port)
    }
    var setup = Self.setup(ports)
    change(&setup)
    var server = try GatewayServer(setup, journal: journal, at: loop.now) { _ in nil }
    server.start(on: &loop)
    guard case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0), tag: 0) else {
      preconditionFailure("A TCP listener has a port.")
    }
    self.loop = loop
    self.port = port
    self.ports = ports
    self.setup = setup
    handler = Handler(
      server: server, upstreams: [ScriptedUpstream](repeating: ScriptedUpstream(), count: count))
  }

  private static func setup(_ ports: [UInt16]) -> GatewaySetup {
    let names = ports.indices.map { String(UnicodeScalar(UInt8(0x61 + $0))) }
    let endpoints = names.map { name in
      var endpoint = EndpointConfiguration(
        id: name, provider: "p" + name, cloud: "c" + name, region: "r" + name, model: "model-" + name)
      endpoint.price = Price(
        input: 1_000_000, cachedInput: 1_000_000, cacheWrite: 1_000_000, output: 2_000_000)
      return endpoint
    }
    let feature = FeatureConfiguration(
      id: "chat", candidates: names.indices.map { Candidate(endpoint: EndpointIndex($0)) })
    return GatewaySetup(
      engine: EngineConfiguration(endpoints: endpoints, features: [feature]),
      providers: zip(names, ports).map { name, port in
        var provider = ProviderSetup(name: "p" + name, kind: "openai-compatible")
        provider.baseURL = "http://127.0.0.1:\(port)/v1"
        return provider
      },
      endpoints: names.enumerated().map { EndpointSetup(provider: $0.offset, model: "model-" + $0.element) },
      aliases: [["talk"]])
  }

  /// Sends a request to the gateway.
  func ask(_ body: String, fields: [String] = [], path: String = "/v1/chat/completions") -> Caller {
    let caller = Caller(port: port)
    caller.send(Self.text(body, fields: fields, path: path))
    return caller
  }

  /// The bytes of a request.
  static func text(_ body: String, fields: [String] = [], path: String = "/v1/chat/completions") -> String {
    let lines = ["POST \(path) HTTP/1.1", "host: gateway", "content-length: \(body.utf8.count)"] + fields
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  /// Turns the loop until the condition holds; gives up after a bounded number of short waits.
  @discardableResult
  mutating func turn(until condition: (borrowing Handler) -> Bool) -> Bool {
    for _ in 0..<300 {
      if condition(handler) { return true }
      loop.turn(&handler, atMost: .milliseconds(10))
    }
    return condition(handler)
  }

  /// Turns the loop until nothing happens any more.
  mutating func settle() {
    for _ in 0..<12 { loop.turn(&handler, atMost: .milliseconds(1)) }
  }

  /// Turns the loop until a caller has a complete answer.
  @discardableResult
  mutating func answer(_ caller: Caller) -> Caller {
    turn { _ in
      caller.receive()
      return caller.isAnswered
    }
    return caller
  }

  /// Turns the loop until a caller has got so many events of a stream.
  @discardableResult
  mutating func events(_ count: Int, _ caller: Caller) -> Bool {
    turn { _ in
      caller.receive()
      return caller.events.count >= count
    }
  }

  /// Turns the loop until a stand-in has got so many requests.
  @discardableResult
  mutating func requests(_ count: Int, at upstream: Int) -> Bool {
    turn { $0.upstreams[upstream].bodies.count >= count }
  }

  /// Lets time pass, and the loop notice.
  mutating func wait(_ duration: Duration) {
    loop.advanceClock(by: duration)
    settle()
  }

  /// Lets a stand-in go on with the request that waits.
  mutating func write(_ text: String, ends: Bool = false, at upstream: Int) {
    handler.upstreams[upstream].write(text, ends: ends, &loop)
    settle()
  }

  /// How the attempts at an endpoint ended, in the order of the classes.
  func outcomes(at endpoint: Int) -> [OutcomeClass] {
    handler.server.core.fleetSnapshot().meter.rows.filter { $0.endpoint.value == endpoint }.flatMap { row in
      zip(OutcomeClass.allCases, row.classes).flatMap { Array(repeating: $0, count: $1) }
    }
  }

  /// What the engine has booked.
  var ledger: Ledger { handler.server.engine.ledger }

  /// Hears everything on the loop, and passes it on to the gateway or a stand-in.
  struct Handler: ~Copyable {
    var server: GatewayServer
    var upstreams: [ScriptedUpstream]
  }
}

extension GatewayBench.Handler: LoopHandler {
  private func upstream(_ id: ConnectionID, _ loop: borrowing EventLoop) -> Int? {
    let tag = Int(loop.listenerTag(of: id))
    return tag >= 10 ? tag - 10 : nil
  }

  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    guard let index = upstream(id, loop) else {
      server.requestBegan(id, head, on: &loop)
      return
    }
    upstreams[index].began(id, head)
  }

  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    guard let index = upstream(id, loop) else {
      server.requestBody(id, bytes, on: &loop)
      return
    }
    upstreams[index].body(id, bytes)
  }

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    guard let index = upstream(id, loop) else {
      server.requestEnded(id, on: &loop)
      return
    }
    upstreams[index].ended(id, &loop)
  }

  mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    if upstream(id, loop) == nil { server.outputDrained(id, on: &loop) }
    breakConnections(&loop)
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    for index in upstreams.indices where upstreams[index].open.contains(id) {
      upstreams[index].closed(id)
      return
    }
    server.connectionClosed(id, reason, on: &loop)
  }

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    server.responseBegan(id, head, on: &loop)
    breakConnections(&loop)
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    server.responseBody(id, bytes, on: &loop)
    breakConnections(&loop)
  }

  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
    server.responseEnded(id, failure, on: &loop)
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    server.timerFired(token, on: &loop)
  }

  mutating func woken(on loop: inout EventLoop) { server.woken(on: &loop) }

  /// Breaks connections whose bytes have arrived.
  private mutating func breakConnections(_ loop: inout EventLoop) {
    for index in upstreams.indices {
      let ready = upstreams[index].breaking.filter { loop.pendingBytes($0) == 0 }
      for id in ready { loop.abort(id) }
      upstreams[index].breaking.removeAll { ready.contains($0) }
    }
  }
}
