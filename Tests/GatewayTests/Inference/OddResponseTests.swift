import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Providers that answer with what no model says: redirects, and bodies that nobody asked to be packed.
@Suite struct OddResponseTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  private static func redirect(_ status: Int) -> ScriptedUpstream.Reply {
    .headed(status, [("location", "https://login.example.com/sign-in?secret=s")], [])
  }

  @Test(arguments: [300, 301, 302, 303, 307, 308], [plain, stream])
  func `a redirect is the endpoint's failure, and another one answers`(status: Int, body: String) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [Self.redirect(status)]
    bench.handler.upstreams[1].replies = [
      body == Self.plain ? .whole(200, .answer("well")) : .streamed("well")
    ]
    let caller = bench.answer(bench.ask(body))
    #expect(caller.status == 200)
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(bench.outcomes(at: 0) == [.serverError])
  }

  @Test func `an endpoint that redirects is taken out`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [Self.redirect(302)]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    for _ in 0..<20 {
      #expect(bench.answer(bench.ask(Self.plain)).status == 200)
      bench.wait(.milliseconds(50))
    }
    #expect(bench.handler.server.engine.snapshot(at: bench.loop.timestamp).endpoints[0].state != .closed)
    #expect(bench.handler.upstreams[0].bodies.count < 10)
  }

  @Test func `whoever asks the endpoint by name is told where it leads and nothing more`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [Self.redirect(307)]
    let caller = bench.answer(bench.ask(Self.plain.replacing("chat", with: "chat@a")))
    #expect(caller.status == 502 || caller.status == 503)
    #expect(caller.body.contains("HTTP 307 redirects to https://login.example.com, and redirects are not"))
    #expect(!caller.body.contains("secret"))
  }

  @Test(arguments: [plain, stream])
  func `an answer that is packed unasked is called that`(body: String) throws {
    var bench = try GatewayBench(upstreams: 1)
    let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB, 0x56, 10, 10, 0xFF]
    bench.handler.upstreams[0].replies = [
      .headed(200, [("content-encoding", "gzip"), ("content-type", "application/json")], packed)
    ]
    let caller = bench.answer(bench.ask(body))
    #expect(caller.body.contains("content-encoding gzip was not asked for"), "\(caller.body)")
    #expect(bench.outcomes(at: 0) == [.serverError])
  }

  @Test func `an answer that only says it is packed is taken`() throws {
    var bench = try GatewayBench(upstreams: 1)
    bench.handler.upstreams[0].replies = [
      .headed(200, [("content-encoding", "gzip")], Array(String.answer("well").utf8))
    ]
    #expect(bench.answer(bench.ask(Self.plain)).status == 200)
  }
}
