internal import RoutingEngine
public import Transport
internal import Wire

/// The control API on an event loop: the shell around the service and the readers of the stream.
///
/// Any owner of a loop can embed it: it hands over what happens on the connections of the control listener, and
/// calls ``tick(on:_:)`` at least four times a second. The owner's engine is lent for each call.
public struct ControlListener: ~Copyable {
  /// The API itself; the console in the same process acts through it.
  public var service: ControlService
  private var hub: StreamHub
  private var exchanges: [Int: Exchange] = [:]
  /// Who waits for the confirmation of which act.
  private var waiting: [UInt64: ConnectionID] = [:]
  private var lastSnapshotAt = Instant(nanoseconds: .min)
  /// Up to which change of who may do what readers were judged.
  private var judgedAccess = 0

  private struct Exchange {
    var id: ConnectionID
    var request: ControlRequest
    /// Who reads, of a reader of the stream; nil for others.
    var reader: ActAuthor?
    var isStream: Bool { reader != nil }
    /// Since when a reader of the stream has not taken what it was sent; nil where it has.
    var stuckSince: Instant?
  }

  /// How often readers of the stream get a snapshot, as long as nobody wants it otherwise.
  public static let standardInterval = Duration.seconds(1)
  /// How often readers of the stream get a snapshot; ticks bound it.
  public var snapshotInterval = Self.standardInterval
  /// How soon they get one after something has changed.
  static let changeInterval = Duration.milliseconds(200)
  /// The most requests under way, readers of the stream not counted.
  static let requestLimit = 256
  /// How long a reader may leave what it was sent; then it is dropped, and its place is free.
  static let readerPatience = Duration.seconds(60)

  /// Opens the API on a loop whose owner has listened, or will.
  public init(_ service: ControlService) { self.init(service, readers: StreamHub.readerLimit) }

  init(_ service: ControlService, readers limit: Int) {
    self.service = service
    hub = StreamHub(run: service.run, readers: limit)
  }

  /// How many read the stream.
  public var readers: Int { hub.count }

  // MARK: What the loop says

