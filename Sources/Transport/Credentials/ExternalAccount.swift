internal import Documents

/// What an external account file of Google says (workload identity federation).
struct ExternalAccount: Hashable {
  /// Where the token of the other side is.
  enum Subject: Hashable {
    case file(path: String, field: String?)
    case url(String, fields: [HeaderField], field: String?)
    case aws
  }

  let audience: String
  let subjectTokenType: String
  let tokenURL: String
  let subject: Subject
  let impersonationURL: String?
  let impersonationSeconds: Int64

  /// Reads the file's text; the failure says which part is missing or not understood.
  static func parse(_ text: Secret) -> Result<ExternalAccount, CredentialFailure> {
    func missing(_ part: String) -> Result<ExternalAccount, CredentialFailure> {
      .failure(CredentialFailure(.badInput, "The external account file has no usable \(part)."))
    }
    guard let root = TokenReply.parse(Array(text.reveal().utf8)), root["type"]?.string == "external_account"
    else {
      return missing("\"type\": \"external_account\"")
    }
    guard let audience = root["audience"]?.string, let type = root["subject_token_type"]?.string,
      let url = root["token_url"]?.string
    else {
      return missing("\"audience\", \"subject_token_type\" or \"token_url\"")
    }
    guard let source = root["credential_source"], let subject = subject(source) else {
      return missing("\"credential_source\": a file, a url, or environment_id \"aws1\"")
    }
    let seconds = root["service_account_impersonation"]?["token_lifetime_seconds"]
    return .success(
      ExternalAccount(
        audience: audience, subjectTokenType: type, tokenURL: url, subject: subject,
        impersonationURL: root["service_account_impersonation_url"]?.string,
        impersonationSeconds: TokenReply.seconds(seconds) ?? 3600))
  }

  private static func subject(_ source: Node) -> Subject? {
    let format = source["format"]
    let isJSON = format?["type"]?.string == "json"
    let field = isJSON ? format?["subject_token_field_name"]?.string : nil
    guard !isJSON || field != nil else {
      return nil
    }
    if let environment = source["environment_id"]?.string {
      return environment == "aws1" ? .aws : nil
    }
    if let path = source["file"]?.string {
      return .file(path: path, field: field)
    }
    guard let url = source["url"]?.string else {
      return nil
    }
    let fields = (source["headers"]?.members ?? []).compactMap { member in
      member.value.string.map { HeaderField(member.key, $0) }
    }
    return .url(url, fields: fields, field: field)
  }

  /// The token inside what was read: the whole, or a field of a JSON object.
  static func token(in text: String, field: String?) -> Secret? {
    guard let field else {
      return Secret(text)
    }
    return TokenReply.token(TokenReply.parse(Array(text.utf8))?[field])
  }
}
