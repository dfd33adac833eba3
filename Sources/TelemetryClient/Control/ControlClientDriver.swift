public import Transport
internal import Wire

/// The client of a control API on an event loop: a stream that comes back by itself, and calls beside it.
///
/// The owner turns the loop with this as its handler, and takes what is new after each turn.
public struct ControlClientDriver: LoopHandler {
  /// What a client hears.
  public enum News: Sendable, Hashable {
    /// Something of the stream.
    case stream(StreamNews)
    /// What came of a call, under the number it was sent with.
    case answer(Int, Result<ControlAnswer, ControlClientError>)
  }

  /// The most bytes of an answer.
  public static let answerLimit = 16 << 20
  /// The most calls under way.
  public static let callLimit = 32

  private struct Call {
    var number: Int
    var call: ControlCall
    var status = 0
    var body: [UInt8] = []
  }

  private let server: ServerAddress
  private let caller: ControlCaller
  private var machine: StreamStateMachine
  private var stream: TransferID?
  private var timer: TimerID?
  private var calls: [TransferID: Call] = [:]
  private var news: [News] = []

  /// Describes a client that has done nothing yet.
  ///
  /// - Parameters:
  ///   - server: whom to ask.
  ///   - caller: who asks.
  ///   - seed: spreads the attempts of many consoles.
  public init(_ server: ServerAddress, as caller: ControlCaller, seed: UInt64) {
    self.server = server
    self.caller = caller
    machine = StreamStateMachine(seed: seed)
  }

  /// Takes what is new, in order.
  public mutating func takeNews() -> [News] {
    defer { news = [] }
    return news
  }

  /// How many calls are under way.
  public var callsUnderWay: Int { calls.count }

  /// Begins to follow the stream.
  public mutating func follow(on loop: inout EventLoop) { perform(machine.start(at: loop.now), on: &loop) }

  /// Makes a call; what comes of it is news under its number.
  public mutating func send(_ call: ControlCall, number: Int, on loop: inout EventLoop) {
    guard calls.count < Self.callLimit else {
      answer(number, .failure(.unreachable("\(Self.callLimit) calls are under way already")))
      return
    }
    do {
      let id = try start(call.request(to: server, from: caller), on: &loop)
      calls[id] = Call(number: number, call: call)
    } catch {
      answer(number, .failure(.unreachable(error.reason)))
    }
  }

  private func start(_ request: OutgoingRequest, on loop: inout EventLoop) throws(TransportError)
    -> TransferID
  {
    switch server.way {
    case .plain(let address): try loop.start(request, to: address)
    case .library: try loop.start(request)
    }
  }

  private mutating func answer(_ number: Int, _ result: Result<ControlAnswer, ControlClientError>) {
    news.append(.answer(number, result))
  }

  // MARK: The stream

  private mutating func perform(_ actions: [StreamStateMachine.Action], on loop: inout EventLoop) {
    for action in actions {
      switch action {
      case .tell(let what): news.append(.stream(what))
      case .cut:
        if let stream { loop.cancel(stream) }
        stream = nil
      case .wait(let until):
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(0, after: max(until - loop.now, .milliseconds(1)))
      case .connect(let lastEventID): connect(lastEventID, on: &loop)
      }
    }
  }

  private mutating func connect(_ lastEventID: String?, on loop: inout EventLoop) {
    if let stream { loop.cancel(stream) }
    var fields = caller.fields
    if let lastEventID { fields.append(HeaderField("last-event-id", lastEventID)) }
    let request = OutgoingRequest(
      method: "GET", url: server.base + "/api/v1/stream?history=\(StreamStateMachine.history)",
      fields: fields,
      timeouts: TransferTimeouts(connect: .seconds(3), total: nil), tls: server.tls)
    do {
      stream = try start(request, on: &loop)
    } catch {
      stream = nil
      perform(machine.ended(error.reason, at: loop.now), on: &loop)
    }
  }

  // MARK: What the loop says

  /// Hears that the head of an answer has come.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    if id == stream {
      perform(machine.began(status: head.status, at: loop.now), on: &loop)
    } else {
      calls[id]?.status = head.status
    }
  }

  /// Hears a piece of an answer.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    if id == stream {
      perform(machine.took(bytes, at: loop.now), on: &loop)
      return
    }
    guard let call = calls[id] else { return }
    guard call.body.count + bytes.count <= Self.answerLimit else {
      loop.cancel(id)
      calls[id] = nil
      answer(call.number, .failure(.unreadable("the answer is longer than \(Self.answerLimit) bytes")))
      return
    }
    calls[id]?.body.append(copying: bytes)
  }

  /// Hears that an answer has ended.
  public mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop)
  {
    if id == stream {
      stream = nil
      perform(machine.ended(failure?.description, at: loop.now), on: &loop)
      return
    }
    guard let call = calls.removeValue(forKey: id) else { return }
    if let failure {
      answer(call.number, .failure(.unreachable(failure.description)))
      return
    }
    do throws(ControlClientError) {
      answer(call.number, .success(try ControlAnswer.read(call.call, status: call.status, call.body)))
    } catch {
      answer(call.number, .failure(error))
    }
  }

  /// Lets the stream look at the time.
  public mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    timer = nil
    perform(machine.passed(at: loop.now), on: &loop)
  }

  /// Never called: a client listens nowhere.
  public mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {}
  /// Never called: a client listens nowhere.
  public mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {}
  /// Never called: a client listens nowhere.
  public mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {}
  /// Never called: a client listens nowhere.
  public mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
  }
}

extension TransportError {
  /// What the system said, without what was tried; the caller knows that better.
  var reason: String {
    if case .system(_, _, let reason) = self { return reason }
    return description
  }
}
