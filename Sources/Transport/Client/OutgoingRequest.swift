/// A request to somewhere else.
///
/// It prints its method and host only: address, fields and body may carry credentials.
public struct OutgoingRequest: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The method, in capitals.
  public var method: String
  /// The address, percent-encoded; it is sent byte for byte.
  public var url: String
  /// The fields; Host and Content-Length are added.
  public var fields: [HeaderField]
  /// The body, or `nil` for none.
  public var body: [UInt8]?
  /// When to give up.
  public var timeouts: TransferTimeouts
  /// Whom to trust and what to show.
  public var tls: TLSOptions
  /// Which way to go.
  public var proxy: ProxyPolicy
  /// Whether HTTP/2 may be spoken over TLS.
  public var allowsHTTP2 = true

  /// Creates a request.
  public init(
    method: String, url: String, fields: [HeaderField] = [], body: [UInt8]? = nil,
    timeouts: TransferTimeouts = TransferTimeouts(), tls: TLSOptions = TLSOptions(),
    proxy: ProxyPolicy = .environment
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.timeouts = timeouts
    self.tls = tls
    self.proxy = proxy
  }

  /// The method and the host.
  public var description: String {
    let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = authority.split(separator: "@").last ?? ""
    return method + " " + host
  }

  /// A mirror that shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["request": description]) }

  /// Whether another request differs in nothing but its body and its timeouts.
  func isLike(_ other: OutgoingRequest) -> Bool {
    method == other.method && url == other.url && fields == other.fields && tls == other.tls
      && proxy == other.proxy && allowsHTTP2 == other.allowsHTTP2
  }

  /// What keeps the request from being sent, or `nil`.
  var problem: String? {
    guard !method.isEmpty, method.utf8.allSatisfy(ByteClass.isToken) else {
      return "the method is not a token"
    }
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      return "the address begins neither with http:// nor with https://"
    }
    guard url.utf8.allSatisfy(ByteClass.isVisible), url.utf8.count <= Self.maximumURLBytes else {
      return "the address has a character that is not percent-encoded, or is too long"
    }
    guard fields.allSatisfy(\.isValid) else {
      return "a header field has a character that is not allowed"
    }
    return nil
  }

  /// Longest address in bytes.
  static let maximumURLBytes = 16 * 1024
}

/// Whom to trust over TLS, and what to show.
public struct TLSOptions: Hashable, Sendable {
  /// File with the authorities to trust, PEM; the system's where `nil`.
  public var authorityFile: String?
  /// File with the certificate to show, PEM.
  public var certificateFile: String?
  /// File with the certificate's private key, PEM.
  public var keyFile: String?
  /// The public key that the other side must have: `sha256//` and its Base64 digest, several joined by `;`.
  public var pin: String?

  /// Creates options that trust the system's authorities and show nothing.
  public init(
    authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, pin: String? = nil
  ) {
    self.authorityFile = authorityFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.pin = pin
  }
}

/// Which way a request takes.
public enum ProxyPolicy: Hashable, Sendable {
  /// As `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say.
  case environment
  /// Straight, whatever the environment says: right for metadata services.
  case direct
  /// Through this proxy.
  case url(String)

  /// Whether the environment names any proxy; looked up once.
  public static let isNamedByEnvironment = [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  ].contains { SystemCalls.environment($0) != nil }
}
