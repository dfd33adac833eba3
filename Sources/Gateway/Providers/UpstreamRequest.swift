import Transport

/// An HTTP request to a provider, complete but for the credential.
///
/// The method is always POST.
struct UpstreamRequest: Sendable, Hashable {
  /// Where it goes.
  var url: UpstreamURL
  /// Header fields without credentials, `Host` and lengths.
  var headers: [HeaderField]
  /// The body.
  var body: [UInt8]
  /// Where a credential goes.
  var credential: CredentialPlacement
  /// Fields of the caller's request that the provider does not take and that were left out or changed, for the
  /// counters.
  var droppedFields: [String] = []
}

/// A URL whose path is encoded already: what is signed is exactly what is sent.
struct UpstreamURL: Sendable, Hashable {
  /// Scheme, host and port: `https://api.openai.com`.
  var origin: String
  /// The encoded path, with its slash.
  var path: String
  /// The encoded query, without its question mark.
  var query: String?

  /// The whole URL.
  var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

  /// A path below a base URL; a query of the base is dropped, its path is kept.
  init(base: String, path: String, query: String? = nil) {
    let bare = base.prefix { $0 != "?" && $0 != "#" }
    var afterScheme = bare.startIndex
    if let mark = bare.firstIndex(of: ":"), bare[mark...].hasPrefix("://") {
      afterScheme = bare.index(mark, offsetBy: 3)
    }
    let slash = bare[afterScheme...].firstIndex(of: "/") ?? bare.endIndex
    var prefix = bare[slash...]
    while prefix.hasSuffix("/") { prefix.removeLast() }
    origin = String(bare[..<slash])
    self.path = prefix + path
    self.query = query
  }
}

/// Where the credential of a request goes, by the kind of credential the provider was given.
struct CredentialPlacement: Sendable, Hashable {
  /// The header that carries an API key; a key in `authorization` is preceded by `Bearer`.
  var keyHeader = "authorization"
  /// The scope an access token must have; nil where the provider takes no tokens.
  var tokenScope: String?
  /// Fields that go with an access token, but not with a key.
  var tokenHeaders: [HeaderField] = []
  /// How an AWS credential signs the request; nil where the provider knows no signatures.
  var signature: SignatureScope?

  /// What an AWS signature is for.
  struct SignatureScope: Sendable, Hashable {
    /// The signing name of the service.
    var service: String
    /// The region.
    var region: String
  }
}
