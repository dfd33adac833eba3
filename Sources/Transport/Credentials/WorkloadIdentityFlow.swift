internal import Documents

/// `workload-identity`: a token of another side is exchanged at Google's STS, and then, where the external account
/// file says so, for a token of a service account.
public struct WorkloadIdentityFlow: CredentialFlow {
  private enum State {
    case idle
    case account
    case subject(ExternalAccount, field: String?)
    case aws(ExternalAccount)
    case exchange(ExternalAccount)
    case impersonation
  }

  private static let service = "Google STS"
  private static let platformScope = "https://www.googleapis.com/auth/cloud-platform"
  /// The scope with which another account's token may be asked for.
  private static let impersonationScope = "https://www.googleapis.com/auth/iam"

  private let file: String
  private let tokenURL: String?
  private let impersonationBase: String?
  private let awsRegion: String?
  private var awsFlow: any CredentialFlow
  private var state = State.idle

  /// Creates a flow.
  ///
  /// - Parameters:
  ///   - file: the external account file, `GOOGLE_APPLICATION_CREDENTIALS`; read anew for each exchange.
  ///   - tokenURL: the address of STS, in place of the file's.
  ///   - impersonationBase: scheme and host of the credentials service, in place of the file's.
  ///   - awsRegion: the region whose STS vouches for this machine, where the file says AWS.
  ///   - awsFlow: how this machine gets a key of AWS, where the file says AWS.
  public init(
    file: String, tokenURL: String? = nil, impersonationBase: String? = nil, awsRegion: String? = nil,
    awsFlow: any CredentialFlow = IMDSFlow()
  ) {
    self.file = file
    self.tokenURL = tokenURL
    self.impersonationBase = impersonationBase
    self.awsRegion = awsRegion
    self.awsFlow = awsFlow
  }

  /// As Google's library renews: 3 minutes 45 seconds ahead.
  public var renewalLeadSeconds: Int64 { 225 }

  /// Asks for the external account file.
  public mutating func start(at now: WallTime) -> CredentialStep {
    state = .account
    return .read(.file(path: file))
  }

  /// Gets the other side's token, exchanges it, and exchanges it once more where the file says so.
  public mutating func receive(_ input: CredentialInput, at now: WallTime) -> CredentialStep {
    if case .aws(let account) = state {
      return vouch(awsFlow.receive(input, at: now), account, at: now)
    }
    if let failure = CredentialFailure.of(input, by: Self.service) {
      return .failed(failure)
    }
    switch (state, input) {
    case (.account, .text(.success(let text))):
      return readAccount(text, at: now)
    case (.subject(let account, let field), .text(.success(let text))):
      return exchange(ExternalAccount.token(in: text.reveal(), field: field), account)
    case (.subject(let account, let field), .answer(let answer)):
      return exchange(ExternalAccount.token(in: answer.text, field: field), account)
    case (.exchange(let account), .answer(let answer)):
      return impersonate(TokenReply.bearer(answer, from: Self.service, at: now), account)
    case (.impersonation, .answer(let answer)):
      return Self.accountToken(answer)
    default:
      return .failed(.outOfOrder(Self.service))
    }
  }

  private mutating func readAccount(_ text: Secret, at now: WallTime) -> CredentialStep {
    switch ExternalAccount.parse(text) {
    case .failure(let failure):
      return .failed(failure)
    case .success(let account):
      switch account.subject {
      case .file(let path, let field):
        state = .subject(account, field: field)
        return .read(.file(path: path))
      case .url(let url, let fields, let field):
        state = .subject(account, field: field)
        return .send(TokenRequest.local("GET", url, fields))
      case .aws:
        guard awsRegion != nil else {
          return .failed(CredentialFailure(.badInput, "The region of AWS is missing: set AWS_REGION."))
        }
        state = .aws(account)
        return vouch(awsFlow.start(at: now), account, at: now)
      }
    }
  }

