/// `imds`: a temporary key from the metadata service of an AWS machine, version 2.
public struct IMDSFlow: CredentialFlow, Hashable {
  private enum State: Hashable {
    case idle
    case session
    case role(session: Secret)
    case key
  }

  private let base: String
  private var state = State.idle
  private static let service = "The instance metadata service"
  private static let path = "/latest/meta-data/iam/security-credentials/"
  static let sessionSeconds = 21600

  /// Creates a flow.
  ///
  /// - Parameter endpoint: the service's address.
  public init(endpoint: String = "http://169.254.169.254") {
    base = TokenRequest.base(endpoint)
  }

  /// As botocore renews: 15 minutes ahead.
  public var renewalLeadSeconds: Int64 { 900 }

  /// Asks for a session of the service.
  public mutating func start(at now: WallTime) -> CredentialStep {
    state = .session
    let life = HeaderField("x-aws-ec2-metadata-token-ttl-seconds", String(Self.sessionSeconds))
    return .send(TokenRequest.local("PUT", base + "/latest/api/token", [life]))
  }

  /// Asks for the role's name, then for its key.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    guard case .answer(let answer) = input else {
      return .failed(.outOfOrder(Self.service))
    }
    let line = answer.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    switch state {
    case .idle:
      return .failed(.outOfOrder(Self.service))
    case .session:
      guard !line.isEmpty, line.utf8.allSatisfy(ByteClass.isVisible) else {
        return .failed(.badAnswer(of: Self.service, missing: "a session token"))
      }
      state = .role(session: Secret(line))
      return .send(request(Self.path, Secret(line)))
    case .role(let session):
      guard !line.isEmpty, line.utf8.allSatisfy(ByteClass.isVisible) else {
        return .failed(.badAnswer(of: Self.service, missing: "the name of a role"))
      }
      state = .key
      return .send(request(Self.path + PercentEncoding.encode(line), session))
    case .key:
      return TokenReply.awsKey(answer, from: Self.service)
    }
  }

  private func request(_ path: String, _ session: Secret) -> OutgoingRequest {
    TokenRequest.local(
      "GET", base + path, [HeaderField("x-aws-ec2-metadata-token", session.reveal())])
  }
}
