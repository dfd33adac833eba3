/// `web-identity`: a token file of the cluster is exchanged at AWS STS for a temporary key.
///
/// Source: AssumeRoleWithWebIdentity, AWS STS API reference. The request is not signed.
public struct WebIdentityFlow: CredentialFlow, Hashable {
  /// What the flow needs to know.
  public struct Configuration: Hashable, Sendable {
    /// The role to take.
    public var roleARN: String
    /// The file with the cluster's token; read anew for each exchange.
    public var tokenFile: String
    /// The name of the session, 2 to 64 characters of `A-Za-z0-9_+=,.@-`.
    public var sessionName: String
    /// The region of the service.
    public var region: String
    /// The address of the service, or `nil` for the region's own.
    public var endpoint: String?
    /// How long the key lives, 900 to 43200 seconds.
    public var durationSeconds = 3600

    /// Creates a configuration.
    public init(
      roleARN: String, tokenFile: String, sessionName: String = "route-console", region: String,
      endpoint: String? = nil
    ) {
      self.roleARN = roleARN
      self.tokenFile = tokenFile
      self.sessionName = sessionName
      self.region = region
      self.endpoint = endpoint
    }
  }

  private let configuration: Configuration
  private static let service = "AWS STS"

  /// Creates a flow.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
  }

  /// As botocore renews: 15 minutes ahead.
  public var renewalLeadSeconds: Int64 { 900 }

  /// Asks for the cluster's token.
  public mutating func start(at now: WallTime) -> CredentialStep {
    .read(.file(path: configuration.tokenFile))
  }

  /// Sends the token, then takes the key.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    switch input {
    case .text(.success(let token)): return .send(request(token))
    case .answer(let answer): return Self.key(answer.text)
    case .text(.failure), .unanswered: return .failed(.outOfOrder(Self.service))
    }
  }

  private func request(_ token: Secret) -> OutgoingRequest {
    let suffix = configuration.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    let endpoint = configuration.endpoint ?? "https://sts.\(configuration.region).\(suffix)"
    var request = TokenRequest.form(
      TokenRequest.base(endpoint) + "/",
      [
        ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"),
        ("RoleSessionName", configuration.sessionName), ("RoleArn", configuration.roleARN),
        ("WebIdentityToken", token.reveal()), ("DurationSeconds", String(configuration.durationSeconds)),
      ])
    request.fields[1] = HeaderField("Accept", "text/xml")
    return request
  }

  private static func key(_ xml: String) -> CredentialStep {
    guard let id = XMLText.element("AccessKeyId", in: xml),
      let secret = XMLText.element("SecretAccessKey", in: xml),
      let session = XMLText.element("SessionToken", in: xml),
      let end = XMLText.element("Expiration", in: xml).flatMap(WallTime.init(iso:)),
      [id, secret, session].allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ByteClass.isVisible) })
    else {
      return .failed(.badAnswer(of: service, missing: "a complete key and its end"))
    }
    let key = AWSKey(
      accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(session))
    return .have(CredentialGrant(.aws(key), expiresAt: end))
  }
}
