import Transport

@testable import TelemetryClient

/// A loop that asks itself: the drivers under test on one side, a stand-in for the other system on the other.
struct DriverBench: ~Copyable {
  struct Handler: LoopHandler {
    var sources: SourcesDriver?
    var acts: ActsDriver?
    /// What the stand-in answers to a path and a body.
    var answer: (String, String) -> (status: Int, body: String) = { _, _ in (200, "") }
    var paths: [String] = []
    var bodies: [String] = []
    var authorisations: [String?] = []
    var signatures: [String?] = []
    private var body: [UInt8] = []
    private var path = ""

    mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
      path = head.text(head.path)
      paths.append(path)
      authorisations.append(Self.field("authorization", head))
      signatures.append(Self.field("x-route-console-signature", head))
      body = []
    }

    private static func field(_ name: String, _ head: RequestHead) -> String? {
      head.fields.first { head.text($0.name).lowercased() == name }.map { head.text($0.value) }
    }

    mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      for index in bytes.indices { body.append(bytes[index]) }
    }

    mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
      let text = String(decoding: body, as: UTF8.self)
      bodies.append(text)
      let made = answer(path, text)
      let bytes = Array(made.body.utf8)
      loop.beginResponse(id, status: made.status, fields: HeaderBlock(), body: .length(bytes.count))
      loop.writeBody(bytes.span, to: id)
      loop.endResponse(id)
    }

    mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {}

    mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
      _ = sources?.responseBegan(id, head)
      _ = acts?.responseBegan(id, head)
    }

    mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
      _ = sources?.responseBody(id, bytes, at: loop.wallTime, on: &loop)
      _ = acts?.responseBody(id, bytes)
    }

    mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
      _ = sources?.responseEnded(id, failure, at: loop.wallTime, on: &loop)
      _ = acts?.responseEnded(id, failure, at: loop.wallTime, on: &loop)
    }

    mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
      _ = sources?.timerFired(token, at: loop.wallTime, on: &loop)
    }
  }

  var loop: EventLoop
  var handler = Handler()
  let port: UInt16
  var news: [SourceNews] = []
  var results: [(id: UInt64, confirmation: ActConfirmation)] = []

  init() throws {
    var loop = try EventLoop(clock: .manual(Instant(nanoseconds: 1_000_000_000_000)))
    let bound = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0))
    port = UInt16(bound.description.split(separator: ":").last ?? "") ?? 0
    self.loop = loop
  }

  /// Turns the loop until something holds; false where it does not within so many turns.
  mutating func turn(atMost turns: Int = 2_000, until isDone: (borrowing DriverBench) -> Bool) -> Bool {
    for _ in 0..<turns {
      if isDone(self) { return true }
      loop.turn(&handler, atMost: .milliseconds(5))
      handler.acts?.tick(at: loop.wallTime, on: &loop)
      news += handler.sources?.takeNews() ?? []
      results += handler.acts?.takeResults() ?? []
    }
    return isDone(self)
  }

  mutating func begin(_ act: OutgoingAct) {
    handler.acts?.begin(act, at: loop.wallTime, on: &loop)
  }

  mutating func start() {
    handler.sources?.start(at: loop.wallTime, on: &loop)
  }

  /// All samples so far.
  var samples: [Sample] {
    news.flatMap { item -> [Sample] in
      if case .samples(_, let samples) = item { return samples }
      return []
    }
  }

  /// All calls of request logs so far.
  var calls: [TimedCall] {
    news.flatMap { item -> [TimedCall] in
      if case .calls(_, let calls) = item { return calls }
      return []
    }
  }

  /// The last state that was shown.
  var state: SourceState? {
    news.compactMap { item -> SourceState? in
      if case .state(_, let state) = item { return state }
      return nil
    }.last
  }
}
