import Testing
import Transport

@Suite struct `Credentials of Azure` {
  static let federated = FederatedTokenFlow(.init(tenantID: "t-1", clientID: "c-1", tokenFile: "/token"))

  @Test func `come from Entra ID for a token file`() {
    let answer = #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ"}"#
    let script = FlowScript(Self.federated, [.text("jwt.1"), .answer(200, answer)])
    #expect(script.requests.map(\.url) == ["https://login.microsoftonline.com/t-1/oauth2/v2.0/token"])
    #expect(
      script.body(0)
        == "client_id=c-1&grant_type=client_credentials"
        + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default"
        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        + "&client_assertion=jwt.1")
    #expect(script.bearer == "eyJ" && script.lifeSeconds == 3599)
  }

  @Test func `are refused with the number of Entra ID`() {
    let answer =
      #"{"error":"invalid_client","error_description":"AADSTS700024: jwt.1","error_codes":[700024]}"#
    let script = FlowScript(Self.federated, [.text("jwt.1"), .answer(401, answer)])
    #expect(script.failure?.kind == .refused(status: 401, code: "invalid_client AADSTS700024"))
  }

  @Test func `come from the metadata service, whose numbers are texts`() {
    let answer =
      #"{"access_token":"eyJ","expires_in":"86399","expires_on":"1893456000","token_type":"Bearer"}"#
    let script = FlowScript(ManagedIdentityFlow(clientID: "c 1"), [.answer(200, answer)])
    #expect(
      script.requests.map(\.url) == [
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
          + "&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=c%201"
      ])
    #expect(script.field("metadata", 0) == "true" && script.requests[0].proxy == .direct)
    #expect(script.bearer == "eyJ" && script.lifeSeconds == 86399)
  }

  @Test(arguments: [
    "{}", #"{"access_token":""}"#, #"{"access_token":"a\r\nb"}"#, #"{"access_token":7}"#, "nope",
  ])
  func `are not made up from an answer without a token`(answer: String) {
    #expect(FlowScript(ManagedIdentityFlow(), [.answer(200, answer)]).failure?.kind == .badAnswer)
  }

  @Test func `live five minutes where their life is not said`() {
    let script = FlowScript(ManagedIdentityFlow(), [.answer(200, #"{"access_token":"eyJ"}"#)])
    #expect(script.lifeSeconds == 300)
  }
}

@Suite struct `Any credential flow` {
  @Test func `says which file cannot be read`() {
    let script = FlowScript(`Credentials of Azure`.federated, [.unreadable])
    #expect(script.failure?.kind == .unreadable && script.failure?.description.contains("/token") == true)
  }

  @Test func `says that its service does not answer`() {
    #expect(FlowScript(IMDSFlow(), [.unanswered]).failure?.kind == .unanswered)
  }

  @Test func `takes a key as it is`() {
    let script = FlowScript(APIKeyFlow(source: .environment(name: "KEY")), [.text("sk-1")])
    #expect(script.grant == CredentialGrant(.key(Secret("sk-1")), expiresAt: nil))
  }

  @Test(arguments: ["a b", "a\nb", "a\u{7F}"]) func `refuses a key that cannot be sent`(key: String) {
    #expect(FlowScript(APIKeyFlow(source: .file(path: "/k")), [.text(key)]).failure?.kind == .badInput)
  }

  @Test func `shows no secret in any of its values`() {
    let inputs: [Any] = [
      CredentialInput.text(.success(Secret("s3cr3t"))),
      CredentialInput.answer(CredentialAnswer(status: 200, body: Array("s3cr3t".utf8))),
      CredentialGrant(
        .aws(AWSKey(accessKeyID: "a", secretAccessKey: Secret("s3cr3t"), sessionToken: Secret("s3cr3t"))),
        expiresAt: nil),
      CredentialStep.send(
        OutgoingRequest(
          method: "GET", url: "https://a/?k=s3cr3t", fields: [HeaderField("A", "s3cr3t")],
          body: Array("s3cr3t".utf8))),
    ]
    var shown = ""
    for input in inputs {
      dump(input, to: &shown)
      shown += "\(input) " + String(reflecting: input)
    }
    let bytes = Array("s3cr3t".utf8).map { "\($0)" }.joined(separator: ", ")
    #expect(!shown.contains("s3cr3t") && !shown.contains(bytes))
  }
}
