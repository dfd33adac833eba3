internal import Documents

/// Reads the JSON answers of token services.
enum TokenReply {
  /// Seconds that a token is taken to live where its service does not say.
  static let assumedLifeSeconds: Int64 = 300
  /// Longest answer in bytes.
  static let limitBytes = 1024 * 1024

  static func parse(_ body: [UInt8]) -> Node? {
    // Whatever is wrong with the text is for the caller to say: it names the service and no content.
    switch Result(catching: { () throws(DocumentError) in
      try Document.parse(body, dialect: .json, limits: Document.Limits(depth: 16, bytes: limitBytes))
    }) {
    case .success(let node): node
    case .failure: nil
    }
  }

  /// A bearer token with `expires_in` seconds, as a number or as text.
  static func bearer(
    _ answer: CredentialAnswer, from service: String, at now: WallTime
  ) -> CredentialStep {
    guard let root = parse(answer.body), let token = token(root["access_token"]) else {
      return .failed(.badAnswer(of: service, missing: "an access token"))
    }
    let life = seconds(root["expires_in"]) ?? assumedLifeSeconds
    return .have(CredentialGrant(.bearer(token), expiresAt: now.advanced(bySeconds: life)))
  }

  /// A temporary key of AWS with its end, as containers and machines are given it.
  static func awsKey(_ answer: CredentialAnswer, from service: String) -> CredentialStep {
    guard let root = parse(answer.body), let id = token(root["AccessKeyId"]),
      let secret = token(root["SecretAccessKey"]), let session = token(root["Token"]),
      let end = root["Expiration"]?.string.flatMap(WallTime.init(iso:))
    else {
      return .failed(.badAnswer(of: service, missing: "a complete key and its end"))
    }
    let key = AWSKey(accessKeyID: id.reveal(), secretAccessKey: secret, sessionToken: session)
    return .have(CredentialGrant(.aws(key), expiresAt: end))
  }

  /// Text that can travel in a header field.
  static func token(_ node: Node?) -> Secret? {
    guard let text = node?.string, !text.isEmpty, text.utf8.allSatisfy(ByteClass.isVisible) else {
      return nil
    }
    return Secret(text)
  }

  /// A number of seconds between 1 and ten years, written as a number or as text.
  static func seconds(_ node: Node?) -> Int64? {
    guard let value = node?.integer ?? node?.string.flatMap({ Int64($0) }), (1...315_360_000).contains(value)
    else {
      return nil
    }
    return value
  }
}
