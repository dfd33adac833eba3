import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

@Suite struct ControlAccessTests {
  private static let drain = #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1"}"#

  @Test func `without a token nobody sees anything where tokens are asked for`() throws {
    var bench = try ServiceBench(tokens: true)
    let reply = bench.get("/api/v1/snapshot")
    #expect(reply.status == 401)
    #expect(try reply.code() == "token_missing")
  }

  @Test func `a viewer sees and does not act, which is on record`() throws {
    var bench = try ServiceBench(tokens: true)
    #expect(bench.get("/api/v1/snapshot", token: ServiceBench.viewerToken).status == 200)
    let reply = bench.post("/api/v1/acts", Self.drain, token: ServiceBench.viewerToken)
    #expect(reply.status == 403)
    #expect(try reply.code() == "role")
    let line = try Self.onlyLine(&bench)
    #expect(line.receipt.outcome == .refused)
    #expect(line.receipt.actor == "victor")
  }

  @Test func `an unknown token does not act, which is on record`() throws {
    var bench = try ServiceBench(tokens: true)
    #expect(bench.post("/api/v1/acts", Self.drain, token: "guessed-token").status == 401)
    let line = try Self.onlyLine(&bench)
    #expect(line.receipt.outcome == .refused)
    #expect(line.receipt.actor == "unknown")
    #expect(line.remote == "127.0.0.1")
  }

  @Test func `an unknown token that asks what an act would do is on record too`() throws {
    var bench = try ServiceBench(tokens: true)
    #expect(bench.post("/api/v1/acts/preview", Self.drain, token: "guessed-token").status == 401)
    #expect(try Self.onlyLine(&bench).receipt.actor == "unknown")
  }

  @Test func `strangers cannot push what others did out of the log`() throws {
    var bench = try ServiceBench(tokens: true)
    _ = bench.post("/api/v1/acts", Self.drain, token: ServiceBench.operatorToken)
    for _ in 0..<ControlDesk.auditLimit {
      #expect(bench.post("/api/v1/acts", Self.drain, token: "guessed-token").status == 401)
    }
    let actors = bench.service.desk.audit.lines().map(\.receipt.actor)
    #expect(actors == ["mira"] + [String](repeating: "unknown", count: ControlService.strangersPerMinute))
    bench.host.now += .minutes(1)
    _ = bench.post("/api/v1/acts", Self.drain, token: "guessed-token")
    #expect(bench.service.desk.audit.lines().count == ControlService.strangersPerMinute + 2)
  }

  @Test func `an operator's act bears the token's name, whatever the caller says`() throws {
    var bench = try ServiceBench(tokens: true)
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain, token: ServiceBench.operatorToken)
    request.fields.caller = "somebody-else"
    #expect(bench.reply(request).status == 200)
    #expect(try Self.onlyLine(&bench).receipt.actor == "mira")
  }

  @Test(arguments: ["/api/v1/quality", "/api/v1/route", "/api/v1/outcomes", "/api/v1/acts/cancelled"])
  func `a viewer changes nothing`(path: String) throws {
    var bench = try ServiceBench(tokens: true)
    #expect(bench.post(path, "{}", token: ServiceBench.viewerToken).status == 403)
  }

  @Test func `a user of the machine acts under the login name that the kernel vouches for`() throws {
    var bench = try ServiceBench()
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain, peer: .user(1_000))
    request.fields.caller = "somebody-else"
    _ = bench.reply(request)
    #expect(try Self.onlyLine(&bench).receipt.actor == "jon")
  }

  @Test func `the console of this process needs no token, and is on record without an address`() throws {
    var bench = try ServiceBench(tokens: true)
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain, peer: .thisProcess)
    request.fields.caller = "mira"
    request.fields.tty = "/dev/pts/3"
    #expect(bench.reply(request).status == 200)
    let line = try Self.onlyLine(&bench)
    #expect(line.receipt.actor == "mira")
    #expect(line.tty == "/dev/pts/3")
    #expect(line.remote == nil)
  }

  @Test func `the console of this process may be let look alone`() throws {
    var bench = try ServiceBench()
    bench.service.access.consoleRole = .viewer
    let request = ServiceBench.request(.post, "/api/v1/acts", Self.drain, peer: .thisProcess)
    let reply = bench.reply(request)
    #expect(reply.status == 403)
  }

  @Test func `another process of the same user is not taken for this one`() throws {
    var bench = try ServiceBench(tokens: true)
    let request = ServiceBench.request(.post, "/api/v1/acts", Self.drain, peer: .user(1_000))
    #expect(bench.reply(request).status == 401)
  }

  @Test func `a caller of this machine acts under the name they give, with host and terminal`() throws {
    var bench = try ServiceBench()
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain)
    request.fields.caller = "mira"
    request.fields.host = "ops-1"
    request.fields.tty = "/dev/pts/3"
    _ = bench.reply(request)
    let line = try Self.onlyLine(&bench)
    #expect(line.receipt.actor == "mira")
    #expect(line.host == "ops-1")
    #expect(line.tty == "/dev/pts/3")
  }

  @Test(arguments: ["mi ra", "mira\u{1B}[2J", String(repeating: "m", count: 65)])
  func `a name that cannot be shown is not taken`(name: String) throws {
    var bench = try ServiceBench()
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain)
    request.fields.caller = name
    _ = bench.reply(request)
    #expect(try Self.onlyLine(&bench).receipt.actor == "local")
  }

  @Test func `a page in a browser cannot act in its user's name`() throws {
    var bench = try ServiceBench()
    var request = ServiceBench.request(.post, "/api/v1/acts", Self.drain)
    request.fields.origin = "https://evil.example"
    #expect(bench.reply(request).status == 403)
  }

  @Test func `a name that was rebound to this machine is refused`() throws {
    var bench = try ServiceBench()
    var request = ServiceBench.request(.get, "/api/v1/snapshot")
    request.fields.target = "evil.example:8081"
    #expect(bench.reply(request).status == 403)
    for target in ["127.0.0.1:8081", "localhost:8081", "[::1]:8081", "localhost"] {
      request.fields.target = target
      #expect(bench.reply(request).status == 200, "\(target)")
    }
  }

  @Test(arguments: ["0.0.0.0:8081", "[::]:8081", "10.0.0.5:8081"])
  func `listening for other machines is refused without tokens`(text: String) throws {
    let address = try #require(ListenAddress(text))
    #expect(ControlAccess.thisMachine.objection(to: address)?.contains("without tokens") == true)
    let table = try TokenTable(Array("mira \(ServiceBench.operatorToken)".utf8), shownAs: "operators")
    #expect(ControlAccess(viewers: nil, operators: table).objection(to: address) == nil)
  }

  @Test(arguments: ["127.0.0.1:8081", "[::1]:8081", "unix:/tmp/rc.sock"])
  func `listening for this machine needs no tokens`(text: String) throws {
    #expect(ControlAccess.thisMachine.objection(to: try #require(ListenAddress(text))) == nil)
  }

  private static func onlyLine(_ bench: inout ServiceBench) throws -> AuditLine {
    let lines = bench.service.desk.audit.lines()
    #expect(lines.count == 1)
    return try #require(lines.first)
  }
}
