import Transport

/// A handler that writes down what it hears and answers as it is told.
struct Recorder: LoopHandler {
  enum Answer {
    /// Every request with its own body.
    case echo
    /// No request.
    case silence
    /// Every request at its head.
    case atHead
    /// No request: the connection is cut at its head.
    case cut
    /// Every request with so many bytes, as fast as the caller takes them.
    case flood(Int)
    /// Every request with these pieces as a stream.
    case pieces([String])
  }

  struct Response: Equatable {
    var status = 0
    var body: [UInt8] = []
    var failure: TransferFailure.Kind?
    var detail = ""
    var isDone = false
    var contentType: String?

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  var answer = Answer.echo
  var requests: [String] = []
  var bodies: [ConnectionID: [UInt8]] = [:]
  var open: [ConnectionID] = []
  var closed: [CloseReason] = []
  var refusals: [RequestRefusal] = []
  var timers: [UInt32] = []
  var cancelsWhenTimerFires: TimerID?
  var wakes = 0
  var drained = 0
  var responses: [TransferID: Response] = [:]
  var holdsResponses = false

  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    requests.append(head.text(head.path))
    bodies[id] = []
    open.append(id)
    switch answer {
    case .atHead: respond(id, Array("early".utf8), on: &loop)
    case .cut: loop.abort(id)
    case .echo, .silence, .flood, .pieces: break
    }
  }

  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    unsafe bytes.withUnsafeBufferPointer { unsafe bodies[id]?.append(contentsOf: $0) }
  }

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    switch answer {
    case .echo: respond(id, bodies[id] ?? [], on: &loop)
    case .silence, .atHead, .cut: break
    case .flood(let count):
      loop.beginResponse(id, status: 200, fields: HeaderBlock(), body: .length(count))
      _ = loop.writeBody([UInt8](repeating: 0x78, count: count).span, to: id)
      loop.endResponse(id)
    case .pieces(let pieces):
      var fields = HeaderBlock()
      fields.add("content-type", "text/event-stream")
      loop.beginResponse(id, status: 200, fields: fields, body: .stream)
      for piece in pieces {
        _ = loop.writeBody(Array(piece.utf8).span, to: id)
      }
      loop.endResponse(id)
    }
  }

  func respond(_ id: ConnectionID, _ body: [UInt8], on loop: inout EventLoop) {
    loop.beginResponse(id, status: 200, fields: HeaderBlock(), body: .length(body.count))
    _ = loop.writeBody(body.span, to: id)
    loop.endResponse(id)
  }

  mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    drained += 1
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    closed.append(reason)
  }

  mutating func requestRefused(_ refusal: RequestRefusal, on loop: inout EventLoop) {
    refusals.append(refusal)
  }

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    responses[id] = Response(status: head.status, contentType: head.text(of: "content-type"))
    if holdsResponses {
      loop.pause(id)
    }
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    unsafe bytes.withUnsafeBufferPointer { unsafe responses[id]?.body.append(contentsOf: $0) }
  }

  mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
  ) {
    responses[id, default: Response()].isDone = true
    responses[id]?.failure = failure?.kind
    responses[id]?.detail = failure?.detail ?? ""
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    timers.append(token)
    if let other = cancelsWhenTimerFires {
      loop.cancel(other)
    }
  }

  mutating func woken(on loop: inout EventLoop) {
    wakes += 1
  }
}

/// An event loop on a manual clock with a listener on a free port, and the handler that hears it.
struct LoopBench: ~Copyable {
  var loop: EventLoop
  var handler = Recorder()
  let port: UInt16

  init(limits: LoopLimits = LoopLimits(), answer: Recorder.Answer = .echo) throws {
    var loop = try EventLoop(limits: limits, clock: .manual(Instant(nanoseconds: 1_000_000_000)))
    guard case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0)) else {
      preconditionFailure("A TCP listener has a port.")
    }
    self.loop = loop
    self.port = port
    handler.answer = answer
  }

  /// Turns the loop until nothing happens any more.
  mutating func settle(turns: Int = 8) {
    for _ in 0..<turns {
      loop.turn(&handler, atMost: .zero)
    }
  }

  /// Turns the loop until the condition holds; gives up after a bounded number of short waits.
  mutating func turn(until condition: (Recorder) -> Bool) -> Bool {
    for _ in 0..<400 {
      if condition(handler) {
        return true
      }
      loop.turn(&handler, atMost: .milliseconds(10))
    }
    return condition(handler)
  }

  /// Lets time pass and the loop notice.
  mutating func wait(_ duration: Duration) {
    loop.advanceClock(by: duration)
    settle()
  }
}
