import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway

/// A token service that fails: the gateway says that it has no credential, and goes on as soon as it has one.
@Suite struct CredentialOutageTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let token = ScriptedUpstream.Reply.whole(
    200, #"{"access_token":"one-0123456789","expires_in":"3600"}"#)

  /// A gateway over one provider, whose tokens come from the second stand-in, which is down.
  private static func bench() throws -> GatewayBench {
    var bench = try GatewayBench { setup in
      var settings = CredentialSettings()
      settings.endpoint = setup.providers[1].baseURL
      setup.providers[0].credential = CredentialSetup(kind: .managedIdentity, settings: settings)
      setup.engine.features[0].candidates.removeLast()
    }
    bench.handler.upstreams[0].replies = [.whole(200, .answer("well"))]
    bench.handler.upstreams[1].replies = [.whole(500, "{}")]
    finishRenewal(&bench)
    return bench
  }

  /// Turns the loop until the token service has answered.
  private static func finishRenewal(_ bench: inout GatewayBench) {
    bench.settle()
    bench.turn { handler in
      guard let id = handler.server.core.plan.targets[0].credential else { return true }
      return !handler.server.core.credentials.store.slot(id).isRenewing
    }
  }

  private static func hold(_ bench: borrowing GatewayBench) -> Hold? {
    bench.handler.server.engine.snapshot(at: bench.loop.timestamp).endpoints[0].hold
  }

  @Test func `a hold for want of a credential ends when the credential is there`() throws {
    var bench = try Self.bench()
    for _ in 0..<3 {
      let caller = bench.answer(bench.ask(Self.plain))
      #expect(caller.status == 503)
      #expect(caller.body.contains("the gateway has no credential for it"), "\(caller.body)")
      bench.wait(.milliseconds(300))
    }
    #expect(Self.hold(bench)?.name == "auth")
    bench.handler.upstreams[1].replies = [Self.token]
    bench.wait(.seconds(6))
    Self.finishRenewal(&bench)
    #expect(Self.hold(bench) == nil)
    #expect(bench.answer(bench.ask(Self.plain)).status == 200)
  }

  @Test func `a request that wants the credential does not wait for the next try`() throws {
    var bench = try Self.bench()
    for _ in 0..<4 {
      bench.wait(.seconds(6))
      Self.finishRenewal(&bench)
    }
    let before = bench.handler.upstreams[1].bodies.count
    bench.handler.upstreams[1].replies = [Self.token]
    bench.loop.advanceClock(by: .milliseconds(2_100))
    #expect(bench.answer(bench.ask(Self.plain)).status == 200)
    #expect(bench.handler.upstreams[1].bodies.count == before + 1)
  }

  @Test func `a request does not wait long for a service that failed before`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[1].replies = [.silence]
    bench.loop.advanceClock(by: .milliseconds(2_100))
    let caller = bench.ask(Self.plain)
    bench.settle()
    bench.wait(.milliseconds(1_100))
    bench.answer(caller)
    #expect(caller.status == 503)
    #expect(caller.body.contains(#""code":"auth""#), "\(caller.body)")
  }

  @Test func `a key that is missing is told as ours, its name to the operator alone`() throws {
    var bench = try GatewayBench(upstreams: 1) { setup in
      var settings = CredentialSettings()
      settings.variable = "KEY_OF_NOBODY"
      setup.providers[0].credential = CredentialSetup(kind: .apiKey, settings: settings)
    }
    for _ in 0..<3 {
      let caller = bench.answer(bench.ask(Self.plain))
      #expect(caller.body.contains("its own credentials cannot be read"), "\(caller.body)")
      #expect(!caller.text.contains("KEY_OF_NOBODY"), "\(caller.body)")
    }
    bench.handler.server.serveControl(
      ControlSetup(mode: "serve", engine: "e", run: "run", version: "1.0", access: .thisMachine))
    let status = bench.handler.server.snapshot(on: bench.loop)?.endpoints.first
    let reason = status?.reason ?? ""
    #expect(reason.hasPrefix("held: its key is missing") && reason.contains("KEY_OF_NOBODY"), "\(reason)")
  }
}
