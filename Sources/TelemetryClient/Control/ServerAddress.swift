public import Transport

/// Where a control API is, and which way leads there.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
  /// The way.
  public enum Way: Sendable, Hashable {
    /// A socket of our own: loopback, an IP address, or a Unix socket.
    case plain(PlainAddress)
    /// libcurl, for TLS and for names.
    case library
  }

  /// The way.
  public let way: Way
  /// What paths are appended to, without a slash at the end.
  public let base: String
  /// The address as it was given.
  public let description: String

  /// Where a console listens if nothing else is said.
  public static let standard = "http://127.0.0.1:8081"

  /// Reads `http://HOST:PORT`, `https://HOST`, `HOST:PORT` or `unix:/PATH`.
  ///
  /// - Returns: nil for anything else, and where the address holds a user name or a password.
  public init?(_ text: String) {
    description = text
    if text.hasPrefix("unix:") {
      guard case .unix(let path)? = ListenAddress(text), path.hasPrefix("/") else { return nil }
      way = .plain(.unix(path: path))
      base = "http://localhost"
      return
    }
    let url = text.contains("://") ? text : "http://" + text
    let lower = url.lowercased()
    guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
    let authority = url.dropFirst(lower.hasPrefix("https") ? 8 : 7).prefix { $0 != "/" }
    guard !authority.isEmpty, !authority.contains("@"),
      url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("?"), !url.contains("#")
    else { return nil }
    base = url.hasSuffix("/") ? String(url.dropLast()) : url
    way = PlainAddress(url: url).map { .plain($0) } ?? .library
  }
}
