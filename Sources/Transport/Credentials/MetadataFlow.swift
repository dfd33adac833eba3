/// `metadata`: a token from the metadata server of a Google machine.
public struct MetadataFlow: CredentialFlow, Hashable {
  private let base: String
  private let scope: String
  private static let service = "Google's metadata server"

  /// Creates a flow.
  ///
  /// - Parameters:
  ///   - endpoint: the server's address.
  ///   - scope: what the token is for.
  public init(
    endpoint: String = "http://metadata.google.internal",
    scope: String = "https://www.googleapis.com/auth/cloud-platform"
  ) {
    base = TokenRequest.base(endpoint)
    self.scope = scope
  }

  /// As Google's library renews: 3 minutes 45 seconds ahead.
  public var renewalLeadSeconds: Int64 { 225 }

  /// Asks for the token.
  public mutating func start(at now: WallTime) -> CredentialStep {
    let path = "/computeMetadata/v1/instance/service-accounts/default/token?scopes="
    return .send(
      TokenRequest.local(
        "GET", base + path + PercentEncoding.encode(scope), [HeaderField("Metadata-Flavor", "Google")]))
  }

  /// Takes the token, from the metadata server and nobody else.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    guard case .answer(let answer) = input else {
      return .failed(.outOfOrder(Self.service))
    }
    guard answer.metadataFlavor == "Google" else {
      return .failed(.badAnswer(of: Self.service, missing: "Metadata-Flavor: Google"))
    }
    return TokenReply.bearer(answer, from: Self.service, at: now)
  }
}
