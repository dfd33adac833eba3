import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// A provider refuses a credential: what becomes of the request that met it, and of everybody else's.
@Suite struct RefusedCredentialTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let refusal = ScriptedUpstream.Reply.whole(401, #"{"error":{"code":"invalid_token"}}"#)

  private static func token(_ name: String) -> ScriptedUpstream.Reply {
    .whole(200, #"{"access_token":"\#(name)-0123456789","expires_in":"3600"}"#)
  }

  /// A gateway over one provider, whose tokens come from the second stand-in; the first token is there, and is old
  /// enough to be replaced.
  private static func bench(later: [ScriptedUpstream.Reply]) throws -> GatewayBench {
    var bench = try GatewayBench { setup in
      var settings = CredentialSettings()
      settings.endpoint = setup.providers[1].baseURL
      setup.providers[0].credential = CredentialSetup(kind: .managedIdentity, settings: settings)
      setup.engine.features[0].candidates.removeLast()
    }
    bench.handler.upstreams[1].replies = [token("one")] + later
    bench.handler.upstreams[0].replies = [.whole(200, .answer("well"))]
    #expect(bench.answer(bench.ask(plain)).status == 200)
    bench.wait(.seconds(60))
    return bench
  }

  /// Who was shown what, without the scheme and the length.
  private static func shown(_ bench: borrowing GatewayBench) -> [String] {
    bench.handler.upstreams[0].credentials.map { String(($0 ?? "-").split(separator: " ")[1].prefix(3)) }
  }

  @Test func `a token that was revoked is got anew once, and whoever met it is answered all the same`() throws
  {
    var bench = try Self.bench(later: [Self.token("two")])
    bench.handler.upstreams[0].replies = [Self.refusal, Self.refusal, .whole(200, .answer("well"))]
    let callers = [bench.ask(Self.plain), bench.ask(Self.plain)]
    for caller in callers {
      bench.answer(caller)
      #expect(caller.status == 200, "\(caller.body)")
      #expect(caller.field("x-route-attempts") == "1")
    }
    #expect(Self.shown(bench) == ["one", "one", "one", "two", "two"])
    #expect(bench.handler.upstreams[1].bodies.count == 2, "one renewal for both")
  }

  @Test func `while a token is got anew, others are sent with what there is`() throws {
    var bench = try Self.bench(later: [.silence])
    bench.handler.upstreams[0].replies = [Self.refusal, .whole(200, .answer("well"))]
    let waiting = bench.ask(Self.plain)
    bench.turn { $0.upstreams[1].bodies.count == 2 }
    #expect(bench.answer(bench.ask(Self.plain)).status == 200)
    #expect(!waiting.isAnswered)
    bench.handler.upstreams[1].answer(#"{"access_token":"two-0123456789","expires_in":"3600"}"#, &bench.loop)
    #expect(bench.answer(waiting).status == 200)
    #expect(Self.shown(bench) == ["one", "one", "one", "two"])
  }

  @Test func `a new token that is refused as well is the endpoint's failure`() throws {
    var bench = try Self.bench(later: [Self.token("two")])
    bench.handler.upstreams[0].replies = [Self.refusal]
    let caller = bench.answer(bench.ask(Self.plain))
    #expect(caller.status == 503)
    #expect(caller.body.contains(#""code":"auth""#), "\(caller.body)")
    #expect(Self.shown(bench) == ["one", "one", "two"])
  }

  @Test func `a token that cannot be got anew leaves the provider's own words`() throws {
    var bench = try Self.bench(later: [.whole(500, "{}")])
    bench.handler.upstreams[0].replies = [Self.refusal]
    let caller = bench.answer(bench.ask(Self.plain))
    #expect(caller.status == 503)
    #expect(caller.body.contains("invalid_token"), "\(caller.body)")
    #expect(Self.shown(bench) == ["one", "one"])
  }

  @Test func `a key that is rotated right after it was read is read again at the first refusal`() throws {
    let file = try TemporaryFile("one-0123456789abcdef\n")
    var bench = try GatewayBench(upstreams: 1) { setup in
      var settings = CredentialSettings()
      settings.file = file.path
      setup.providers[0].credential = CredentialSetup(kind: .apiKey, settings: settings)
    }
    bench.handler.upstreams[0].replies = [
      .whole(200, .answer("well")), Self.refusal, .whole(200, .answer("well")), Self.refusal,
      .whole(200, .answer("well")), Self.refusal,
    ]
    for key in ["one", "two", "six"] {
      file.replace(key + "-0123456789abcdef\n")
      let caller = bench.answer(bench.ask(Self.plain))
      #expect(caller.status == 200, "\(caller.body)")
      #expect(caller.field("x-route-attempts") == "1")
    }
    #expect(Self.shown(bench) == ["one", "one", "two", "two", "six"])
    // The same key again is no other one: what refuses it is told at once.
    #expect(bench.answer(bench.ask(Self.plain)).status == 503)
    #expect(Self.shown(bench).count == 6)
  }

  @Test func `a key that one endpoint refuses is sent to the provider's others at once`() throws {
    let file = try TemporaryFile("key-of-both-0123456789\n")
    var bench = try GatewayBench { setup in
      var settings = CredentialSettings()
      settings.file = file.path
      setup.providers[0].credential = CredentialSetup(kind: .apiKey, settings: settings)
      setup.endpoints[1].provider = 0
    }
    bench.handler.upstreams[0].replies = [Self.refusal, .whole(200, .answer("well"))]
    let caller = bench.answer(bench.ask(Self.plain))
    #expect(caller.status == 200, "\(caller.body)")
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(Self.shown(bench) == ["key", "key"])
  }
}