  /// Passes the steps of the AWS flow on, and turns its key into a signed request that Google sends to AWS.
  private mutating func vouch(
    _ step: CredentialStep, _ account: ExternalAccount, at now: WallTime
  ) -> CredentialStep {
    guard case .have(let grant) = step else {
      return step
    }
    guard case .aws(let key) = grant.credential, let awsRegion else {
      return .failed(CredentialFailure(.badInput, "The flow for AWS ended with no key of AWS."))
    }
    return exchange(
      AWSIdentityProof.token(key: key, region: awsRegion, audience: account.audience, at: now), account)
  }

  private mutating func exchange(_ token: Secret?, _ account: ExternalAccount) -> CredentialStep {
    guard let token else {
      return .failed(CredentialFailure(.badInput, "The other side's token is not where the file says."))
    }
    state = .exchange(account)
    let scope = account.impersonationURL == nil ? Self.platformScope : Self.impersonationScope
    return .send(
      TokenRequest.form(
        tokenURL ?? account.tokenURL,
        [
          ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", account.audience),
          ("scope", scope), ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
          ("subject_token", token.reveal()), ("subject_token_type", account.subjectTokenType),
        ]))
  }

  private mutating func impersonate(
    _ step: CredentialStep, _ account: ExternalAccount
  ) -> CredentialStep {
    guard case .have(let grant) = step, case .bearer(let token) = grant.credential,
      let given = account.impersonationURL
    else {
      return step
    }
    state = .impersonation
    var body = JSONWriter()
    body.object { object in
      object.array("scope") { $0.value(Self.platformScope) }
      object.field("lifetime", "\(account.impersonationSeconds)s")
    }
    return .send(
      OutgoingRequest(
        method: "POST", url: Self.rebase(given, on: impersonationBase),
        fields: [
          HeaderField("Authorization", "Bearer " + token.reveal()),
          HeaderField("Content-Type", "application/json"), HeaderField("Accept", "application/json"),
        ], body: body.bytes, timeouts: TokenRequest.timeouts))
  }

  private static func accountToken(_ answer: CredentialAnswer) -> CredentialStep {
    guard let root = TokenReply.parse(answer.body), let token = TokenReply.token(root["accessToken"]),
      let end = root["expireTime"]?.string.flatMap(WallTime.init(iso:))
    else {
      return .failed(.badAnswer(of: "Google's credentials service", missing: "a token and its end"))
    }
    return .have(CredentialGrant(.bearer(token), expiresAt: end))
  }

  /// The address with its scheme and host replaced.
  private static func rebase(_ url: String, on base: String?) -> String {
    guard let base, let scheme = url.firstRange(of: "://") else {
      return url
    }
    let path = url[scheme.upperBound...].drop { $0 != "/" }
    return TokenRequest.base(base) + path
  }
}

/// The token with which AWS vouches for a machine to Google: a signed request that Google sends on.
enum AWSIdentityProof {
  static func token(key: AWSKey, region: String, audience: String, at now: WallTime) -> Secret {
    let host = "sts.\(region).amazonaws.com"
    let query = "Action=GetCallerIdentity&Version=2011-06-15"
    let request = SigV4.Request(
      method: "POST", path: "/", query: query, fields: [HeaderField("host", host)], body: [])
    let signed = SigV4(region: region, service: "sts").fields(for: request, key: key, at: now)
    var fields = [HeaderField("host", host), HeaderField("x-goog-cloud-target-resource", audience)]
    fields += signed.map { field in
      HeaderField(field.name == "Authorization" ? field.name : field.name.lowercased(), field.value)
    }
    var writer = JSONWriter()
    writer.object { object in
      object.field("url", "https://\(host)?\(query)")
      object.field("method", "POST")
      object.array("headers") { array in
        for field in fields {
          array.object { header in
            header.field("key", field.name)
            header.field("value", field.value)
          }
        }
      }
    }
    return Secret(PercentEncoding.encode(writer.text))
  }
}
