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

  /// The address of a URL that names it by number; nil for any other, `localhost` too, which may mean two addresses.
  public init?(numeric url: String) {
    let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard authority.first.map({ $0.isNumber || $0 == "[" }) == true else { return nil }
    self.init(url: url)
  }

  /// The value of the field `host`: what the URL says, which is also what a signature is over.
  func host(in url: String) -> Substring {
    guard case .tcp = self, url.hasPrefix("http://") else { return "localhost" }
    return url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  }

  /// The address for a person.
  var name: String {
    switch self {
    case .unix(let path): "unix:" + path
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }

  /// What follows the host in a URL.
  static func target(of url: String) -> Substring {
    let bytes = url.utf8
    guard let colon = bytes.firstIndex(of: ByteClass.colon) else { return url[...] }
    let afterScheme = bytes[colon...].dropFirst(3)
    guard let slash = afterScheme.firstIndex(of: UInt8(ascii: "/")) else { return "/" }
    return url[slash...]
  }
}
