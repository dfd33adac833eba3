/// One request over a socket of our own: no TLS, no proxy, no libcurl.
///
/// It decides; the loop acts.
struct PlainTransfer {
  let id: TransferID
  let descriptor: Int32
  var output = ByteQueue()
  var decoder: ResponseDecoder
  var isConnected = false
  let timeouts: TransferTimeouts
  let startedAt: Instant
  var lastByteAt: Instant?
  var timer: TimerID?

  init(
    id: TransferID, descriptor: Int32, _ request: OutgoingRequest, host: String, limits: LoopLimits,
    at now: Instant
  ) {
    self.id = id
    self.descriptor = descriptor
    decoder = ResponseDecoder(headLimitBytes: limits.responseHeadBytes)
    timeouts = request.timeouts
    startedAt = now
    var lines = "\(request.method) \(PlainAddress.target(of: request.url)) HTTP/1.1\r\nhost: \(host)\r\n"
    for field in request.fields { lines += "\(field.name): \(field.value)\r\n" }
    if let body = request.body { lines += "content-length: \(body.count)\r\n" }
    output.append(Array((lines + "connection: close\r\n\r\n").utf8))
    if let body = request.body { output.append(body) }
  }

  /// The next timeout and which it is; nil where nothing is limited.
  func nextTimeout() -> (deadline: Instant, phase: TransferFailure.Phase)? {
    var next: (deadline: Instant, phase: TransferFailure.Phase)?
    func consider(_ start: Instant, _ limit: Duration?, _ phase: TransferFailure.Phase) {
      guard let limit else { return }
      let deadline = start.advanced(by: limit)
      if next.map({ deadline < $0.deadline }) ?? true { next = (deadline, phase) }
    }
    if !isConnected { consider(startedAt, timeouts.connect, .connect) }
    if let lastByteAt {
      consider(lastByteAt, timeouts.interByte, .interByte)
    } else {
      consider(startedAt, timeouts.firstByte, .firstByte)
    }
    consider(startedAt, timeouts.total, .total)
    return next
  }

  /// What the loop waits for.
  var interest: Poller.Interest {
    output.isEmpty && isConnected ? [.read, .hangup] : [.read, .write, .hangup]
  }
}

/// Where a plain request goes: known without asking anybody for a name.
public enum PlainAddress: Hashable, Sendable {
  /// An IP address and a port.
  case tcp(host: String, port: UInt16)
  /// The path of a Unix socket.
  case unix(path: String)

  /// The address of a URL that needs neither TLS nor name resolution: `http://` with an IP address or
  /// `localhost`; nil for any other.
  public init?(url: String) {
    guard url.lowercased().hasPrefix("http://") else { return nil }
    let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else { return nil }
    var text = String(authority)
    let afterHost = text.hasPrefix("[") ? text.drop { $0 != "]" } : text[...]
    if !afterHost.contains(":") { text += ":80" }
    guard case .tcp(let host, let port)? = ListenAddress(text) else { return nil }
    let isNumeric = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
    guard isNumeric else { return nil }
    self = .tcp(host: host, port: port)
  }

  /// What follows the host in a URL.
  static func target(of url: String) -> String {
    let rest = url.split(separator: "://", maxSplits: 1).last.map(String.init) ?? url
    guard let slash = rest.firstIndex(of: "/") else { return "/" }
    return String(rest[slash...])
  }
}
