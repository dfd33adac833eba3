import Testing
import Transport

@Suite struct `Credentials of AWS` {
  static let webIdentity = WebIdentityFlow(
    .init(roleARN: "arn:aws:iam::123456789012:role/Gateway", tokenFile: "/token", region: "eu-west-1"))
  static let stsAnswer = """
    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
     <AssumeRoleWithWebIdentityResult>
      <SubjectFromWebIdentityToken>system:serviceaccount:ns:sa</SubjectFromWebIdentityToken>
      <Credentials><Expiration>2026-01-02T04:04:05.005672Z</Expiration><SessionToken>a/b+c&#61;&amp;</SessionToken>\
    <SecretAccessKey>s/k</SecretAccessKey><AccessKeyId>ASIA1</AccessKeyId></Credentials>
     </AssumeRoleWithWebIdentityResult>
    </AssumeRoleWithWebIdentityResponse>
    """
  static let json = """
    {"Code":"Success","AccessKeyId":"ASIA2","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-02T04:04:05Z"}
    """

  @Test func `come from STS for a token file`() {
    let script = FlowScript(Self.webIdentity, [.text("jwt.1"), .answer(200, Self.stsAnswer)])
    #expect(script.sources == [.file(path: "/token")])
    #expect(script.requests.map(\.url) == ["https://sts.eu-west-1.amazonaws.com/"])
    #expect(
      script.body(0)
        == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=route-console"
        + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FGateway&WebIdentityToken=jwt.1"
        + "&DurationSeconds=3600")
    #expect(script.awsKey == "ASIA1 s/k a/b+c=&" && script.lifeSeconds == 3600)
  }

  @Test func `are refused by STS with its code and without its text`() {
    let answer = """
      <ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>jwt.1 is old</Message>\
      </Error></ErrorResponse>
      """
    let script = FlowScript(Self.webIdentity, [.text("jwt.1"), .answer(400, answer)])
    #expect(script.failure?.kind == .refused(status: 400, code: "ExpiredTokenException"))
    #expect(script.failure?.description.contains("jwt.1") == false)
  }

  @Test(arguments: ["", "<AccessKeyId>a</AccessKeyId>", stsAnswer.replacing("2026-01", with: "2026-99")])
  func `are not made up from an incomplete answer of STS`(answer: String) {
    #expect(FlowScript(Self.webIdentity, [.text("jwt.1"), .answer(200, answer)]).failure?.kind == .badAnswer)
  }

  @Test func `go to China's own STS there`() {
    let flow = WebIdentityFlow(.init(roleARN: "r", tokenFile: "/t", region: "cn-north-1"))
    #expect(
      FlowScript(flow, [.text("j")]).requests.map(\.url) == ["https://sts.cn-north-1.amazonaws.com.cn/"])
  }

  @Test func `go to an address that was given`() {
    let flow = WebIdentityFlow(
      .init(roleARN: "r", tokenFile: "/t", region: "x", endpoint: "http://127.0.0.1:5000/"))
    #expect(FlowScript(flow, [.text("j")]).requests.map(\.url) == ["http://127.0.0.1:5000/"])
  }

  @Test func `come from the container's agent with its token as it is`() {
    let flow = ContainerFlow(
      endpoint: "http://169.254.170.23/v1/credentials", authorization: .file(path: "/agent"))
    let script = FlowScript(flow, [.text("raw"), .answer(200, Self.json)])
    #expect(script.field("authorization", 0) == "raw" && script.requests[0].proxy == .direct)
    #expect(script.awsKey == "ASIA2 s t" && script.lifeSeconds == 3600)
  }

  @Test func `come from an agent that wants no token`() {
    let flow = ContainerFlow(endpoint: "http://169.254.170.2/x", authorization: nil)
    #expect(FlowScript(flow, [.answer(200, Self.json)]).awsKey == "ASIA2 s t")
  }

  @Test func `come from the instance metadata service in three requests`() {
    let script = FlowScript(
      IMDSFlow(), [.answer(200, "session\n"), .answer(200, "role/x\nother"), .answer(200, Self.json)])
    let base = "http://169.254.169.254/latest"
    #expect(
      script.requests.map { $0.method + " " + $0.url } == [
        "PUT \(base)/api/token", "GET \(base)/meta-data/iam/security-credentials/",
        "GET \(base)/meta-data/iam/security-credentials/role%2Fx",
      ])
    #expect(script.field("x-aws-ec2-metadata-token-ttl-seconds", 0) == "21600")
    #expect(script.field("x-aws-ec2-metadata-token", 2) == "session")
    #expect(script.awsKey == "ASIA2 s t")
  }

  @Test(arguments: [
    "{}", "[]", "", json.replacing("ASIA2", with: "A\\nB"), json.replacing("2026", with: "soon"),
  ])
  func `are not made up from an incomplete answer of a machine`(answer: String) {
    let flow = ContainerFlow(endpoint: "http://169.254.170.2/x", authorization: nil)
    #expect(FlowScript(flow, [.answer(200, answer)]).failure?.kind == .badAnswer)
  }
}
