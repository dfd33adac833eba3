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
  /// File with the authorities to trust over `https`, PEM; the system's where nil.
  public var authorityFile: String?

  /// Where a console listens if nothing else is said.
  public static let standard = "http://127.0.0.1:8081"

  /// Reads `http://HOST:PORT`, `https://HOST`, `HOST:PORT` or `unix:/PATH`.
  ///
  /// - Returns: nil for anything else, a bare word among it, and where the address holds a user name or a password.
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
    // What names neither a scheme nor a port is more likely a slip than a host.
    guard Self.isAuthority(authority), text.contains("://") || Self.namesPort(authority),
      url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("?"), !url.contains("#")
    else { return nil }
    base = url.hasSuffix("/") ? String(url.dropLast()) : url
    way = PlainAddress(url: url).map { .plain($0) } ?? .library
  }

  /// Whether it is spoken to over TLS.
  public var isSecured: Bool { base.lowercased().hasPrefix("https://") }

  /// Whether a token may travel there: over TLS, or without leaving this machine.
  public var mayCarrySecrets: Bool { isPath || URLText.mayCarrySecrets(base) }

  private var isPath: Bool { if case .plain(.unix) = way { true } else { false } }

  var tls: TLSOptions { TLSOptions(authorityFile: authorityFile) }

  /// `HOST`, `HOST:PORT` or `[V6]:PORT`; a user name or a password is none.
  private static func isAuthority(_ text: Substring) -> Bool {
    let host: Substring
    var rest: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return false }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
      guard !host.isEmpty, host.utf8.allSatisfy({ $0 == 0x3A || $0 == 0x2E || isHexDigit($0) }) else {
        return false
      }
    } else {
      host = text.prefix { $0 != ":" }
      rest = text.dropFirst(host.count)
      guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return false }
    }
    guard rest.popFirst() != nil else { return true }
    return UInt16(rest).map { $0 > 0 && rest.utf8.allSatisfy { (48...57).contains($0) } } ?? false
  }

  /// Whether an authority ends with a port.
  private static func namesPort(_ authority: Substring) -> Bool {
    authority.last != "]" && authority.contains(":")
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || [0x2D, 0x2E, 0x5F].contains(byte)
  }
}
