import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Failures before the first token: another endpoint answers, and the caller sees nothing of it.
@Suite struct `Before the first token` {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  /// What a sick endpoint does.
  struct Sickness: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reply: @Sendable () -> ScriptedUpstream.Reply
    let outcome: OutcomeClass

    init(_ name: String, _ outcome: OutcomeClass, _ reply: @escaping @Sendable () -> ScriptedUpstream.Reply) {
      testDescription = name
      self.outcome = outcome
      self.reply = reply
    }
  }

  private static let refusals: [Sickness] = [
    Sickness("500", .serverError) { .whole(500, "{}") },
    Sickness("502 that is no JSON", .serverError) { .whole(502, "<html>") },
    Sickness("503", .overloaded) { .whole(503, "{}") },
    Sickness("429 without a hint", .rateLimited) { .whole(429, "{}") },
    Sickness("429 with a hint", .rateLimited) { .whole(429, "{}", retryAfter: "7") },
    Sickness("a spent quota", .quotaExhausted) { .whole(429, #"{"error":{"code":"insufficient_quota"}}"#) },
    Sickness("401", .auth) { .whole(401, "{}") },
    Sickness("403", .permission) { .whole(403, "{}") },
    Sickness("404 of a balancer", .serverError) { .whole(404, "<h1>404 Not Found</h1>") },
    Sickness("404", .modelGone) { .whole(404, #"{"error":{"message":"model not found"}}"#) },
    Sickness("a client that has gone, which is us", .serverError) { .whole(499, "{}") },
    Sickness("418", .serverError) { .whole(418, "tea") },
    Sickness("444", .serverError) { .whole(444, "") },
    Sickness("449", .serverError) { .whole(449, #"{"error":{"message":"?","type":"weird"}}"#) },
    Sickness("a connection that breaks", .connect) { .cut },
  ]

  private static let brokenStreams: [Sickness] = [
    Sickness("an end without a token", .cut) { .pieces([.role], .end) },
    Sickness("a cut without a token", .cut) { .pieces([.role], .cut) },
    Sickness("an empty answer", .empty) { .pieces([.role, .finish, .done], .end) },
    Sickness("an error inside", .overloaded) {
      .pieces([.role, "data: {\"error\":{\"code\":\"server_is_overloaded\"}}\n\n"], .end)
    },
    Sickness("an event that is no JSON", .cut) { .pieces([.role, "data: {oops\n\n"], .end) },
    Sickness("a mark of the end without an answer", .cut) { .pieces([.done], .end) },
  ]

  @Test(arguments: refusals)
  func `a whole answer comes from elsewhere`(sickness: Sickness) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [sickness.reply()]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.body == .answer("well"))
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(caller.field("x-route-attempts") == "2")
    #expect(caller.field("x-route-decision") == "failover")
    #expect(bench.ledger.rows.map(\.entry.attempts) == [1, 1])
    #expect(bench.ledger.rows.map(\.entry.succeeded) == [0, 1])
  }

  @Test(arguments: refusals + brokenStreams)
  func `a stream comes from elsewhere`(sickness: Sickness) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [sickness.reply()]
    bench.handler.upstreams[1].replies = [.streamed("well")]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.content == "well")
    #expect(caller.events.last == "[DONE]")
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(
      caller.events.count { $0.contains("assistant") } == 1, "the role of the first attempt is kept back")
  }

  @Test(arguments: [false, true])
  func `what the first cannot say is said to one who can`(isAlone: Bool) throws {
    var bench = try GatewayBench(upstreams: isAlone ? 1 : 2) { setup in
      setup.providers[0].kind = "anthropic"
      setup.endpoints[0].model = "claude-haiku-4-5"
      if !isAlone { setup.engine.endpoints[1].capabilities.remove(.prefill) }
    }
    if !isAlone { bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))] }
    let caller = bench.ask(#"{"model":"chat","messages":[{"role":"assistant","content":"I begin"}]}"#)
    bench.answer(caller)
    #expect(caller.status == (isAlone ? 400 : 200), "\(caller.body)")
    #expect(caller.field("x-route-endpoint") == (isAlone ? "a" : "b"))
    #expect(bench.handler.upstreams[0].bodies.isEmpty)
    #expect(bench.outcomes(at: 0).allSatisfy { !$0.isEvidence })
  }

  @Test(arguments: [true, false])
  func `silence is not waited for longer than the budget`(isStreaming: Bool) throws {
    var bench = try GatewayBench {
      $0.engine.features[0].objectives.ttftDeadline = .seconds(2)
      $0.engine.features[0].objectives.latencyP90 = .milliseconds(500)
    }
    bench.handler.upstreams[1].replies = [isStreaming ? .streamed("well") : .whole(200, .answer("well"))]
    let caller = bench.ask(isStreaming ? Self.stream : Self.plain)
    bench.requests(1, at: 0)
    bench.wait(.milliseconds(1_900))
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
    bench.wait(.milliseconds(110))
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(bench.handler.upstreams[0].aborted == 1, "the slow provider is stopped")
  }

  @Test func `a role is no token`() throws {
    var bench = try GatewayBench { $0.engine.features[0].objectives.ttftDeadline = .seconds(2) }
    bench.handler.upstreams[0].replies = [.pieces([.role, ": ping\n\n"], .silence)]
    bench.handler.upstreams[1].replies = [.streamed("well")]
    let caller = bench.ask(Self.stream)
    bench.requests(1, at: 0)
    bench.wait(.milliseconds(2_010))
    bench.answer(caller)
    #expect(caller.content == "well")
  }

  @Test func `when everybody fails there is one clear 503 that says when to come back`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.whole(500, "{}")]
    bench.handler.upstreams[1].replies = [.cut]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 503)
    #expect((caller.field("retry-after").flatMap { Int($0) } ?? 0) >= 1)
    let error = JSONText.parse(Array(caller.body.utf8))?["error"]
    #expect(error?["code"]?.string == "connect")
    #expect(error?["provider"]?["name"]?.string == "pb")
    #expect(caller.field("x-route-attempts") == "2")
  }

  @Test func `when everybody pushes back it is 429 with the provider's hint`() throws {
    var bench = try GatewayBench()
    for index in 0...1 {
      bench.handler.upstreams[index].replies = [.whole(429, "{}", retryAfter: "7")]
    }
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 429)
    #expect(caller.field("retry-after") == "7")
  }

  @Test func `a wrong request is not shopped around`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [
      .whole(
        400, #"{"error":{"message":"temperature is too hot","param":"temperature","code":"invalid_value"}}"#)
    ]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 400)
    #expect(caller.body.contains("temperature is too hot"))
    #expect(caller.field("x-should-retry") == "false")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test(arguments: [400, 413, 422])
  func `a wrong request keeps the provider's status`(status: Int) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.whole(status, #"{"error":{"message":"no such tool"}}"#)]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == status)
    #expect(caller.field("x-should-retry") == "false")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `the time to wait is that of the provider who may be asked first`() throws {
    var bench = try GatewayBench()
    for (index, hint) in ["40", "70"].enumerated() {
      bench.handler.upstreams[index].replies = [.whole(429, "{}", retryAfter: hint)]
    }
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 429)
    #expect(caller.field("retry-after") == "40")
    #expect(caller.body.contains("Try again in 40 s."))
  }

  @Test func `a whole answer may begin with a byte order mark`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.whole(200, "\u{FEFF}" + .answer("well"))]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.body == .answer("well"))
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `where the budget for retries is spent the message says so`() throws {
    var bench = try GatewayBench { setup in
      setup.engine.retry.budgetCap = 0
      setup.engine.retry.budgetReplicaFloor = 0
      setup.engine.retry.thinTraffic = 0
    }
    bench.handler.upstreams[0].replies = [.whole(500, "{}")]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 503)
    #expect(caller.body.contains("The feature's budget for retries is spent, so nobody else was asked."))
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `a message that is a sentence gets no second full stop`() throws {
    var bench = try GatewayBench()
    for index in 0...1 {
      bench.handler.upstreams[index].replies = [
        .whole(500, #"{"error":{"message":"Something broke. Did you try again?"}}"#)
      ]
    }
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.body.contains("Did you try again? Try again in "))
  }

  @Test func `a request that finds everybody out of quota is told so`() throws {
    var bench = try GatewayBench()
    for index in 0...1 {
      bench.handler.upstreams[index].replies = [
        .whole(429, #"{"error":{"code":"insufficient_quota"}}"#, retryAfter: "600")
      ]
    }
    let first = bench.ask(Self.plain)
    bench.answer(first)
    #expect(first.status == 429)
    bench.wait(.milliseconds(300))
    let second = bench.ask(Self.plain)
    bench.answer(second)
    #expect(second.status == 429)
    #expect(second.body.contains("2 out of quota"))
    #expect(second.body.contains(#""code":"quota_exhausted""#))
  }

  @Test(arguments: ["0", "-1", "abc", "", " ", "3600001", "99999999999999999999", "+5", "1.5", "1e3", "5 5"])
  func `a deadline that is none is refused`(value: String) throws {
    var bench = try GatewayBench()
    let caller = bench.ask(Self.plain, fields: ["x-route-deadline-ms: \(value)"])
    bench.answer(caller)
    #expect(caller.status == 400)
    #expect(caller.body.contains("from 1 to 3600000"))
    #expect(bench.handler.upstreams[0].bodies.isEmpty)
  }

  @Test func `a request that nobody can serve is told what is missing`() throws {
    var bench = try GatewayBench { setup in
      for index in setup.engine.endpoints.indices {
        setup.engine.endpoints[index].capabilities = Capabilities.all.subtracting(.images)
      }
    }
    let caller = bench.ask(
      #"{"model":"chat","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b"}}]}]}"#
    )
    bench.answer(caller)
    #expect(caller.status == 400)
    #expect(caller.body.contains("can do what the request needs: images."))
  }

  @Test func `a body that is not UTF-8 is refused`() {
    let body =
      Array(#"{"model":"chat","messages":[{"role":"user","content":"a"#.utf8) + [0xFF] + Array(#""}]}"#.utf8)
    do {
      _ = try ChatRequest(body)
      Issue.record("The body was taken.")
    } catch {
      #expect(error.status == 400)
      #expect(error.code == "invalid_json")
      #expect(error.message.contains("UTF-8"))
    }
  }

  @Test func `a deadline of the caller's own holds`() throws {
    var bench = try GatewayBench()
    let caller = bench.ask(Self.stream, fields: ["x-route-deadline-ms: 1000"])
    bench.requests(1, at: 0)
    bench.wait(.milliseconds(610))
    bench.requests(1, at: 1)
    bench.wait(.milliseconds(400))
    bench.answer(caller)
    #expect(caller.status == 503)
    #expect(caller.body.contains("ttft_timeout"))
  }

  @Test func `a stream with a short deadline leaves time for another endpoint`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[1].replies = [.streamed("well")]
    let caller = bench.ask(Self.stream, fields: ["x-route-deadline-ms: 300"])
    bench.requests(1, at: 0)
    bench.wait(.milliseconds(190))
    bench.answer(caller)
    #expect(caller.status == 200, "\(caller.body)")
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(caller.content == "well")
  }

  @Test func `the credential of one provider never reaches another`() throws {
    let file = try TemporaryFile("key-of-a-0123456789\n")
    var bench = try GatewayBench { setup in
      var settings = CredentialSettings()
      settings.file = file.path
      setup.providers[0].credential = CredentialSetup(kind: .apiKey, settings: settings)
    }
    bench.handler.upstreams[0].replies = [.whole(500, "{}")]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(bench.handler.upstreams[0].credentials == ["Bearer key-of-a-0123456789"])
    #expect(bench.handler.upstreams[1].credentials == [nil])
  }

  @Test func `a credential that cannot be got sends the request elsewhere`() throws {
    var bench = try GatewayBench { setup in
      var settings = CredentialSettings()
      settings.variable = "KEY_OF_NOBODY"
      setup.providers[0].credential = CredentialSetup(kind: .apiKey, settings: settings)
    }
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(bench.handler.upstreams[0].bodies.isEmpty)
  }
}
