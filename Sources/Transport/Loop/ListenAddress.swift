/// Where the server waits for callers.
public enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// An IP address and a port; port 0 asks the system for a free one.
  case tcp(host: String, port: UInt16)
  /// The path of a Unix socket.
  case unix(path: String)

  /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `unix:/path`.
  ///
  /// - Returns: `nil` where the text is none of these; the address itself is checked when it is listened on.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty else {
        return nil
      }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      return nil
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    }
    guard !host.isEmpty else {
      return nil
    }
    self = .tcp(host: host == "localhost" ? "127.0.0.1" : host, port: port)
  }

  /// Whether only this machine can reach the address.
  public var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _): host == "::1" || host == "localhost" || host.hasPrefix("127.")
    }
  }

  /// The address as ``init(_:)`` reads it.
  public var description: String {
    switch self {
    case .unix(let path): "unix:" + path
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
