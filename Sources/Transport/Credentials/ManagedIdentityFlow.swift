/// `managed-identity`: a token from the metadata service of an Azure machine.
public struct ManagedIdentityFlow: CredentialFlow, Hashable {
  private let base: String
  private let resource: String
  private let clientID: String?
  private static let service = "Azure's instance metadata service"

  /// Creates a flow.
  ///
  /// - Parameters:
  ///   - endpoint: the service's address.
  ///   - resource: what the token is for.
  ///   - clientID: which of several identities of the machine is meant.
  public init(
    endpoint: String = "http://169.254.169.254", resource: String = "https://cognitiveservices.azure.com",
    clientID: String? = nil
  ) {
    base = TokenRequest.base(endpoint)
    self.resource = resource
    self.clientID = clientID
  }

  /// As Azure's library renews: 5 minutes ahead.
  public var renewalLeadSeconds: Int64 { 300 }

  /// Asks for the token.
  public mutating func start(at now: WallTime) -> CredentialStep {
    var query: [(name: String, value: String)] = [("api-version", "2018-02-01"), ("resource", resource)]
    if let clientID {
      query.append(("client_id", clientID))
    }
    let url = base + "/metadata/identity/oauth2/token?" + PercentEncoding.form(query)
    return .send(TokenRequest.local("GET", url, [HeaderField("Metadata", "true")]))
  }

  /// Takes the token.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    guard case .answer(let answer) = input else {
      return .failed(.outOfOrder(Self.service))
    }
    return TokenReply.bearer(answer, from: Self.service, at: now)
  }
}
