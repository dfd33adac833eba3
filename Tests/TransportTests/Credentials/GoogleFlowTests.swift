import Testing
import Transport

@Suite struct `Credentials of Google` {
  static func account(source: String, impersonation: Bool) -> String {
    let more =
      impersonation
      ? """
      ,"service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/x:generateAccessToken",
      "service_account_impersonation":{"token_lifetime_seconds":1800}
      """ : ""
    return """
      {"type":"external_account","audience":"//iam.googleapis.com/p","token_url":"https://sts.googleapis.com/v1/token",
      "subject_token_type":"urn:ietf:params:oauth:token-type:jwt","credential_source":\(source)\(more)}
      """
  }

  static let flow = WorkloadIdentityFlow(file: "/account.json")
  static let federated = #"{"access_token":"ya29.d","token_type":"Bearer","expires_in":3600}"#

  @Test func `come from STS for a token file`() {
    let account = Self.account(source: #"{"file":"/token","format":{"type":"text"}}"#, impersonation: false)
    let script = FlowScript(Self.flow, [.text(account), .text("jwt.1"), .answer(200, Self.federated)])
    #expect(script.sources == [.file(path: "/account.json"), .file(path: "/token")])
    #expect(script.requests.map(\.url) == ["https://sts.googleapis.com/v1/token"])
    #expect(
      script.body(0)
        == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
        + "&audience=%2F%2Fiam.googleapis.com%2Fp"
        + "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform"
        + "&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
        + "&subject_token=jwt.1&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt")
    #expect(script.bearer == "ya29.d" && script.lifeSeconds == 3600)
  }

  @Test func `are exchanged again for a service account`() {
    let account = Self.account(source: #"{"file":"/token"}"#, impersonation: true)
    let script = FlowScript(
      Self.flow,
      [
        .text(account), .text("jwt.1"), .answer(200, Self.federated),
        .answer(200, #"{"accessToken":"ya29.c","expireTime":"2026-01-02T04:04:05Z"}"#),
      ])
    #expect(script.body(0).contains("auth%2Fiam&"))
    #expect(script.field("authorization", 1) == "Bearer ya29.d")
    #expect(
      script.body(1)
        == #"{"scope":["https://www.googleapis.com/auth/cloud-platform"],"lifetime":"1800s"}"#)
    #expect(script.bearer == "ya29.c" && script.lifeSeconds == 3600)
  }

  @Test func `go to addresses that were given`() {
    let flow = WorkloadIdentityFlow(
      file: "/a", tokenURL: "http://127.0.0.1:1/token", impersonationBase: "http://127.0.0.1:2/")
    let account = Self.account(source: #"{"file":"/token"}"#, impersonation: true)
    let script = FlowScript(flow, [.text(account), .text("j"), .answer(200, Self.federated)])
    #expect(
      script.requests.map(\.url) == [
        "http://127.0.0.1:1/token", "http://127.0.0.1:2/v1/projects/-/x:generateAccessToken",
      ])
  }

  @Test func `find the token of an address in a field`() {
    let source = """
      {"url":"http://169.254.1.1/t","headers":{"Metadata":"True"},"format":{"type":"json",
      "subject_token_field_name":"access_token"}}
      """
    let script = FlowScript(
      Self.flow,
      [
        .text(Self.account(source: source, impersonation: false)),
        .answer(200, #"{"access_token":"jwt.2"}"#), .answer(200, Self.federated),
      ])
    #expect(script.field("metadata", 0) == "True" && script.body(1).contains("subject_token=jwt.2&"))
  }

  @Test func `let AWS vouch for its machine`() throws {
    let flow = WorkloadIdentityFlow(
      file: "/a", awsRegion: "us-east-1",
      awsFlow: ContainerFlow(endpoint: "http://169.254.170.2/x", authorization: nil))
    let account = Self.account(source: #"{"environment_id":"aws1"}"#, impersonation: false)
    let script = FlowScript(
      flow, [.text(account), .answer(200, `Credentials of AWS`.json), .answer(200, Self.federated)])
    let proof = try #require(script.body(1).split(separator: "&").first { $0.hasPrefix("subject_token=") })
    #expect(proof.contains("GetCallerIdentity") && proof.contains("x-goog-cloud-target-resource"))
    #expect(proof.contains("SignedHeaders%253Dhost%253Bx-amz-date%253Bx-amz-security-token"))
    #expect(script.bearer == "ya29.d")
  }

  @Test(arguments: [
    "", "{}", "[", #"{"type":"service_account"}"#, account(source: "{}", impersonation: false),
    account(source: #"{"executable":{}}"#, impersonation: false),
    account(source: #"{"file":"/t","format":{"type":"json"}}"#, impersonation: false),
    account(source: #"{"environment_id":"aws9"}"#, impersonation: false),
    account(source: #"{"environment_id":"aws1"}"#, impersonation: false),
  ])
  func `need an account file that can be used`(text: String) {
    #expect(FlowScript(Self.flow, [.text(text)]).failure?.kind == .badInput)
  }

  @Test func `are refused with the code of OAuth`() {
    let account = Self.account(source: #"{"file":"/token"}"#, impersonation: false)
    let script = FlowScript(
      Self.flow,
      [.text(account), .text("j"), .answer(400, #"{"error":"invalid_grant","error_description":"j"}"#)])
    #expect(script.failure?.kind == .refused(status: 400, code: "invalid_grant"))
  }

  @Test func `come from the metadata server`() {
    let script = FlowScript(MetadataFlow(), [.answer(200, Self.federated, flavor: "Google")])
    #expect(
      script.requests.map(\.url) == [
        "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
          + "?scopes=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform"
      ])
    #expect(script.field("metadata-flavor", 0) == "Google" && script.bearer == "ya29.d")
  }

  @Test func `do not come from anybody else at the metadata server's address`() {
    #expect(FlowScript(MetadataFlow(), [.answer(200, Self.federated)]).failure?.kind == .badAnswer)
  }
}