  /// Takes the head of a request.
  public mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    guard let peer = loop.peer(of: id) else { return }
    guard exchanges.count - hub.count < Self.requestLimit else {
      let busy = ControlFailure(
        code: "busy", message: "\(Self.requestLimit) requests are under way already", hint: "ask again")
      send(ControlReply(503, busy), to: id, on: &loop)
      return
    }
    exchanges[id.slot] = Exchange(id: id, request: ControlRequest(head, peer: peer))
    if case .length(let length) = head.framing, length > ControlRequest.bodyLimit {
      refuseBody(id, on: &loop)
    }
  }

  /// Takes a piece of a request's body.
  public mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    guard let exchange = exchanges[id.slot], exchange.id == id else { return }
    guard exchange.request.body.count + bytes.count <= ControlRequest.bodyLimit else {
      refuseBody(id, on: &loop)
      return
    }
    exchanges[id.slot]?.request.body.append(copying: bytes)
  }

  /// Takes the end of a request, and answers it.
  public mutating func requestEnded<Host: EngineHost & ~Copyable>(
    _ id: ConnectionID, on loop: inout EventLoop, _ host: inout Host
  ) {
    guard let exchange = exchanges[id.slot], exchange.id == id else { return }
    switch service.answer(exchange.request, on: &host, at: loop.now) {
    case .reply(let reply):
      exchanges[id.slot] = nil
      send(reply, to: id, on: &loop)
      if exchange.request.method == .post { pump(on: &loop, &host) }
    case .stream(let stream): begin(stream, id, on: &loop, &host)
    case .wait(let number): waiting[number] = id
    }
  }

  /// Hears what the side that carries acts out made of one, and answers whoever waits for it.
  ///
  /// - Parameters:
  ///   - number: the number it was sent out under.
  ///   - failure: why it is not in force there; nil where it is.
  ///   - remark: what the other side says of an act that is in force; nil for nothing.
  ///   - loop: the loop of the listener.
  ///   - host: whose engine follows.
  public mutating func settle<Host: EngineHost & ~Copyable>(
    _ number: UInt64, failure: String?, remark: String? = nil, on loop: inout EventLoop,
    _ host: inout Host
  ) {
    let id = waiting.removeValue(forKey: number)
    guard let reply = service.settle(number, failure: failure, remark: remark, on: &host) else { return }
    // Whoever asked may be gone; the act is on record all the same.
    if let id, exchanges[id.slot]?.id == id {
      exchanges[id.slot] = nil
      send(reply, to: id, on: &loop)
    }
    pump(on: &loop, &host)
  }

  /// Hears that a reader has taken what waited for it.
  public mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    feed(id.slot, on: &loop)
  }

  /// Hears that a caller has gone.
  public mutating func connectionClosed(_ id: ConnectionID) {
    guard exchanges[id.slot]?.id == id else { return }
    exchanges[id.slot] = nil
    hub.remove(id.slot)
  }

  /// Lets time pass: readers get a snapshot every second, and lines as they come.
  public mutating func tick<Host: EngineHost & ~Copyable>(on loop: inout EventLoop, _ host: inout Host) {
    dropStrangers(on: &loop)
    service.desk.takeEvents(of: &host)
    service.writeDown(host)
    service.keepSnapshot(of: host, at: loop.now)
    pump(on: &loop, &host)
  }

  /// Ends every stream: the process is about to end.
  public mutating func endStreams(on loop: inout EventLoop) {
    service.isReady = false
    for key in hub.keys {
      hub.remove(key)
      if let exchange = exchanges.removeValue(forKey: key) { loop.endResponse(exchange.id) }
    }
    let waiting = Set(waiting.values)
    // What has not come in whole holds nobody up.
    for (key, exchange) in exchanges where !waiting.contains(exchange.id) {
      exchanges[key] = nil
      let ending = ControlFailure(
        code: "ending", message: "this process is about to end", hint: "ask again when it is back")
      send(ControlReply(503, ending), to: exchange.id, close: true, on: &loop)
    }
  }

  // MARK: Streams

  /// Ends the streams of those who may not read any more, or not as who they were.
  ///
  /// A token was taken back, or given to somebody else; whoever comes back is judged by what holds now.
  private mutating func dropStrangers(on loop: inout EventLoop) {
    guard judgedAccess != service.accessChanges else { return }
    judgedAccess = service.accessChanges
    for key in hub.keys {
      guard let exchange = exchanges[key], let reader = exchange.reader,
        !service.admits(exchange.request, as: reader)
      else { continue }
      exchanges[key] = nil
      hub.remove(key)
      loop.endResponse(exchange.id)
    }
  }

  private mutating func begin<Host: EngineHost & ~Copyable>(
    _ stream: StreamRequest, _ id: ConnectionID, on loop: inout EventLoop, _ host: inout Host
  ) {
    guard hub.hasRoom || makeRoom(for: stream.author, on: &loop) else {
      exchanges[id.slot] = nil
      let full = ControlFailure(
        code: "too_many_viewers", message: "\(StreamHub.readerLimit) consoles watch already",
        hint: "close one, or read /api/v1/snapshot")
      send(service.turnAway(ControlReply(503, full), "too_many_viewers"), to: id, on: &loop)
      return
    }
    exchanges[id.slot]?.reader = stream.author
    exchanges[id.slot]?.request.body = []
    var fields = HeaderBlock()
    fields.add("content-type", "text/event-stream")
    fields.add("cache-control", "no-store")
    loop.beginResponse(id, status: 200, fields: fields, body: .stream)
    hub.take(snapshot: service.sharedSnapshot(of: host, at: loop.now).bytes)
    hub.forgetPieces()
    var first = hub.add(id.slot, stream, hello: service.hello(to: stream), desk: service.desk)
    first += hub.next(for: id.slot, desk: service.desk)
    loop.writeBody(first.span, to: id)
  }

  /// Ends a viewer's stream for an operator, who has to see what is to be acted on; false where nobody gives way.
  private mutating func makeRoom(for author: ActAuthor, on loop: inout EventLoop) -> Bool {
    guard author.role == .operator,
      let key = hub.keys.last(where: { exchanges[$0]?.reader?.role == .viewer }), let viewer = exchanges[key]
    else { return false }
    exchanges[key] = nil
    hub.remove(key)
    loop.endResponse(viewer.id)
    return true
  }

  /// Sends every reader what is new, and a snapshot where one is due.
  private mutating func pump<Host: EngineHost & ~Copyable>(on loop: inout EventLoop, _ host: inout Host) {
    guard hub.count > 0 else { return }
    hub.forgetPieces()
    let age = lastSnapshotAt.nanoseconds == .min ? snapshotInterval : loop.now - lastSnapshotAt
    if age >= snapshotInterval || (service.isShareStale && age >= Self.changeInterval) {
      hub.take(snapshot: service.sharedSnapshot(of: host, at: loop.now).bytes)
      lastSnapshotAt = loop.now
    }
    for key in hub.keys { feed(key, on: &loop) }
  }

  /// Sends a reader what is new to it, once it has taken everything before: nothing waits for it in the kernel
  /// either, where megabytes of old snapshots would.
  private mutating func feed(_ key: Int, on loop: inout EventLoop) {
    guard let exchange = exchanges[key], exchange.isStream else { return }
    guard loop.unreadBytes(exchange.id) == 0 else {
      let since = exchange.stuckSince ?? loop.now
      exchanges[key]?.stuckSince = since
      if loop.now - since >= Self.readerPatience { drop(key, exchange.id, on: &loop) }
      return
    }
    exchanges[key]?.stuckSince = nil
    let bytes = hub.next(for: key, desk: service.desk)
    if !bytes.isEmpty { loop.writeBody(bytes.span, to: exchange.id) }
  }

  private mutating func drop(_ key: Int, _ id: ConnectionID, on loop: inout EventLoop) {
    exchanges[key] = nil
    hub.remove(key)
    loop.abort(id)
  }

  // MARK: Answers

  private mutating func refuseBody(_ id: ConnectionID, on loop: inout EventLoop) {
    exchanges[id.slot] = nil
    send(service.turnAway(.bodyTooLong, "body_too_long"), to: id, close: true, on: &loop)
  }

  private func send(_ reply: ControlReply, to id: ConnectionID, close: Bool = false, on loop: inout EventLoop)
  {
    loop.beginResponse(
      id, status: reply.status, fields: reply.fields, body: .length(reply.body.count), close: close)
    loop.writeBody(reply.body.span, to: id)
    loop.endResponse(id)
  }
}
