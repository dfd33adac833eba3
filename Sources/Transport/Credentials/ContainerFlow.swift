/// `container`: a temporary key from the agent of EKS Pod Identity or ECS.
public struct ContainerFlow: CredentialFlow, Hashable {
  private let endpoint: String
  private let authorization: SecretSource?
  private static let service = "The container's credential agent"

  /// Creates a flow.
  ///
  /// - Parameters:
  ///   - endpoint: the agent's address, `AWS_CONTAINER_CREDENTIALS_FULL_URI`, or `http://169.254.170.2` and
  ///     `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`.
  ///   - authorization: where the agent's own token is; read anew for each request.
  public init(endpoint: String, authorization: SecretSource?) {
    self.endpoint = endpoint
    self.authorization = authorization
  }

  /// As botocore renews: 15 minutes ahead.
  public var renewalLeadSeconds: Int64 { 900 }

  /// Asks for the agent's token, or for the key where the agent wants none.
  public mutating func start(at now: WallTime) -> CredentialStep {
    authorization.map { .read($0) } ?? .send(request([]))
  }

  /// Asks the agent, then takes the key.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    switch input {
    case .text(.success(let token)):
      let field = HeaderField("Authorization", token.reveal())
      guard field.isValid else {
        return .failed(CredentialFailure(.badInput, "The agent's token has a control character."))
      }
      return .send(request([field]))
    case .answer(let answer):
      return TokenReply.awsKey(answer, from: Self.service)
    case .text(.failure), .unanswered:
      return .failed(.outOfOrder(Self.service))
    }
  }

  private func request(_ fields: [HeaderField]) -> OutgoingRequest {
    TokenRequest.local("GET", endpoint, [HeaderField("Accept", "application/json")] + fields)
  }
}
