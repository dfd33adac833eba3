/// `federated-token`: a token file of the cluster is exchanged at Entra ID for a token of Azure.
public struct FederatedTokenFlow: CredentialFlow, Hashable {
  /// What the flow needs to know.
  public struct Configuration: Hashable, Sendable {
    /// The directory.
    public var tenantID: String
    /// The application that the cluster's token stands for.
    public var clientID: String
    /// The file with the cluster's token; read anew for each exchange.
    public var tokenFile: String
    /// What the token is for.
    public var scope: String
    /// The address of the service.
    public var authority: String

    /// Creates a configuration.
    public init(
      tenantID: String, clientID: String, tokenFile: String,
      scope: String = "https://cognitiveservices.azure.com/.default",
      authority: String = "https://login.microsoftonline.com"
    ) {
      self.tenantID = tenantID
      self.clientID = clientID
      self.tokenFile = tokenFile
      self.scope = scope
      self.authority = authority
    }
  }

  private let configuration: Configuration
  private static let service = "Entra ID"

  /// Creates a flow.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// As Azure's library renews: 5 minutes ahead.
  public var renewalLeadSeconds: Int64 { 300 }

  /// Asks for the cluster's token.
  public mutating func start(at now: WallTime) -> CredentialStep {
    .read(.file(path: configuration.tokenFile))
  }

  /// Sends the cluster's token, then takes Azure's.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    switch input {
    case .text(.success(let token)): return .send(request(token))
    case .answer(let answer): return TokenReply.bearer(answer, from: Self.service, at: now)
    case .text(.failure), .unanswered: return .failed(.outOfOrder(Self.service))
    }
  }

  private func request(_ token: Secret) -> OutgoingRequest {
    let tenant = PercentEncoding.encode(configuration.tenantID)
    return TokenRequest.form(
      TokenRequest.base(configuration.authority) + "/\(tenant)/oauth2/v2.0/token",
      [
        ("client_id", configuration.clientID), ("grant_type", "client_credentials"),
        ("scope", configuration.scope),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", token.reveal()),
      ])
  }
}
