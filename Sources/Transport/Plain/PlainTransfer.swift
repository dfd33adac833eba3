/// One connection of our own to elsewhere, and the request on it: no TLS, no proxy, no libcurl.
///
/// It decides; the loop acts. A class, because it is large and changes with every event.
final class PlainTransfer {
  /// What the connection is doing.
  enum Phase: Hashable {
    case connecting
    case exchanging
    /// Kept open for the next request.
    case idle
    case closed
  }

  /// How long a connection is kept open for another request; servers close theirs after 60 to 75 seconds.
  static let idleTime = Duration.seconds(50)

  /// How long after its start a request may find out that the other side had closed the connection just before.
  static let raceTime = Duration.seconds(1)

  let index: Int32
  let address: PlainAddress
  private let headLimitBytes: Int
  /// Counts the requests at this place, whichever connection they went over, so that ids are told apart.
  private(set) var generation: UInt32
  private(set) var descriptor: Int32 = -1
  /// Tells events of this socket from those of an earlier one at the same place.
  private(set) var mark: UInt32 = 0
  private(set) var phase = Phase.closed
  /// The request as it goes over the wire; kept until an answer comes, for it may have to be sent again.
  private(set) var request: [UInt8] = []
  private var sent = 0
  var decoder: ResponseDecoder
  private var keepsConnection = false
  private var wasUsedBefore = false
  private var timeouts = TransferTimeouts()
  private var startedAt = Instant(nanoseconds: 0)
  private var idleSince = Instant(nanoseconds: 0)
  private var lastByteAt: Instant?
  /// Whether the handler asked to be left alone.
  var isHeld = false
  /// What the poller waits for; nil where it does not know the socket.
  var interest: Poller.Interest?
  var timer: TimerID?
  var timerDeadline = Instant(nanoseconds: .max)

  init(index: Int32, generation: UInt32, address: PlainAddress, headLimitBytes: Int) {
    self.index = index
    self.generation = generation
    self.address = address
    self.headLimitBytes = headLimitBytes
    decoder = ResponseDecoder(headLimitBytes: headLimitBytes)
  }

  var id: TransferID { TransferID(plain: index, generation: generation) }

  // MARK: The course of a connection

  /// Takes a socket that is being connected.
  func opened(_ descriptor: Int32, mark: UInt32) {
    self.descriptor = descriptor
    self.mark = mark
    interest = nil
    phase = .connecting
    wasUsedBefore = false
    sent = 0
  }

  /// Takes the news that the socket is connected.
  func connected() { phase = .exchanging }

  /// Takes a request.
  func begin(_ request: OutgoingRequest, keepsConnection: Bool, at now: Instant) {
    generation &+= 1
    if phase == .idle {
      phase = .exchanging
      wasUsedBefore = true
    }
    self.keepsConnection = keepsConnection
    self.request = PlainTransfer.bytes(of: request, to: address, keepsConnection: keepsConnection)
    sent = 0
    decoder = ResponseDecoder(headLimitBytes: headLimitBytes)
    timeouts = request.timeouts
    startedAt = now
    lastByteAt = nil
    isHeld = false
  }

  /// Notes that bytes of the answer came: from here on the request is not sent again.
  ///
  /// An answer that comes before the whole request is sent ends the connection with it.
  func received(at now: Instant) {
    if lastByteAt == nil, isSent { (request, sent) = ([], 0) }
    lastByteAt = now
  }

  /// Ends the request; true where the connection is fit for another.
  func finish(isClean: Bool, at now: Instant) -> Bool {
    generation &+= 1
    let isClean = isClean && isSent
    (request, sent) = ([], 0)
    isHeld = false
    guard isClean, keepsConnection, decoder.keepsConnection, phase == .exchanging else { return false }
    phase = .idle
    idleSince = now
    return true
  }

  /// Takes the news that the socket is closed.
  func closed() {
    descriptor = -1
    phase = .closed
    interest = nil
  }

  /// Whether the connection ended because it had been idle for too long, so that the request may go over a new one:
  /// not a byte of an answer came, and it was hardly sent.
  func mayBeSentAgain(at now: Instant) -> Bool {
    wasUsedBefore && lastByteAt == nil && !request.isEmpty && now - startedAt <= PlainTransfer.raceTime
  }

  // MARK: What is sent

  /// Whether everything has been sent.
  var isSent: Bool { sent >= request.count }

  /// Sends what waits; false where the connection is broken.
  func send() -> Bool {
    guard !isSent else { return true }
    switch SystemCalls.send(descriptor, request, from: sent) {
    case .bytes(let count):
      sent += count
      return true
    case .wouldBlock: return true
    case .endOfStream, .failed: return false
    }
  }

  /// A request as bytes.
  private static func bytes(
    of request: OutgoingRequest, to address: PlainAddress, keepsConnection: Bool
  ) -> [UInt8] {
    let body = request.body ?? []
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count + 512)
    func append(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }
    append(request.method)
    bytes.append(ByteClass.space)
    append(PlainAddress.target(of: request.url))
    bytes.append(literal: " HTTP/1.1\r\nhost: ")
    append(address.host(in: request.url))
    bytes.append(literal: "\r\n")
    for field in request.fields {
      append(field.name)
      bytes.append(literal: ": ")
      append(field.value)
      bytes.append(literal: "\r\n")
    }
    if request.body != nil {
      bytes.append(literal: "content-length: ")
      bytes.append(decimal: body.count)
      bytes.append(literal: "\r\n")
    }
    if !keepsConnection { bytes.append(literal: "connection: close\r\n") }
    bytes.append(literal: "\r\n")
    bytes.append(contentsOf: body)
    return bytes
  }

  // MARK: What is waited for

  /// The next timeout and which it is; nil where nothing is limited.
  func nextTimeout() -> (deadline: Instant, phase: TransferFailure.Phase)? {
    switch phase {
    case .closed: nil
    case .idle: (idleSince.advanced(by: PlainTransfer.idleTime), .total)
    case .connecting, .exchanging:
      timeouts.next(
        startedAt: startedAt, isConnected: phase == .exchanging, lastByteAt: lastByteAt, isHeld: isHeld)
    }
  }

  /// What the loop waits for; nothing while the reader makes the other side wait.
  var wantedInterest: Poller.Interest? {
    switch phase {
    case .closed: nil
    case .connecting: [.write, .hangup]
    case .idle: [.read, .hangup]
    case .exchanging: isHeld ? nil : isSent ? [.read, .hangup] : [.read, .write, .hangup]
    }
  }
}
