import Testing
import Transport

@Suite struct `A kind of credential` {
  static let variables = [
    "AWS_ROLE_ARN": "arn", "AWS_WEB_IDENTITY_TOKEN_FILE": "/aws", "AWS_REGION": "eu-west-1",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x", "GOOGLE_APPLICATION_CREDENTIALS": "/gcp",
    "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_FEDERATED_TOKEN_FILE": "/azure",
    "GCE_METADATA_HOST": "127.0.0.1:1",
  ]

  @Test(arguments: CredentialKind.allCases.filter { $0 != .apiKey })
  func `needs nothing but the environment that its cloud sets`(kind: CredentialKind) {
    #expect(throws: Never.self) { try kind.flow(CredentialSettings()) { Self.variables[$0] } }
  }

  @Test(arguments: [
    (CredentialKind.webIdentity, "AWS_ROLE_ARN"), (.container, "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    (.workloadIdentity, "GOOGLE_APPLICATION_CREDENTIALS"), (.federatedToken, "AZURE_TENANT_ID"),
    (.apiKey, "a file or a variable"),
  ])
  func `says what is missing`(kind: CredentialKind, part: String) {
    do {
      _ = try kind.flow(CredentialSettings()) { _ in "" }
      Issue.record("Nothing was missing.")
    } catch {
      #expect(error.description.contains(part) && error.description.contains(kind.rawValue))
    }
  }

  @Test func `prefers its settings to the environment`() throws {
    var settings = CredentialSettings()
    settings.endpoint = "http://127.0.0.1:9"
    settings.file = "/mine"
    var flow = try CredentialKind.webIdentity.flow(settings) { Self.variables[$0] }
    #expect(flow.start(at: FlowScript.now) == .read(.file(path: "/mine")))
    guard case .send(let request) = flow.receive(.text(.success(Secret("j"))), at: FlowScript.now) else {
      Issue.record("No request came.")
      return
    }
    #expect(request.url == "http://127.0.0.1:9/")
  }

  @Test func `takes an authority that ends in a slash`() throws {
    var settings = CredentialSettings()
    settings.endpoint = "https://login.microsoftonline.com/"
    var flow = try CredentialKind.federatedToken.flow(settings) { Self.variables[$0] }
    _ = flow.start(at: FlowScript.now)
    guard case .send(let request) = flow.receive(.text(.success(Secret("j"))), at: FlowScript.now) else {
      Issue.record("No request came.")
      return
    }
    #expect(request.url == "https://login.microsoftonline.com/t/oauth2/v2.0/token")
  }

  @Test func `survives broken answers of every token service`() throws {
    let answers = [
      `Credentials of AWS`.stsAnswer, `Credentials of AWS`.json, `Credentials of Google`.federated,
      `Credentials of Google`.account(source: #"{"file":"/t"}"#, impersonation: true),
    ]
    for seed in 0..<60 as Range<UInt64> {
      var chance = Chance(seed: seed)
      for answer in answers {
        let broken = String(decoding: chance.mutate(Array(answer.utf8)), as: UTF8.self)
        for kind in CredentialKind.allCases where kind != .apiKey {
          let flow = try kind.flow(CredentialSettings()) { Self.variables[$0] }
          let status = chance.below(3) == 0 ? 400 : 200
          let outcome = FlowScript(boxed: flow, [.text(broken), .answer(status, broken, flavor: "Google")])
          #expect(outcome.requests.allSatisfy { $0.fields.allSatisfy(\.isValid) }, "seed \(seed) \(kind)")
        }
      }
    }
  }
}
